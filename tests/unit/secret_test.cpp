#include <ostream>

#include "base/secret.hpp"
#include "support.hpp"
#include "ticket0/types.hpp"

namespace {

using ticket0::Secret;

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> &&
              !std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, Secret> && !std::is_convertible_v<const char*, Secret>);

TEST(Secret, RevealsWhatItWasGiven) {
  const Secret secret{"t0_key"};
  EXPECT_EQ(secret.reveal(), "t0_key");
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret{}.empty());
  EXPECT_EQ(Secret{}.reveal(), "");
}

TEST(Secret, CopiesAreApart) {
  Secret one{"t0_one"};
  const Secret copy = one;
  one = Secret{"t0_two"};
  EXPECT_EQ(copy.reveal(), "t0_one");
  EXPECT_EQ(one.reveal(), "t0_two");
  one = copy;
  EXPECT_EQ(one.reveal(), "t0_one");
}

TEST(Secret, AMoveLeavesNothingBehind) {
  // Short ones live inside the string and are copied by a move; long ones are not.
  for (const std::size_t length : {std::size_t{4}, std::size_t{400}}) {
    const std::string text(length, 'k');
    Secret from{text};
    Secret to = std::move(from);
    EXPECT_EQ(to.reveal(), text);
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the question

    Secret assigned{"another"};
    assigned = std::move(to);
    EXPECT_EQ(assigned.reveal(), text);
    EXPECT_TRUE(to.empty());  // NOLINT(bugprone-use-after-move)
  }
}

TEST(Secret, SurvivesAssignmentToItself) {
  Secret secret{"t0_key"};
  Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "t0_key");
  secret = std::move(same);
  EXPECT_EQ(secret.reveal(), "t0_key");
}

TEST(Wipe, OverwritesEveryCharacterTheStringEverHeld) {
  std::string text(300, 'k');
  text.resize(5);  // the rest stays in memory behind it
  const std::size_t capacity = text.capacity();
  const char* const memory = text.data();
  ticket0::detail::wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), memory) << "the same memory, so that it can be looked at";
  text.resize(capacity, '\0');  // within the capacity: gives the memory back without moving it
  ASSERT_EQ(text.data(), memory);
  EXPECT_EQ(text, std::string(capacity, '\0'));
}

TEST(Wipe, HappensHoweverTheScopeEnds) {
  std::string text = "Bearer t0_key";
  try {
    const ticket0::detail::WipeOnExit wiped{text};
    throw std::runtime_error{"x"};
  } catch (const std::runtime_error&) {}
  EXPECT_TRUE(text.empty());
}

}  // namespace
