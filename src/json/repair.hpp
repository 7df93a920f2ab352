#pragma once

#include <string>
#include <string_view>

#include "json/stop.hpp"

namespace ticket0::inline v1::detail::json {

/// `text` with what single bad spots can cost a whole page put right: bytes that are not UTF-8 and lone
/// surrogate escapes (an emoji cut in half) become U+FFFD, control characters in a string are escaped (and a
/// backslash before one, which would be no escape), numbers beyond the range of a double become null. All
/// else stays as it is. Where `stop` says so, it ends with what it has.
[[nodiscard]] std::string repair(std::string_view text, const Stop& stop = {});

}  // namespace ticket0::inline v1::detail::json
