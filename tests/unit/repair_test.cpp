#include "json/repair.hpp"

#include "support.hpp"

namespace {

using ticket0::detail::json::repair;
using unit::bytes;

#define UFFFD "\xEF\xBF\xBD"

TEST(Repair, ReplacesBytesThatAreNotUtf8) {
  struct Case {
    std::string text;
    std::string_view expected;
  };
  const Case cases[] = {
      {"\"caf\xE9\"", "\"caf" UFFFD "\""},
      {"\"\xFF\xFE\"", "\"" UFFFD UFFFD "\""},
      {"\"\xC3\"", "\"" UFFFD "\""},  // the quote is not its tail
      {"\"\xF0\x9F\x98\"", "\"" UFFFD UFFFD UFFFD "\""},
      {"\"\xED\xA0\xBD\"", "\"" UFFFD UFFFD UFFFD "\""},
      {"\"\\\xFF\"", "\"\\" UFFFD "\""},  // an escape of nothing
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(repair(text), expected) << testing::PrintToString(text);
}

TEST(Repair, ReplacesLoneSurrogateEscapes) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  constexpr Case cases[] = {
      {R"("\ud83d")", "\"" UFFFD "\""},
      {R"("\uDE00")", "\"" UFFFD "\""},
      {R"("\ud83dx")", "\"" UFFFD "x\""},
      {R"("\ud83d\n")", "\"" UFFFD "\\n\""},
      {R"("\ud83d\u0041")", "\"" UFFFD "\\u0041\""},
      {R"("\ude00\ud83d")", "\"" UFFFD UFFFD "\""},
      {R"("\ud83d\ud83d\ude00")", "\"" UFFFD "\\ud83d\\ude00\""},
      {R"("\ud83d\ude00\ude00")", "\"\\ud83d\\ude00" UFFFD "\""},
      {R"("\ud83d\\ude00")", "\"" UFFFD "\\\\ude00\""},
      {R"({"\ud83d":1})", "{\"" UFFFD "\":1}"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(repair(text), expected);
}

TEST(Repair, ReplacesNumbersBeyondADouble) {
  struct Case {
    std::string text;
    std::string_view expected;
  };
  const Case cases[] = {
      {"[1e400]", "[null]"},
      {"[-1e400]", "[null]"},
      {"[1E+309,2]", "[null,2]"},
      {"[1.7976931348623159e308]", "[null]"},
      {"[12345.678e999]", "[null]"},
      {"1e400", "null"},
      {"[" + std::string(400, '9') + "]", "[null]"},
      {"{\"a\":1e400}", "{\"a\":null}"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(repair(text), expected);
}

TEST(Repair, LeavesAllElseAsItIs) {
  for (const std::string_view text :
       {"", "{}", "[1,-0,1.10,1E5,1e308,-1.7976931348623157e308,1e-400,0.1]", "12345678901234567890123",
        R"("\ud83d\ude00 \uD83D\uDE00 \u00e9 \\ud83d \"1e400\" \\\"")", "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"",
        "{\"1e400\":\"1e400\"}",
        // What is wrong in another way stays so, for it is not one bad spot.
        "[01e400]", "[1e]", "[1.e400]", "[1e400.1]", "[--1e400]", "[1e4-00]", "\"\\u12\"", "\"\\ud83",
        "\"\\uZZZZ\"", "\"\\", "{", "]", "nul", "<html>"})
    EXPECT_EQ(repair(text), text);
  EXPECT_EQ(repair(bytes("\"a\0b\"")), bytes("\"a\0b\""));
}

TEST(Repair, OnceIsEnough) {
  for (const std::string& text : {std::string{"[\"\xFF\\ud83d\",1e400,\"\\\xC3\"]"},
                                  std::string{"\xFF\"\\ude00\\"}, bytes("\xE2\x82\"\0\\ud83d")}) {
    const std::string once = repair(text);
    EXPECT_EQ(repair(once), once);
  }
}

#undef UFFFD

}  // namespace
