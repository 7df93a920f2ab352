// Whose turn it is where both lanes wait, and what a call is told of it.
#include "hooked_clock.hpp"
#include "limiter/limiter.hpp"
#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::Lane;
using detail::Limiter;
using std::chrono::milliseconds;
using Result = Limiter::Result;

/// One thread has all the calls: each makes the next while it stands in the queue.
class LimiterOrder : public testing::Test {
 protected:
  void make(int requests) { limiter_.emplace(requests, 60s, clock_); }
  Limiter::Admission take(
      Lane lane, milliseconds within, const std::function<void()>& while_waiting = [] {}) {
    return limiter_->take(lane, clock_->now() + within, within > 0ms, {},
                          [&](auto) { clock_->at_next_wait = while_waiting; });
  }
  void spend(int count) {
    for (int i = 0; i < count; ++i) ASSERT_EQ(take(Lane::direct, 0ms).result, Result::granted) << i;
  }
  /// What one of that lane is told that comes now.
  milliseconds predicted(Lane lane) {
    return std::chrono::duration_cast<milliseconds>(take(lane, 0ms).predicted);
  }
  /// With a list in the queue, which leaves it without a turn.
  void with_waiting_list(const std::function<void()>& act) {
    struct Leave {};
    try {
      (void)take(Lane::bulk, 24h, [&] {
        act();
        throw Leave{};
      });
    } catch (const Leave&) {}
  }

  std::shared_ptr<HookedClock> clock_ = std::make_shared<HookedClock>();
  std::optional<Limiter> limiter_{};
};

struct Case {
  int requests;
  int passing;         // calls that start before the list
  milliseconds waits;  // the list
  milliseconds next;   // what a direct call is told when the list has its turn
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.requests; }
};

class LimiterOrderOf : public LimiterOrder, public testing::WithParamInterface<Case> {};

TEST_P(LimiterOrderOf, LetsCallsPassAListAsLongAsASlotOfTheirWindowIsLeftForIt) {
  const int requests = GetParam().requests;
  make(requests);
  spend(requests);
  for (int round = 0; round < 3; ++round) {
    const auto pass = [&] {
      for (int i = 0; i < GetParam().passing; ++i)
        ASSERT_EQ(take(Lane::direct, 10min).result, Result::granted) << i;
      EXPECT_EQ(predicted(Lane::direct), GetParam().next) << "the list goes before it";
    };
    const auto waited = clock_->waited();
    EXPECT_EQ(take(Lane::bulk, 10min, pass).result, Result::granted);
    EXPECT_EQ(clock_->waited() - waited, GetParam().waits);
    clock_->advance(60s);
    spend(requests);
  }
}

// All slots of a window become free together, after a minute: but for a window of one, the list has one of
// them.
INSTANTIATE_TEST_SUITE_P(Requests, LimiterOrderOf,
                         testing::Values(Case{1, 1, 120s, 120s}, Case{2, 1, 60s, 60s}, Case{5, 4, 60s, 60s},
                                         Case{6, 5, 60s, 60s}, Case{12, 10, 60s, 1ms},
                                         Case{60, 50, 60s, 1ms}),
                         [](const auto& each) { return "Of" + std::to_string(each.param.requests); });

TEST_F(LimiterOrder, GivesAListInItsTurnASlotThatIsKeptForTheOthersToo) {
  make(12);  // ten for the bulk lane, and for who passes it
  for (int i = 0; i < 12; ++i, clock_->advance(1s)) spend(1);
  const Limiter::Admission turn = take(Lane::bulk, 10min, [&] {
    for (int i = 0; i < 10; ++i) ASSERT_EQ(take(Lane::direct, 10min).result, Result::granted) << i;
    EXPECT_EQ(limiter_->usage().next_in, 2s) << "the next to become free, in a second, is for the list";
  });
  EXPECT_EQ(turn.result, Result::granted);
  EXPECT_EQ(limiter_->usage().free, 0) << "eleven others are in use";
  EXPECT_EQ(limiter_->usage().next_in, 1s);
}

TEST_F(LimiterOrder, CountsOnlyWhatPassesAListThatWaits) {
  make(3);
  spend(3);
  with_waiting_list([&] {
    for (int i = 0; i < 2; ++i) ASSERT_EQ(take(Lane::direct, 10min).result, Result::granted);
    EXPECT_EQ(take(Lane::direct, 0ms).result, Result::too_late);
  });
  clock_->advance(60s);
  spend(3);  // nobody waits any more
  with_waiting_list([&] {
    for (int i = 0; i < 2; ++i)
      ASSERT_EQ(take(Lane::direct, 10min).result, Result::granted) << "it begins anew";
  });
}

TEST_F(LimiterOrder, OfATighterWindowHoldsForAListThatWaitsToo) {
  make(4);
  spend(4);
  const auto passing = [&](int count) {
    return [this, count] {
      for (int i = 0; i < count; ++i) ASSERT_EQ(take(Lane::direct, 10min).result, Result::granted) << i;
      EXPECT_EQ(take(Lane::direct, 1s).result, Result::too_late);
    };
  };
  EXPECT_EQ(take(Lane::bulk, 10min,
                 [&] {
                   limiter_->tighten(2, 60s);
                   passing(1)();
                 })
                .result,
            Result::granted);
  clock_->advance(60s);
  spend(2);
  EXPECT_EQ(take(Lane::bulk, 10min, passing(1)).result, Result::granted);
}

}  // namespace
