#pragma once

#include <chrono>

#include "engine/retry.hpp"
#include "json/error_body.hpp"

namespace ticket0::inline v1::detail {

/// The classes of ApiError.
enum class ApiErrorKind : std::uint8_t {
  other,
  validation,
  authentication,
  permission,
  not_found,
  rate_limit,
  server
};

/// By the service's code where it is a known one, else by the status.
[[nodiscard]] ApiErrorKind kind_of(int status, ErrorCode code) noexcept;
[[nodiscard]] Outcome outcome_of(int status, ApiErrorKind kind) noexcept;

/// How an attempt failed that got no answer.
struct NoAnswer {
  Outcome outcome{Outcome::unknown};
  TransportError::Reason reason{TransportError::Reason::other};
  bool timed_out{false};
  bool hopeless{false};  // the next attempt would end the same way
  std::string text{};
};

/// An attempt that gave no result: what is known of it.
struct Failed {
  Ending ending{Ending::lost};
  Outcome outcome{Outcome::unknown};
  std::optional<HttpResponse> response{};
  json::ErrorBody body{};
  std::optional<std::chrono::seconds> asked{};  // to wait so long
  NoAnswer no_answer{};                         // where there was no response
  std::string problem{};                        // why a success cannot be read
};

/// Of an answer that is no success; `now` is the calendar's time. Where `stop` says so, its body is not read.
[[nodiscard]] Failed failed_answer(HttpResponse response, std::chrono::system_clock::time_point now,
                                   const json::Stop& stop = {});
[[nodiscard]] Failed failed_exchange(NoAnswer failure);
/// Of a success whose body cannot be read. `over_limit`: it holds more, or nests it deeper, than this library
/// accepts.
[[nodiscard]] Failed failed_decode(HttpResponse response, std::string problem, bool over_limit);

/// How long the service asks to wait: Retry-After in seconds, a fraction rounded up, or as an HTTP date; of a
/// refusal also `error.retryAfter` and X-RateLimit-Reset, which the older generation sends. The latter is a
/// point in time in seconds or milliseconds, or a number of seconds: told by its size, and nonsense if it is
/// more than a day away. If a header has several values, on one line or more, the longest wait holds. What
/// cannot be read is passed over; a time that has passed is 0, one that is too far away 10^9 seconds. `wall`
/// is this machine's time, for answers without a Date.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(
    const HttpResponse& response, const json::ErrorBody& body, bool is_refusal,
    std::chrono::system_clock::time_point wall) noexcept;

}  // namespace ticket0::inline v1::detail
