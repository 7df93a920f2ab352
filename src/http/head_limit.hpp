#pragma once

#include <cstddef>
#include <string_view>

namespace ticket0::inline v1::detail {

/// Bytes of one text in a request's head: a header's value, an id, a filter, a path. No server takes as many.
inline constexpr std::size_t longest_in_head = 65'536;
inline constexpr std::string_view too_long_for_head =
    "is longer than 64 KiB, more than a request's head can hold";

}  // namespace ticket0::inline v1::detail
