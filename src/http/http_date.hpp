#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace ticket0::inline v1::detail {

/// The date of an HTTP header in the form that RFC 9110 has senders write, "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) noexcept;

}  // namespace ticket0::inline v1::detail
