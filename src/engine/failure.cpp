#include "engine/failure.hpp"

#include "engine/redact.hpp"

namespace ticket0::inline v1::detail {

namespace {

FailureClass class_of(int status, ErrorCode code, Outcome outcome) noexcept {
  if (outcome == Outcome::throttled) return FailureClass::refused;
  if (outcome == Outcome::rejected) return FailureClass::rejected;
  return status == 500 && code == ErrorCode::internal ? FailureClass::internal : FailureClass::server_error;
}

FailureClass class_of(const TransportFailure& failure) noexcept {
  using Reason = TransportError::Reason;
  if (failure.reason == Reason::limit) return FailureClass::over_limit;
  switch (failure.outcome) {  // of a transport that is not ours, which may know more
    case Outcome::not_sent: break;
    case Outcome::throttled: return FailureClass::refused;
    case Outcome::rejected: return FailureClass::rejected;
    case Outcome::applied: return FailureClass::unreadable;
    case Outcome::unknown: return FailureClass::lost;
  }
  return failure.permanent || failure.reason == Reason::tls ? FailureClass::permanent
                                                            : FailureClass::not_sent;
}

}  // namespace

FailureKind kind_of(int status, ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::validation_error: return FailureKind::validation;
    case ErrorCode::unauthorized: return FailureKind::authentication;
    case ErrorCode::forbidden: return FailureKind::permission;
    case ErrorCode::not_found: return FailureKind::not_found;
    case ErrorCode::rate_limited: return FailureKind::rate_limit;
    case ErrorCode::internal: return FailureKind::server;
    case ErrorCode::unknown: break;
  }
  switch (status) {
    case 400: return FailureKind::validation;
    case 401: return FailureKind::authentication;
    case 403: return FailureKind::permission;
    case 404: return FailureKind::not_found;
    case 429: return FailureKind::rate_limit;
    default: return status >= 500 && status <= 599 ? FailureKind::server : FailureKind::api;
  }
}

Outcome outcome_of(int status, FailureKind kind) noexcept {
  const Outcome by_status = outcome_of_status(status);
  return by_status == Outcome::rejected && kind == FailureKind::rate_limit ? Outcome::throttled : by_status;
}

FailedAttempt failed_response(HttpResponse response, std::string_view key,
                              std::chrono::system_clock::time_point now, const json::Stop& stop) {
  constexpr std::size_t longest_code = 60;
  FailedAttempt failed;
  json::ErrorBody body = json::decode_error(response.body, stop);
  const ErrorCode code = parse_as(body.code, ErrorCode::unknown);
  failed.kind = kind_of(response.status, code);
  failed.outcome = outcome_of(response.status, failed.kind);
  failed.failure_class = class_of(response.status, code, failed.outcome);
  failed.retry_after = retry_after(response, body, failed.failure_class == FailureClass::refused, now);
  failed.shown_code = sanitize(body.code, key, longest_code);
  failed.code = Open<ErrorCode>{std::move(body.code)};
  failed.message = without_keys(body.message, key);
  failed.response = std::move(response);
  return failed;
}

FailedAttempt failed_exchange(TransportFailure failure) {
  FailedAttempt failed;
  if (failure.text.empty()) failure.text = "the transport failed, and did not say why";
  failed.kind = failure.timed_out ? FailureKind::timeout : FailureKind::transport;
  failed.outcome = failure.outcome;
  failed.failure_class = class_of(failure);
  failed.transport = std::move(failure);
  return failed;
}

FailedAttempt failed_decode(HttpResponse response, std::string problem, bool over_limit) {
  FailedAttempt failed;
  failed.kind = FailureKind::decode;
  failed.failure_class = over_limit ? FailureClass::over_limit : FailureClass::unreadable;
  failed.outcome = Outcome::applied;
  failed.response = std::move(response);
  failed.problem = std::move(problem);
  return failed;
}

}  // namespace ticket0::inline v1::detail
