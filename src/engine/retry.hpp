#pragma once

#include "engine/operation.hpp"
#include "ticket0/error.hpp"
#include "ticket0/options.hpp"

/// What is tried again, and when: a table as functions of what is known.
namespace ticket0::inline v1::detail {

/// How an attempt ended without a result.
enum class Ending : std::uint8_t {
  not_sent,      // proven, and the next attempt may get through
  hopeless,      // the next attempt would end the same way: a wrong certificate, a proxy that refuses
  over_limit,    // the answer is larger than this library accepts
  refused,       // 429
  rejected,      // a definite no
  internal,      // 500 with the service's own word for it, which it declares safe to repeat
  server_error,  // any other 5xx
  lost,          // sent, and no usable answer
  unreadable,    // a success whose body cannot be read
};

/// A service that refuses is asked so often in one call.
inline constexpr int max_refusals = 5;
/// How long after an attempt that may have taken effect the same change may be sent again.
inline constexpr std::chrono::seconds max_age_of_unsure_change{10};

/// What happened in a call so far, the last attempt included.
struct Tries {
  int attempts{0};         // that were not refused
  int refusals{0};         // all of the call
  int refusals_in_row{0};  // ending with the last attempt
  int unsure_changes{0};   // attempts of a write that may have taken effect
  void count(CallClass call_class, Ending ending) noexcept;
};

struct Verdict {
  bool again{false};
  bool only_soon{false};  // within max_age_of_unsure_change
  std::string_view
      why{};  // of a stop: the rule, to follow "not repeated: "; empty where it goes without saying
};

struct RetryRules {
  int max_attempts{3};
  RetryWrites writes{RetryWrites::when_safe};
};

[[nodiscard]] Verdict decide(const Operation& operation, Ending ending, const Tries& tries,
                             const RetryRules& rules) noexcept;

/// `random` is in [0, 1); what is not stands for the middle.
[[nodiscard]] std::chrono::milliseconds backoff(const RetryPolicy& policy, int retry, double random) noexcept;
/// Before what the k-th refusal in a row delays; `asked` is what the service said, if it said something.
[[nodiscard]] std::chrono::milliseconds wait_after_refusal(std::optional<std::chrono::seconds> asked, int k,
                                                           double random) noexcept;

/// How long all other calls of the budget keep still: as long as the service said, but an hour at most, for a
/// client that asks no more would never hear that it may go on.
[[nodiscard]] std::chrono::milliseconds pause_after_refusal(std::optional<std::chrono::seconds> asked,
                                                            int k) noexcept;

/// What comes before the next attempt.
struct Wait {
  std::chrono::milliseconds time{0};
  std::string_view reason{};   // for people
  std::string_view why_not{};  // not empty: there is no next attempt
};
/// `may_wait_for_limits`: of RateLimit::wait.
[[nodiscard]] Wait wait_before_next(Ending ending, const Tries& tries,
                                    std::optional<std::chrono::seconds> asked, const RetryPolicy& policy,
                                    bool may_wait_for_limits, double random) noexcept;

/// Of a call's attempts: what is known to have happened after one more. An attempt that may have taken effect
/// cannot be outweighed by a later one that did not.
[[nodiscard]] Outcome combined(Outcome before, Outcome last) noexcept;

}  // namespace ticket0::inline v1::detail
