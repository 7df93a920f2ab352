#pragma once

#include "engine/failure.hpp"
#include "limiter/limiter.hpp"

namespace ticket0::inline v1::detail {

/// Why a call gave no result: what its error says besides what the log has.
struct CallFailure {
  FailureKind kind{FailureKind::transport};
  Outcome outcome{Outcome::not_sent};  // of all attempts
  std::string headline{};              // e.g. "GET /tickets: 403 FORBIDDEN"
  std::string next_step{};             // what the caller can do; may be empty
  TransportError::Reason reason{TransportError::Reason::other};
  Open<ErrorCode> code{};
  std::string message{};  // the service's
  std::optional<std::chrono::seconds> retry_after{};
  std::optional<HttpResponse> response{};  // of an ApiError
  TicketId ticket{};                       // of a ReplyOutcomeUnknown
  Timestamp sent_at{};                     // of a ReplyOutcomeUnknown, too
};

/// What happened in a call so far, and how it fails. None of the texts has a key.
class CallLog {
 public:
  explicit CallLog(const Operation& operation) noexcept : operation_(operation) {}

  void attempt_failed(const FailedAttempt& failed, std::chrono::microseconds took);
  /// An attempt that was rejected because its key has been replaced.
  void attempt_with_old_key(const FailedAttempt& failed, std::chrono::microseconds took);
  /// An attempt that was begun and given up.
  void attempt_cancelled(Outcome outcome, std::chrono::microseconds took, std::string_view why);
  void waited(std::chrono::milliseconds time, WaitReason reason);
  /// Something else that happened, in a line.
  void add(std::string line) { timeline_.push_back(std::move(line)); }

  [[nodiscard]] int attempts() const noexcept { return attempts_; }
  /// How many of the attempts the service refused.
  [[nodiscard]] int refusals() const noexcept { return refusals_; }
  /// How many of the attempts count against max_attempts: not those refused, nor those with an old key.
  [[nodiscard]] int counted_attempts() const noexcept { return attempts_ - refusals_ - old_keys_; }
  [[nodiscard]] int old_keys() const noexcept { return old_keys_; }
  /// The number of the attempt that begins now or next.
  [[nodiscard]] int next_attempt() const noexcept { return attempts_ + 1; }

  /// @{
  /// How the call fails: by its last attempt, and `rule` is why there is no other (empty if that goes
  /// without saying); because it was cancelled; because its time was up before an attempt could begin
  /// (`why` says more, if it is not empty); because the client's own limit allows no request in time
  /// (`admission` is too late); or as `what` says.
  [[nodiscard]] CallFailure failed(FailedAttempt last, std::string_view rule);
  [[nodiscard]] CallFailure cancelled(std::string_view why = "cancelled") const {
    return failed(FailureKind::cancelled, why);
  }
  [[nodiscard]] CallFailure out_of_time(std::string_view why = {}) const;
  [[nodiscard]] CallFailure over_own_limit(const Limiter::Admission& admission) const;
  [[nodiscard]] CallFailure failed(FailureKind kind, std::string_view what, std::string next_step = {}) const;
  /// @}

  /// Throws `failure` as the Error of its kind.
  [[noreturn]] void raise(CallFailure failure) const;

 private:
  void add_attempt(std::string_view line, std::chrono::microseconds took, Outcome outcome);
  void add_rule(std::string_view rule);

  const Operation& operation_;
  int attempts_{0};
  int refusals_{0};
  int old_keys_{0};
  Outcome outcome_{Outcome::not_sent};  // of all attempts
  std::vector<std::string> timeline_{};
};

/// @{
/// What the caller can do, in a sentence.
[[nodiscard]] std::string next_step(FailureKind kind, int status, ErrorCode code, const Operation& operation);
[[nodiscard]] std::string_view next_step(TransportError::Reason reason) noexcept;
/// @}
/// What the caller has to do before anything else: empty unless a change was made, or may have been.
[[nodiscard]] std::string_view first_step(Outcome outcome, CallClass call_class) noexcept;

}  // namespace ticket0::inline v1::detail
