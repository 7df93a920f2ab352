#include "base/text.hpp"

#include <algorithm>
#include <array>

#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// The controls (Cc), the separators of lines and paragraphs (Zl, Zp), and what Unicode 15 calls ignorable by
/// default or takes for the annotation of a text. In order.
constexpr std::array unseen{
    Range{0x00, 0x1F},       Range{0x7F, 0x9F},        // C0, DEL, C1
    Range{0xAD, 0xAD},                                 // soft hyphen
    Range{0x34F, 0x34F},                               // combining grapheme joiner
    Range{0x61C, 0x61C},                               // Arabic letter mark
    Range{0x115F, 0x1160},                             // Hangul fillers
    Range{0x17B4, 0x17B5},   Range{0x180B, 0x180F},    // Khmer, Mongolian
    Range{0x200B, 0x200F},                             // zero-width, left-to-right and right-to-left mark
    Range{0x2028, 0x202E},                             // separators, embeddings and overrides
    Range{0x2060, 0x206F},                             // word joiner, isolates
    Range{0x3164, 0x3164},                             // Hangul filler
    Range{0xFE00, 0xFE0F},                             // variation selectors
    Range{0xFEFF, 0xFEFF},                             // byte order mark
    Range{0xFFA0, 0xFFA0},                             // halfwidth Hangul filler
    Range{0xFFF0, 0xFFFB},                             // interlinear annotation
    Range{0x1BCA0, 0x1BCA3}, Range{0x1D173, 0x1D17A},  // shorthand, musical
    Range{0xE0000, 0xE0FFF},                           // tags, more variation selectors
};

bool is_unseen(char32_t code) noexcept {
  const auto* const range = std::lower_bound(unseen.begin(), unseen.end(), code,
                                             [](const Range& each, char32_t one) { return each.last < one; });
  return range != unseen.end() && range->first <= code;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) noexcept {
  const auto byte = [text](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto within = [byte](std::size_t at, unsigned low, unsigned high) {
    return byte(at) >= low && byte(at) <= high;
  };
  const auto tail = [within](std::size_t at) { return within(at, 0x80, 0xBF); };
  if (text.empty()) return 0;
  const unsigned first = byte(0);
  if (first <= 0x7F) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return within(1, low, high) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return within(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

char32_t code_point(std::string_view sequence) noexcept {
  constexpr std::array<unsigned, 5> marks{0, 0x7F, 0x1F, 0x0F, 0x07};  // of the first byte, by the length
  char32_t code = static_cast<unsigned char>(sequence.front()) & marks[sequence.size()];
  for (const char c : sequence.substr(1)) code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return code;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    if (out.size() + (length == 0 ? 1 : length) > longest) return out + "...";
    if (length == 0)
      out += '?';
    else if (is_unseen(code_point(text.substr(0, length))))
      out += ' ';
    else
      out.append(text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace ticket0::inline v1::detail

namespace ticket0::inline v1 {

std::string lossy_utf8(std::string_view text) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = detail::utf8_sequence(text);
    valid.append(length == 0 ? replacement : text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return valid;
}

}  // namespace ticket0::inline v1
