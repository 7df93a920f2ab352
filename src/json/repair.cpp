#include "json/repair.hpp"

#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "json/json_writer.hpp"
#include "json/nlohmann.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t bytes_between_questions = 65'536;

/// Characters that JSON allows in a string only when escaped.
bool is_bare_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// The number of an escape (a backslash, u, four hex digits) at the start of `text`.
std::optional<unsigned> unicode_escape(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, value, 16);
  if (error != std::errc{} || end != text.data() + 6) return std::nullopt;
  return value;
}

bool is_high(std::optional<unsigned> unit) { return unit && *unit >= 0xD800 && *unit <= 0xDBFF; }
bool is_low(std::optional<unsigned> unit) { return unit && *unit >= 0xDC00 && *unit <= 0xDFFF; }

/// A number by JSON's grammar whose value no double can hold. This is decided by nlohmann's own
/// parser: with the grammar's other mistakes out of the way, that is its only reason to refuse one.
bool is_beyond_double(std::string_view token) {
  constexpr std::size_t longest_within = 308;  // digits
  if (token.size() <= longest_within && token.find_first_of("eE") == std::string_view::npos) return false;
  std::string_view rest = token;
  const auto digits = [&rest] {
    const std::size_t count = std::min(rest.find_first_not_of("0123456789"), rest.size());
    rest.remove_prefix(count);
    return count;
  };
  if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  const bool leading_zero = !rest.empty() && rest.front() == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
    rest.remove_prefix(1);
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) rest.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return rest.empty() && !ticket0_nlohmann::json::accept(token.data(), token.data() + token.size());
}

/// Copies a text while it decides, character by character, what of it can stay.
class Repair {
 public:
  explicit Repair(std::string_view text) : rest_(text) { out_.reserve(text.size() + 64); }

  std::string run(const Stop& stop) && {
    for (std::size_t next_question = 0; !rest_.empty();) {
      if (out_.size() >= next_question) {
        if (stop()) break;
        next_question = out_.size() + bytes_between_questions;
      }
      if (in_string_)
        string_character();
      else if (rest_.front() == '-' || (rest_.front() >= '0' && rest_.front() <= '9'))
        number();
      else
        plain_character();
    }
    return std::move(out_);
  }

 private:
  void keep(std::size_t length) {
    out_.append(rest_.substr(0, length));
    rest_.remove_prefix(std::min(length, rest_.size()));
  }
  void replace(std::size_t length, std::string_view with) {
    out_.append(with);
    rest_.remove_prefix(std::min(length, rest_.size()));
  }
  void character() {
    const std::size_t length = utf8_sequence(rest_);
    length == 0 ? replace(1, replacement) : keep(length);
  }
  void escape() {
    append_escaped(out_, rest_.front());
    rest_.remove_prefix(1);
  }
  void plain_character() {
    in_string_ = rest_.front() == '"';
    character();
  }
  void string_character() {
    if (rest_.front() == '"') {
      in_string_ = false;
      keep(1);
    } else if (is_bare_control(rest_.front())) {
      escape();
    } else if (rest_.front() != '\\') {
      character();
    } else if (rest_.size() > 1 && is_bare_control(rest_[1])) {
      replace(1, R"(\\)");  // a backslash
    } else if (const auto unit = unicode_escape(rest_); is_high(unit)) {
      is_low(unicode_escape(rest_.substr(6))) ? keep(12) : replace(6, replacement);
    } else if (is_low(unit)) {
      replace(6, replacement);
    } else {
      keep(1);
      if (!rest_.empty()) character();  // what was escaped, which may be a quote
    }
  }
  void number() {
    const std::string_view token = rest_.substr(0, rest_.find_first_not_of("0123456789+-.eE"));
    is_beyond_double(token) ? replace(token.size(), "null") : keep(token.size());
  }
  std::string_view rest_;
  std::string out_{};
  bool in_string_{false};
};

}  // namespace

std::string repair(std::string_view text, const Stop& stop) { return Repair{text}.run(stop); }

}  // namespace ticket0::inline v1::detail::json
