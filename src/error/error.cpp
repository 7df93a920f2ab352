#include "error/details.hpp"
#include "error/outcome.hpp"

namespace ticket0::inline v1 {

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

const TicketId& ReplyOutcomeUnknown::ticket() const noexcept { return details().ticket; }

int ApiError::status() const noexcept { return details().status; }
const Open<ErrorCode>& ApiError::code() const noexcept { return details().code; }
std::string_view ApiError::message() const noexcept { return details().message; }
std::optional<std::chrono::seconds> ApiError::retry_after() const noexcept { return details().retry_after; }
std::string_view ApiError::needed_scope() const noexcept { return details().needed_scope; }
const HttpResponse& ApiError::response() const noexcept { return details().response; }

ConfigError::~ConfigError() = default;
CancelledError::~CancelledError() = default;
DecodeError::~DecodeError() = default;
PaginationError::~PaginationError() = default;
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

}  // namespace ticket0::inline v1
