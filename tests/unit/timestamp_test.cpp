#include <random>

#include "support.hpp"
#include "ticket0/types.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::year;
using ticket0::parse_timestamp;
using ticket0::Timestamp;
using ticket0::to_string;

constexpr Timestamp april{sys_days{year{2026} / 4 / 22} + 10h + 30min};

TEST(Timestamp, ReadsRfc3339InEveryFormTheServiceMayUse) {
  struct Case {
    std::string_view text;
    Timestamp expected;
  };
  const Case cases[] = {
      {"2026-04-22T10:30:00Z", april},
      {"2026-04-22t10:30:00z", april},
      {"2026-04-22 10:30:00Z", april},
      {"2026-04-22T10:30:00+00:00", april},
      {"2026-04-22T10:30:00-00:00", april},
      {"2026-04-22T12:30:00+02:00", april},
      {"2026-04-22T05:00:00-05:30", april},
      {"2026-04-23T09:15:00+22:45", april},
      {"2026-04-22T10:30:00.5Z", april + 500ms},
      {"2026-04-22T10:30:00.000Z", april},
      {"2026-04-22T10:30:00.123456Z", april + 123456us},
      {"2026-04-22T10:30:00.000001Z", april + 1us},
      {"2026-04-22T10:30:00.123456999999999999999Z", april + 123456us},
      {"2026-04-22T12:30:00.25+02:00", april + 250ms},
      {"2026-04-22T10:29:60Z", april},  // a leap second
      {"2024-02-29T00:00:00Z", sys_days{year{2024} / 2 / 29}},
      {"2000-02-29T00:00:00Z", sys_days{year{2000} / 2 / 29}},
      {"1970-01-01T00:00:00Z", Timestamp{}},
      {"1969-12-31T23:59:59.999999Z", Timestamp{-1us}},
      {"2026-01-01T00:30:00+01:00", sys_days{year{2025} / 12 / 31} + 23h + 30min},
      {"0000-01-01T00:00:00Z", sys_days{year{0} / 1 / 1}},
      {"9999-12-31T23:59:59Z", sys_days{year{9999} / 12 / 31} + 24h - 1s},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_timestamp(text), expected) << text;
}

TEST(Timestamp, IsEmptyForWhatIsNotATime) {
  using namespace std::string_view_literals;
  constexpr std::string_view cases[] = {
      "",
      "Z",
      "2026",
      "2026-04-22",
      "2026-04-22T",
      "2026-04-22T10:30",
      "2026-04-22T10:30Z",
      "2026-04-22T10:30:00",        // no offset: which instant?
      "2026-04-22T10:30:00ZZ",      // more after the end
      "2026-04-22T10:30:00Z ",      //
      " 2026-04-22T10:30:00Z",      //
      "2026-4-22T10:30:00Z",        //
      "2026-04-22T10:30:00.Z",      // a point and no digit
      "2026-04-22T10:30:00,5Z",     //
      "2026-04-22T10:30:00+0200",   //
      "2026-04-22T10:30:00+02",     //
      "2026-04-22T10:30:00+24:00",  //
      "2026-04-22T10:30:00+02:60",  //
      "2026-13-22T10:30:00Z",       //
      "2026-00-22T10:30:00Z",       //
      "2026-04-31T10:30:00Z",       //
      "2026-04-00T10:30:00Z",       //
      "2025-02-29T10:30:00Z",       // no leap year
      "1900-02-29T10:30:00Z",       //
      "2026-04-22T24:00:00Z",       //
      "2026-04-22T10:60:00Z",       //
      "2026-04-22T10:30:61Z",       //
      "+2026-04-22T10:30:00Z",      //
      "-026-04-22T10:30:00Z",       //
      "20260422T103000Z",           //
      "2026-04-22X10:30:00Z",       //
      "2026-04-22\0"
      "10:30:00Z"sv,  // a NUL is no separator
      "1745317800",
      "yesterday",
      "null",
  };
  for (const std::string_view text : cases) EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
}

TEST(Timestamp, NoPrefixOfATimeIsATime) {
  constexpr std::string_view whole = "2026-04-22T10:30:00.123456+02:00";
  ASSERT_TRUE(parse_timestamp(whole));
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(parse_timestamp(whole.substr(0, length))) << whole.substr(0, length);
}

TEST(Timestamp, WritesUtcAndAFractionOnlyWhereThereIsOne) {
  struct Case {
    Timestamp time;
    std::string_view expected;
  };
  const Case cases[] = {
      {april, "2026-04-22T10:30:00Z"},
      {april + 500ms, "2026-04-22T10:30:00.5Z"},
      {april + 1us, "2026-04-22T10:30:00.000001Z"},
      {april + 120ms, "2026-04-22T10:30:00.12Z"},
      {Timestamp{}, "1970-01-01T00:00:00Z"},
      {Timestamp{-1us}, "1969-12-31T23:59:59.999999Z"},
      {sys_days{year{0} / 1 / 1}, "0000-01-01T00:00:00Z"},
      {sys_days{year{33} / 4 / 3}, "0033-04-03T00:00:00Z"},
      {sys_days{year{-1} / 12 / 31}, "-0001-12-31T00:00:00Z"},
      {sys_days{year{12345} / 1 / 2}, "12345-01-02T00:00:00Z"},
  };
  for (const auto& [time, expected] : cases) EXPECT_EQ(to_string(time), expected);
}

TEST(Timestamp, ComesBackFromItsText) {
  constexpr Timestamp first{sys_days{year{0} / 1 / 1}};
  constexpr Timestamp last{sys_days{year{10000} / 1 / 1} - 1us};
  std::mt19937_64 random{20260422};
  std::uniform_int_distribution<std::int64_t> any{first.time_since_epoch().count(),
                                                  last.time_since_epoch().count()};
  for (int i = 0; i < 20'000; ++i) {
    const Timestamp time{microseconds{any(random)}};
    ASSERT_EQ(parse_timestamp(to_string(time)), time) << to_string(time);
  }
  EXPECT_EQ(parse_timestamp(to_string(first)), first);
  EXPECT_EQ(parse_timestamp(to_string(last)), last);
}

TEST(Timestamp, OrdersTextsAsItOrdersTimes) {
  std::mt19937_64 random{7};
  std::uniform_int_distribution<std::int64_t> seconds{0, 4'000'000'000};
  for (int i = 0; i < 2'000; ++i) {
    const Timestamp a{std::chrono::seconds{seconds(random)}};
    const Timestamp b{std::chrono::seconds{seconds(random)}};
    ASSERT_EQ(a < b, to_string(a) < to_string(b)) << to_string(a) << " and " << to_string(b);
  }
}

}  // namespace
