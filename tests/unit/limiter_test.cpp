// The budget of requests that clients share, by one thread and a clock that moves when someone waits.
#include "limiter/limiter.hpp"

#include "hooked_clock.hpp"
#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::Lane;
using detail::Limiter;
using detail::SlidingWindow;
using std::chrono::milliseconds;
using testing::ElementsAre;
using Result = Limiter::Result;

class LimiterTest : public testing::Test {
 protected:
  Limiter::Admission take(Lane lane = Lane::direct, milliseconds within = 1h,
                          const CancelToken& cancel = {}) {
    return limiter_.take(lane, clock_->now() + within, within > 0ms, cancel, [this](auto time) {
      told_.push_back(std::chrono::duration_cast<milliseconds>(time));
      if (while_told_) std::exchange(while_told_, nullptr)();
    });
  }
  /// So many requests that take no time.
  void spend(int count, Lane lane = Lane::direct) {
    for (int i = 0; i < count; ++i) ASSERT_EQ(take(lane, 0ms).result, Result::granted) << i;
  }

  std::shared_ptr<HookedClock> clock_ = std::make_shared<HookedClock>();
  Limiter limiter_{60, 60s, clock_};
  std::vector<milliseconds> told_{};    // of waits
  std::function<void()> while_told_{};  // done once, when the next wait is told
};

TEST_F(LimiterTest, GrantsSixtyAtOnceAndTheNextAMinuteAfterTheFirstEnded) {
  spend(60);
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_THAT(told_, ElementsAre());
  clock_->advance(20s);
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 40s);
  EXPECT_THAT(told_, ElementsAre(40s)) << "told once, before it waits";
  spend(59);
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 100s);
}

TEST_F(LimiterTest, CountsASlotAsLongAsItIsHeldAndAPeriodMore) {
  spend(59);
  {
    Limiter::Admission slow = take();
    clock_->advance(30s);
    EXPECT_EQ(limiter_.usage().used, 60);
    clock_->advance(40s);
    EXPECT_EQ(limiter_.usage().used, 1) << "the others are over";
    slow.slot.end();
    slow.slot.end();  // and again is nothing
    clock_->advance(59s);
    EXPECT_EQ(limiter_.usage().used, 1);
  }
  clock_->advance(1s);
  EXPECT_EQ(limiter_.usage().used, 0);
}

TEST_F(LimiterTest, ASlotEndsWithItsObjectAndMovesOnce) {
  std::optional<Limiter::Slot> kept;
  {
    Limiter::Admission turn = take();
    kept.emplace(std::move(turn.slot));
  }
  clock_->advance(2min);
  EXPECT_EQ(limiter_.usage().used, 1);
  kept.reset();
  clock_->advance(1min);
  EXPECT_EQ(limiter_.usage().used, 0);
  { const Limiter::Slot none; }
  EXPECT_EQ(limiter_.usage().used, 0);
}

TEST_F(LimiterTest, SaysAtOnceThatItIsTooLateAndWhenItCouldBe) {
  spend(60);
  clock_->advance(15s);
  const Limiter::Admission turn = take(Lane::direct, 44s);
  EXPECT_EQ(turn.result, Result::too_late);
  EXPECT_EQ(turn.predicted, 45s);
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_THAT(told_, ElementsAre());
  EXPECT_EQ(limiter_.usage().used, 60);
  EXPECT_EQ(limiter_.usage().waiting, 0);
  EXPECT_EQ(take(Lane::direct, 45s).result, Result::too_late) << "a turn at the deadline is of no use";
  EXPECT_EQ(take(Lane::direct, 46s).result, Result::granted);
}

TEST_F(LimiterTest, ACancelledCallTakesNothing) {
  CancelSource stop;
  stop.cancel();
  EXPECT_EQ(take(Lane::direct, 1h, stop.token()).result, Result::cancelled);
  EXPECT_EQ(limiter_.usage().used, 0);
}

TEST_F(LimiterTest, ACallThatIsCancelledWhileItWaitsLeavesTheQueue) {
  spend(60);
  CancelSource stop;
  clock_->at_next_wait = [&] { stop.cancel(); };
  EXPECT_EQ(take(Lane::direct, 1h, stop.token()).result, Result::cancelled);
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_EQ(limiter_.usage().used, 60);
  EXPECT_EQ(limiter_.usage().waiting, 0);
}

TEST_F(LimiterTest, AnExceptionWhileItWaitsLeavesTheQueueToo) {
  spend(60);
  clock_->at_next_wait = [] { throw std::runtime_error{"of a clock"}; };
  EXPECT_THROW((void)take(), std::runtime_error);
  EXPECT_EQ(limiter_.usage().waiting, 0);
  EXPECT_EQ(take().result, Result::granted);
}

TEST_F(LimiterTest, WhoIsToldOfAWaitIsNotInTheQueueYetAndHoldsNobodyUp) {
  limiter_.tighten(1, 60s);
  spend(1);
  while_told_ = [&] {
    EXPECT_EQ(limiter_.usage().waiting, 0);
    EXPECT_EQ(take().result, Result::granted) << "a call that is made meanwhile goes first";
  };
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 120s);
  EXPECT_THAT(told_, ElementsAre(60s, 60s)) << "each once";
}

TEST_F(LimiterTest, AnExceptionOfWhoIsToldTakesNothing) {
  spend(60);
  while_told_ = [] { throw std::runtime_error{"of an observer"}; };
  EXPECT_THROW((void)take(), std::runtime_error);
  EXPECT_EQ(limiter_.usage().used, 60);
  EXPECT_EQ(limiter_.usage().waiting, 0);
}

TEST_F(LimiterTest, ATurnThatComesWhenTheTimeIsOverIsNotTaken) {
  spend(60);
  clock_->at_next_wait = [&] { clock_->advance(62s); };  // a machine that was asleep
  EXPECT_EQ(take(Lane::direct, 61s).result, Result::too_late);
  EXPECT_EQ(limiter_.usage().used, 0);
}

TEST_F(LimiterTest, SaysWhetherItIsThePauseAfterARefusalThatHoldsACallUp) {
  spend(60);
  EXPECT_FALSE(take(Lane::direct, 1s).paused);
  limiter_.pause(clock_->now() + 2min);
  const Limiter::Admission turn = take(Lane::direct, 1s);
  EXPECT_TRUE(turn.paused);
  EXPECT_EQ(turn.predicted, 2min);
}

TEST_F(LimiterTest, TheBulkLaneLeavesTenToTheOther) {
  spend(50, Lane::bulk);
  EXPECT_EQ(take(Lane::bulk, 0ms).result, Result::too_late);
  spend(10);
  EXPECT_EQ(take(Lane::direct, 0ms).result, Result::too_late);
}

TEST_F(LimiterTest, TheBulkLaneWaitsBehindTheOtherAndNotTheOtherWayRound) {
  spend(50, Lane::bulk);
  clock_->at_next_wait = [&] {
    EXPECT_EQ(limiter_.usage().waiting, 1);
    EXPECT_EQ(limiter_.usage().next_in, 0s) << "for it goes ahead of what list() sends";
    EXPECT_EQ(take(Lane::direct, 0ms).result, Result::granted);
  };
  EXPECT_EQ(take(Lane::bulk).result, Result::granted);
}

TEST_F(LimiterTest, ServesALaneInTheOrderOfComing) {
  limiter_.tighten(1, 60s);
  spend(1);
  clock_->at_next_wait = [&] {
    clock_->advance(60s);  // one is free now: it is for the one that waits
    const Limiter::Admission later = take(Lane::direct, 0ms);
    EXPECT_EQ(later.result, Result::too_late);
    EXPECT_EQ(later.predicted, 60s);
    const Limiter::Admission bulk = take(Lane::bulk, 0ms);
    EXPECT_EQ(bulk.result, Result::too_late);
    EXPECT_EQ(bulk.predicted, 60s);
  };
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(LimiterTest, PausesForEverybodyAndThenStartsSlowly) {
  limiter_.pause(clock_->now() + 30s);
  EXPECT_EQ(take(Lane::direct, 29s).predicted, 30s);
  std::vector<milliseconds> granted;
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(take(i % 2 == 0 ? Lane::direct : Lane::bulk).result, Result::granted);
    granted.push_back(clock_->waited());
  }
  EXPECT_THAT(granted, ElementsAre(30s, 31s, 31s, 32s, 32s, 32s, 32s, 33s));
}

TEST_F(LimiterTest, APauseThatComesWhileOneWaitsHoldsForItToo) {
  spend(60);
  clock_->at_next_wait = [&] { limiter_.pause(clock_->now() + 100s); };
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 100s);
}

TEST_F(LimiterTest, APauseWithAFullQueueIsNoTrouble) {
  limiter_.tighten(1, 60s);
  limiter_.pause(clock_->now() + 100s);
  SlidingWindow::Duration later{};
  RateUsage seen;
  clock_->at_next_wait = [&] {  // nothing is live, and as many wait as there are slots
    seen = limiter_.usage();
    later = take(Lane::direct, 50s).predicted;
  };
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(seen.used, 0);
  EXPECT_EQ(seen.waiting, 1);
  EXPECT_EQ(seen.next_in, 160s);
  EXPECT_EQ(later, 160s);
}

TEST_F(LimiterTest, TightenedWhileOneWaitsHoldsForItToo) {
  spend(60);
  clock_->at_next_wait = [&] { limiter_.tighten(30, 90s); };
  EXPECT_EQ(take().result, Result::granted);
  EXPECT_EQ(clock_->waited(), 90s);
}

TEST_F(LimiterTest, TellsWhatItsUsersSpend) {
  const auto usage = [&] {
    const RateUsage now = limiter_.usage();
    return std::tuple{now.used, now.free, now.waiting, now.next_in};
  };
  EXPECT_EQ(usage(), (std::tuple{0, 60, 0, 0ms}));
  spend(20);
  clock_->advance(10s);
  spend(39);
  EXPECT_EQ(usage(), (std::tuple{59, 1, 0, 0ms}));
  spend(1);
  EXPECT_EQ(usage(), (std::tuple{60, 0, 0, 50'000ms}));
  clock_->at_next_wait = [&] { EXPECT_EQ(usage(), (std::tuple{60, 0, 1, 50'000ms})); };
  (void)take();
  EXPECT_EQ(usage(), (std::tuple{41, 19, 0, 0ms}));
  limiter_.tighten(30, 60s);
  EXPECT_EQ(usage(), (std::tuple{41, 0, 0, 10'000ms})) << "free is never negative";
  clock_->advance(2min);
  EXPECT_EQ(usage(), (std::tuple{0, 30, 0, 0ms}));
  limiter_.pause(clock_->now() + 1'500ms);
  EXPECT_EQ(usage(), (std::tuple{0, 30, 0, 1'500ms}));
}

TEST_F(LimiterTest, IsIdleWhenANewOneWouldBehaveTheSame) {
  EXPECT_TRUE(limiter_.is_idle());
  {
    const Limiter::Admission turn = take();
    clock_->advance(1h);
    EXPECT_FALSE(limiter_.is_idle());
  }
  clock_->advance(59'999ms);
  EXPECT_FALSE(limiter_.is_idle());
  clock_->advance(1ms);
  EXPECT_TRUE(limiter_.is_idle());
  limiter_.pause(clock_->now() + 1s);
  EXPECT_FALSE(limiter_.is_idle());
  clock_->advance(2s);
  EXPECT_FALSE(limiter_.is_idle()) << "it starts slowly";
  clock_->advance(30s);
  EXPECT_TRUE(limiter_.is_idle());
}

}  // namespace
