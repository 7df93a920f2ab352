// Every form in which a service says how long to wait.
#include "engine/failure.hpp"
#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::system_clock;
using ticket0::Headers;

constexpr system_clock::time_point now{std::chrono::sys_days{std::chrono::year{2026} / 4 / 22} + 10h + 30min};
constexpr auto none = std::optional<seconds>{};

std::optional<seconds> wait(Headers headers) {
  return ticket0::detail::retry_after({.status = 429, .headers = std::move(headers)}, {}, true, now);
}

struct Case {
  std::string value;
  std::optional<seconds> expected;
};

TEST(RetryAfterForms, AFractionIsRoundedUp) {
  const Case cases[] = {
      {"1.5", 2s},
      {"0.1", 1s},
      {"0.0", 0s},
      {"5.0", 5s},
      {"5.000", 5s},
      {"59.999", 60s},
      {"2.0000001", 3s},
      {"2.00000000000000000000000000001", 3s},
      {"0.5", 1s},
      {"120.25", 121s},
      {"10000000000.5", 1'000'000'000s},
      {"1.5s", none},
      {"1.2.3", none},
      {"-1.5", none},
      {"1,5", none},
      {"1.5e3", none},
      {"1. 5", none},
      {"nan", none},
      {"inf", none},
      {".", none},
      {"1.x", none},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(wait({{"Retry-After", value}}), expected) << value;
}

TEST(RetryAfterForms, ADateHasAnyOfTheThreeForms) {
  const Case cases[] = {
      {"Wed, 22 Apr 2026 10:30:30 GMT", 30s},
      {"Wednesday, 22-Apr-26 10:30:30 GMT", 30s},
      {"Wed Apr 22 10:30:30 2026", 30s},
      {"Fri May  1 10:30:00 2026", 9 * 24h},
      {"Friday, 01-May-26 10:30:00 GMT", 9 * 24h},
      {"Sunday, 06-Nov-94 08:49:37 GMT", 0s},  // more than fifty years ahead would be 2094
      {"Sun Nov  6 08:49:37 1994", 0s},
      {"Wednesday, 22-Apr-26 10:29:59 GMT", 0s},
      {"Wed Apr 22 10:29:59 2026", 0s},
      {"Wednesday, 99-Apr-26 10:30:30 GMT", none},
      {"Wed Apr 99 10:30:30 2026", none},
      {"Wed Apr 22 10:30:30", none},
      {"Wednesday, 22-Apr-26 10:30:30", none},
      {"Wednesday, 22 Apr 2026", none},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(wait({{"Retry-After", value}}), expected) << value;
}

TEST(RetryAfterForms, TheServicesDateHasAnyOfTheThreeToo) {
  const std::string in_30 = "Wed, 22 Apr 2026 12:00:30 GMT";
  for (const char* date :
       {"Wed, 22 Apr 2026 12:00:00 GMT", "Wednesday, 22-Apr-26 12:00:00 GMT", "Wed Apr 22 12:00:00 2026"})
    EXPECT_EQ(wait({{"Date", date}, {"Retry-After", in_30}}), 30s) << date;
}

TEST(RetryAfterForms, OfSeveralLinesTheLongestHolds) {
  struct Lines {
    std::vector<std::string> values;
    std::optional<seconds> expected;
  };
  const Lines cases[] = {
      {{"5", "60"}, 60s},
      {{"60", "5"}, 60s},
      {{"5", "5"}, 5s},
      {{"0", "1", "2"}, 2s},
      {{"soon", "7"}, 7s},
      {{"7", "soon"}, 7s},
      {{"", "7"}, 7s},
      {{"soon", "later"}, none},
      {{"10", "Wed, 22 Apr 2026 10:30:40 GMT"}, 40s},
      {{"Wed, 22 Apr 2026 10:30:40 GMT", "50"}, 50s},
      {{"Wed, 22 Apr 2026 10:29:00 GMT", "3"}, 3s},
      {{"1.5", "1"}, 2s},
  };
  for (const auto& [values, expected] : cases) {
    Headers headers;
    bool is_lower = false;
    for (const std::string& value : values) {
      headers.emplace_back(is_lower ? "retry-after" : "Retry-After", value);
      is_lower = !is_lower;
    }
    EXPECT_EQ(wait(headers), expected) << testing::PrintToString(values);
  }
}

TEST(RetryAfterForms, AResetIsAMomentInSecondsOrMillisecondsOrANumberOfSeconds) {
  const auto at = [](seconds in) { return std::to_string((now.time_since_epoch() + in) / 1s); };
  const auto at_ms = [](std::chrono::milliseconds in) {
    return std::to_string((now.time_since_epoch() + in) / 1ms);
  };
  const Case cases[] = {
      {at(40s), 40s},
      {at(0s), 0s},
      {at(-30s), 0s},
      {at(23h), 23h},
      {at(25h), none},
      {at(365 * 24h), none},
      {at_ms(40s), 40s},
      {at_ms(39'500ms), 40s},
      {at_ms(1ms), 1s},
      {at_ms(-30s), 0s},
      {at_ms(23h), 23h},
      {at_ms(25h), none},
      {"0", 0s},
      {"1", 1s},
      {"37", 37s},
      {"3600", 1h},
      {"90000", none},
      {"10000000000", none},
      {at_ms(40s) + "000", none},
      {"99999999999999999999999999", none},
      {"-5", none},
      {"soon", none},
      {"", none},
  };
  for (const auto& [value, expected] : cases)
    EXPECT_EQ(wait({{"X-RateLimit-Reset", value}}), expected) << value;
}

TEST(RetryAfterForms, AResetInMillisecondsGoesByTheServicesClock) {
  const std::pair<std::string, std::string> date{"Date", "Wed, 22 Apr 2026 12:00:00 GMT"};
  EXPECT_EQ(wait({date, {"X-RateLimit-Reset", "1776859215000"}}), 15s);
  EXPECT_EQ(wait({date, {"X-RateLimit-Reset", "1776859215"}}), 15s);
  EXPECT_EQ(wait({date, {"X-RateLimit-Reset", "15"}}), 15s);
}

}  // namespace
