#include "webhook/signature_header.hpp"

#include <optional>

namespace ticket0::inline v1::detail {

namespace {

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Digest> read_signature(std::string_view text) noexcept {
  constexpr std::string_view scheme = "sha256=";
  Digest digest{};
  if (!text.starts_with(scheme) || text.size() != scheme.size() + 2 * digest.size()) return std::nullopt;
  text.remove_prefix(scheme.size());
  for (std::uint8_t& byte : digest) {
    const int high = hex_value(text[0]);
    const int low = hex_value(text[1]);
    if (high < 0 || low < 0) return std::nullopt;
    byte = static_cast<std::uint8_t>(high * 16 + low);
    text.remove_prefix(2);
  }
  return digest;
}

}  // namespace

std::vector<Digest> signatures_in(std::string_view header) {
  constexpr std::string_view separators = ", \t";
  std::vector<Digest> found;
  for (;;) {
    const auto begin = header.find_first_not_of(separators);
    if (begin == std::string_view::npos) return found;
    header.remove_prefix(begin);
    const auto word = header.substr(0, header.find_first_of(separators));
    header.remove_prefix(word.size());
    if (const auto digest = read_signature(word)) found.push_back(*digest);
  }
}

}  // namespace ticket0::inline v1::detail
