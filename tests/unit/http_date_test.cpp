#include "http/http_date.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using ticket0::detail::parse_http_date;

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
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "2026-04-22T10:30:00Z",
  };
  for (const std::string_view text : cases) EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
