#include "engine/redact.hpp"

#include "http/ascii.hpp"
#include "types/utf8.hpp"

namespace ticket0::inline v1::detail {

std::string without_keys(std::string_view text, std::string_view key) {
  constexpr std::string_view prefix = "t0_";
  constexpr std::string_view replacement = "[key]";
  std::string out;
  while (!text.empty()) {
    std::size_t length = 0;  // of the key that `text` begins with
    if (!key.empty() && text.starts_with(key)) length = key.size();
    if (length == 0 && text.starts_with(prefix)) {
      length = prefix.size();
      while (length < text.size() && (is_alnum(text[length]) || text[length] == '_' || text[length] == '-'))
        ++length;
      if (length == prefix.size()) length = 0;  // the bare prefix, as in "keys start with t0_"
    }
    if (length != 0) {
      out += replacement;
      text.remove_prefix(length);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string presentable(std::string_view text, std::string_view key, std::size_t longest) {
  const std::string redacted = without_keys(text, key);  // before the cut, which could halve a key
  std::string_view rest = redacted;
  std::string out;
  while (!rest.empty()) {
    const std::size_t length = utf8_sequence(rest);
    if (out.size() + (length == 0 ? 1 : length) > longest) return out + "...";
    if (length == 0)
      out += '?';
    else if (is_control(rest.front()))
      out += ' ';
    else
      out.append(rest.substr(0, length));
    rest.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace ticket0::inline v1::detail
