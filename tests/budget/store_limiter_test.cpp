// The queue of a process before a budget that it shares: one call at a time asks the store.
#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "limiter/shared_limiter.hpp"
#include "ticket0/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::Lane;
using detail::Limiter;
using std::chrono::milliseconds;
using testing::ElementsAre;
using Result = Limiter::Result;

/// Says what the test wants, and writes down what it is asked.
class ScriptedStore final : public BudgetStore {
 public:
  struct Slot final : BudgetSlot {
    explicit Slot(ScriptedStore& of) : store(of) {}
    bool confirm(milliseconds, const CancelToken&) noexcept override { return store.confirms; }
    void end() noexcept override { ++store.ended; }
    ScriptedStore& store;
  };
  void open(const BudgetTerms& terms) override { opened = terms; }
  SlotOffer take(const BudgetTerms& terms, const SlotRequest& request) override {
    std::unique_lock lock{mutex};
    ++asking;
    most_asking = std::max(most_asking, asking.load());
    asked.push_back(request);
    seen_terms = terms;
    changed.wait(lock, [this] { return !holds; });
    if (uses_all_time) changed.wait_until(lock, request.until, [] { return false; });
    --asking;
    if (throws) throw std::runtime_error{"of a store"};
    if (!refusals.empty()) {
      const milliseconds free_in = refusals.front();
      refusals.pop_front();
      return {.free_in = free_in, .paused = paused, .away = away};
    }
    return {.slot = std::make_unique<Slot>(*this)};
  }
  void pause(const BudgetTerms&, milliseconds time) noexcept override { paused_for = time; }
  RateUsage look(const BudgetTerms&) override { return {.used = 41, .free = 19, .next_in = 3s}; }
  void hold(bool on) {
    const std::lock_guard lock{mutex};
    holds = on;
    changed.notify_all();
  }

  std::mutex mutex{};
  std::condition_variable changed{};
  bool holds{false};
  bool uses_all_time{false};
  bool throws{false};
  bool confirms{true};
  bool paused{false};
  bool away{false};
  std::deque<milliseconds> refusals{};  // the next ones, with the time until there is a slot
  milliseconds paused_for{0};
  std::atomic<int> asking{0};
  int most_asking{0};
  std::atomic<int> ended{0};
  std::vector<SlotRequest> asked{};
  BudgetTerms seen_terms{};
  BudgetTerms opened{};
};

class StoreLimiter : public testing::Test {
 protected:
  Limiter::Admission take(Lane lane = Lane::direct, milliseconds within = 1h, bool may_wait = true,
                          const CancelToken& cancel = {}) {
    return limiter_.take(lane, clock_->now() + within, may_wait, cancel, [this](auto time) {
      told_.push_back(std::chrono::duration_cast<milliseconds>(time));
    });
  }
  std::shared_ptr<fakes::ManualClock> clock_ = std::make_shared<fakes::ManualClock>();
  std::shared_ptr<ScriptedStore> store_ = std::make_shared<ScriptedStore>();
  Limiter limiter_{60, 60s, clock_, store_, "acme"};
  std::vector<milliseconds> told_{};
};

TEST_F(StoreLimiter, AsksTheStoreForEachSlotAndEndsIt) {
  {
    const auto admission = limiter_.take(Lane::direct, clock_->now() + 1h, true, {}, {}, 7s);
    EXPECT_EQ(admission.result, Result::granted);
    EXPECT_TRUE(admission.slot.has_lease());
    EXPECT_EQ(store_->seen_terms.scope, "acme");
    EXPECT_EQ(store_->seen_terms.requests, 60);
    EXPECT_EQ(store_->asked.at(0).lease, 7s);
    EXPECT_EQ(store_->ended, 0);
  }
  EXPECT_EQ(store_->ended, 1);
}

TEST_F(StoreLimiter, ConfirmsASlotByTheStore) {
  const auto admission = take();
  EXPECT_TRUE(admission.slot.confirm(1s, {}));
  store_->confirms = false;
  EXPECT_FALSE(admission.slot.confirm(1s, {}));
  EXPECT_TRUE(Limiter::Slot{}.confirm(1s, {})) << "of a process's own memory nothing is lost";
}

TEST_F(StoreLimiter, WaitsAsLongAsTheStoreSaysAndALittleForOthers) {
  store_->refusals = {10s};
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 10'004ms);
  EXPECT_THAT(told_, ElementsAre(10'004ms));
}

TEST_F(StoreLimiter, WhoHasWaitedForAQuarterOfThePeriodIsFirst) {
  store_->refusals = {15s, 15s};
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 30'004ms) << "a little for others once, and not again";
}

TEST_F(StoreLimiter, DoesNotAskAgainBeforeThatTime) {
  store_->refusals = {10s};
  const auto refused = take(Lane::direct, 5s);
  EXPECT_EQ(refused.result, Result::too_late);
  EXPECT_EQ(refused.predicted, 10'004ms);
  EXPECT_EQ(take(Lane::direct, 5s).result, Result::too_late);
  EXPECT_EQ(store_->asked.size(), 1U);
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_EQ(limiter_.usage().waiting, 0);
}

TEST_F(StoreLimiter, AStoreThatIsFullForEverIsNotAskedForADay) {
  store_->refusals = {milliseconds::max()};
  const auto refused = take(Lane::direct, 1h);
  EXPECT_EQ(refused.result, Result::too_late);
  EXPECT_EQ(refused.predicted, 24h + 4ms);
  EXPECT_EQ(store_->asked.size(), 1U);
}

TEST_F(StoreLimiter, ThatACallHadNoTimeForAResponseHoldsNobodyElseUp) {
  store_->uses_all_time = true;
  store_->away = true;
  store_->refusals = {10s};
  const auto late = take(Lane::direct, 1ms);
  EXPECT_EQ(late.result, Result::too_late);
  EXPECT_TRUE(late.away);
  EXPECT_EQ(late.predicted, 10s);
  store_->uses_all_time = false;
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(StoreLimiter, ALostSlotDoesNotCount) {
  store_->confirms = false;
  for (int i = 0; i < 61; ++i) {
    const auto admission = take(Lane::direct, 2s);
    ASSERT_EQ(admission.result, Result::granted) << i;
    EXPECT_FALSE(admission.slot.confirm(1s, {}));
  }
}

TEST_F(StoreLimiter, AStoreThatLosesEachSlotIsAskedLessAndLessOften) {
  store_->confirms = false;
  std::vector<milliseconds> waited;
  for (int i = 0; i < 12; ++i) {
    const auto before = clock_->waited();
    (void)take().slot.confirm(1s, {});
    waited.push_back(std::chrono::duration_cast<milliseconds>(clock_->waited() - before));
  }
  EXPECT_THAT(waited,
              ElementsAre(0ms, 4ms, 8ms, 16ms, 32ms, 64ms, 128ms, 256ms, 512ms, 1'024ms, 1'024ms, 1'024ms));
  store_->confirms = true;
  (void)take().slot.confirm(1s, {});
  store_->confirms = false;
  (void)take().slot.confirm(1s, {});
  const auto before = clock_->waited();
  (void)take();
  EXPECT_EQ(clock_->waited() - before, 4ms);
}

TEST_F(StoreLimiter, SaysThatTheStoreIsAwayOrPaused) {
  store_->refusals = {10s};
  store_->away = true;
  EXPECT_TRUE(take(Lane::direct, 5s).away);
  clock_->advance(1min);
  store_->refusals = {10s};
  store_->away = false;
  store_->paused = true;
  const auto refused = take(Lane::direct, 5s);
  EXPECT_TRUE(refused.paused);
  EXPECT_FALSE(refused.away);
}

TEST_F(StoreLimiter, WhoNeverWaitsAsksAndIsToldAtOnce) {
  EXPECT_EQ(take(Lane::direct, 1h, false).result, Result::granted);
  store_->refusals = {10s};
  EXPECT_EQ(take(Lane::direct, 1h, false).result, Result::too_late);
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_THAT(told_, ElementsAre());
}

TEST_F(StoreLimiter, AListLeavesSlotsFreeUntilItHasBeenFirstForAPeriod) {
  EXPECT_EQ(take(Lane::direct).result, Result::granted);
  store_->refusals = {59s};
  EXPECT_EQ(take(Lane::bulk).result, Result::granted);
  store_->refusals = {61s};
  EXPECT_EQ(take(Lane::bulk).result, Result::granted);
  std::vector<int> left;
  for (const auto& each : store_->asked) left.push_back(each.leave_free);
  EXPECT_THAT(left, ElementsAre(0, 10, 10, 10, 0));
}

TEST_F(StoreLimiter, WhatIsRefusedToAListMayBeFreeForOthers) {
  store_->refusals = {10s};
  EXPECT_EQ(take(Lane::bulk, 5s).result, Result::too_late);
  EXPECT_EQ(take(Lane::direct, 5s).result, Result::granted);
}

TEST_F(StoreLimiter, ItsOwnLogHoldsAsWell) {
  for (int i = 0; i < 60; ++i) ASSERT_EQ(take().result, Result::granted);
  EXPECT_EQ(take(Lane::direct, 59s).result, Result::too_late) << "whatever the store says";
  EXPECT_EQ(store_->asked.size(), 60U);
}

TEST_F(StoreLimiter, APauseGoesToTheStore) {
  limiter_.pause(clock_->now() + 30s);
  EXPECT_EQ(store_->paused_for, 30s);
}

TEST_F(StoreLimiter, TellsWhatAllProcessesUse) {
  const RateUsage usage = limiter_.usage();
  EXPECT_EQ(usage.used, 41);
  EXPECT_EQ(usage.free, 19);
  EXPECT_EQ(usage.next_in, 3s);
}

TEST_F(StoreLimiter, WhatTheStoreThrowsEndsTheCallAndNoOther) {
  store_->throws = true;
  EXPECT_THROW((void)take(), std::runtime_error);
  store_->throws = false;
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(limiter_.usage().waiting, 0);
}

/// With the system's clock, since threads wait.
class StoreLimiterOfThreads : public StoreLimiter {
 protected:
  struct RealClock final : Clock {
    std::chrono::steady_clock::time_point now() noexcept override { return std::chrono::steady_clock::now(); }
    std::chrono::system_clock::time_point wall() noexcept override { return {}; }
    bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override {
      return cancel.wait_until(when);
    }
  };
  ~StoreLimiterOfThreads() override { join(); }
  void enter(bool may_wait, milliseconds within = 1h, const CancelToken& cancel = {}) {
    threads_.emplace_back([this, may_wait, within, cancel] {
      const auto admission =
          of_threads_.take(Lane::direct, real_->now() + within, may_wait, cancel, [](auto) {});
      ++results_[static_cast<std::size_t>(admission.result)];
      if (admission.away) ++told_away_;
    });
  }
  void join() {
    for (auto& each : threads_) each.join();
    threads_.clear();
  }
  static void until(const auto& condition) {
    while (!condition()) std::this_thread::yield();
  }
  std::shared_ptr<RealClock> real_ = std::make_shared<RealClock>();
  Limiter of_threads_{1'000, 60s, real_, store_, "acme"};
  std::array<std::atomic<int>, 3> results_{};  // granted, too late, cancelled
  std::atomic<int> told_away_{0};

 private:
  std::vector<std::thread> threads_{};
};

TEST_F(StoreLimiterOfThreads, OneAtATimeAsks) {
  for (int i = 0; i < 50; ++i) enter(i % 2 == 0);
  join();
  EXPECT_EQ(results_[0], 50);
  EXPECT_EQ(store_->most_asking, 1);
}

TEST_F(StoreLimiterOfThreads, WhoNeverWaitsWaitsForTheAnswerToAnother) {
  store_->hold(true);
  store_->refusals = {1h};
  enter(true, 30min);
  until([&] { return store_->asking == 1; });
  for (int i = 0; i < 10; ++i) enter(false);
  until([&] { return of_threads_.usage().waiting == 11; });
  store_->hold(false);
  join();
  EXPECT_EQ(results_[1], 11) << "all are too late, since the store was full";
  EXPECT_EQ(told_away_, 0);
  EXPECT_EQ(store_->asked.size(), 1U);
}

TEST_F(StoreLimiterOfThreads, TheDeadlinesOfOthersHoldWhileTheStoreIsSlow) {
  store_->hold(true);
  enter(true);
  until([&] { return store_->asking == 1; });
  enter(true, 200ms);
  CancelSource stop;
  enter(true, 1h, stop.token());
  until([&] { return results_[1] == 1; });
  EXPECT_EQ(told_away_, 1) << "for the store said nothing while it waited";
  stop.cancel();
  until([&] { return results_[2] == 1; });
  store_->hold(false);
  join();
  EXPECT_EQ(results_[0], 1);
}

TEST(StoreBudgetKey, IsOneForAllClientsWithTheSameStore) {
  const auto store = std::make_shared<ScriptedStore>();
  const auto key = [&](const char* api_key, std::shared_ptr<BudgetStore> with) {
    ClientOptions options{.api_key = Secret{api_key}};
    options.rate_limit = RateLimit{.store = std::move(with)};
    return detail::budget_key(options, "https://x");
  };
  EXPECT_EQ(key("t0_a", store), key("t0_b", store));
  EXPECT_NE(key("t0_a", store), key("t0_a", std::make_shared<ScriptedStore>()));
  EXPECT_NE(key("t0_a", store), key("t0_a", nullptr));
}

TEST(SharedLimiterWithAStore, IsGoneWithItsLastClientForTheStoreRemembers) {
  const auto store = std::make_shared<ScriptedStore>();
  const detail::BudgetKey key{.base_url = "https://x", .scope = "scope gone", .store = store.get()};
  const auto clock = std::make_shared<fakes::ManualClock>();
  {
    const detail::SharedLimiter first{key, {.scope = "gone", .store = store}, clock};
    const detail::SharedLimiter second{key, {.scope = "gone", .store = store}, clock};
    EXPECT_EQ(&first.get(), &second.get());
    (void)first.get().take(Lane::direct, clock->now() + 1h, true, {}, {});
  }
  EXPECT_EQ(store.use_count(), 1);
}

}  // namespace
