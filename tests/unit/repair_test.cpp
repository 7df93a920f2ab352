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
  for (const std::string& text : {bytes("{\0}"), bytes("\0"), std::string{"{\x01\n\"a\":\v1}"},
                                  std::string{"\"\x7F \xC2\x85\""}, std::string{"\r\n\t[ \n]\x0C"}})
    EXPECT_EQ(repair(text), text)
        << "outside of strings a control character is one bad text, and DEL is none";
}

TEST(Repair, EscapesControlCharactersInStrings) {
  struct Case {
    std::string text;
    std::string_view expected;
  };
  const Case cases[] = {
      {"\"a\nb\"", R"("a\nb")"},
      {"\"a\r\nb\"", R"("a\r\nb")"},
      {"\"a\tb\"", R"("a\tb")"},
      {"\"\b\f\"", R"("\b\f")"},
      {"\"\x01\x1F\"", R"("\u0001\u001f")"},
      {bytes("\"a\0b\""), R"("a\u0000b")"},
      {"{\"a\nb\":1}", R"({"a\nb":1})"},
      {"\"\\\"\n\\\"\"", R"("\"\n\"")"},
      {"\"\\\\\n\"", R"("\\\n")"},
      // A backslash before one is a backslash.
      {"\"a\\\nb\"", R"("a\\\nb")"},
      {"\"\\\t\"", R"("\\\t")"},
      {bytes("\"\\\0\""), R"("\\\u0000")"},
      {"\"\\\\\\\n\"", R"("\\\\\n")"},
      // What is wrong in other ways too, or stays so.
      {"\"\n\xFF\\ud83d\n\"", "\"\\n" UFFFD UFFFD "\\n\""},
      {"[\"\n\",1e400,\n2]", "[\"\\n\",null,\n2]"},
      {"\"a\n", "\"a\\n"},
      {"\"a\"\n\"b\"", "\"a\"\n\"b\""},
      {"\"\\u12\n\"", R"("\u12\n")"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(repair(text), expected) << testing::PrintToString(text);
}

TEST(Repair, EndsWhenItIsToldTo) {
  int questions = 0;
  const auto third = [&questions] { return ++questions == 3; };
  const std::string text = "\"" + std::string(1'000'000, '\n') + "\"";
  EXPECT_LT(repair(text, ticket0::detail::json::Stop{third}).size(), 200'000U);
  EXPECT_EQ(questions, 3);
  questions = 4;
  EXPECT_EQ(repair(text, ticket0::detail::json::Stop{third}).size(), 2'000'002U);
  EXPECT_LT(questions, 100) << "the question costs more than a byte does";
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
