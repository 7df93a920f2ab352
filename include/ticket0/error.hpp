#pragma once

#include <stdexcept>

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

namespace detail {
struct ErrorFactory;
}

/// What is known about the effect of a failed call.
enum class Outcome : std::uint8_t {
  not_sent,  ///< The service never got the request.
  refused,   ///< The service declined before acting: 429.
  rejected,  ///< The service said no: 3xx, 4xx.
  applied,   ///< The service said yes; its answer could not be used.
  unknown,   ///< It may have happened.
};

/// Root of what calls throw. Beside it there is std::bad_alloc; of async() and Task also std::logic_error and
/// std::system_error. Copies without throwing. No text of it has a key, a query or a body.
class TICKET0_EXPORT Error : public std::runtime_error {
 public:
  /// For transports and tests of your own. `what` is shown as it is: keep keys and bodies out of it.
  explicit Error(const std::string& what, Outcome outcome = Outcome::not_sent);
  Error(const Error&) noexcept = default;
  Error& operator=(const Error&) noexcept = default;
  ~Error() override;
  /// Of all attempts of the call together.
  [[nodiscard]] Outcome outcome() const noexcept;
  /// Attempts that were begun for the call; 0 where it failed before the first.
  [[nodiscard]] int attempts() const noexcept;
  /// Several lines for a log: what(), the attempts, why it stopped, what is known to have happened, what to
  /// do next.
  [[nodiscard]] std::string explain() const;

 protected:
  friend struct detail::ErrorFactory;
  struct Details;
  Error(const std::string& what, std::shared_ptr<const Details> details) noexcept(false);
  [[nodiscard]] const Details& details() const noexcept;

 private:
  std::shared_ptr<const Details> details_;
};

/// Something the caller passed cannot be used; what() names the member. Nothing was sent.
class TICKET0_EXPORT ConfigError : public Error {
 public:
  using Error::Error;
  ~ConfigError() override;
};

/// The call's CancelToken was cancelled.
class TICKET0_EXPORT CancelledError : public Error {
 public:
  using Error::Error;
  ~CancelledError() override;
};

/// The service said yes, and the answer's body is not what the call is documented to give.
class TICKET0_EXPORT DecodeError : public Error {
 public:
  using Error::Error;
  ~DecodeError() override;
};

/// A list's cursors lead in a circle. Items already delivered stay delivered.
class TICKET0_EXPORT PaginationError : public Error {
 public:
  using Error::Error;
  ~PaginationError() override;
};

/// No usable answer. outcome() says whether the request may have arrived.
class TICKET0_EXPORT TransportError : public Error {
 public:
  /// Which stage failed; `limit`: the answer was larger than this library accepts.
  enum class Reason : std::uint8_t { other, dns, connect, tls, proxy, timeout, send, receive, limit };
  /// What a Transport of your own throws. `unknown`, the default, is the safe thing to say.
  explicit TransportError(const std::string& what, Outcome outcome = Outcome::unknown,
                          Reason reason = Reason::other);
  ~TransportError() override;
  /// `other` where the transport does not say.
  [[nodiscard]] Reason reason() const noexcept;

 protected:
  friend struct detail::ErrorFactory;
  TransportError(const std::string& what, std::shared_ptr<const Details> details) noexcept(false);
};

/// The time of the call, of the attempt or of connecting was up.
class TICKET0_EXPORT TimeoutError : public TransportError {
 public:
  /// What a Transport of your own throws where SendContext::time_left is up.
  explicit TimeoutError(const std::string& what, Outcome outcome = Outcome::unknown,
                        Reason reason = Reason::timeout);
  ~TimeoutError() override;

 protected:
  friend struct detail::ErrorFactory;
  using TransportError::TransportError;
};

/// A reply that may or may not have gone out. The ticket was read to find out, as far as time and the key's
/// scopes allowed, and did not tell: what() says why. Look at the ticket before you send it again.
class TICKET0_EXPORT ReplyOutcomeUnknown : public Error {
 public:
  using Error::Error;
  ~ReplyOutcomeUnknown() override;
  /// The one that was replied to.
  [[nodiscard]] const TicketId& ticket() const noexcept;
};

/// The codes of both generations of the service. `unknown` stands for one this version does not know.
enum class ErrorCode : std::uint8_t {
  unknown,
  validation_error,
  unauthorized,
  forbidden,
  not_found,
  rate_limited,
  internal,
};
/// The newer generation's word, e.g. "NOT_FOUND"; empty for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(ErrorCode value) noexcept;
/// Knows the older generation's words too, e.g. "not_found".
[[nodiscard]] TICKET0_EXPORT ErrorCode parse_as(std::string_view text, ErrorCode otherwise) noexcept;

/// The service answered, and the answer was not 2xx. The class follows the service's code where it is a known
/// one, else the status. what() has method, route, status, code and the service's message.
class TICKET0_EXPORT ApiError : public Error {
 public:
  using Error::Error;
  ~ApiError() override;
  /// Of the answer; 0 where the client's own limit let no request go (a RateLimitError).
  [[nodiscard]] int status() const noexcept;
  /// text() is exactly what came; empty where the body had no code.
  [[nodiscard]] const Open<ErrorCode>& code() const noexcept;
  /// The service's words, whole; a key in them is replaced. Empty where the body had none.
  [[nodiscard]] std::string_view message() const noexcept;
  /// How long the service asks to wait: `Retry-After`, else the older generation's `error.retryAfter` or
  /// `X-RateLimit-Reset`. Empty where it names no time that can be read.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const noexcept;
  /// The scope the call needs, e.g. "tickets:write"; a key with "admin" has all. Empty for a Client::send()
  /// to an endpoint that this library does not know.
  [[nodiscard]] std::string_view needed_scope() const noexcept;
  /// The answer as it came; empty where none did, see status(). Its body may hold a customer's text: keep it
  /// out of logs.
  [[nodiscard]] const HttpResponse& response() const noexcept;
};

/// 400 VALIDATION_ERROR: the service does not take what was sent. message() says why, as far as it does.
class TICKET0_EXPORT ValidationError : public ApiError {
 public:
  using ApiError::ApiError;
  ~ValidationError() override;
};
/// 401 UNAUTHORIZED: the key is missing, mistyped, revoked or expired.
class TICKET0_EXPORT AuthenticationError : public ApiError {
 public:
  using ApiError::ApiError;
  ~AuthenticationError() override;
};
/// 403 FORBIDDEN: the key is valid and lacks needed_scope().
class TICKET0_EXPORT PermissionError : public ApiError {
 public:
  using ApiError::ApiError;
  ~PermissionError() override;
};
/// 404 NOT_FOUND: no such object in the key's workspace.
class TICKET0_EXPORT NotFoundError : public ApiError {
 public:
  using ApiError::ApiError;
  ~NotFoundError() override;
};
/// 429 RATE_LIMITED: the workspace's keys together sent more than the service allows, 60 requests a minute.
/// With status() 0: the client's own limit, see RateLimit, lets no request go in time.
class TICKET0_EXPORT RateLimitError : public ApiError {
 public:
  using ApiError::ApiError;
  ~RateLimitError() override;
};
/// 500 INTERNAL, and every other 5xx. A write may have happened.
class TICKET0_EXPORT ServerError : public ApiError {
 public:
  using ApiError::ApiError;
  ~ServerError() override;
};

}  // namespace ticket0::inline v1
