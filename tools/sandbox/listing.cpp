#include "sandbox/listing.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "sandbox/refusal.hpp"

namespace sandbox {
namespace {

constexpr std::string_view prefix = "cur_";
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int pending = 0;
  for (const char byte : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(byte);
    for (pending += 8; pending >= 6; pending -= 6) text += alphabet[(bits >> (pending - 6)) & 63U];
  }
  if (pending > 0) text += alphabet[(bits << (6 - pending)) & 63U];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int pending = 0;
  for (const char digit : text) {
    const auto value = alphabet.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    pending += 6;
    if (pending >= 8) {
      pending -= 8;
      bytes += static_cast<char>((bits >> pending) & 255U);
    }
  }
  return bytes;
}

/// FNV-1a: enough to notice that the filters changed.
std::string fingerprint(std::string_view list) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char byte : list) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  return std::to_string(hash);
}

}  // namespace

std::string encode_cursor(const Position& position, std::string_view list) {
  const auto plain = fingerprint(list) + "." +
                     std::to_string(position.created_at.time_since_epoch().count()) + "." + position.id;
  return std::string(prefix) + base64url(plain);
}

Position decode_cursor(std::string_view cursor, std::string_view list) {
  const auto malformed = [] { return invalid("cursor is not a nextCursor of this API"); };
  if (!cursor.starts_with(prefix)) throw malformed();
  const auto plain = from_base64url(cursor.substr(prefix.size()));
  if (!plain) throw malformed();
  const auto first = plain->find('.');
  const auto second = plain->find('.', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos) throw malformed();

  std::int64_t milliseconds = 0;
  const char* const end = plain->data() + second;
  const auto parsed = std::from_chars(plain->data() + first + 1, end, milliseconds);
  if (parsed.ec != std::errc{} || parsed.ptr != end) throw malformed();
  if (plain->substr(0, first) != fingerprint(list)) {
    throw invalid("cursor belongs to a list with other filters; repeat the filters of the first page");
  }
  return {Instant{std::chrono::milliseconds{milliseconds}}, plain->substr(second + 1)};
}

}  // namespace sandbox
