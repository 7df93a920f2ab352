#include "json/nlohmann.hpp"
#include "support.hpp"
#include "ticket0/types.hpp"

namespace {

using testing::HasSubstr;
using ticket0::json_string;
using unit::bytes;

TEST(JsonString, QuotesAndEscapes) {
  struct Case {
    std::string text;
    std::string_view expected;
  };
  const Case cases[] = {
      {"", R"("")"},
      {"plain", R"("plain")"},
      {"say \"hi\"", R"("say \"hi\"")"},
      {"C:\\x", R"("C:\\x")"},
      {"a/b", R"("a/b")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {bytes("\0\x01\x1F"), R"("\u0000\u0001\u001f")"},
      {"\x7F", "\"\x7F\""},
      {"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\""},
      {"\\u0041", R"("\\u0041")"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(json_string(text), expected);
}

TEST(JsonString, ComesBackFromAParserForEveryAsciiCharacter) {
  for (int code = 0; code < 128; ++code) {
    const std::string text = "a" + std::string(1, static_cast<char>(code)) + "b";
    EXPECT_EQ(ticket0_nlohmann::json::parse(json_string(text)), text) << code;
  }
}

TEST(JsonString, RefusesWhatIsNotUtf8AndDoesNotRepeatIt) {
  for (const std::string text : {"hunter2\xFF", "hunter2\xC3", "\xED\xA0\xBDhunter2", "hunter2\xC0\x80"}) {
    const std::string problem = unit::refusal([&] { static_cast<void>(json_string(text)); });
    EXPECT_THAT(problem, HasSubstr("UTF-8"));
    EXPECT_THAT(problem, testing::Not(HasSubstr("hunter2")));
  }
}

}  // namespace
