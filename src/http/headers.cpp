#include "http/headers.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

std::optional<std::string_view> HttpResponse::header(std::string_view name) const& noexcept {
  for (const auto& [header_name, value] : headers)
    if (detail::equal_ignoring_case(header_name, name)) return value;
  return std::nullopt;
}

Transport::~Transport() = default;
void Transport::close_idle_connections() noexcept {}
bool Transport::calls_before_bytes() const noexcept { return false; }

namespace detail {

namespace {

using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                               "Thursday", "Friday", "Saturday"};

/// The parts of a date, each as it stands in the text.
struct Parts {
  std::string_view day;
  std::string_view month;
  std::string_view year;
  std::string_view time;
};

std::optional<int> number(std::string_view digits) noexcept {
  int value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Whether `text` has the characters of `shape`, in which a letter x stands for any character.
bool has_shape(std::string_view text, std::string_view shape) noexcept {
  return text.size() == shape.size() && std::equal(text.begin(), text.end(), shape.begin(),
                                                   [](char c, char due) { return due == 'x' || c == due; });
}

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Parts> imf_fixdate(std::string_view text) noexcept {
  if (!has_shape(text, "xxx, xx xxx xxxx xx:xx:xx GMT")) return std::nullopt;
  return Parts{text.substr(5, 2), text.substr(8, 3), text.substr(12, 4), text.substr(17, 8)};
}

/// "Sunday, 06-Nov-94 08:49:37 GMT".
std::optional<Parts> rfc_850(std::string_view text) noexcept {
  const std::string_view day = text.substr(0, text.find(','));
  if (std::find(days.begin(), days.end(), day) == days.end()) return std::nullopt;
  text.remove_prefix(day.size());
  if (!has_shape(text, ", xx-xxx-xx xx:xx:xx GMT")) return std::nullopt;
  return Parts{text.substr(2, 2), text.substr(5, 3), text.substr(9, 2), text.substr(12, 8)};
}

/// "Sun Nov  6 08:49:37 1994".
std::optional<Parts> asctime(std::string_view text) noexcept {
  if (!has_shape(text, "xxx xxx xx xx:xx:xx xxxx")) return std::nullopt;
  const std::string_view day = text.substr(text[8] == ' ' ? 9 : 8, text[8] == ' ' ? 1 : 2);
  return Parts{day, text.substr(4, 3), text.substr(20, 4), text.substr(11, 8)};
}

std::optional<sys_seconds> to_time(const Parts& parts, int year) noexcept {
  const auto month = std::find(months.begin(), months.end(), parts.month);
  const auto day = number(parts.day);
  const auto hour = number(parts.time.substr(0, 2));
  const auto minute = number(parts.time.substr(3, 2));
  const auto second = number(parts.time.substr(6, 2));
  if (month == months.end() || !day || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
      std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second};
}

/// The latest that is at most 50 years after `now`. A century in which there is no such day is passed over.
std::optional<sys_seconds> in_its_century(const Parts& parts, int year_of_century, sys_seconds now) noexcept {
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
  const std::chrono::year_month_day in_50_years = today + std::chrono::years{50};
  const sys_seconds latest =
      std::chrono::sys_days{in_50_years} + (now - std::chrono::floor<std::chrono::days>(now));
  const int this_century = static_cast<int>(today.year()) / 100 * 100;
  for (const int century : {this_century + 100, this_century, this_century - 100})
    if (const auto time = to_time(parts, century + year_of_century); time && *time <= latest) return time;
  return std::nullopt;
}

}  // namespace

std::optional<sys_seconds> parse_http_date(std::string_view text, sys_seconds now) noexcept {
  auto parts = imf_fixdate(text);
  if (!parts) parts = asctime(text);
  const bool is_short = !parts;
  if (!parts) parts = rfc_850(text);
  if (!parts) return std::nullopt;
  const auto year = number(parts->year);
  if (!year) return std::nullopt;
  return is_short ? in_its_century(*parts, *year, now) : to_time(*parts, *year);
}

}  // namespace detail
}  // namespace ticket0::inline v1
