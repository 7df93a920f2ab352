#include "engine/retry_after.hpp"

#include <algorithm>
#include <charconv>

#include "http/http_date.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

/// Beyond any deadline, and within the range of arithmetic on times.
constexpr seconds longest{1'000'000'000};

/// Of X-RateLimit-Reset: the end of the calendar that times can name.
constexpr seconds last_reset{253'402'300'799};

/// Digits and nothing else.
std::optional<seconds> whole_seconds(std::string_view text) noexcept {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  return error == std::errc{} ? seconds{value} : seconds::max();
}

/// In microseconds, whose range has every date that a text can name; the system clock's nanoseconds end in
/// 2262.
seconds until(Timestamp when, Timestamp now) noexcept {
  return std::clamp(std::chrono::ceil<seconds>(when - now), seconds{0}, longest);
}

/// By the service's clock where the answer has a date: its times are of that one.
Timestamp now_of(const HttpResponse& response, system_clock::time_point wall) noexcept {
  if (const auto header = response.header("Date"))
    if (const auto date = parse_http_date(*header)) return *date;
  return std::chrono::floor<Timestamp::duration>(wall);
}

}  // namespace

std::optional<seconds> retry_after(const HttpResponse& response, const json::ErrorBody& body, bool is_refusal,
                                   system_clock::time_point wall) noexcept {
  const Timestamp now = now_of(response, wall);
  if (const auto header = response.header("Retry-After")) {
    if (const auto wait = whole_seconds(*header)) return std::min(*wait, longest);
    if (const auto date = parse_http_date(*header)) return until(*date, now);
  }
  if (!is_refusal) return std::nullopt;
  if (const auto time = parse_timestamp(body.retry_after)) return until(*time, now);
  if (const auto header = response.header("X-RateLimit-Reset"))
    if (const auto reset = whole_seconds(*header)) return until(Timestamp{std::min(*reset, last_reset)}, now);
  return std::nullopt;
}

}  // namespace ticket0::inline v1::detail
