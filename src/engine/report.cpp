#include "engine/report.hpp"

#include "engine/api_error.hpp"
#include "engine/redact.hpp"
#include "engine/retry_after.hpp"
#include "json/error_body.hpp"

namespace ticket0::inline v1::detail {

namespace {
constexpr std::size_t longest_code = 60;
}

void Report::answered(int status, std::chrono::microseconds took) {
  add("answered " + std::to_string(status), took);
}

void Report::failed(std::chrono::microseconds took) { add("no answer", took); }

void Report::throw_api_error(HttpResponse response, std::chrono::system_clock::time_point now) const {
  const json::ErrorBody body = json::decode_error(response.body);
  const Open<ErrorCode> code{body.code};
  const ApiErrorKind kind = kind_of(response.status, code.value());
  std::string text = std::to_string(response.status);
  if (!body.code.empty()) text.append(" ").append(presentable(body.code, key_.reveal(), longest_code));
  if (!body.message.empty()) text.append(": ").append(presentable(body.message, key_.reveal()));

  ErrorFactory::Details all = details(outcome_of(response.status, kind));
  all.next_step = next_step(kind, response.status, code.value(), operation_);
  all.status = response.status;
  all.code = code;
  all.message = without_keys(body.message, key_.reveal());
  all.retry_after = retry_after(response, body, now);
  all.needed_scope = operation_.scope;
  all.response = std::move(response);
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

void Report::throw_no_answer(const NoAnswer& failure) const {
  ErrorFactory::Details all = details(failure.outcome);
  all.reason = failure.reason;
  all.next_step = next_step(failure, operation_.call_class);
  if (failure.timed_out) raise<TimeoutError>(failure.text, std::move(all));
  raise<TransportError>(failure.text, std::move(all));
}

void Report::throw_decode_error(std::string_view problem) const {
  raise<DecodeError>("the service said yes, and its answer " + std::string{problem},
                     details(Outcome::applied));
}

void Report::throw_cancelled(Outcome outcome) const { raise<CancelledError>("cancelled", details(outcome)); }

void Report::throw_no_time() const {
  throw_no_answer({.outcome = Outcome::not_sent,
                   .reason = TransportError::Reason::timeout,
                   .timed_out = true,
                   .text = "the call's time was up before a request could be sent"});
}

void Report::add(std::string_view line, std::chrono::microseconds took) {
  ++attempts_;
  std::string text = "attempt " + std::to_string(attempts_) + ": ";
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  text.append(line).append(" after ").append(std::to_string(ms)).append(" ms");
  timeline_.push_back(std::move(text));
}

ErrorFactory::Details Report::details(Outcome outcome) const {
  ErrorFactory::Details all;
  all.outcome = outcome;
  all.attempts = attempts_;
  all.timeline = timeline_;
  return all;
}

template <class E>
void Report::raise(const std::string& what, ErrorFactory::Details all) const {
  all.headline = std::string{operation_.method} + " " + std::string{operation_.route} + ": " + what;
  std::string text = all.headline;
  if (!all.next_step.empty()) text.append(text.ends_with('.') ? " " : ". ").append(all.next_step);
  throw ErrorFactory::make<E>(text, std::move(all));
}

}  // namespace ticket0::inline v1::detail
