#include "engine/failure.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::system_clock;
using ticket0::Headers;
using ticket0::HttpResponse;

constexpr system_clock::time_point now{std::chrono::sys_days{std::chrono::year{2026} / 4 / 22} + 10h + 30min};
constexpr auto none = std::optional<seconds>{};

std::optional<seconds> wait(int status, Headers headers, std::string body_time = {}) {
  const HttpResponse response{.status = status, .headers = std::move(headers)};
  return ticket0::detail::retry_after(response, {.retry_after = std::move(body_time)}, status == 429, now);
}

/// A clock that is wrong here must not make a wait shorter than the service said, nor longer.
TEST(RetryAfter, GoesByTheServicesClockWhereTheAnswerHasADate) {
  const std::pair<std::string, std::string> date{"Date", "Wed, 22 Apr 2026 12:00:00 GMT"};
  EXPECT_EQ(wait(429, {date, {"Retry-After", "Wed, 22 Apr 2026 12:00:30 GMT"}}), 30s);
  EXPECT_EQ(wait(429, {date}, "2026-04-22T12:01:00Z"), 60s);
  EXPECT_EQ(wait(429, {date, {"X-RateLimit-Reset", "1776859215"}}), 15s);
  EXPECT_EQ(wait(429, {{"Date", "today"}, {"Retry-After", "Wed, 22 Apr 2026 10:30:05 GMT"}}), 5s);
}

TEST(RetryAfter, ReadsSecondsOrAnHttpDate) {
  struct Case {
    std::string_view value;
    std::optional<seconds> expected;
  };
  const Case cases[] = {
      {"0", 0s},
      {"1", 1s},
      {"60", 60s},
      {"007", 7s},
      {"86400", 24h},
      {"1000000000", 1'000'000'000s},
      // Beyond any deadline, and as far as arithmetic on times should go.
      {"10000000000", 1'000'000'000s},
      {"99999999999999999999999999", 1'000'000'000s},
      // A fraction is rounded up.
      {"1.5", 2s},
      {"0.001", 1s},
      {"0.0", 0s},
      {"1.000", 1s},
      {"59.999999999999999999999999", 60s},
      {"120.00000000000000000000001", 121s},
      {"99999999999999999999999999.5", 1'000'000'000s},
      {"9223372036854775807.5", 1'000'000'000s},
      {" 5 ", 5s},  // of a transport that leaves blanks around a value
      {"Wed, 22 Apr 2026 10:30:30 GMT", 30s},
      {"Wednesday, 22-Apr-26 10:30:30 GMT", 30s},
      {"Wed Apr 22 10:30:30 2026", 30s},
      {"Wednesday, 22-Apr-25 10:30:30 GMT", 0s},
      {"Wed, 22 Apr 2026 10:30:00 GMT", 0s},
      {"Wed, 22 Apr 2026 10:29:00 GMT", 0s},  // has passed
      {"Thu, 01 Jan 1970 00:00:00 GMT", 0s},
      // Nonsense is ignored, never an exception.
      {"", none},
      {" ", none},
      {"-1", none},
      {"-0", none},
      {"+5", none},
      {"5s", none},
      {"1.", none},
      {".5", none},
      {"1.5.2", none},
      {"1.-5", none},
      {"1.5e3", none},
      {"1_000", none},
      {"0x10", none},
      {"1e3", none},
      {"soon", none},
      {"Wed, 99 Apr 2026 10:30:30 GMT", none},
      {"2026-04-22T10:30:30Z", none},
      {"\xFF\xFE", none},
  };
  for (const auto& [value, expected] : cases)
    for (const int status : {429, 503})
      EXPECT_EQ(wait(status, {{"retry-after", std::string{value}}}), expected) << value << " with " << status;
}

TEST(RetryAfter, GoesThroughTheSourcesOfA429InOrder) {
  const std::string reset = std::to_string(seconds{now.time_since_epoch() / 1s}.count() + 40);
  const Headers reset_only{{"X-RateLimit-Reset", reset}};
  const Headers both{{"X-RateLimit-Reset", reset}, {"Retry-After", "7"}};
  const Headers nonsense_first{{"X-RateLimit-Reset", reset}, {"Retry-After", "soon"}};
  const std::string in_20 = "2026-04-22T10:30:20Z";

  EXPECT_EQ(wait(429, both, in_20), 7s);
  EXPECT_EQ(wait(429, nonsense_first, in_20), 20s);
  EXPECT_EQ(wait(429, reset_only, in_20), 20s);
  EXPECT_EQ(wait(429, reset_only, "soon"), 40s);
  EXPECT_EQ(wait(429, reset_only), 40s);
  EXPECT_EQ(wait(429, {}, in_20), 20s);
  EXPECT_EQ(wait(429, {}), none);
  EXPECT_EQ(wait(429, {{"X-RateLimit-Reset", "soon"}}), none);
  EXPECT_EQ(wait(429, {{"X-RateLimit-Reset", "0"}}), 0s) << "has passed";
}

TEST(RetryAfter, OnlyA429IsAskedForTheOlderSources) {
  for (const int status : {400, 403, 500, 503}) {
    EXPECT_EQ(wait(status, {{"X-RateLimit-Reset", "40"}}), none) << status;
    EXPECT_EQ(wait(status, {}, "2026-04-22T10:30:20Z"), none) << status;
  }
}

TEST(RetryAfter, RoundsPartOfASecondUp) {
  EXPECT_EQ(wait(429, {}, "2026-04-22T10:30:00.000001Z"), 1s);
  EXPECT_EQ(wait(429, {}, "2026-04-22T10:30:01.5Z"), 2s);
  EXPECT_EQ(wait(429, {}, "2026-04-22T10:29:59.999Z"), 0s);
  EXPECT_EQ(wait(429, {}, "2026-04-22T12:30:05+02:00"), 5s);
}

/// A server that means "never" says so with the last date it can write.
TEST(RetryAfter, SurvivesTimesBeyondTheClocksRange) {
  EXPECT_GT(wait(429, {{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}}), 365 * 24h);
  EXPECT_GT(wait(429, {}, "9999-12-31T23:59:59Z"), 365 * 24h);
  EXPECT_EQ(wait(429, {{"Retry-After", "Sat, 01 Jan 0000 00:00:00 GMT"}}), 0s);
  EXPECT_EQ(wait(429, {}, "0000-01-01T00:00:00Z"), 0s);
}

TEST(RetryAfter, OfSeveralTheLongestHolds) {
  struct Case {
    std::vector<std::string_view> lines;
    std::optional<seconds> expected;
  };
  const Case cases[] = {
      {{"1", "5"}, 5s},
      {{"5", "1"}, 5s},
      {{"5", "soon"}, 5s},
      {{"soon", "5"}, 5s},
      {{"", "7"}, 7s},
      {{"soon", "later"}, none},
      {{"3", "Wed, 22 Apr 2026 10:30:30 GMT"}, 30s},
      {{"Wed, 22 Apr 2026 10:30:02 GMT", "3"}, 3s},
      // A proxy may have joined the lines.
      {{"1, 5"}, 5s},
      {{"1, 5, 3"}, 5s},
      {{"1,5"}, none},  // a fraction, as some countries write it
      {{"0.5 ,\t1.5"}, 2s},
      {{"soon, 5"}, 5s},
      {{", 5"}, 5s},
      {{","}, none},
      {{"3, Wed, 22 Apr 2026 10:30:30 GMT"}, 30s},
      {{"Wed, 22 Apr 2026 10:30:30 GMT, 3"}, 30s},
      {{"Wednesday, 22-Apr-26 10:30:30 GMT, Wed Apr 22 10:30:40 2026"}, 40s},
      {{"Wed, 22 Apr 2026 10:30:20 GMT, Wed, 22 Apr 2026 10:30:10 GMT", "15"}, 20s},
      {{"Wed"}, none},
  };
  for (const auto& [lines, expected] : cases) {
    Headers headers;
    for (const std::string_view line : lines) headers.emplace_back("Retry-After", line);
    EXPECT_EQ(wait(503, headers), expected) << testing::PrintToString(lines);
  }
}

TEST(RetryAfter, ReadsAResetBySizeAndDropsOneThatIsMoreThanADayAway) {
  struct Case {
    std::string value;
    std::optional<seconds> expected;
  };
  const std::int64_t at = now.time_since_epoch() / 1s;
  const auto in_seconds = [](std::int64_t later) { return std::to_string(at + later); };
  const auto in_ms = [](std::int64_t later) { return std::to_string(at * 1'000 + later); };
  const Case cases[] = {
      {in_seconds(15), 15s},
      {in_seconds(0), 0s},
      {in_seconds(-60), 0s},
      {in_seconds(15) + ".25", 16s},
      {in_seconds(86'400), 24h},
      {in_seconds(86'401), none},
      {in_seconds(-86'401), none},
      {in_ms(15'000), 15s},
      {in_ms(15'001), 16s},
      {in_ms(-60'000), 0s},
      {in_ms(86'400'000), 24h},
      {in_ms(90'000'000), none},
      {"0", 0s},
      {"1", 1s},
      {"30", 30s},
      {"30.5", 31s},
      {"86400", 24h},
      {"86401", none},
      {"9000000000", none},
      {std::to_string(at * 1'000'000), none},
      {std::to_string(at * 1'000'000'000), none},
      {"9223372036854775807", none},
      {"99999999999999999999999999", none},
      {"-5", none},
      {"soon", none},
      {"", none},
      {"30, 40", 40s},
      {"30, soon", 30s},
  };
  for (const auto& [value, expected] : cases)
    EXPECT_EQ(wait(429, {{"x-ratelimit-reset", value}}), expected) << value;
  EXPECT_EQ(wait(429, {{"X-RateLimit-Reset", "30"}, {"X-RateLimit-Reset", in_ms(45'000)}}), 45s);
}

/// Else all calls of the budget would stand still for an hour.
TEST(RetryAfter, AResetIsMeasuredByTheServicesClock) {
  const std::pair<std::string, std::string> date{"Date", "Wednesday, 22-Apr-26 12:00:00 GMT"};
  EXPECT_EQ(wait(429, {date, {"X-RateLimit-Reset", "1776859215000"}}), 15s);
  EXPECT_EQ(wait(429, {date, {"X-RateLimit-Reset", "15"}}), 15s);
  EXPECT_EQ(wait(429, {date, {"Retry-After", "Wednesday, 22-Apr-26 12:00:30 GMT"}}), 30s);
  EXPECT_EQ(wait(429, {{"Date", "Wed Apr 22 12:00:00 2026"}, {"Retry-After", "Wed Apr 22 12:00:09 2026"}}),
            9s);
}

}  // namespace
