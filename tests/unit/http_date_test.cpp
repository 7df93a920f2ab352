#include "http/headers.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

constexpr sys_seconds now = sys_days{year{2026} / 4 / 22} + 10h + 30min;

std::optional<sys_seconds> parse_http_date(std::string_view text) {
  return ticket0::detail::parse_http_date(text, now);
}

TEST(HttpDate, ReadsWhatServersWrite) {
  struct Case {
    std::string_view text;
    sys_seconds expected;
  };
  const Case cases[] = {
      {"Sun, 06 Nov 1994 08:49:37 GMT", sys_days{year{1994} / 11 / 6} + 8h + 49min + 37s},
      {"Thu, 01 Jan 1970 00:00:00 GMT", sys_seconds{}},
      {"Thu, 29 Feb 2024 23:59:59 GMT", sys_days{year{2024} / 2 / 29} + 24h - 1s},
      {"Wed, 22 Apr 2026 10:30:00 GMT", sys_days{year{2026} / 4 / 22} + 10h + 30min},
      {"Fri, 31 Dec 9999 23:59:59 GMT", sys_days{year{9999} / 12 / 31} + 24h - 1s},
      {"Sat, 31 Dec 2016 23:59:60 GMT", sys_days{year{2017} / 1 / 1}},  // a leap second
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_http_date(text), expected) << text;
}

TEST(HttpDate, KnowsEveryMonth) {
  constexpr std::string_view names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  unsigned month = 0;
  for (const std::string_view name : names) {
    const std::string text = "Sun, 06 " + std::string{name} + " 2026 00:00:00 GMT";
    EXPECT_EQ(parse_http_date(text), sys_days{year{2026} / std::chrono::month{++month} / 6}) << text;
  }
}

TEST(HttpDate, IsEmptyForAllElse) {
  constexpr std::string_view cases[] = {
      "",
      "0",
      "120",
      "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 06 Nov 1994 08:49:37 gmt",
      "Sun, 06 nov 1994 08:49:37 GMT",
      "Sun, 6 Nov 1994 08:49:37 GMT",    // a digit is missing
      "Sun, 06 Nov 1994 08:49:37",       //
      "Sun, 06 Nov 1994 08:49:37 GMT ",  //
      " Sun, 06 Nov 1994 08:49:37 GMT",  //
      "Sun, 31 Feb 1994 08:49:37 GMT",   //
      "Sun, 00 Nov 1994 08:49:37 GMT",   //
      "Sun, 06 Nov 1994 24:00:00 GMT",   //
      "Sun, 06 Nov 1994 08:60:37 GMT",   //
      "Sun, 06 Nov 1994 08:49:61 GMT",   //
      "Sun, -6 Nov 1994 08:49:37 GMT",   //
      "Sun, 06 Nov +994 08:49:37 GMT",   //
      "2026-04-22T10:30:00Z",
      "Sunday, 06-Nov-94 08:49:37 UTC",    // RFC 850
      "Sunday, 6-Nov-94 08:49:37 GMT",     //
      "Sun, 06-Nov-94 08:49:37 GMT",       // the day's short name
      "Sunday, 06-Nov-1994 08:49:37 GMT",  //
      "Sunday, 31-Feb-94 08:49:37 GMT",    //
      "Sunday, 06-Nov-9x 08:49:37 GMT",    //
      "Sunday,06-Nov-94 08:49:37 GMT",     //
      "Sundae, 06-Nov-94 08:49:37 GMT",    //
      "Sunday, ",                          //
      "Sun Nov 6 08:49:37 1994",           // asctime: a blank is missing
      "Sun Nov  6 08:49:37 1994 GMT",      //
      "Sun Nov  6 08:49:37 94",            //
      "Sun Nov  0 08:49:37 1994",          //
      "Sun Nov    08:49:37 1994",          //
      "Sun Nov 31 08:49:37 1994",          //
      "Sun Nov  6 25:49:37 1994",          //
      "Sun Nov  6 08:49:37 1994\n",        // as the C function writes it
  };
  for (const std::string_view text : cases) EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

TEST(HttpDate, ReadsTheFormsThatServersNoLongerWrite) {
  const sys_seconds expected = sys_days{year{1994} / 11 / 6} + 8h + 49min + 37s;
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
  EXPECT_EQ(parse_http_date("Wednesday, 22-Apr-26 10:30:00 GMT"), now);
  EXPECT_EQ(parse_http_date("Wed Apr 22 10:30:00 2026"), now);
}

TEST(HttpDate, TakesTwoDigitsForTheLatestYearThatIsAtMostFiftyYearsAhead) {
  struct Case {
    int now;  // the year, on its 22nd of April at 10:30
    std::string_view text;
    int year;
  };
  constexpr Case cases[] = {
      {2026, "Wednesday, 22-Apr-26 10:30:00 GMT", 2026}, {2026, "Wednesday, 22-Apr-27 10:30:00 GMT", 2027},
      {2026, "Wednesday, 22-Apr-76 10:30:00 GMT", 2076}, {2026, "Wednesday, 22-Apr-76 10:30:01 GMT", 1976},
      {2026, "Thursday, 23-Apr-76 00:00:00 GMT", 1976},  {2026, "Sunday, 06-Nov-94 08:49:37 GMT", 1994},
      {2026, "Friday, 31-Dec-99 23:59:59 GMT", 1999},    {2026, "Saturday, 01-Jan-00 00:00:00 GMT", 2000},
      {1999, "Saturday, 01-Jan-00 00:00:00 GMT", 2000},  {1999, "Friday, 31-Dec-49 23:59:59 GMT", 1949},
      {1999, "Thursday, 01-Jan-49 00:00:00 GMT", 2049},  {2099, "Thursday, 01-Jan-00 00:00:00 GMT", 2100},
      {2051, "Sunday, 01-Jan-01 00:00:00 GMT", 2101},    {2050, "Friday, 31-Dec-00 23:59:59 GMT", 2000},
  };
  for (const auto& [this_year, text, expected] : cases) {
    const sys_seconds then = sys_days{year{this_year} / 4 / 22} + 10h + 30min;
    const auto date = ticket0::detail::parse_http_date(text, then);
    ASSERT_TRUE(date) << text;
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(*date)};
    EXPECT_EQ(static_cast<int>(day.year()), expected) << text << " in " << this_year;
  }
}

TEST(HttpDate, PassesOverACenturyThatHasNoSuchDay) {
  const sys_seconds then = sys_days{year{2090} / 1 / 1};
  EXPECT_EQ(ticket0::detail::parse_http_date("Tuesday, 29-Feb-00 00:00:00 GMT", then),
            sys_days{year{2000} / 2 / 29})
      << "2100 is no leap year";
}

}  // namespace
