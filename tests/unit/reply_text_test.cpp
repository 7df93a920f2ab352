// When a text on the ticket is the one that was sent.
#include "resources/reply_text.hpp"

#include "support.hpp"

namespace {

using ticket0::detail::has_text_of;
using ticket0::detail::is_blank;
using ticket0::detail::print_of;
using ticket0::detail::TextPrint;

TEST(HasTextOf, IsTheSameTextOrThatAndMoreLines) {
  struct Case {
    std::string_view sent;
    std::string_view found;
    bool fits;
  };
  constexpr Case cases[] = {
      {"Hi", "Hi", true},
      {"Hi", "Hi\n-- \nAcme", true},
      {"Hi", "Hi\r\n\r\nSent by Acme", true},
      {"Hi", "Hi \t\n Acme", true},
      {"a\n\nb", "a\n\nb\n\nAcme", true},
      {"caf\u00e9", "caf\u00e9\nAcme", true},
      {"Hi", "Hi\u2028Acme", true},
      // White space of any kind is one blank, and none around the text.
      {"Hi", "  Hi\t \r\n", true},
      {"Hi\n\n", "Hi", true},
      {"\n\n Hi\n", "Hi", true},
      {"Hi  there,\tyou", "Hi there, you", true},
      {"Hi there, you", "Hi \t there,  you", true},
      {"Hi\r\nyou", "Hi\nyou", true},
      {"Hi you", "Hi\nyou", true},  // wrapped
      {"Hi\nyou", "Hi you", true},
      {"a\n\nb", "a\nb", true},
      {"Hi you", "Hi\u00a0you", true},
      {"Hi you", "Hi\u2003\u3000you\u202f", true},
      {"Hi you", "Hi\u0085you", true},
      {"Hi you", "Hi\u1680\u205fyou", true},
      // What has no width is nothing.
      {"Hi", "\ufeffH\u200bi\u200d", true},
      {"H\u2060i", "Hi", true},
      {"Hi", "\u202aHi\u202c", true},
      // A colleague's answer that begins alike is not ours.
      {"Hi", "Hi there", false},
      {"Hi", "Hi, and more\nHi", false},
      {"Hi", "Hi -- Acme", false},
      {"Hi", "Hi\u00a0Acme", false},
      {"Hi", "Hix", false},
      {"Hi there", "Hi", false},
      {"Hi\nyou", "Hi", false},
      {"Hithere", "Hi there", false},
      {"Hi", "hi", false},
      {"Hi", "", false},
      {"Hi", " \n ", false},
      {"Hi", "> Hi", false},
      {"Hi", "Hello\nHi", false},
      {"Hi", "H\u00adi", false},  // a soft hyphen may be seen
      {"Hi\xFF", "Hi\xFE", false},
      {"Hi\xFF", "Hi\xFF", true},
      // One of blanks alone is not every other.
      {" ", "Hi", false},
      {" \n ", "\n", true},
  };
  for (const auto& [sent, found, fits] : cases)
    EXPECT_EQ(has_text_of(found, sent), fits)
        << testing::PrintToString(sent) << " in " << testing::PrintToString(found);
}

TEST(IsBlank, IsATextThatNobodySees) {
  for (const std::string_view text : {"", " ", "\r\n\t", "\u00a0\u3000", "\u200b", "\ufeff \u2060"})
    EXPECT_TRUE(is_blank(text)) << testing::PrintToString(text);
  for (const std::string_view text : {"x", " . ", "\u00ad", "\xFF"})
    EXPECT_FALSE(is_blank(text)) << testing::PrintToString(text);
}

/// The shorter of the two is a beginning of the longer.
bool begin_alike(const TextPrint& a, const TextPrint& b) {
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
                    b.begin());
}

TEST(PrintOf, TellsTextsThatBeginAlikeAndKeepsNone) {
  EXPECT_EQ(print_of("Done.\nmore"), print_of("  Done.\u00a0more\u200b "));
  EXPECT_TRUE(begin_alike(print_of("Done."), print_of("Done.\nmore")));
  EXPECT_TRUE(begin_alike(print_of("All done. Thanks."), print_of("All done.")));
  EXPECT_FALSE(begin_alike(print_of("Done."), print_of("Not done.")));
  EXPECT_FALSE(begin_alike(print_of("Done. more"), print_of("Done. less")));
  EXPECT_TRUE(print_of(" \n").empty());
  EXPECT_TRUE(begin_alike(print_of(""), print_of("Done.")));

  std::string endless;
  for (int i = 0; i < 10'000; ++i) endless += "word" + std::to_string(i) + ' ';
  EXPECT_EQ(print_of(endless).size(), 64U);
}

}  // namespace
