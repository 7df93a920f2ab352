#include "error/error.hpp"

#include "base/text.hpp"
#include "ticket0/result.hpp"

namespace ticket0::inline v1 {

namespace {
constexpr std::array<std::string_view, 7> code_words{
    "", "VALIDATION_ERROR", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "RATE_LIMITED", "INTERNAL"};
constexpr std::array<std::string_view, 7> older_code_words{
    "", "bad_request", "unauthorized", "forbidden", "not_found", "rate_limited", "internal_error"};
static_assert(detail::enum_text(ErrorCode::internal, code_words) == "INTERNAL");
}  // namespace

std::string_view to_string(ErrorCode value) noexcept { return detail::enum_text(value, code_words); }
ErrorCode parse_as(std::string_view text, ErrorCode otherwise) noexcept {
  return detail::parse_enum(text, code_words, detail::parse_enum(text, older_code_words, otherwise));
}

std::string_view to_string(Outcome value) noexcept {
  switch (value) {
    case Outcome::not_sent: return "not_sent";
    case Outcome::throttled: return "throttled";
    case Outcome::rejected: return "rejected";
    case Outcome::applied: return "applied";
    case Outcome::unknown: return "unknown";
  }
  return {};
}

std::string_view to_string(TransportError::Reason value) noexcept {
  using Reason = TransportError::Reason;
  switch (value) {
    case Reason::other: return "other";
    case Reason::dns: return "dns";
    case Reason::connect: return "connect";
    case Reason::tls: return "tls";
    case Reason::proxy: return "proxy";
    case Reason::timeout: return "timeout";
    case Reason::send: return "send";
    case Reason::receive: return "receive";
    case Reason::limit: return "limit";
  }
  return {};
}

namespace detail {

std::string_view describe(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::not_sent: return "not_sent: the service never got the request";
    case Outcome::throttled: return "throttled: the service declined before acting";
    case Outcome::rejected: return "rejected: the service said no";
    case Outcome::applied: return "applied: the service said yes, but its response could not be used";
    case Outcome::unknown: break;
  }
  return "unknown: it may or may not have happened";
}

void throw_transport_error(const TransportFailure& failure) {
  if (failure.timed_out) throw TimeoutError{failure.text, failure.outcome, failure.reason};
  ErrorFactory::Details details;
  details.outcome = failure.outcome;
  details.reason = failure.reason;
  details.permanent = failure.permanent;
  throw ErrorFactory::make<TransportError>(failure.text, std::move(details));
}

Outcome outcome_of_status(int status) noexcept {
  if (status == 429) return Outcome::throttled;
  if (status >= 300 && status < 500) return Outcome::rejected;
  return status >= 200 && status < 300 ? Outcome::applied : Outcome::unknown;
}

}  // namespace detail

Error::Error(const std::string& what, Outcome outcome) : std::runtime_error(what) {
  Details details;
  details.outcome = outcome;
  details_ = std::make_shared<const Details>(std::move(details));
}
Error::Error(const std::string& what, std::shared_ptr<const Details> details)
    : std::runtime_error(what), details_(std::move(details)) {}
Error::~Error() = default;

const Error::Details& Error::details() const noexcept { return *details_; }
Outcome Error::outcome() const noexcept { return details_->outcome; }
int Error::attempts() const noexcept { return details_->attempts; }
std::string Error::explain() const {
  std::string text = detail::ErrorFactory::headline(*this);
  for (const std::string& line : details_->timeline) text.append("\n  ").append(line);
  if (details_->of_a_call) text.append("\n  outcome: ").append(detail::describe(details_->outcome));
  if (!details_->next_step.empty()) text.append("\n  next: ").append(details_->next_step);
  return text;
}

TransportError::TransportError(const std::string& what, Outcome outcome, Reason reason)
    : Error(what, [&] {
        Details details;
        details.outcome = outcome;
        details.reason = reason;
        return std::make_shared<const Details>(std::move(details));
      }()) {}
TransportError::TransportError(const std::string& what, std::shared_ptr<const Details> details)
    : Error(what, std::move(details)) {}
TransportError::Reason TransportError::reason() const noexcept { return details().reason; }

TimeoutError::TimeoutError(const std::string& what, Outcome outcome, Reason reason)
    : TransportError(what, outcome, reason) {}

namespace {
/// The details of an error that a user's test makes.
std::shared_ptr<const detail::ErrorFactory::Details> by_hand(Outcome outcome, int status, ErrorCode code) {
  detail::ErrorFactory::Details details;
  details.outcome = outcome;
  details.status = status;
  details.code = code;
  return std::make_shared<const detail::ErrorFactory::Details>(std::move(details));
}
}  // namespace

CancelledError::CancelledError(const std::string& what, Outcome outcome) : Error(what, outcome) {}
DecodeError::DecodeError(const std::string& what, Outcome outcome) : Error(what, outcome) {}
ReplyOutcomeUnknown::ReplyOutcomeUnknown(const std::string& what, Outcome outcome) : Error(what, outcome) {}
ApiError::ApiError(const std::string& what, Outcome outcome) : Error(what, outcome) {}
ValidationError::ValidationError(const std::string& what, Outcome outcome)
    : ApiError(what, by_hand(outcome, 400, ErrorCode::validation_error)) {}
AuthenticationError::AuthenticationError(const std::string& what, Outcome outcome)
    : ApiError(what, by_hand(outcome, 401, ErrorCode::unauthorized)) {}
PermissionError::PermissionError(const std::string& what, Outcome outcome)
    : ApiError(what, by_hand(outcome, 403, ErrorCode::forbidden)) {}
NotFoundError::NotFoundError(const std::string& what, Outcome outcome)
    : ApiError(what, by_hand(outcome, 404, ErrorCode::not_found)) {}
RateLimitError::RateLimitError(const std::string& what, Outcome outcome)
    : ApiError(what, by_hand(outcome, 429, ErrorCode::rate_limited)) {}
ServerError::ServerError(const std::string& what, Outcome outcome)
    : ApiError(what, by_hand(outcome, 500, ErrorCode::internal)) {}

const TicketId& ReplyOutcomeUnknown::ticket() const noexcept { return details().ticket; }
Timestamp ReplyOutcomeUnknown::sent_at() const noexcept { return details().sent_at; }

int ApiError::status() const noexcept { return details().status; }
const Open<ErrorCode>& ApiError::code() const noexcept { return details().code; }
std::string_view ApiError::message() const noexcept { return details().message; }
std::optional<std::chrono::seconds> ApiError::retry_after() const noexcept { return details().retry_after; }
std::string_view ApiError::needed_scope() const noexcept { return details().needed_scope; }
const HttpResponse& ApiError::response() const noexcept { return details().response; }

ConfigError::~ConfigError() = default;
InvalidArgument::~InvalidArgument() = default;
CancelledError::~CancelledError() = default;
DecodeError::~DecodeError() = default;
TransportError::~TransportError() = default;
TimeoutError::~TimeoutError() = default;
ReplyOutcomeUnknown::~ReplyOutcomeUnknown() = default;
ApiError::~ApiError() = default;
ValidationError::~ValidationError() = default;
AuthenticationError::~AuthenticationError() = default;
PermissionError::~PermissionError() = default;
NotFoundError::~NotFoundError() = default;
RateLimitError::~RateLimitError() = default;
ServerError::~ServerError() = default;

namespace detail {

KeptError::KeptError(std::exception_ptr original) : original_(std::move(original)) {
  try {
    std::rethrow_exception(original_);
  } catch (const Error& e) {
#ifdef _MSC_VER  // what is caught is a copy, which ends with this block
    made_ = std::make_shared<const Error>(e);
#else  // what is caught is the exception that `original_` keeps, as the Itanium C++ ABI has it
    error_ = &e;
    return;
#endif
  } catch (const std::exception& e) {
    made_ = std::make_shared<const Error>(e.what(), Outcome::unknown);
  } catch (...) {
    made_ = std::make_shared<const Error>("an exception that is not a std::exception", Outcome::unknown);
  }
  error_ = made_.get();
}

}  // namespace detail
}  // namespace ticket0::inline v1
