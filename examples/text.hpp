#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// The size of a character: its bytes, and the columns that a terminal gives to it.
struct Character {
  std::size_t bytes;
  std::size_t columns;
};

/// The size of the first character of `text`. Right for most text: combining characters take no column, East
/// Asian characters and emoji two.
inline Character first_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  const std::string_view bytes = text.substr(0, length);
  char32_t point = first;
  if (length > 1) point &= 0x7FU >> length;
  for (const char c : bytes.substr(1)) point = (point << 6U) | (static_cast<unsigned char>(c) & 0x3FU);

  const auto within = [point](char32_t from, char32_t to) { return from <= point && point <= to; };
  if (within(0x300, 0x36F) || within(0x64B, 0x65F) || within(0x200B, 0x200F) || within(0x202A, 0x202E) ||
      within(0x2060, 0x2069) || within(0xFE00, 0xFE0F) || within(0x1F3FB, 0x1F3FF))
    return {bytes.size(), 0};
  if (within(0x1100, 0x115F) || within(0x2E80, 0xA4CF) || within(0xAC00, 0xD7A3) || within(0xF900, 0xFAFF) ||
      within(0xFE30, 0xFE6F) || within(0xFF00, 0xFF60) || within(0x1F300, 0x1FAFF) ||
      within(0x20000, 0x3FFFD))
    return {bytes.size(), 2};
  return {bytes.size(), 1};
}

inline std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto [bytes, width] = first_character(text);
    columns += width;
    text.remove_prefix(bytes);
  }
  return columns;
}

/// `text` with each control character, which could drive the terminal, replaced by a space: those of ASCII,
/// and U+0080 to U+009F.
inline std::string without_controls(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_c1 =
        byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    clean += byte < 0x20 || byte == 0x7F || is_c1 ? ' ' : text[at];
    if (is_c1) ++at;
  }
  return clean;
}

/// `text` on one line of at most `columns`, with "…" at the end if it was cut. Customers write subjects, so
/// control characters are replaced by spaces.
inline std::string cut(std::string_view text, std::size_t columns) {
  std::string line = without_controls(text);
  std::size_t used = 0;
  std::size_t kept = 0;  // bytes that leave a column for the "…"
  for (std::size_t at = 0; at < line.size();) {
    const auto [bytes, width] = first_character(std::string_view{line}.substr(at));
    at += bytes;
    used += width;
    if (used > columns) return line.substr(0, kept) + "…";
    if (used < columns) kept = at;
  }
  return line;
}

/// `text` padded with spaces to `columns`.
inline std::string padded(std::string text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  if (used < columns) text.append(columns - used, ' ');
  return text;
}
