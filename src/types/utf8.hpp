#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// The length in bytes of the well-formed UTF-8 sequence that `text` begins with (Unicode 15, table 3-7: no
/// overlong form, no surrogate, nothing above U+10FFFF); 0 where it begins with none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// A foreign text as a line of a log may have it: cut after `longest` bytes, bytes that are not UTF-8 as
/// question marks. Blanks stand for control characters and for what else ends a line, turns the direction of
/// the text or cannot be seen: Unicode's line and paragraph separators, bidirectional controls, zero-width
/// characters, tags and all else that is ignorable by default, joiners and variation selectors too.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest);

}  // namespace ticket0::inline v1::detail
