#include "engine/redact.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// The length of what looks like a key at the start of `text`; 0 for the bare prefix, as in "keys start with
/// t0_".
std::size_t key_like(std::string_view text) noexcept {
  constexpr std::string_view prefix = "t0_";
  constexpr std::string_view marks = "_-.~+/=";
  if (!text.starts_with(prefix)) return 0;
  std::size_t length = prefix.size();
  while (length < text.size() &&
         (is_alnum(text[length]) || marks.find(text[length]) != std::string_view::npos))
    ++length;
  while (text[length - 1] == '.') --length;  // the end of a sentence
  return length == prefix.size() ? 0 : length;
}

}  // namespace

std::string without_keys(std::string_view text, std::string_view key) {
  constexpr std::string_view replacement = "[key]";
  std::string out;
  while (!text.empty()) {
    const std::size_t length = std::max(key_like(text), text.starts_with(key) ? key.size() : 0);
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

std::string without_query(std::string_view text, std::string_view url) {
  std::string safe{text};
  const auto question = url.find('?');
  if (question == std::string_view::npos) return safe;
  const std::string_view query = url.substr(question);
  for (auto at = safe.find(query); at != std::string::npos; at = safe.find(query, at + 1))
    safe.replace(at, query.size(), "?...");
  return safe;
}

std::string sanitize(std::string_view text, std::string_view key, std::size_t longest) {
  return printable(without_keys(text, key), longest);  // in this order: the cut could halve a key
}

}  // namespace ticket0::inline v1::detail
