#pragma once

#include <stdexcept>

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

namespace detail {
struct ErrorFactory;
}

/// Whether a failed call may have taken effect.
enum class Outcome : std::uint8_t {
  not_sent,   ///< The service never got the request.
  throttled,  ///< The service declined before acting: 429.
  rejected,   ///< The service said no: another 4xx, or 3xx.
  applied,    ///< The service said yes, but its response could not be used.
  unknown,    ///< The request may have taken effect.
};
/// The enumerator's name.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(Outcome value) noexcept;

/// Base class of what calls throw. They may also throw std::bad_alloc; async() and Task also std::logic_error
/// and std::system_error. Copying does not throw. No error text contains the key, a query or a body.
class TICKET0_EXPORT Error : public std::runtime_error {
 public:
  /// For your own transports and tests. `what` is shown as it is: keep keys and bodies out of it. Other
  /// classes have another default outcome, the one that the class implies.
  explicit Error(const std::string& what, Outcome outcome = Outcome::not_sent);
  Error(const Error&) noexcept = default;
  Error& operator=(const Error&) noexcept = default;
  ~Error() override;
  /// The combined outcome of all attempts of the call.
  [[nodiscard]] Outcome outcome() const noexcept;
  /// How many attempts the call began; 0 if it failed before the first.
  [[nodiscard]] int attempts() const noexcept;
  /// Several lines for a log: what(), the attempts, why the call stopped, what is known to have happened, and
  /// what to do next.
  [[nodiscard]] std::string explain() const;

 protected:
  friend struct detail::ErrorFactory;
  struct Details;
  Error(const std::string& what, std::shared_ptr<const Details> details);
  [[nodiscard]] const Details& details() const noexcept;

 private:
  std::shared_ptr<const Details> details_;
};

/// An option of a Client, a webhook::Receiver or a store, or an environment variable, is not valid; what()
/// names it. Nothing was sent.
class TICKET0_EXPORT ConfigError : public Error {
 public:
  using Error::Error;
  ~ConfigError() override;
};

/// An argument of a call is not valid: an id, a query, a struct to send, CallOptions, what json_string() or
/// webhook::parse() gets. what() names the member. Nothing was sent, and other calls are not affected.
class TICKET0_EXPORT InvalidArgument : public Error {
 public:
  using Error::Error;
  ~InvalidArgument() override;
};

/// The call's CancelToken was cancelled.
class TICKET0_EXPORT CancelledError : public Error {
 public:
  /// For your own tests.
  explicit CancelledError(const std::string& what, Outcome outcome = Outcome::unknown);
  ~CancelledError() override;

 protected:
  friend struct detail::ErrorFactory;
  using Error::Error;
};

/// The service said yes, but the response's body is not what is documented for the call.
class TICKET0_EXPORT DecodeError : public Error {
 public:
  /// For your own tests.
  explicit DecodeError(const std::string& what, Outcome outcome = Outcome::applied);
  ~DecodeError() override;

 protected:
  friend struct detail::ErrorFactory;
  using Error::Error;
};

/// No usable response arrived. outcome() tells whether the request may have reached the service.
class TICKET0_EXPORT TransportError : public Error {
 public:
  /// The stage that failed; `limit`: the response was larger than this library accepts.
  enum class Reason : std::uint8_t { other, dns, connect, tls, proxy, timeout, send, receive, limit };
  /// For your own Transport to throw. If in doubt, keep `unknown`, the default.
  explicit TransportError(const std::string& what, Outcome outcome = Outcome::unknown,
                          Reason reason = Reason::other);
  ~TransportError() override;
  /// `other` if the transport does not say.
  [[nodiscard]] Reason reason() const noexcept;

 protected:
  friend struct detail::ErrorFactory;
  TransportError(const std::string& what, std::shared_ptr<const Details> details);
};
/// The enumerator's name.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(TransportError::Reason value) noexcept;

/// The time allowed for the call, the attempt or connecting has run out.
class TICKET0_EXPORT TimeoutError : public TransportError {
 public:
  /// For your own Transport to throw once SendContext::time_left has passed.
  explicit TimeoutError(const std::string& what, Outcome outcome = Outcome::unknown,
                        Reason reason = Reason::timeout);
  ~TimeoutError() override;

 protected:
  friend struct detail::ErrorFactory;
  using TransportError::TransportError;
};

/// A reply may or may not have been sent. The library read the ticket to find out, as far as time and the
/// key's scopes allowed, without a clear result: what() says why. Look at the ticket before you send the
/// reply again; Messages::find_reply() looks for it once more.
class TICKET0_EXPORT ReplyOutcomeUnknown : public Error {
 public:
  /// For your own tests.
  explicit ReplyOutcomeUnknown(const std::string& what, Outcome outcome = Outcome::unknown);
  ~ReplyOutcomeUnknown() override;
  /// The ticket that the reply was for.
  [[nodiscard]] const TicketId& ticket() const noexcept;
  /// When the reply may have been sent, by this machine's clock: for Messages::find_reply().
  [[nodiscard]] Timestamp sent_at() const noexcept;

 protected:
  friend struct detail::ErrorFactory;
  using Error::Error;
};

/// The error codes of both generations of the service. `unknown` stands for a code that this version does not
/// know.
enum class ErrorCode : std::uint8_t {
  unknown,
  validation_error,
  unauthorized,
  forbidden,
  not_found,
  rate_limited,
  internal,
};
/// The newer generation's spelling, e.g. "NOT_FOUND"; empty for `unknown`.
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(ErrorCode value) noexcept;
/// The code spelled `text`, in the older generation's spelling too, e.g. "not_found"; `otherwise` if this
/// version does not know it.
[[nodiscard]] TICKET0_EXPORT ErrorCode parse_as(std::string_view text, ErrorCode otherwise) noexcept;

/// The service's response was not 2xx. The class follows the response's code if this version knows it,
/// otherwise the status: a firewall's or a proxy's 403 is a PermissionError too, and its code() is
/// ErrorCode::unknown. what() has the method, route, status, code and the service's message, on one line.
class TICKET0_EXPORT ApiError : public Error {
 public:
  /// For your own tests.
  explicit ApiError(const std::string& what, Outcome outcome = Outcome::unknown);
  ~ApiError() override;
  /// The response's status; 0 if the client itself held the request back (see RateLimitError).
  [[nodiscard]] int status() const noexcept;
  /// Its text() is exactly what the service sent; empty if the body had no code.
  [[nodiscard]] const Open<ErrorCode>& code() const noexcept;
  /// The service's message, in full; a key in it is replaced. Empty if the body had none.
  [[nodiscard]] std::string_view message() const noexcept;
  /// How long the service asks to wait: `Retry-After`, else the older generation's `error.retryAfter` or
  /// `X-RateLimit-Reset`. Empty if it names no time that can be read. With status() 0: how long
  /// until a request could start, if no waiting call gives up.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const noexcept;
  /// The scope the call needs, e.g. "tickets:write"; a key with "admin" has every scope. Empty for a
  /// Client::send() to an endpoint that this library does not know.
  [[nodiscard]] std::string_view needed_scope() const noexcept;
  /// The response as received; empty if there was none, see status(). Its body may hold a customer's text:
  /// keep it out of logs.
  [[nodiscard]] const HttpResponse& response() const noexcept;

 protected:
  friend struct detail::ErrorFactory;
  using Error::Error;
};

/// 400 VALIDATION_ERROR: the service rejects what was sent. message() is its reason.
class TICKET0_EXPORT ValidationError : public ApiError {
 public:
  /// For your own tests: status() is 400, code() is validation_error.
  explicit ValidationError(const std::string& what, Outcome outcome = Outcome::rejected);
  ~ValidationError() override;

 protected:
  friend struct detail::ErrorFactory;
  using ApiError::ApiError;
};
/// 401 UNAUTHORIZED: the key is missing, mistyped, revoked or expired.
class TICKET0_EXPORT AuthenticationError : public ApiError {
 public:
  /// For your own tests: status() is 401, code() is unauthorized.
  explicit AuthenticationError(const std::string& what, Outcome outcome = Outcome::rejected);
  ~AuthenticationError() override;

 protected:
  friend struct detail::ErrorFactory;
  using ApiError::ApiError;
};
/// 403 FORBIDDEN: the key is valid but lacks needed_scope().
class TICKET0_EXPORT PermissionError : public ApiError {
 public:
  /// For your own tests: status() is 403, code() is forbidden.
  explicit PermissionError(const std::string& what, Outcome outcome = Outcome::rejected);
  ~PermissionError() override;

 protected:
  friend struct detail::ErrorFactory;
  using ApiError::ApiError;
};
/// 404 NOT_FOUND: no such object in the key's workspace.
class TICKET0_EXPORT NotFoundError : public ApiError {
 public:
  /// For your own tests: status() is 404, code() is not_found.
  explicit NotFoundError(const std::string& what, Outcome outcome = Outcome::rejected);
  ~NotFoundError() override;

 protected:
  friend struct detail::ErrorFactory;
  using ApiError::ApiError;
};
/// 429 RATE_LIMITED: the workspace's keys together sent more than the service allows, 60 requests a minute.
/// With status() 0: the client's own limit (see RateLimit), the pause that follows a 429, or a
/// RateLimit::store that does not respond would not let the request start in time.
class TICKET0_EXPORT RateLimitError : public ApiError {
 public:
  /// For your own tests: status() is 429, code() is rate_limited.
  explicit RateLimitError(const std::string& what, Outcome outcome = Outcome::throttled);
  ~RateLimitError() override;

 protected:
  friend struct detail::ErrorFactory;
  using ApiError::ApiError;
};
/// 500 INTERNAL, and every other 5xx. A write may have taken effect.
class TICKET0_EXPORT ServerError : public ApiError {
 public:
  /// For your own tests: status() is 500, code() is internal.
  explicit ServerError(const std::string& what, Outcome outcome = Outcome::unknown);
  ~ServerError() override;

 protected:
  friend struct detail::ErrorFactory;
  using ApiError::ApiError;
};

}  // namespace ticket0::inline v1
