// How many workers there are, and when, as the system counts them.
#include <filesystem>

#include "async/async_fixture.hpp"
#include "unit/standing_clock.hpp"

namespace {

using ticket0::async;
using ticket0::Client;

/// Of this process.
std::ptrdiff_t threads() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/task"},
                       std::filesystem::directory_iterator{});
}

class WorkerCount : public AsyncTest {};

TEST_F(WorkerCount, IsNoneUntilTheyAreNeeded) {
  const auto before = threads();
  Client other{options_with(wire)};
  Client copy = other.with({});
  EXPECT_EQ(threads(), before);
  auto one = async(other, get);
  auto two = async(copy, get);
  EXPECT_EQ(threads(), before + 2) << "copies share them";
  wire->open();
  static_cast<void>(std::move(one).get());
  static_cast<void>(std::move(two).get());
}

TEST_F(WorkerCount, IsThatOfThePlacesAndOfTheCallsThatMayWait) {
  const auto before = threads();
  const auto clock = std::make_shared<StandingClock>();
  ticket0::ClientOptions options = options_with(wire);
  options.timeout = std::chrono::hours{24};
  options.attempt_timeout = std::chrono::hours{24};  // the clock is moved while attempts are made
  options.rate_limit = ticket0::RateLimit{};
  options.clock = clock;
  std::optional<Client> own{options};
  wire->open();
  std::vector<ticket0::Task<ticket0::Ticket>> reads;
  for (int i = 0; i < 60 + 256; ++i) reads.push_back(async(*own, get));
  ASSERT_TRUE(clock->wait_for_sleepers(256));
  EXPECT_EQ(async(*own, [](const Client&) { return 7; }).get(), 7);
  EXPECT_LE(threads(), before + 256 + workers);
  for (int i = 0; i < 2 * workers; ++i) reads.push_back(async(*own, get));
  ASSERT_TRUE(clock->wait_for_sleepers(256 + workers)) << "the others keep their places";
  EXPECT_EQ(threads(), before + 256 + workers);
  auto queued = async(*own, [](const Client&) { return 7; });
  EXPECT_FALSE(queued.is_done());
  for (auto& read : reads) {
    while (!read.wait_for(std::chrono::milliseconds{1})) clock->advance(std::chrono::seconds{1});
    static_cast<void>(std::move(read).get());
  }
  EXPECT_EQ(std::move(queued).get(), 7);
  while (threads() > before + workers + 1) std::this_thread::yield();  // those beyond the places end
  own.reset();
  EXPECT_EQ(threads(), before);
}

TEST_F(WorkerCount, IsNoneWithoutTheClient) {
  const auto before = threads();
  auto busy = occupy_workers();
  EXPECT_EQ(threads(), before + workers);
  client.reset();
  EXPECT_EQ(threads(), before);
}

}  // namespace
