#pragma once

#include <string>
#include <string_view>

#include "json/stop.hpp"

namespace ticket0::inline v1::detail::json {

/// Corrects single bad spots, each of which would cost a whole page: bytes that are not UTF-8 and lone
/// surrogate escapes (an emoji cut in half) become U+FFFD, control characters in a string are escaped (and a
/// backslash before one, which would be no escape), numbers beyond the range of a double become null.
/// Everything else stays as it is. If `stop` says so, it returns what it has.
[[nodiscard]] std::string repair(std::string_view text, const Stop& stop = {});

}  // namespace ticket0::inline v1::detail::json
