#include "engine/api_error.hpp"

#include "error/outcome.hpp"

namespace ticket0::inline v1::detail {

ApiErrorKind kind_of(int status, ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::validation_error: return ApiErrorKind::validation;
    case ErrorCode::unauthorized: return ApiErrorKind::authentication;
    case ErrorCode::forbidden: return ApiErrorKind::permission;
    case ErrorCode::not_found: return ApiErrorKind::not_found;
    case ErrorCode::rate_limited: return ApiErrorKind::rate_limit;
    case ErrorCode::internal: return ApiErrorKind::server;
    case ErrorCode::unknown: break;
  }
  switch (status) {
    case 400: return ApiErrorKind::validation;
    case 401: return ApiErrorKind::authentication;
    case 403: return ApiErrorKind::permission;
    case 404: return ApiErrorKind::not_found;
    case 429: return ApiErrorKind::rate_limit;
    default: return status >= 500 && status <= 599 ? ApiErrorKind::server : ApiErrorKind::other;
  }
}

Outcome outcome_of(int status, ApiErrorKind kind) noexcept {
  const Outcome by_status = outcome_of_status(status);
  return by_status == Outcome::rejected && kind == ApiErrorKind::rate_limit ? Outcome::refused : by_status;
}

namespace {

/// To an answer with the service's own word for it.
std::string step_by_code(ErrorCode code, const Operation& operation) {
  switch (code) {
    case ErrorCode::validation_error: return "Correct what the service names and call again.";
    case ErrorCode::unauthorized:
      return "Check ClientOptions.api_key: the key may be mistyped, revoked or expired.";
    case ErrorCode::forbidden:
      if (operation.scope.empty()) return "Use a key with the scope that this takes (admin has all).";
      return "Use a key with the scope " + std::string{operation.scope} + " (or admin).";
    case ErrorCode::not_found:
      if (operation.route.find(":id") != std::string_view::npos)
        return "Check the id, and that the key belongs to the same workspace.";
      return "Check what the request names, and ClientOptions.base_url.";
    case ErrorCode::rate_limited:
      return "Wait, as long as retry_after() says where it has a time; all keys of a workspace share its "
             "limit.";
    case ErrorCode::internal:
      return "The service has a problem of its own; look at outcome() before you try again.";
    case ErrorCode::unknown: break;
  }
  return {};
}

/// To one whose sender is not known: a web page of a firewall has a status, too.
std::string_view step_by_status(ApiErrorKind kind, int status) noexcept {
  switch (kind) {
    case ApiErrorKind::validation:
    case ApiErrorKind::authentication:
    case ApiErrorKind::permission:
      return "The answer has no error code that this library knows: it may come from a proxy, a firewall or "
             "a "
             "load balancer instead of the service. Look at response().";
    case ApiErrorKind::not_found:
      return "Check ClientOptions.base_url: the service's API does not seem to be there.";
    case ApiErrorKind::rate_limit: return "Wait, as long as retry_after() says where it has a time.";
    case ApiErrorKind::server:
      return "The service, or a server in front of it, has a problem; look at outcome() before you try "
             "again.";
    case ApiErrorKind::other: break;
  }
  if (status >= 300 && status <= 399) return "Redirects are not followed: check ClientOptions.base_url.";
  return {};
}

}  // namespace

std::string next_step(ApiErrorKind kind, int status, ErrorCode code, const Operation& operation) {
  return code == ErrorCode::unknown ? std::string{step_by_status(kind, status)}
                                    : step_by_code(code, operation);
}

}  // namespace ticket0::inline v1::detail
