#include <array>
#include <atomic>
#include <latch>
#include <stop_token>
#include <thread>

#include "base/cancel.hpp"
#include "client/defaults.hpp"
#include "support.hpp"
#include "ticket0/http.hpp"

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;
using ticket0::CancelSource;
using ticket0::CancelToken;

/// Far enough that only a cancellation can end a wait for it within a test's time.
steady_clock::time_point far_away() { return steady_clock::now() + 50s; }

TEST(CancelToken, IsNeverCancelledWithoutASource) {
  const CancelToken token;
  EXPECT_FALSE(token.cancelled());
  int woken = 0;
  {
    const auto registration = token.on_cancel([&] { ++woken; });
  }
  EXPECT_EQ(woken, 0);
  EXPECT_TRUE(token.wait_until(steady_clock::now() - 1s));
}

TEST(CancelToken, IsCancelledForGoodWithEveryCopy) {
  CancelSource source;
  const CancelSource copy = source;
  const CancelToken before = source.token();
  EXPECT_FALSE(before.cancelled());
  source.cancel();
  source.cancel();
  EXPECT_TRUE(before.cancelled());
  EXPECT_TRUE(copy.token().cancelled());
  EXPECT_TRUE(CancelToken{before}.cancelled());
  EXPECT_FALSE(CancelSource{}.token().cancelled()) << "another source is another matter";
}

TEST(CancelToken, OutlivesItsSource) {
  CancelToken token;
  {
    CancelSource source;
    token = source.token();
    source.cancel();
  }
  EXPECT_TRUE(token.cancelled());
}

TEST(CancelToken, OfAStopTokenIsCancelledWithIt) {
  std::stop_source stop;
  const CancelToken token = CancelToken::from<std::stop_callback>(stop.get_token());
  int woken = 0;
  const auto registration = token.on_cancel([&] { ++woken; });
  EXPECT_FALSE(token.cancelled());
  stop.request_stop();
  EXPECT_TRUE(token.cancelled());
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(CancelToken::from<std::stop_callback>(stop.get_token()).cancelled())
      << "a later one is at once";
}

TEST(CancelToken, OfAStopTokenThatNobodyStopsIsNeverCancelled) {
  EXPECT_EQ(CancelToken::from<std::stop_callback>(std::stop_token{}).on_cancel([] {}), nullptr);
}

TEST(CancelToken, OfAStopTokenIsCancelledWhileAnybodyHasACopyOrWaits) {
  std::stop_source stop;
  std::optional<CancelToken> token = CancelToken::from<std::stop_callback>(stop.get_token());
  int woken = 0;
  std::shared_ptr<void> registration = token->on_cancel([&] {
    ++woken;
    registration.reset();  // with it goes the callback that runs
  });
  token.reset();
  stop.request_stop();
  EXPECT_EQ(woken, 1);
}

TEST(CancelToken, OfAStopTokenCountsAmongOthers) {
  std::stop_source stop;
  const CancelSource other;
  const auto any = ticket0::detail::AnyOf{}
                       .with(CancelToken::from<std::stop_callback>(stop.get_token()))
                       .with(other.token());
  stop.request_stop();
  EXPECT_TRUE(any.token().cancelled());
  EXPECT_FALSE(other.token().cancelled());
}

TEST(CancelToken, WaitsUntilTheTimeHasCome) {
  CancelSource source;
  EXPECT_TRUE(source.token().wait_until(steady_clock::now()));
  EXPECT_TRUE(source.token().wait_until(steady_clock::now() - 1h));
  source.cancel();
  EXPECT_FALSE(source.token().wait_until(steady_clock::now() - 1h)) << "cancelled, whatever the time";
  EXPECT_FALSE(source.token().wait_until(far_away()));
  EXPECT_FALSE(ticket0::detail::SystemClock{}.wait_until(far_away(), source.token()));
}

TEST(CancelToken, ACancellationEndsEveryWaitOfAnotherThread) {
  CancelSource source;
  std::atomic<int> ended{0};
  std::latch ready{3};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&, token = source.token()] {
      ready.count_down();
      if (!token.wait_until(far_away())) ++ended;
    });
  ready.arrive_and_wait();
  source.cancel();
  threads.clear();
  EXPECT_EQ(ended, 2);
}

TEST(OnCancel, CallsEachWakeOnceOnTheThreadThatCancels) {
  CancelSource source;
  std::vector<std::thread::id> callers;
  const auto first = source.token().on_cancel([&] { callers.push_back(std::this_thread::get_id()); });
  const auto second = source.token().on_cancel([&] { callers.push_back(std::this_thread::get_id()); });
  EXPECT_TRUE(callers.empty());
  std::jthread{[&] {
    source.cancel();
    source.cancel();
    ASSERT_EQ(callers.size(), 2U);
    EXPECT_EQ(callers[0], std::this_thread::get_id());
    EXPECT_EQ(callers[1], std::this_thread::get_id());
  }}.join();
  source.cancel();
  EXPECT_EQ(callers.size(), 2U);
}

TEST(OnCancel, CallsAtOnceWhereItIsCancelledAlready) {
  CancelSource source;
  source.cancel();
  std::thread::id caller;
  int woken = 0;
  const auto registration = source.token().on_cancel([&] {
    caller = std::this_thread::get_id();
    ++woken;
  });
  EXPECT_EQ(caller, std::this_thread::get_id());
  source.cancel();
  EXPECT_EQ(woken, 1);
}

TEST(OnCancel, ADroppedWakeIsNotCalled) {
  CancelSource source;
  int dropped = 0;
  int kept = 0;
  auto registration = source.token().on_cancel([&] { ++dropped; });
  const auto other = source.token().on_cancel([&] { ++kept; });
  registration.reset();
  source.cancel();
  EXPECT_EQ(dropped, 0);
  EXPECT_EQ(kept, 1);
}

TEST(OnCancel, WhateverIsDroppedTheOthersAreCalledOnce) {
  constexpr std::size_t count = 7;
  for (std::size_t first = 0; first < count; ++first)
    for (std::size_t second = 0; second < count; ++second) {
      CancelSource source;
      std::array<int, count> woken{};
      std::vector<std::shared_ptr<void>> registrations;
      for (int& each : woken) registrations.push_back(source.token().on_cancel([&each] { ++each; }));
      registrations[first].reset();
      registrations[second].reset();
      int late = 0;
      const auto later = source.token().on_cancel([&late] { ++late; });
      source.cancel();
      std::array<int, count> expected{1, 1, 1, 1, 1, 1, 1};
      expected[first] = expected[second] = 0;
      EXPECT_EQ(woken, expected) << first << ", " << second;
      EXPECT_EQ(late, 1);
    }
}

TEST(OnCancel, DroppingWaitsForAWakeInProgressOnAnotherThread) {
  for (int round = 0; round < 50; ++round) {
    CancelSource source;
    std::latch running{2};
    std::latch dropping{2};
    std::atomic<bool> finished{false};
    auto registration = source.token().on_cancel([&] {
      running.arrive_and_wait();
      dropping.arrive_and_wait();
      for (int i = 0; i < 200; ++i) std::this_thread::yield();  // gives a drop that does not wait its chance
      finished = true;
    });
    const std::jthread canceller{[&] { source.cancel(); }};
    running.arrive_and_wait();
    dropping.arrive_and_wait();
    registration.reset();
    ASSERT_TRUE(finished) << "round " << round;
  }
}

TEST(OnCancel, AWakeMayDropItself) {
  CancelSource source;
  int woken = 0;
  std::shared_ptr<void> registration;
  registration = source.token().on_cancel([&] {
    ++woken;
    registration.reset();
    ++woken;
  });
  source.cancel();
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(registration, nullptr);
}

TEST(OnCancel, AWakeMayUseItsSourceAndItsToken) {
  CancelSource source;
  const CancelToken token = source.token();
  std::string seen;
  std::shared_ptr<void> inner;
  const auto outer = token.on_cancel([&] {
    seen += token.cancelled() ? "c" : "-";
    source.cancel();
    inner = token.on_cancel([&] { seen += "i"; });
    seen += token.wait_until(far_away()) ? "-" : "w";
  });
  source.cancel();
  EXPECT_EQ(seen, "ciw");
}

TEST(OnCancel, AWakeMayDropAnother) {
  CancelSource source;
  std::shared_ptr<void> second;
  int woken = 0;
  const auto first = source.token().on_cancel([&] { second.reset(); });
  second = source.token().on_cancel([&] { ++woken; });
  source.cancel();
  EXPECT_EQ(woken, 0) << "what is dropped before its turn has no turn";
}

TEST(OnCancel, ARegistrationMayOutliveItsSource) {
  std::shared_ptr<void> never;
  std::shared_ptr<void> called;
  int woken = 0;
  {
    CancelSource source;
    never = source.token().on_cancel([&] { ++woken; });
    CancelSource other;
    called = other.token().on_cancel([&] { ++woken; });
    other.cancel();
  }
  never.reset();
  called.reset();
  EXPECT_EQ(woken, 1);
}

TEST(OnCancel, ADroppedRegistrationKeepsNothingAlive) {
  CancelSource source;
  const auto payload = std::make_shared<int>(1);
  auto registration = source.token().on_cancel([payload] {});
  EXPECT_EQ(payload.use_count(), 2);
  registration.reset();
  EXPECT_EQ(payload.use_count(), 1);
}

TEST(OnCancel, EveryWakeIsCalledOnceWhenRegistrationsRaceWithTheCancellation) {
  for (int round = 0; round < 100; ++round) {
    CancelSource source;
    std::atomic<int> woken{0};
    std::vector<std::shared_ptr<void>> registrations;
    std::latch start{2};
    {
      const std::jthread canceller{[&] {
        start.arrive_and_wait();
        source.cancel();
      }};
      start.arrive_and_wait();
      for (int i = 0; i < 20; ++i) registrations.push_back(source.token().on_cancel([&] { ++woken; }));
    }
    ASSERT_EQ(woken, 20) << "round " << round;
  }
}

TEST(OnCancel, NoWakeRunsAfterItsRegistrationIsDroppedWhenThreadsRace) {
  for (int round = 0; round < 100; ++round) {
    CancelSource source;
    std::latch start{2};
    const std::jthread canceller{[&] {
      start.arrive_and_wait();
      source.cancel();
    }};
    start.arrive_and_wait();
    for (int i = 0; i < 20; ++i) {
      std::atomic<bool> registered{true};
      auto registration = source.token().on_cancel([&] { EXPECT_TRUE(registered); });
      registration.reset();
      registered = false;
    }
  }
}

}  // namespace
