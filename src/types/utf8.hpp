#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// The length in bytes of the well-formed UTF-8 sequence that `text` begins with (Unicode 15, table 3-7: no
/// overlong form, no surrogate, nothing above U+10FFFF); 0 where it begins with none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// A foreign text as a line of a log may have it: control characters as blanks, bytes that are not UTF-8 as
/// question marks, cut after `longest` bytes.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest);

}  // namespace ticket0::inline v1::detail
