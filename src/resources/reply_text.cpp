#include "resources/reply_text.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "base/text.hpp"

namespace ticket0::inline v1::detail {

namespace {

bool is_line_break(char32_t c) noexcept {
  return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// Unicode's White_Space.
bool is_white(char32_t c) noexcept {
  return is_line_break(c) || c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// Joiners, marks of direction and the like.
bool has_no_width(char32_t c) noexcept {
  return c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/// A text word by word.
class Words {
 public:
  explicit Words(std::string_view text) noexcept : rest_(text) {}

  /// False at the end.
  bool next() {
    word_.clear();
    after_break_ = false;
    while (!rest_.empty()) {
      const std::size_t length = std::max<std::size_t>(utf8_sequence(rest_), 1);  // a stray byte is itself
      const std::string_view sequence = rest_.substr(0, length);
      const char32_t c = length == 1 && static_cast<unsigned char>(sequence[0]) > 0x7F ? char32_t{0xFFFD}
                                                                                       : code_point(sequence);
      if (is_white(c)) {
        if (!word_.empty()) return true;
        after_break_ = after_break_ || is_line_break(c);
      } else if (!has_no_width(c)) {
        word_.append(sequence);
      }
      rest_.remove_prefix(length);
    }
    return !word_.empty();
  }
  [[nodiscard]] const std::string& word() const noexcept { return word_; }
  /// A line break lies between the word and the one before it, or the text's beginning.
  [[nodiscard]] bool after_break() const noexcept { return after_break_; }

 private:
  std::string_view rest_;
  std::string word_{};
  bool after_break_{false};
};

}  // namespace

bool has_text_of(std::string_view found, std::string_view sent) {
  if (is_blank(sent)) return is_blank(found);
  Words theirs{found};
  for (Words ours{sent}; ours.next();)
    if (!theirs.next() || theirs.word() != ours.word()) return false;
  return !theirs.next() || theirs.after_break();
}

bool is_blank(std::string_view text) { return !Words{text}.next(); }

TextPrint print_of(std::string_view text) {
  constexpr std::size_t most_words = 64;
  TextPrint print;
  std::size_t all = 0;
  for (Words words{text}; print.size() < most_words && words.next();) {
    all = all * 31 + std::hash<std::string>{}(words.word());
    print.push_back(all);
  }
  return print;
}

}  // namespace ticket0::inline v1::detail
