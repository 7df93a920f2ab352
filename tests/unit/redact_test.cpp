#include "engine/redact.hpp"

#include "base/text.hpp"
#include "support.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;
using ticket0::detail::sanitize;
using ticket0::detail::without_keys;
using unit::repeated;

constexpr std::string_view key = "t0_live_4f9c2a";

TEST(WithoutKeys, ReplacesTheKeyAtEveryPosition) {
  const std::string around = "before and after";
  for (std::size_t at = 0; at <= around.size(); ++at) {
    std::string text = around;
    text.insert(at, key);
    // A letter that touches the key's end looks like more of it.
    const std::string out = without_keys(text, key);
    EXPECT_THAT(out, Not(HasSubstr("4f9c2a"))) << text;
    EXPECT_TRUE(out.starts_with(around.substr(0, at) + "[key]")) << out;
  }
  EXPECT_EQ(without_keys(std::string{key} + std::string{key}, key), "[key]");
  EXPECT_EQ(without_keys(" " + std::string{key} + ", " + std::string{key} + ".", key), " [key], [key].");
}

TEST(WithoutQuery, LeavesOutWhatMayBeACustomersAddress) {
  using ticket0::detail::without_query;
  constexpr std::string_view url = "https://x/customers?email=jane%40example.com";
  EXPECT_EQ(without_query(
                "GET https://x/customers?email=jane%40example.com failed, ?email=jane%40example.com", url),
            "GET https://x/customers?... failed, ?...");
  EXPECT_EQ(without_query("refused", url), "refused");
  EXPECT_EQ(without_query("what?", "https://x/customers"), "what?");
}

TEST(WithoutKeys, ReplacesKeysThatAreNotOurs) {
  EXPECT_EQ(without_keys("key t0_other-1_X is old", key), "key [key] is old");
  EXPECT_EQ(without_keys("t0_a", ""), "[key]");
  EXPECT_EQ(without_keys("\"t0_a\"", ""), "\"[key]\"");
}

TEST(WithoutKeys, ReplacesOursWhereNothingInItLooksLikeAKey) {
  EXPECT_EQ(without_keys("Bearer plain.key/of+odd= sent", "plain.key/of+odd="), "Bearer [key] sent");
  EXPECT_EQ(without_keys("t0_a.b+c/d;", "t0_a.b+c/d"), "[key];");
}

TEST(WithoutKeys, APartOfAKeyIsReplacedToo) {
  for (std::size_t length = 4; length < key.size(); ++length)
    EXPECT_EQ(without_keys("x " + std::string{key.substr(0, length)}, key), "x [key]") << length;
}

TEST(WithoutKeys, LeavesAllElse) {
  for (const std::string_view text :
       {"", "keys start with t0_", "t0", "t0_ t0_.", "T0_ABC", "a [key]", "caf\xC3\xA9 \xFF"})
    EXPECT_EQ(without_keys(text, key), text);
  EXPECT_EQ(without_keys("no key set", ""), "no key set");
}

TEST(Presentable, CutsAfterTheLongestLengthAndSaysSo) {
  EXPECT_EQ(sanitize(std::string(200, 'a'), key), std::string(200, 'a'));
  EXPECT_EQ(sanitize(std::string(201, 'a'), key), std::string(200, 'a') + "...");
  EXPECT_EQ(sanitize("abcdef", key, 3), "abc...");
  EXPECT_EQ(sanitize("", key), "");
}

TEST(Presentable, NeverCutsInsideACharacter) {
  const std::string text = repeated("\xE2\x82\xAC", 10);  // euro signs, three bytes each
  for (std::size_t longest = 0; longest < text.size(); ++longest) {
    const std::string out = sanitize(text, key, longest);
    EXPECT_TRUE(ticket0::detail::is_utf8(out)) << longest;
    EXPECT_EQ(out, text.substr(0, longest / 3 * 3) + "...") << longest;
  }
}

TEST(Presentable, NoCutLetsAPartOfTheKeyThrough) {
  const std::string secret_part{key.substr(3)};
  for (std::size_t before = 150; before <= 210; ++before) {
    const std::string text = std::string(before, '.') + std::string{key} + std::string(100, '.');
    const std::string out = sanitize(text, key);
    EXPECT_THAT(out, Not(HasSubstr("t0_"))) << before;
    EXPECT_THAT(out, Not(HasSubstr(secret_part.substr(0, 4)))) << before;
  }
}

TEST(Presentable, ReplacesControlCharactersAndBytesThatAreNotUtf8) {
  EXPECT_EQ(sanitize("a\r\nb\tc\x1B[31md\x7F", key), "a  b c [31md ");
  EXPECT_EQ(sanitize(unit::bytes("a\0b"), key), "a b");
  EXPECT_EQ(sanitize("caf\xE9 \xC3\xA9 \xF0\x9F\x98", key), "caf? \xC3\xA9 ???");
  EXPECT_EQ(sanitize("\xED\xA0\xBD", key), "???") << "half an emoji";
}

/// U+009B begins a terminal's escape sequence as ESC [ does.
TEST(Presentable, ReplacesTheControlCharactersBeyondAscii) {
  for (const std::string_view text : {"\xC2\x80", "\xC2\x85", "\xC2\x9B", "\xC2\x9F"})
    EXPECT_EQ(sanitize("a" + std::string{text} + "b", key), "a b") << testing::PrintToString(text);
  EXPECT_EQ(sanitize("a\xC2\xA0!", key), "a\xC2\xA0!") << "the first that is none";
}

TEST(Presentable, HasABlankForWhatEndsALineTurnsTextOrCannotBeSeen) {
  for (const std::string_view text : {
           "\xC2\xAD",          // U+00AD, soft hyphen
           "\xCD\x8F",          // U+034F, combining grapheme joiner
           "\xD8\x9C",          // U+061C, Arabic letter mark
           "\xE1\x85\x9F",      // U+115F, Hangul filler
           "\xE1\xA0\x8E",      // U+180E, Mongolian vowel separator
           "\xE2\x80\x8B",      // U+200B, zero-width space
           "\xE2\x80\x8C",      // U+200C, zero-width non-joiner
           "\xE2\x80\x8D",      // U+200D, zero-width joiner
           "\xE2\x80\x8E",      // U+200E, left-to-right mark
           "\xE2\x80\x8F",      // U+200F, right-to-left mark
           "\xE2\x80\xA8",      // U+2028, line separator
           "\xE2\x80\xA9",      // U+2029, paragraph separator
           "\xE2\x80\xAA",      // U+202A, left-to-right embedding
           "\xE2\x80\xAB",      // U+202B
           "\xE2\x80\xAC",      // U+202C
           "\xE2\x80\xAD",      // U+202D
           "\xE2\x80\xAE",      // U+202E, right-to-left override
           "\xE2\x81\xA0",      // U+2060, word joiner
           "\xE2\x81\xA6",      // U+2066, left-to-right isolate
           "\xE2\x81\xA7",      // U+2067
           "\xE2\x81\xA8",      // U+2068
           "\xE2\x81\xA9",      // U+2069
           "\xE2\x81\xAF",      // U+206F
           "\xE3\x85\xA4",      // U+3164, Hangul filler
           "\xEF\xB8\x80",      // U+FE00, variation selector
           "\xEF\xB8\x8F",      // U+FE0F
           "\xEF\xBB\xBF",      // U+FEFF, byte order mark
           "\xEF\xBF\xB9",      // U+FFF9, interlinear annotation
           "\xF0\x9D\x85\xB3",  // U+1D173
           "\xF3\xA0\x80\x81",  // U+E0001, language tag
           "\xF3\xA0\x81\x81",  // U+E0041, tag A
           "\xF3\xA0\x87\xAF",  // U+E01EF, variation selector
       })
    EXPECT_EQ(sanitize("a" + std::string{text} + "b", key), "a b") << testing::PrintToString(text);
}

TEST(Presentable, LeavesTheirVisibleNeighbours) {
  for (const std::string_view text :
       {"\xC2\xA0",     "\xC2\xAC",         "\xC2\xAE",         "\xCD\x8E",        "\xCD\x90",
        "\xD8\x9B",     "\xD8\x9D",                                                                 //
        "\xE2\x80\x8A", "\xE2\x80\x90",     "\xE2\x80\xA7",     "\xE2\x80\xAF",    "\xE2\x81\x9F",  //
        "\xE2\x81\xB0", "\xEF\xB7\xBF",     "\xEF\xB8\x90",     "\xEF\xBB\xBC",    "\xEF\xBF\xBC",  //
        "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\xF3\x9F\xBF\xBD", "\xF3\xA1\x80\x80"})
    EXPECT_EQ(sanitize(text, key), text) << testing::PrintToString(text);
}

TEST(WithoutKeys, LeaveNoTailOfALongerKeyThanOurs) {
  EXPECT_EQ(without_keys("t0_abcSECRETTAIL t0_ab.cdef", "t0_abc"), "[key] [key]");
}

}  // namespace
