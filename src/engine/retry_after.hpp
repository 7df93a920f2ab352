#pragma once

#include <chrono>
#include <optional>

#include "json/error_body.hpp"
#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

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
