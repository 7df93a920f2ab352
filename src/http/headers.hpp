#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/check.hpp"

namespace ticket0::inline v1::detail {

/// The date of an HTTP header, in any of the three forms of RFC 9110: "Sun, 06 Nov 1994 08:49:37 GMT", which
/// senders write today, "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994". A year of two digits
/// is the latest that is not more than 50 years after `now`.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text,
                                                                      std::chrono::sys_seconds now) noexcept;

}  // namespace ticket0::inline v1::detail
