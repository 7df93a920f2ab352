#include "engine/call_log.hpp"

#include "engine/redact.hpp"

namespace ticket0::inline v1::detail {

namespace {

constexpr std::size_t longest_code = 60;

std::string in_ms(std::chrono::microseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

/// "429 RATE_LIMITED".
std::string status_and_code(const Failed& failed, const Secret& key) {
  std::string text = std::to_string(failed.response->status);
  if (!failed.body.code.empty())
    text.append(" ").append(presentable(failed.body.code, key.reveal(), longest_code));
  return text;
}

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

std::string_view first_step(Outcome outcome, CallClass call_class) noexcept {
  if (call_class == CallClass::read) return {};
  if (outcome == Outcome::applied)
    return "The answer was a success: read the object before you send it again.";
  if (outcome != Outcome::unknown) return {};
  switch (call_class) {
    case CallClass::read: break;
    case CallClass::idempotent: return "It may have taken effect: read the object before you send it again.";
    case CallClass::unsafe:
      return "It may have taken effect: look whether it is there before you send it again.";
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
    case Reason::timeout: return "Try again, or allow more time (timeout, attempt_timeout, connect_timeout).";
    case Reason::send:
    case Reason::receive: return "Try again: a broken connection often is a passing fault.";
    case Reason::limit:  // the text has it
    case Reason::other: break;
  }
  return {};
}

void Report::failed(const Failed& failed, std::chrono::microseconds took) {
  std::string line = failed.response ? "answered " + status_and_code(failed, key_) : failed.no_answer.text;
  if (!failed.problem.empty()) line.append(" with a body that cannot be read");
  if (failed.ending == Ending::refused) ++refusals_;
  add_attempt(line, took, failed.outcome);
}

void Report::cancelled(Outcome outcome, std::chrono::microseconds took) {
  add_attempt("cancelled", took, outcome);
}

void Report::waited(std::chrono::milliseconds time, std::string_view reason) {
  timeline_.push_back("wait of " + in_ms(time) + ": " + std::string{reason});
}

void Report::throw_failed(Failed failed, std::string_view rule) {
  if (!rule.empty()) add_rule(rule);
  if (!failed.problem.empty())
    raise<DecodeError>(std::to_string(failed.response->status) + ", but its body " + failed.problem,
                       details());
  if (failed.response) throw_api_error(std::move(failed));
  ErrorFactory::Details all = details();
  all.reason = failed.no_answer.reason;
  all.next_step = next_step(all.reason);
  if (failed.no_answer.timed_out) raise<TimeoutError>(failed.no_answer.text, std::move(all));
  raise<TransportError>(failed.no_answer.text, std::move(all));
}

void Report::throw_api_error(Failed failed) const {
  const Open<ErrorCode> code{failed.body.code};
  const int status = failed.response->status;
  const ApiErrorKind kind = kind_of(status, code.value());
  std::string text = status_and_code(failed, key_);
  if (!failed.body.message.empty()) text.append(": ").append(presentable(failed.body.message, key_.reveal()));

  ErrorFactory::Details all = details();
  all.next_step = next_step(kind, status, code.value(), operation_);
  all.status = status;
  all.code = code;
  all.message = without_keys(failed.body.message, key_.reveal());
  all.retry_after = failed.asked;
  all.needed_scope = operation_.scope;
  all.response = *std::move(failed.response);
  switch (kind) {
    case ApiErrorKind::validation: raise<ValidationError>(text, std::move(all));
    case ApiErrorKind::authentication: raise<AuthenticationError>(text, std::move(all));
    case ApiErrorKind::permission: raise<PermissionError>(text, std::move(all));
    case ApiErrorKind::not_found: raise<NotFoundError>(text, std::move(all));
    case ApiErrorKind::rate_limit: raise<RateLimitError>(text, std::move(all));
    case ApiErrorKind::server: raise<ServerError>(text, std::move(all));
    case ApiErrorKind::other: break;
  }
  raise<ApiError>(text, std::move(all));
}

void Report::throw_cancelled() const { raise<CancelledError>("cancelled", details()); }

void Report::throw_no_time() const {
  ErrorFactory::Details all = details();
  all.reason = TransportError::Reason::timeout;
  all.next_step = next_step(all.reason);
  raise<TimeoutError>("the call's time was up before a request could be sent", std::move(all));
}

void Report::throw_own_limit(const Limiter::Turn& turn) const {
  ErrorFactory::Details all = details();
  all.retry_after = std::chrono::ceil<std::chrono::seconds>(turn.predicted);
  all.next_step = "Wait as long as retry_after() says, or allow the call more time (timeout).";
  const std::string who =
      turn.paused ? "the pause after a 429" : "the client's own limit (ClientOptions.rate_limit)";
  raise<RateLimitError>(who + " lets no request go for the next " +
                            in_ms(std::chrono::ceil<std::chrono::milliseconds>(turn.predicted)),
                        std::move(all));
}

void Report::add_attempt(const std::string& line, std::chrono::microseconds took, Outcome outcome) {
  ++attempts_;
  outcome_ = combined(outcome_, outcome);
  timeline_.push_back("attempt " + std::to_string(attempts_) + ": " + line + " (" + in_ms(took) + ")");
}

/// Behind the attempt that it is about, where nothing came between.
void Report::add_rule(std::string_view rule) {
  const bool follows_attempt = !timeline_.empty() && timeline_.back().starts_with("attempt ");
  if (follows_attempt)
    timeline_.back().append("; not repeated: ").append(rule);
  else
    timeline_.push_back("not repeated: " + std::string{rule});
}

ErrorFactory::Details Report::details() const {
  ErrorFactory::Details all;
  all.outcome = outcome_;
  all.attempts = attempts_;
  all.refusals = refusals_;
  all.timeline = timeline_;
  return all;
}

template <class E>
void Report::raise(const std::string& what, ErrorFactory::Details all) const {
  all.headline = std::string{operation_.method} + " " + std::string{operation_.route} + ": " + what;
  if (const auto first = first_step(all.outcome, operation_.call_class); !first.empty())
    all.next_step = first;
  throw ErrorFactory::make<E>(std::move(all));
}

}  // namespace ticket0::inline v1::detail
