// When a client is gone, no copy of its key that the library made is left in this process. With a transport
// of the test's own: libcurl keeps copies that nobody can wipe.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "memory/fail_each_allocation.hpp"
#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

namespace {

using namespace ticket0;

/// A key that is in memory only where key() was called: here it stands in disguise.
struct Disguised {
  std::string text;
  static constexpr char mask = 0x15;
  void add(std::string_view part) {
    for (const char c : part) text += static_cast<char>(c ^ mask);
  }
  [[nodiscard]] std::string key() const {
    std::string plain = text;
    for (char& c : plain) c = static_cast<char>(c ^ mask);
    return plain;
  }
  [[nodiscard]] bool is_at(const char* memory) const noexcept { return is_at(memory, 0); }
  /// Its last characters: memory that was freed has something else in its first.
  static constexpr std::size_t tail = 8;
  [[nodiscard]] bool ends_at(const char* memory) const noexcept { return is_at(memory, text.size() - tail); }

 private:
  [[nodiscard]] bool is_at(const char* memory, std::size_t from) const noexcept {
    for (std::size_t i = from; i < text.size(); ++i)
      if (static_cast<char>(memory[i - from] ^ mask) != text[i]) return false;
    return true;
  }
};

/// How often the key stands in the memory that this process can write to.
std::size_t copies_in_memory(const Disguised& disguised) {
  std::ifstream maps{"/proc/self/maps"};
  std::size_t copies = 0;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words{line};
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::string access;
    words >> std::hex >> begin >> dash >> end >> access;
    if (!access.starts_with("rw")) continue;
    for (; begin + Disguised::tail <= end; ++begin)
      if (disguised.ends_at(reinterpret_cast<const char*>(begin))) ++copies;
  }
  return copies;
}

/// Reads the header as a transport does, and keeps nothing.
class Reading final : public Transport {
 public:
  explicit Reading(const Disguised& key) : Transport(Budget::own), key_(key) {}
  HttpResponse send(const HttpRequest& request, const SendContext&) override {
    const std::string& value = request.headers.front().second;
    if (!key_.is_at(value.data() + value.size() - key_.text.size())) throw TransportError{"a wrong key"};
    if (++count_ % 2 == 0) return {.status = 401, .body = R"({"error":{"code":"UNAUTHORIZED"}})"};
    return {.status = 200, .body = R"({"tickets":[],"id":"tkt_1"})"};
  }

 private:
  const Disguised& key_;
  int count_{0};
};

class KeyInMemory : public testing::TestWithParam<int> {};

TEST_P(KeyInMemory, IsGoneWithItsClient) {
  Disguised key;
  key.add("t0_");
  for (int i = 0; i < GetParam(); ++i) key.add("q");
  key.add("qqqZxYv");
  {
    const Client client{{.api_key = Secret{key.key()},
                         .retry = {.max_attempts = 1},
                         .transport = std::make_shared<Reading>(key),
                         .clock = std::make_shared<fakes::ManualClock>()}};
    const Client other = client.with({.max_attempts = 2});
    EXPECT_GE(copies_in_memory(key), 1U) << "the search finds nothing";
    for (int i = 0; i < 2; ++i) {
      static_cast<void>(client.tickets().page());
      EXPECT_THROW(static_cast<void>(other.tickets().get(TicketId{"tkt_1"})), AuthenticationError);
    }
  }
  EXPECT_EQ(copies_in_memory(key), 0U);
}

TEST_P(KeyInMemory, IsGoneOnceItIsReplaced) {
  Disguised key;
  key.add("t0_");
  for (int i = 0; i < GetParam(); ++i) key.add("u");
  key.add("uuuVkQm");
  const Client client{{.api_key = Secret{key.key()},
                       .retry = {.max_attempts = 1},
                       .transport = std::make_shared<Reading>(key),
                       .clock = std::make_shared<fakes::ManualClock>()}};
  const Client other = client.with({.max_attempts = 2});
  auto list = other.tickets().list();
  static_cast<void>(list.begin());
  EXPECT_GE(copies_in_memory(key), 1U) << "the search finds nothing";
  client.set_api_key(Secret{"t0_another"});
  EXPECT_EQ(copies_in_memory(key), 0U);
}

TEST_P(KeyInMemory, IsNotLeftBehindByACallThatHasNoMemory) {
  Disguised key;
  key.add("t0_");
  for (int i = 0; i < GetParam(); ++i) key.add("w");
  key.add("wwwKjUp");
  const Client client{{.api_key = Secret{key.key()},
                       .retry = {.max_attempts = 1},
                       .app_info = "an application whose name is on the heap/1.0",
                       .transport = std::make_shared<Reading>(key),
                       .clock = std::make_shared<fakes::ManualClock>()}};
  const std::size_t of_client = copies_in_memory(key);
  const CallOptions call{.headers = {{"X-Trace", "a value that is on the heap, too"}}};
  for (std::size_t number = 0, happened = 1; happened != 0; ++number) {
    {
      const heap::Failure failure{number};
      try {
        static_cast<void>(client.tickets().page({}, call));
      } catch (const std::bad_alloc&) {
      } catch (const Error&) {}
      happened = failure.happened() ? 1 : 0;
    }
    ASSERT_EQ(copies_in_memory(key), of_client) << "allocation " << number;
  }
}

/// In the string itself, on the heap behind "Bearer ", and always on the heap.
INSTANTIATE_TEST_SUITE_P(Lengths, KeyInMemory, testing::Values(1, 6, 60));

}  // namespace
