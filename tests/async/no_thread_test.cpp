// The system gives no more threads.
#include <dlfcn.h>
#include <pthread.h>

#include "async/async_fixture.hpp"
#include "async/loop.hpp"
#include "unit/standing_clock.hpp"

namespace {
std::atomic<int> threads_left{1'000};
}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                              void* argument) {
  if (threads_left-- <= 0) return EAGAIN;
  static const auto system = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
  return system(thread, attributes, start, argument);
}

namespace {

using ticket0::async;

class WithoutThreads : public AsyncTest {
 protected:
  ~WithoutThreads() override { threads_left = 1'000; }
};

TEST_F(WithoutThreads, ATaskEndsWithTheSystemsError) {
  threads_left = 0;
  auto task = async(*client, get).then([](const ticket0::Ticket&) { return 7; });
  try {
    static_cast<void>(std::move(task).get());
    FAIL() << "it ran";
  } catch (const std::system_error& e) {
    EXPECT_EQ(e.code(), std::errc::resource_unavailable_try_again);
  }
  threads_left = 1'000;
  wire->open();
  EXPECT_EQ(async(*client, get).get().id.str(), "tkt_1") << "a later one runs";
}

TEST_F(WithoutThreads, ACompletionGetsTheSystemsError) {
  threads_left = 0;
  Loop loop;
  std::optional<ticket0::Result<ticket0::Ticket>> got;
  async(*client, get).on_done(loop.executor(), [&](auto result) { got = std::move(result); });
  ASSERT_TRUE(loop.run());
  EXPECT_TRUE(got->error_as<std::system_error>());
  EXPECT_EQ(wire->begun(), 0);
}

/// Time stands still until the test moves it.
TEST_F(WithoutThreads, AWaitingCallLendsNothing) {
  const auto clock = std::make_shared<StandingClock>();
  ticket0::ClientOptions options = options_with(wire);
  options.timeout = std::chrono::hours{1};
  options.rate_limit = ticket0::RateLimit{.requests = 1};
  options.clock = clock;
  const ticket0::Client own{options};
  wire->open();
  static_cast<void>(get(own));  // the budget is spent
  threads_left = 1;
  auto waits = async(own, get);
  ASSERT_TRUE(clock->wait_for_sleepers(1));
  auto queued = async(own, [](const ticket0::Client&) { return 7; });
  EXPECT_FALSE(queued.wait_for(std::chrono::milliseconds{20}));
  clock->advance(std::chrono::minutes{1});
  EXPECT_EQ(std::move(waits).get().id.str(), "tkt_1");
  EXPECT_EQ(std::move(queued).get(), 7);
}

TEST_F(WithoutThreads, AQueuedJobWhoseTimeIsUpEndsWhenAWorkerTakesIt) {
  threads_left = 1;
  auto busy = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  auto queued = async(client->with({.timeout = std::chrono::milliseconds{1}}), get);
  EXPECT_FALSE(queued.wait_for(std::chrono::milliseconds{5})) << "nobody keeps the time";
  wire->open();
  EXPECT_EQ(std::move(busy).get().id.str(), "tkt_1");
  EXPECT_THROW(static_cast<void>(std::move(queued).get()), ticket0::TimeoutError);
}

TEST_F(WithoutThreads, OneWorkerDoesItAll) {
  wire->open();
  threads_left = 1;
  std::vector<ticket0::Task<ticket0::Ticket>> tasks;
  for (int i = 0; i < 50; ++i) tasks.push_back(async(*client, get));
  for (auto& task : tasks) EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
  EXPECT_EQ(wire->most(), 1);
}

}  // namespace
