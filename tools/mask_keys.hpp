#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// `text` with "t0_…" for each word that may be an API key: "t0_" and the printable ASCII that follows it. A
/// mark that ends a sentence or a quotation is no key, and "ticket0_" does not begin one.
inline std::string mask_keys(std::string_view text) {
  constexpr std::string_view begin = "t0_";
  constexpr std::string_view marks = ".,:;)'\"";
  std::string masked;
  for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin)) {
    const bool is_name = text.substr(0, at).ends_with("ticke");
    masked += text.substr(0, at + begin.size());
    text.remove_prefix(at + begin.size());
    std::size_t size = 0;
    while (size < text.size() && text[size] > ' ' && text[size] <= '~') ++size;
    if (is_name || size == 0 || marks.find(text.front()) != std::string_view::npos) continue;
    masked += "…";
    text.remove_prefix(size);
  }
  return masked.append(text);
}
