#include "resources/reply_time.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "http/headers.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Dates have whole seconds, on both sides of the comparison.
constexpr seconds slack{2};
constexpr seconds whole_second{1};
/// Longest call whose response still dates it well enough.
constexpr seconds quick_response{2};
/// The clock that dates messages is that of another machine, and may be set to another time zone.
constexpr hours old_enough{26};
constexpr minutes old_enough_if_clocks_agree{5};

auto lines_of(const HttpResponse& response, std::string_view name) {
  return std::count_if(response.headers.begin(), response.headers.end(),
                       [name](const auto& header) { return equal_ignoring_case(header.first, name); });
}

std::optional<seconds> age_of(const HttpResponse& response) {
  const auto text = response.header("Age");
  if (!text) return seconds{0};
  const std::string_view digits = trimmed(*text);
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool is_number = error == std::errc{} && end == digits.data() + digits.size() && value >= 0;
  return is_number && lines_of(response, "Age") == 1 ? std::optional{seconds{value}} : std::nullopt;
}

std::optional<Timestamp> date_of(const HttpResponse& response, std::chrono::system_clock::time_point wall) {
  const auto text = response.header("Date");
  if (!text || lines_of(response, "Date") != 1) return std::nullopt;
  return parse_http_date(*text, std::chrono::floor<seconds>(wall));
}

Timestamp::duration floored(std::chrono::steady_clock::duration time) {
  return std::chrono::floor<Timestamp::duration>(time);
}

/// The call began between these, by one response. If the response is older than it says, only the first is
/// true.
struct Span {
  Timestamp earliest;
  Timestamp latest;
};

}  // namespace

ResponseTime time_of(const HttpResponse& response, std::chrono::steady_clock::time_point asked,
                     std::chrono::steady_clock::time_point received,
                     std::chrono::system_clock::time_point wall) {
  return {.asked = asked, .received = received, .date = date_of(response, wall), .age = age_of(response)};
}

CallWindow window_of(const FirstAttempt& first, std::span<const ResponseTime> responses, bool clocks_agree,
                     std::chrono::steady_clock::time_point looked) {
  std::optional<Span> all;  // what each response says, so far as they agree
  std::optional<Span> any;  // what one of them says
  for (const ResponseTime& response : responses) {
    if (!response.date || !response.age) continue;
    const Timestamp then = *response.date + *response.age;
    const Span one{then - floored(response.received - first.began),
                   then + whole_second - floored(response.asked - first.began)};
    all = all ? Span{std::max(all->earliest, one.earliest), std::min(all->latest, one.latest)} : one;
    any = any ? Span{std::min(any->earliest, one.earliest), std::max(any->latest, one.latest)} : one;
  }
  const auto since = floored(looked - first.began);
  if (!all) return {.from = first.wall - slack, .to = first.wall + since + slack};
  const bool do_agree = all->earliest <= all->latest + whole_second;
  const Timestamp earliest = do_agree ? all->earliest : any->earliest;
  const Timestamp latest =
      std::max(all->earliest, (do_agree ? all : any)->latest - whole_second - quick_response);
  const std::chrono::seconds old = clocks_agree ? seconds{old_enough_if_clocks_agree} : seconds{old_enough};
  return {.from = latest - slack, .to = earliest + since + slack, .older_until = any->earliest - old};
}

ResponseDates dates_of(std::span<const ResponseTime> responses, std::chrono::steady_clock::time_point doubt) {
  using Duration = std::chrono::steady_clock::duration;
  if (responses.empty()) return {};
  ResponseDates dates{.after_doubt = Duration::max()};
  for (const ResponseTime& response : responses) {
    if (!response.date) return {};
    const Duration after = response.age ? response.asked - doubt - *response.age : Duration::zero();
    dates.after_doubt = std::max(std::min(dates.after_doubt, after), Duration::zero());
    dates.first = dates.first ? std::min(*dates.first, *response.date) : *response.date;
    dates.last = dates.last ? std::max(*dates.last, *response.date) : *response.date;
  }
  return dates;
}

}  // namespace ticket0::inline v1::detail
