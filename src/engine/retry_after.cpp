#include "engine/retry_after.hpp"

#include <algorithm>
#include <charconv>

#include "http/http_date.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

/// Digits and nothing else.
std::optional<seconds> whole_seconds(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t highest = 10'000'000'000;  // keeps the arithmetic on times in range
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-' || value > highest)
    return std::nullopt;
  return seconds{value};
}

/// In microseconds, whose range has every date that a text can name; the system clock's nanoseconds end in
/// 2262.
seconds until(Timestamp when, system_clock::time_point now) noexcept {
  const auto left = when - std::chrono::floor<Timestamp::duration>(now);
  return std::max(seconds{0}, std::chrono::ceil<seconds>(left));
}

}  // namespace

std::optional<seconds> retry_after(const HttpResponse& response, const json::ErrorBody& body,
                                   system_clock::time_point now) noexcept {
  if (const auto header = response.header("Retry-After")) {
    if (const auto wait = whole_seconds(*header)) return wait;
    if (const auto date = parse_http_date(*header)) return until(*date, now);
  }
  if (response.status != 429) return std::nullopt;
  if (const auto time = parse_timestamp(body.retry_after)) return until(*time, now);
  if (const auto header = response.header("X-RateLimit-Reset"))
    if (const auto reset = whole_seconds(*header)) return until(Timestamp{*reset}, now);
  return std::nullopt;
}

}  // namespace ticket0::inline v1::detail
