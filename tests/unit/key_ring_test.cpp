#include "engine/key_ring.hpp"

#include <thread>
#include <vector>

#include "support.hpp"

namespace {

using namespace ticket0;
using detail::KeyRing;

/// Short enough to lie in the ring itself, where it can be looked at after it was wiped.
constexpr const char* short_key = "t0_old";

TEST(KeyRing, GivesTheNewKeyOnceItIsReplaced) {
  KeyRing ring{Secret{"t0_a"}};
  const auto use = ring.use();
  EXPECT_EQ(use.reveal(), "t0_a");
  EXPECT_FALSE(use.is_replaced());
  ring.replace(Secret{"t0_b"});
  EXPECT_EQ(use.reveal(), "t0_a") << "an attempt keeps its key";
  EXPECT_TRUE(use.is_replaced());
  EXPECT_EQ(ring.use().reveal(), "t0_b");
  EXPECT_FALSE(ring.use().is_replaced());
}

TEST(KeyRing, IsNotChangedByTheSameKey) {
  KeyRing ring{Secret{short_key}};
  const std::string_view key = ring.use().reveal();
  const auto use = ring.use();
  ring.replace(Secret{short_key});
  EXPECT_FALSE(use.is_replaced());
  EXPECT_EQ(ring.use().reveal().data(), key.data());
  EXPECT_EQ(key, short_key) << "it is not wiped";
}

TEST(KeyRing, WipesAReplacedKeyWithItsLastUse) {
  KeyRing ring{Secret{short_key}};
  std::string_view key;
  {
    const auto first = ring.use();
    key = first.reveal();
    {
      const auto second = ring.use();
      ring.replace(Secret{"t0_new"});
    }
    EXPECT_EQ(key, short_key);
  }
  EXPECT_EQ(key, std::string(key.size(), '\0'));
}

TEST(KeyRing, WipesAKeyThatNobodyUsesAtOnce) {
  KeyRing ring{Secret{short_key}};
  const std::string_view key = ring.use().reveal();
  EXPECT_EQ(key, short_key) << "it may be used again";
  ring.replace(Secret{"t0_new"});
  EXPECT_EQ(key, std::string(key.size(), '\0'));
}

TEST(KeyRing, NeverGivesAKeyThatIsWipedAndReplacesInOrder) {
  constexpr int rotations = 2'000;
  KeyRing ring{Secret{"t0_0"}};
  std::atomic<bool> is_done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i)
    readers.emplace_back([&] {
      for (int last = 0; !is_done;) {
        const auto use = ring.use();
        const int number = std::stoi(std::string{use.reveal().substr(3)});
        EXPECT_GE(number, last);
        last = number;
      }
    });
  for (int i = 1; i <= rotations; ++i) ring.replace(Secret{"t0_" + std::to_string(i)});
  is_done = true;
  for (auto& each : readers) each.join();
  EXPECT_EQ(ring.use().reveal(), "t0_" + std::to_string(rotations));
}

}  // namespace
