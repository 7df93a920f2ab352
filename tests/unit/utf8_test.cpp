#include "base/text.hpp"

#include "support.hpp"

namespace {

using ticket0::detail::is_utf8;
using ticket0::detail::utf8_sequence;
using unit::bytes;

TEST(Utf8, AcceptsTheFirstAndTheLastCharacterOfEachLength) {
  struct Case {
    std::string text;
    std::size_t length;
  };
  const Case cases[] = {
      {bytes("\0"), 1},        {"\x7F", 1},
      {"\xC2\x80", 2},         {"\xDF\xBF", 2},
      {"\xE0\xA0\x80", 3},     {"\xED\x9F\xBF", 3},
      {"\xEE\x80\x80", 3},     {"\xEF\xBF\xBF", 3},
      {"\xF0\x90\x80\x80", 4}, {"\xF3\xBF\xBF\xBF", 4},
      {"\xF4\x8F\xBF\xBF", 4},
  };
  for (const auto& [text, length] : cases) {
    EXPECT_EQ(utf8_sequence(text), length) << testing::PrintToString(text);
    EXPECT_EQ(utf8_sequence(text + "a"), length);
    EXPECT_TRUE(is_utf8("a" + text + "b"));
  }
}

TEST(Utf8, RefusesWhatTheStandardDoes) {
  struct Case {
    std::string_view why;
    std::string text;
  };
  const Case cases[] = {
      {"a tail alone", "\x80"},
      {"a tail alone", "\xBF"},
      {"overlong /", "\xC0\xAF"},
      {"overlong", "\xC1\xBF"},
      {"overlong in three", "\xE0\x9F\xBF"},
      {"overlong in four", "\xF0\x8F\xBF\xBF"},
      {"the surrogate U+D800", "\xED\xA0\x80"},
      {"the surrogate U+DFFF", "\xED\xBF\xBF"},
      {"above U+10FFFF", "\xF4\x90\x80\x80"},
      {"above U+10FFFF", "\xF5\x80\x80\x80"},
      {"no lead byte", "\xFE"},
      {"no lead byte", "\xFF"},
      {"cut", "\xC3"},
      {"cut", "\xE2\x82"},
      {"cut", "\xF0\x9F\x98"},
      {"a wrong tail", "\xC3("},
      {"a wrong second tail", "\xE2\x82("},
      {"a wrong third tail", "\xF0\x9F\x98("},
      {"Latin-1", "caf\xE9"},
  };
  for (const auto& [why, text] : cases) EXPECT_FALSE(is_utf8(text)) << why;
}

TEST(Utf8, ASequenceIsNeverLongerThanTheText) {
  EXPECT_EQ(utf8_sequence(""), 0U);
  EXPECT_TRUE(is_utf8(""));
  const std::string_view emoji = "\xF0\x9F\x98\x80";
  for (std::size_t length = 1; length < emoji.size(); ++length)
    EXPECT_EQ(utf8_sequence(emoji.substr(0, length)), 0U) << length;
}

/// The standard's own arithmetic as an oracle: decodes, and encodes again.
TEST(Utf8, AgreesWithAnEncoderForEveryCodePoint) {
  for (unsigned code = 0; code <= 0x10FFFF; ++code) {
    std::string text;
    const auto put = [&text](unsigned byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0U | code >> 6U), put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
      put(0xE0U | code >> 12U), put(0x80U | (code >> 6U & 0x3FU)), put(0x80U | (code & 0x3FU));
    } else {
      put(0xF0U | code >> 18U), put(0x80U | (code >> 12U & 0x3FU));
      put(0x80U | (code >> 6U & 0x3FU)), put(0x80U | (code & 0x3FU));
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    ASSERT_EQ(utf8_sequence(text), surrogate ? 0U : text.size()) << std::hex << code;
  }
}

}  // namespace
