#include "support.hpp"
#include "ticket0/http.hpp"

namespace {

using ticket0::HttpResponse;

TEST(HttpResponse, FindsAHeaderWhateverTheCaseOfItsLetters) {
  const HttpResponse response{.status = 200, .headers = {{"ReTrY-aFtEr", "7"}}};
  for (const std::string_view name : {"Retry-After", "retry-after", "RETRY-AFTER", "ReTrY-aFtEr"})
    EXPECT_EQ(response.header(name), "7") << name;
}

TEST(HttpResponse, GivesTheFirstOfSeveral) {
  const HttpResponse response{.headers = {{"a", "1"}, {"Set-Cookie", "x"}, {"set-cookie", "y"}}};
  EXPECT_EQ(response.header("Set-Cookie"), "x");
}

TEST(HttpResponse, TellsAnEmptyHeaderFromNone) {
  const HttpResponse response{.headers = {{"Date", ""}, {"Retry-After", "7"}}};
  EXPECT_EQ(response.header("Date"), "");
  for (const std::string_view name : {"", "Dat", "Dates", "Retry_After", "Retry-After "})
    EXPECT_EQ(response.header(name), std::nullopt) << name;
  const HttpResponse bare;
  EXPECT_EQ(bare.header("Date"), std::nullopt);
}

TEST(HttpResponse, ComparesOnlyAsciiLettersWithoutCase) {
  // In Latin-1 these two differ by the same bit as a and A do; '@' and '`' do too.
  const HttpResponse response{.headers = {{"\xE9", "small"}, {"@", "at"}}};
  EXPECT_EQ(response.header("\xC9"), std::nullopt);
  EXPECT_EQ(response.header("`"), std::nullopt);
}

}  // namespace
