#pragma once

#include "engine/retry.hpp"
#include "error/error.hpp"

namespace ticket0::inline v1::detail {

/// The class of a call's error.
enum class FailureKind : std::uint8_t {
  cancelled,
  timeout,
  transport,
  decode,
  api,  // no class more specific than ApiError
  validation,
  authentication,
  permission,
  not_found,
  rate_limit,
  server,
  reply_outcome_unknown,
};

/// The kind of a response that is not a success: by the service's code if it is known, otherwise by the
/// status.
[[nodiscard]] FailureKind kind_of(int status, ErrorCode code) noexcept;
[[nodiscard]] Outcome outcome_of(int status, FailureKind kind) noexcept;

/// What is known of an attempt that gave no result.
struct FailedAttempt {
  FailureKind kind{FailureKind::transport};
  FailureClass failure_class{FailureClass::lost};
  Outcome outcome{Outcome::unknown};
  std::optional<HttpResponse> response{};
  Open<ErrorCode> code{};    // the service's
  std::string shown_code{};  // for texts: without keys, and not too long
  std::string message{};     // the service's, without keys
  std::optional<std::chrono::seconds> retry_after{};
  TransportFailure transport{};  // if there was no response
  std::string problem{};         // why a success cannot be read
};

/// An unsuccessful response to a request with `key`; `now` is the calendar's time. If `stop` says so,
/// its body is not read.
[[nodiscard]] FailedAttempt failed_response(HttpResponse response, std::string_view key,
                                            std::chrono::system_clock::time_point now,
                                            const json::Stop& stop = {});
[[nodiscard]] FailedAttempt failed_exchange(TransportFailure failure);
/// A success whose body cannot be read. `over_limit`: it holds more, or nests it deeper, than this library
/// accepts.
[[nodiscard]] FailedAttempt failed_decode(HttpResponse response, std::string problem, bool over_limit);

}  // namespace ticket0::inline v1::detail
