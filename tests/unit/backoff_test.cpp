// How long is waited before the next attempt.
#include <cmath>
#include <limits>

#include "engine/retry.hpp"
#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::AttemptCounts;
using detail::backoff;
using detail::FailureClass;
using detail::RetryDelay;
using detail::wait_after_refusal;
using detail::wait_before_next;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::Ge;
using testing::Le;

const double highest = std::nextafter(1.0, 0.0);

TEST(Backoff, IsHalfToAllOfADelayThatDoubles) {
  struct Case {
    int retry;
    milliseconds longest;
  };
  constexpr Case cases[] = {{0, 500ms}, {1, 1s}, {2, 2s}, {3, 4s}, {4, 8s}, {5, 8s}, {6, 8s}, {99, 8s}};
  for (const auto& [retry, longest] : cases) {
    EXPECT_EQ(backoff({}, retry, 0), longest / 2) << retry;
    EXPECT_EQ(backoff({}, retry, 0.5), longest * 3 / 4) << retry;
    EXPECT_THAT(backoff({}, retry, highest), AllOf(Ge(longest - 1ms), Le(longest))) << retry;
  }
}

TEST(Backoff, FollowsThePolicy) {
  const auto longest = [](milliseconds base, milliseconds most, int retry) {
    return 2 * backoff({.base_delay = base, .max_delay = most}, retry, 0);
  };
  EXPECT_EQ(longest(100ms, 1s, 0), 100ms);
  EXPECT_EQ(longest(100ms, 1s, 3), 800ms);
  EXPECT_EQ(longest(100ms, 1s, 4), 1s);
  EXPECT_EQ(longest(2s, 1s, 0), 1s) << "never more than max_delay";
  EXPECT_EQ(longest(24h, 24h, 99), 24h);
  EXPECT_EQ(longest(2ms, 24h, 99), 24h);
  EXPECT_EQ(backoff({.base_delay = 1ms}, 0, 0), 0ms);
  EXPECT_EQ(backoff({.base_delay = 1ms}, 0, highest), 0ms);
}

TEST(WaitAfterARefusal, DoublesWhatTheServiceAsked) {
  struct Case {
    seconds asked;
    int k;
    seconds least;
  };
  constexpr Case cases[] = {{7s, 1, 7s},   {7s, 2, 14s},   {7s, 3, 28s},      {7s, 4, 56s},
                            {7s, 5, 112s}, {0s, 1, 0s},    {0s, 5, 0s},       {1s, 1, 1s},
                            {60s, 1, 60s}, {60s, 2, 2min}, {24h, 5, 16 * 24h}};
  for (const auto& [asked, k, least] : cases) {
    EXPECT_EQ(wait_after_refusal(asked, k, 0), least) << asked.count() << ", " << k;
    EXPECT_EQ(wait_after_refusal(asked, k, 0.25), least + 250ms);
    EXPECT_THAT(wait_after_refusal(asked, k, highest), AllOf(Ge(least + 999ms), Le(least + 1s)));
  }
}

TEST(WaitAfterARefusal, IsAPowerOfTwoUpToAMinuteWhereTheServiceNamesNoTime) {
  constexpr seconds least[] = {2s, 4s, 8s, 16s, 32s, 60s, 60s};
  for (int k = 1; k <= 7; ++k) {
    EXPECT_EQ(wait_after_refusal({}, k, 0), least[k - 1]) << k;
    EXPECT_EQ(wait_after_refusal({}, k, 0.5), least[k - 1] + 500ms) << k;
  }
}

TEST(PauseAfterARefusal, IsWhatTheServiceSaidAndNotDoubledForTheOthers) {
  using ticket0::detail::pause_after_refusal;
  EXPECT_EQ(pause_after_refusal(7s, 1), 7s);
  EXPECT_EQ(pause_after_refusal(7s, 4), 7s);
  EXPECT_EQ(pause_after_refusal(0s, 1), 0s);
  EXPECT_EQ(pause_after_refusal({}, 1), 2s);
  EXPECT_EQ(pause_after_refusal({}, 3), 8s);
  EXPECT_EQ(pause_after_refusal(3'600s, 1), 1h);
  EXPECT_EQ(pause_after_refusal(1'000'000'000s, 1), 1h) << "whatever a server says";
}

RetryDelay after_refusals(int k, std::optional<seconds> asked, const RetryPolicy& policy = {},
                          bool may_wait = true, double random = 0.5) {
  return wait_before_next(FailureClass::refused, {.attempts = 2, .refusals = k + 1, .refusals_in_row = k},
                          asked, policy, may_wait, random);
}

TEST(WaitBeforeNext, AfterARefusalIsThatOfTheRefusalsInARow) {
  EXPECT_EQ(after_refusals(1, 7s).time, 7'500ms);
  EXPECT_EQ(after_refusals(3, 7s).time, 28'500ms);
  EXPECT_EQ(after_refusals(2, {}).time, 4'500ms);
  EXPECT_EQ(after_refusals(1, 0s).time, 500ms);
  for (const auto& asked : {std::optional<seconds>{}, std::optional{7s}}) {
    EXPECT_EQ(after_refusals(1, asked).why_not, "");
    EXPECT_EQ(after_refusals(1, asked).reason, WaitReason::service_busy);
  }
}

TEST(WaitBeforeNext, AboveMaxRetryAfterIsNotBegun) {
  struct Case {
    int k;
    std::optional<seconds> asked;
    milliseconds most;
    bool waits;
  };
  const Case cases[] = {
      {1, 120s, 120s, true},  // the jitter comes on top
      {1, 121s, 120s, false},
      {2, 60s, 120s, true},
      {2, 61s, 120s, false},
      {5, 7s, 120s, true},
      {5, 8s, 120s, false},
      {1, 1s, 999ms, false},
      {1, 1s, 1s, true},
      {1, {}, 1s, false},
      {1, {}, 2s, true},
      {1, 1h, 24h, true},
      {1, 24h, 24h, true},
      {5, 10'000'000'000s, 24h, false},
      {1, seconds::max(), 24h, true},  // as if it were a day
      {5, seconds::max(), 24h, false},
  };
  for (const auto& [k, asked, most, waits] : cases) {
    const RetryDelay wait = after_refusals(k, asked, {.max_retry_after = most});
    EXPECT_EQ(wait.why_not.empty(), waits) << k << ", " << asked.value_or(-1s).count();
    if (!waits) {
      EXPECT_THAT(std::string{wait.why_not}, testing::HasSubstr("max_retry_after"));
    }
  }
}

TEST(WaitBeforeNext, AfterARefusalIsNotBegunByAClientThatNeverWaits) {
  EXPECT_EQ(after_refusals(1, 0s, {}, false).why_not,
            "waiting is turned off (RateLimit::wait, CallOptions::wait_for_limit)");
  EXPECT_EQ(after_refusals(1, {}, {}, false).why_not,
            "waiting is turned off (RateLimit::wait, CallOptions::wait_for_limit)");
}

RetryDelay after_attempts(int attempts, std::optional<seconds> asked,
                          FailureClass ending = FailureClass::server_error, double random = 0) {
  return wait_before_next(ending, {.attempts = attempts}, asked, {}, true, random);
}

TEST(WaitBeforeNext, AfterAnyOtherEndingIsABackoff) {
  for (const FailureClass ending :
       {FailureClass::not_sent, FailureClass::internal, FailureClass::server_error, FailureClass::lost,
        FailureClass::unreadable}) {
    EXPECT_EQ(after_attempts(1, {}, ending).time, 250ms);
    EXPECT_EQ(after_attempts(2, {}, ending).time, 500ms);
    EXPECT_EQ(after_attempts(3, {}, ending, 0.5).time, 1'500ms);
    EXPECT_EQ(after_attempts(9, {}, ending).time, 4s);
    EXPECT_EQ(after_attempts(1, {}, ending).reason, WaitReason::backoff);
    EXPECT_EQ(after_attempts(1, {}, ending).why_not, "");
  }
  // Refusals in between do not lengthen it, and a client that never waits for limits still does so.
  EXPECT_EQ(wait_before_next(FailureClass::lost, {.attempts = 1, .refusals = 4}, {}, {}, false, 0).time,
            250ms);
}

TEST(WaitBeforeNext, OfAServiceThatNamesATimeIsAtLeastThat) {
  EXPECT_EQ(after_attempts(1, 3s).time, 3s);
  EXPECT_EQ(after_attempts(1, 3s).reason, WaitReason::service_busy);
  EXPECT_EQ(after_attempts(1, 0s).time, 250ms);
  EXPECT_EQ(after_attempts(9, 1s).time, 4s) << "the backoff is longer";
  EXPECT_EQ(after_attempts(9, 1s).reason, WaitReason::backoff);
  EXPECT_EQ(after_attempts(1, 120s).time, 120s);
  EXPECT_THAT(std::string{after_attempts(1, 121s).why_not}, testing::HasSubstr("max_retry_after"));
  EXPECT_THAT(std::string{after_attempts(1, seconds::max()).why_not}, testing::HasSubstr("max_retry_after"));
}

}  // namespace
