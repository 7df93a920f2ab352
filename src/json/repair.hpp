#pragma once

#include <string>
#include <string_view>

namespace ticket0::inline v1::detail::json {

/// `text` with what single bad spots can cost a whole page put right: bytes that are not UTF-8 and lone
/// surrogate escapes (an emoji cut in half) become U+FFFD, numbers beyond the range of a double become null.
/// All else stays as it is.
[[nodiscard]] std::string repair(std::string_view text);

}  // namespace ticket0::inline v1::detail::json
