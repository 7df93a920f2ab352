#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>

#include "engine/operation.hpp"
#include "json/error_body.hpp"
#include "ticket0/error.hpp"
#include "ticket0/options.hpp"

/// What is retried, and when: pure functions of what is known.
namespace ticket0::inline v1::detail {

enum class FailureKind : std::uint8_t;  // failure.hpp

/// Gives a number in [0, 1) for each randomised wait. Called from any thread.
using RandomSource = std::function<double()>;

/// How an attempt ended without a result.
enum class FailureClass : std::uint8_t {
  not_sent,      // proven, and the next attempt may get through
  permanent,     // the next attempt would end the same way: a wrong certificate, a proxy that refuses
  over_limit,    // the response is larger than this library accepts
  refused,       // 429
  rejected,      // a definite no
  internal,      // 500 with the service's own code, which it declares safe to repeat
  server_error,  // any other 5xx
  lost,          // sent, and no usable response
  unreadable,    // a success whose body cannot be read
};

/// How many refusals by the service end a call.
inline constexpr int max_refusals = 5;
/// How often a call is repeated because its key was replaced.
inline constexpr int max_old_keys = 5;
/// How long after an attempt that may have taken effect the same change may be sent again.
inline constexpr std::chrono::seconds max_age_of_unsure_change{10};

/// The attempts of a call so far, the last one included.
struct AttemptCounts {
  int attempts{0};         // that were not refused
  int refusals{0};         // in the whole call
  int refusals_in_row{0};  // up to the last attempt
  int unsure_changes{0};   // attempts of a write that may have taken effect
  int old_keys{0};         // attempts repeated for a new key, which count as nothing else
  void count(CallClass call_class, FailureClass failure_class) noexcept;
};

struct RetryDecision {
  bool again{false};
  bool only_soon{false};   // within max_age_of_unsure_change
  std::string_view why{};  // the rule that stops it, to follow "not repeated: "; empty if it is obvious
};

struct RetryRules {
  int max_attempts{3};
  RetryWrites writes{RetryWrites::when_safe};
};

[[nodiscard]] RetryDecision decide(const Operation& operation, FailureClass failure_class,
                                   const AttemptCounts& counts, const RetryRules& rules) noexcept;

/// After an attempt whose key was replaced while it ran: true if the service certainly did nothing but reject
/// the key. `counts` are those before the attempt.
[[nodiscard]] bool repeat_with_new_key(FailureKind kind, FailureClass failure_class,
                                       const AttemptCounts& counts) noexcept;

/// `random` is in [0, 1).
[[nodiscard]] std::chrono::milliseconds backoff(const RetryPolicy& policy, int retry, double random) noexcept;
/// The wait after the k-th refusal in a row; `asked` is the wait that the service asks for, if it does.
[[nodiscard]] std::chrono::milliseconds wait_after_refusal(std::optional<std::chrono::seconds> asked, int k,
                                                           double random) noexcept;

/// How long all other calls of the budget pause: as long as the service asks, but an hour at most, because a
/// client that sends nothing would never learn that it may go on.
[[nodiscard]] std::chrono::milliseconds pause_after_refusal(std::optional<std::chrono::seconds> asked,
                                                            int k) noexcept;

/// The wait before the next attempt.
struct RetryDelay {
  std::chrono::milliseconds time{0};
  WaitReason reason{WaitReason::backoff};
  std::string_view why_not{};  // not empty: there is no next attempt
};
/// `may_wait_for_limits`: RateLimit::wait.
[[nodiscard]] RetryDelay wait_before_next(FailureClass failure_class, const AttemptCounts& counts,
                                          std::optional<std::chrono::seconds> asked,
                                          const RetryPolicy& policy, bool may_wait_for_limits,
                                          double random) noexcept;

/// How long the service asks to wait: Retry-After in seconds, a fraction rounded up, or as an HTTP date.
/// After a refusal also `error.retryAfter` and X-RateLimit-Reset, which the older generation sends. The
/// latter is a point in time in seconds or milliseconds, or a number of seconds: its size decides, and more
/// than a day away is nonsense. If a header has several values, on one line or more, the longest wait
/// applies. A value that cannot be read is ignored; a time in the past is 0, one too far away 10^9 seconds.
/// `wall` is this machine's time, for responses without a Date.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(
    const HttpResponse& response, const json::ErrorBody& body, bool is_refusal,
    std::chrono::system_clock::time_point wall) noexcept;

/// When the next attempt of a call may begin, and until when it may run.
class AttemptWindow {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// All attempts are over by `deadline`, and none begins after `begin_by`.
  AttemptWindow(TimePoint deadline, std::optional<TimePoint> begin_by) noexcept
      : deadline_(deadline), begin_by_(std::min(deadline, begin_by.value_or(deadline))) {}
  void narrow(TimePoint begin_by) noexcept { begin_by_ = std::min(begin_by_, begin_by); }

  [[nodiscard]] TimePoint begin_by() const noexcept { return begin_by_; }
  /// It closes before the deadline.
  [[nodiscard]] bool is_narrow() const noexcept { return begin_by_ < deadline_; }
  /// In whole milliseconds; not positive if time is up.
  [[nodiscard]] std::chrono::milliseconds time_left(TimePoint now) const noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - now);
  }
  /// Why no repeat can begin at `when`; empty if one can.
  [[nodiscard]] std::string_view why_not(TimePoint when) const noexcept;

 private:
  TimePoint deadline_;
  TimePoint begin_by_;
};
inline constexpr std::string_view no_time_to_wait =
    "the wait before the next attempt would pass the call's deadline";
inline constexpr std::string_view too_old = "a change that may have been made is repeated only within 10 s";

/// What is known to have happened after one more attempt. An attempt that may have taken effect cannot be
/// outweighed by a later one that did not.
[[nodiscard]] Outcome combined(Outcome before, Outcome last) noexcept;

}  // namespace ticket0::inline v1::detail
