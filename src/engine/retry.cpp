#include "engine/retry.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Verdict again{.again = true};

Verdict stop(std::string_view why) noexcept { return {.why = why}; }

/// It may be the caller's source: what is no number in [0, 1] must not spoil a wait.
double fraction(double random) noexcept { return random >= 0 && random <= 1 ? random : 0.5; }

/// Up to a second, so that those who were told the same time do not come back at the same moment.
milliseconds jitter(double random) noexcept {
  return milliseconds{static_cast<milliseconds::rep>(1'000.0 * fraction(random))};
}

Verdict after_refusal(const Operation& operation, const Tries& tries, const RetryRules& rules) noexcept {
  if (operation.call_class == CallClass::unsafe && rules.writes == RetryWrites::never)
    return stop("RetryWrites::never allows one attempt");
  return tries.refusals < max_refusals ? again : stop("the service refused it five times");
}

/// After something that may have taken effect.
Verdict when_unsure(const Operation& operation, const Tries& tries) noexcept {
  if (operation.call_class == CallClass::read) return again;
  if (tries.unsure_changes > 1) return stop("a change that may have been made is repeated once");
  return {.again = true, .only_soon = true};
}

}  // namespace

void Tries::count(CallClass call_class, Ending ending) noexcept {
  if (ending == Ending::refused) {
    ++refusals;
    ++refusals_in_row;
    return;
  }
  ++attempts;
  refusals_in_row = 0;
  const bool is_unsure = ending == Ending::lost || ending == Ending::server_error;
  if (is_unsure && call_class != CallClass::read) ++unsure_changes;
}

Verdict decide(const Operation& operation, Ending ending, const Tries& tries,
               const RetryRules& rules) noexcept {
  const bool is_unsafe = operation.call_class == CallClass::unsafe;
  switch (ending) {
    case Ending::refused: return after_refusal(operation, tries, rules);
    case Ending::hopeless: return stop("the next attempt would end the same way");
    case Ending::over_limit: return stop("the next answer would be as large");
    case Ending::rejected: return stop({});
    case Ending::unreadable:
      if (operation.call_class != CallClass::read) return stop("the answer was a success");
      break;
    case Ending::not_sent: break;
    case Ending::internal:
      if (is_unsafe && rules.writes == RetryWrites::when_refused)
        return stop("RetryWrites::when_refused repeats only what was refused or never sent");
      if (operation.looks_first) return stop("whether it was done has to be looked at first");
      break;
    case Ending::server_error:
    case Ending::lost:
      if (is_unsafe) return stop(operation.risk);
      break;
  }
  if (is_unsafe && rules.writes == RetryWrites::never) return stop("RetryWrites::never allows one attempt");
  if (tries.attempts >= rules.max_attempts) return stop("max_attempts was reached");
  const bool is_sure =
      ending == Ending::not_sent || ending == Ending::internal || ending == Ending::unreadable;
  return is_sure ? again : when_unsure(operation, tries);
}

milliseconds backoff(const RetryPolicy& policy, int retry, double random) noexcept {
  milliseconds longest = policy.base_delay;
  for (int i = 0; i < retry && longest < policy.max_delay; ++i) longest *= 2;
  longest = std::min(longest, policy.max_delay);
  const auto half = longest / 2;
  return half + milliseconds{static_cast<milliseconds::rep>(static_cast<double>((longest - half).count()) *
                                                            fraction(random))};
}

milliseconds wait_after_refusal(std::optional<seconds> asked, int k, double random) noexcept {
  const int doublings = std::clamp(k - 1, 0, max_refusals);
  const seconds wait = asked ? *asked * (std::int64_t{1} << doublings)
                             : std::min(seconds{60}, seconds{std::int64_t{2} << doublings});
  return wait + jitter(random);
}

milliseconds pause_after_refusal(std::optional<seconds> asked, int k) noexcept {
  constexpr std::chrono::hours longest{1};
  return std::min<milliseconds>(asked ? milliseconds{*asked} : wait_after_refusal(std::nullopt, k, 0),
                                longest);
}

Wait wait_before_next(Ending ending, const Tries& tries, std::optional<seconds> asked,
                      const RetryPolicy& policy, bool may_wait_for_limits, double random) noexcept {
  if (asked) asked = std::min<seconds>(*asked, std::chrono::hours{24});  // keeps the arithmetic in range
  if (ending == Ending::refused) {
    const milliseconds least = wait_after_refusal(asked, tries.refusals_in_row, 0);
    if (!may_wait_for_limits) return {.why_not = "RateLimit::wait is false"};
    if (least > policy.max_retry_after) return {.why_not = "the wait would be longer than max_retry_after"};
    return {.time = wait_after_refusal(asked, tries.refusals_in_row, random),
            .reason = "the service is busy"};
  }
  const milliseconds time = backoff(policy, tries.attempts - 1, random);
  if (!asked || *asked <= time) return {.time = time, .reason = "backoff"};
  if (*asked > policy.max_retry_after) return {.why_not = "the wait would be longer than max_retry_after"};
  return {.time = *asked + jitter(random), .reason = "the service is busy"};
}

Outcome combined(Outcome before, Outcome last) noexcept {
  if (before == Outcome::applied) return before;
  if (last == Outcome::applied || before == Outcome::not_sent) return last;
  if (before == Outcome::unknown) return Outcome::unknown;
  return last == Outcome::not_sent ? before : last;
}

}  // namespace ticket0::inline v1::detail
