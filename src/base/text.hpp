#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

/// Characters as HTTP and URLs see them: ASCII, whatever the process's locale.
namespace ticket0::inline v1::detail {

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alpha(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool is_alnum(char c) noexcept { return is_digit(c) || is_alpha(c); }
/// C0 controls and DEL.
[[nodiscard]] constexpr bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
}
[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// Without white space at its ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view white = " \t\r\n";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

/// The length in bytes of the well-formed UTF-8 sequence that `text` begins with (Unicode 15, table 3-7: no
/// overlong form, no surrogate, nothing above U+10FFFF); 0 if it begins with none.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;
/// The code point of one well-formed sequence.
[[nodiscard]] char32_t code_point(std::string_view sequence) noexcept;
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Says that a text is not UTF-8, in an error that begins with the text's name.
inline constexpr std::string_view is_not_utf8 =
    "is not valid UTF-8; ticket0::lossy_utf8(text) makes it valid";

/// A foreign text, made fit for a line of a log: cut after `longest` bytes, with question marks for bytes
/// that are not UTF-8. Control characters and all that ends a line, turns the direction of the text or cannot
/// be seen become spaces: Unicode's line and paragraph separators, bidirectional controls, zero-width
/// characters, tags and everything else that is ignorable by default, joiners and variation selectors
/// included.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest);

/// The texts of an enum on the wire: `texts[i]` is the text of the value i; "" for `unknown`, which is value
/// 0.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::string_view enum_text(E value,
                                                   const std::array<std::string_view, N>& texts) noexcept {
  const auto at = static_cast<std::size_t>(value);
  return at < N ? texts[at] : std::string_view{};
}
template <class E, std::size_t N>
[[nodiscard]] constexpr E parse_enum(std::string_view text, const std::array<std::string_view, N>& texts,
                                     E otherwise) noexcept {
  for (std::size_t i = 1; i < N; ++i)
    if (texts[i] == text) return static_cast<E>(i);
  return otherwise;
}

}  // namespace ticket0::inline v1::detail
