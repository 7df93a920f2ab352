#include "engine/call_log.hpp"

#include "engine/redact.hpp"

namespace ticket0::inline v1::detail {

namespace {

std::string in_ms(std::chrono::microseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

/// "429 RATE_LIMITED".
std::string status_and_code(const FailedAttempt& failed) {
  std::string text = std::to_string(failed.response->status);
  if (!failed.shown_code.empty()) text.append(" ").append(failed.shown_code);
  return text;
}

/// For a response with a code of the service.
std::string step_by_code(ErrorCode code, const Operation& operation) {
  switch (code) {
    case ErrorCode::validation_error: return "Correct what the service names, then call again.";
    case ErrorCode::unauthorized:
      return "Check ClientOptions.api_key: the key may be mistyped, revoked or expired.";
    case ErrorCode::forbidden:
      if (operation.scope.empty()) return "Use a key with the scope that this call needs (admin has all).";
      return "Use a key with the scope " + std::string{operation.scope} + " (or admin).";
    case ErrorCode::not_found:
      if (operation.route.find(":id") != std::string_view::npos)
        return "Check the id, and that the key belongs to the same workspace.";
      return "Check the request's path, and ClientOptions.base_url.";
    case ErrorCode::rate_limited:
      return "Wait for retry_after(), if it is set; all keys of a workspace share one limit.";
    case ErrorCode::internal: return "The service failed; check outcome() before you call again.";
    case ErrorCode::unknown: break;
  }
  return {};
}

/// For a response whose sender is not known: a firewall's web page has a status, too.
std::string_view step_by_status(FailureKind kind, int status) noexcept {
  switch (kind) {
    case FailureKind::validation:
    case FailureKind::authentication:
    case FailureKind::permission:
      return "The response has no error code that this library knows: it may come from a proxy, a firewall "
             "or a load balancer instead of the service. Look at response().";
    case FailureKind::not_found:
      return "Check ClientOptions.base_url: the service's API does not seem to be there.";
    case FailureKind::rate_limit: return "Wait for retry_after(), if it is set.";
    case FailureKind::server:
      return "The service, or a server in front of it, failed; check outcome() before you call again.";
    default: break;
  }
  if (status >= 300 && status <= 399) return "Redirects are not followed: check ClientOptions.base_url.";
  return {};
}

}  // namespace

std::string next_step(FailureKind kind, int status, ErrorCode code, const Operation& operation) {
  return code == ErrorCode::unknown ? std::string{step_by_status(kind, status)}
                                    : step_by_code(code, operation);
}

std::string_view first_step(Outcome outcome, CallClass call_class) noexcept {
  if (call_class == CallClass::read) return {};
  if (outcome == Outcome::applied)
    return "The response was a success: read the object before you send it again.";
  if (outcome != Outcome::unknown) return {};
  switch (call_class) {
    case CallClass::read: break;
    case CallClass::idempotent: return "It may have taken effect: read the object before you send it again.";
    case CallClass::unsafe:
      return "It may have taken effect: check whether it is there before you send it again.";
  }
  return {};
}

std::string_view next_step(TransportError::Reason reason) noexcept {
  using Reason = TransportError::Reason;
  switch (reason) {
    case Reason::dns: return "Check ClientOptions.base_url, and that this machine can look up names.";
    case Reason::connect:
      return "Check ClientOptions.base_url, and that the service can be reached from here.";
    case Reason::tls:
      return "Check ClientOptions.base_url and the certificate authorities (ClientOptions.tls.ca_file, or "
             "the system's).";
    case Reason::proxy: return "Check ClientOptions.proxy, or the proxy that the environment names.";
    case Reason::timeout:
      return "Call again, or allow more time (timeout, attempt_timeout, connect_timeout).";
    case Reason::send:
    case Reason::receive: return "Call again: a broken connection is often a passing fault.";
    case Reason::limit:  // the error's text says what to do
    case Reason::other: break;
  }
  return {};
}

void CallLog::attempt_failed(const FailedAttempt& failed, std::chrono::microseconds took) {
  std::string line = failed.response ? "HTTP " + status_and_code(failed) : failed.transport.text;
  if (failed.kind == FailureKind::decode) line.append(" with a body that cannot be read");
  if (failed.failure_class == FailureClass::refused) ++refusals_;
  add_attempt(line, took, failed.outcome);
}

void CallLog::attempt_with_old_key(const FailedAttempt& failed, std::chrono::microseconds took) {
  ++old_keys_;
  attempt_failed(failed, took);
  timeline_.back().append("; its key was replaced meanwhile");
}

void CallLog::attempt_cancelled(Outcome outcome, std::chrono::microseconds took, std::string_view why) {
  add_attempt(why, took, outcome);
}

void CallLog::waited(std::chrono::milliseconds time, WaitReason reason) {
  add("wait of " + in_ms(time) + ": " + std::string{to_string(reason)});
}

CallFailure CallLog::failed(FailedAttempt last, std::string_view rule) {
  if (!rule.empty()) add_rule(rule);
  if (last.kind == FailureKind::decode)
    return failed(last.kind, std::to_string(last.response->status) + ", but its body " + last.problem);
  if (!last.response) {
    const TransportError::Reason reason = last.transport.reason;
    CallFailure failure = failed(last.kind, last.transport.text, std::string{next_step(reason)});
    failure.reason = reason;
    return failure;
  }
  const int status = last.response->status;
  std::string what = status_and_code(last);
  if (!last.message.empty()) what.append(": ").append(sanitize(last.message, {}));
  CallFailure failure = failed(last.kind, what, next_step(last.kind, status, last.code.value(), operation_));
  failure.code = std::move(last.code);
  failure.message = std::move(last.message);
  failure.retry_after = last.retry_after;
  failure.response = std::move(last.response);
  return failure;
}

CallFailure CallLog::out_of_time(std::string_view why) const {
  constexpr auto reason = TransportError::Reason::timeout;
  if (why.empty())
    why = attempts_ == 0 ? "the call's time was up before a request could be sent"
                         : "the call's time was up before another request could be sent";
  CallFailure failure = failed(FailureKind::timeout, why, std::string{next_step(reason)});
  failure.reason = reason;
  return failure;
}

CallFailure CallLog::over_own_limit(const Limiter::Admission& admission) const {
  const std::string who = admission.away
                              ? "the store of the shared budget (RateLimit::store) does not respond and"
                          : admission.paused ? "the pause after a 429"
                                             : "the client's own limit (ClientOptions.rate_limit)";
  CallFailure failure = failed(
      FailureKind::rate_limit,
      who + " allows no request for the next " +
          in_ms(std::chrono::ceil<std::chrono::milliseconds>(admission.predicted)),
      admission.away ? "Check that the store runs and can be reached, or allow the call more time (timeout)."
                     : "Wait as long as retry_after() says, or allow the call more time (timeout).");
  failure.retry_after = std::chrono::ceil<std::chrono::seconds>(admission.predicted);
  return failure;
}

CallFailure CallLog::failed(FailureKind kind, std::string_view what, std::string next_step) const {
  CallFailure failure{.kind = kind, .outcome = outcome_, .next_step = std::move(next_step)};
  failure.headline.append(operation_.method).append(" ").append(operation_.route).append(": ").append(what);
  const bool is_in_doubt = outcome_ == Outcome::unknown || outcome_ == Outcome::applied;
  if (is_in_doubt && !operation_.in_doubt.empty())
    failure.next_step = operation_.in_doubt;
  else if (const auto first = first_step(outcome_, operation_.call_class); !first.empty())
    failure.next_step = first;
  return failure;
}

void CallLog::raise(CallFailure failure) const {
  ErrorFactory::Details all;
  all.outcome = failure.outcome;
  all.attempts = attempts_;
  all.headline = std::move(failure.headline);
  all.timeline = timeline_;
  all.next_step = std::move(failure.next_step);
  all.reason = failure.reason;
  all.ticket = std::move(failure.ticket);
  all.sent_at = failure.sent_at;
  all.code = std::move(failure.code);
  all.message = std::move(failure.message);
  all.retry_after = failure.retry_after;
  if (failure.response) {
    all.status = failure.response->status;
    all.needed_scope = operation_.scope;
    all.response = *std::move(failure.response);
  }
  switch (failure.kind) {
    case FailureKind::cancelled: throw ErrorFactory::make<CancelledError>(std::move(all));
    case FailureKind::timeout: throw ErrorFactory::make<TimeoutError>(std::move(all));
    case FailureKind::transport: throw ErrorFactory::make<TransportError>(std::move(all));
    case FailureKind::decode: throw ErrorFactory::make<DecodeError>(std::move(all));
    case FailureKind::validation: throw ErrorFactory::make<ValidationError>(std::move(all));
    case FailureKind::authentication: throw ErrorFactory::make<AuthenticationError>(std::move(all));
    case FailureKind::permission: throw ErrorFactory::make<PermissionError>(std::move(all));
    case FailureKind::not_found: throw ErrorFactory::make<NotFoundError>(std::move(all));
    case FailureKind::rate_limit: throw ErrorFactory::make<RateLimitError>(std::move(all));
    case FailureKind::server: throw ErrorFactory::make<ServerError>(std::move(all));
    case FailureKind::reply_outcome_unknown: throw ErrorFactory::make<ReplyOutcomeUnknown>(std::move(all));
    case FailureKind::api: break;
  }
  throw ErrorFactory::make<ApiError>(std::move(all));
}

void CallLog::add_attempt(std::string_view line, std::chrono::microseconds took, Outcome outcome) {
  ++attempts_;
  outcome_ = combined(outcome_, outcome);
  std::string text = "attempt " + std::to_string(attempts_) + ": ";
  add(text.append(line).append(" (").append(in_ms(took)).append(")"));
}

/// After the attempt that it is about, if nothing came between.
void CallLog::add_rule(std::string_view rule) {
  const bool follows_attempt = !timeline_.empty() && timeline_.back().starts_with("attempt ");
  if (follows_attempt)
    timeline_.back().append("; not repeated: ").append(rule);
  else
    add("not repeated: " + std::string{rule});
}

}  // namespace ticket0::inline v1::detail
