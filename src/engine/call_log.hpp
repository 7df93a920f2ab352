#pragma once

#include "engine/failure.hpp"
#include "error/error.hpp"
#include "limiter/limiter.hpp"

namespace ticket0::inline v1::detail {

/// What an earlier run of the same call came to.
struct Earlier {
  int attempts{0};
  int refusals{0};  // of these
  Outcome outcome{Outcome::not_sent};
};

/// What happened in a call so far, and the errors that tell it. None of their texts has a key.
class Report {
 public:
  Report(const Operation& operation, const Secret& key, const Earlier& before) noexcept
      : operation_(operation),
        key_(key),
        attempts_(before.attempts),
        refusals_(before.refusals),
        outcome_(before.outcome) {}

  void failed(const Failed& failed, std::chrono::microseconds took);
  /// An attempt that was begun and given up.
  void cancelled(Outcome outcome, std::chrono::microseconds took);
  void waited(std::chrono::milliseconds time, std::string_view reason);
  /// Of the attempt that begins now or next.
  [[nodiscard]] int next_number() const noexcept { return attempts_ + 1; }

  /// The last attempt's failure. `rule` is why there is no other; empty where that goes without saying.
  [[noreturn]] void throw_failed(Failed failed, std::string_view rule);
  [[noreturn]] void throw_cancelled() const;
  /// The call's time was up before an attempt could begin.
  [[noreturn]] void throw_no_time() const;
  /// The client's own limit lets no request go in time: `turn` is too late.
  [[noreturn]] void throw_own_limit(const Limiter::Turn& turn) const;

 private:
  void add_attempt(const std::string& line, std::chrono::microseconds took, Outcome outcome);
  void add_rule(std::string_view rule);
  [[nodiscard]] ErrorFactory::Details details() const;
  [[noreturn]] void throw_api_error(Failed failed) const;
  template <class E>
  [[noreturn]] void raise(const std::string& what, ErrorFactory::Details all) const;

  const Operation& operation_;
  const Secret& key_;
  int attempts_;
  int refusals_;
  Outcome outcome_;  // of all attempts
  std::vector<std::string> timeline_{};
};

/// What the caller can do, in a sentence.
[[nodiscard]] std::string next_step(ApiErrorKind kind, int status, ErrorCode code,
                                    const Operation& operation);
[[nodiscard]] std::string_view next_step(TransportError::Reason reason) noexcept;

/// What the caller has to do before anything else: empty unless a change was made, or may have been.
[[nodiscard]] std::string_view first_step(Outcome outcome, CallClass call_class) noexcept;

}  // namespace ticket0::inline v1::detail
