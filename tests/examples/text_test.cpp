#include "text.hpp"

#include <gtest/gtest.h>

namespace {

TEST(ColumnsOf, CountsColumnsAndNotBytes) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("order"), 5U);
  EXPECT_EQ(columns_of("Größe №42"), 9U);
  EXPECT_EQ(columns_of("注文"), 4U);
  EXPECT_EQ(columns_of("부산"), 4U);
  EXPECT_EQ(columns_of("🎉 new"), 6U);
  EXPECT_EQ(columns_of("e\u0301"), 1U);               // an accent of its own
  EXPECT_EQ(columns_of("رمز"), 3U);                   // Arabic
  EXPECT_EQ(columns_of("\U0001F1E9\U0001F1EA"), 2U);  // a flag is two letters
}

TEST(Cut, LeavesWhatFits) {
  EXPECT_EQ(cut("order", 5), "order");
  EXPECT_EQ(cut("", 5), "");
  EXPECT_EQ(cut("注文", 4), "注文");
}

TEST(Cut, EndsInAnEllipsisWithinTheColumns) {
  EXPECT_EQ(cut("orders", 5), "orde…");
  EXPECT_EQ(cut("注文注文", 5), "注文…");
  EXPECT_EQ(cut("注文注文", 6), "注文…");  // a wide character is not halved
  EXPECT_EQ(cut("Größe", 4), "Grö…");
  EXPECT_EQ(cut("🎉🎉", 2), "…");
}

TEST(Cut, MakesControlCharactersBlanks) {
  EXPECT_EQ(cut("a\x1B[2J\nb\x7F", 20), "a [2J b ");
  EXPECT_EQ(cut("a\u009B2J\u0080", 20), "a 2J ");
  EXPECT_EQ(cut("a\u00A0\u00FC", 20), "a\u00A0\u00FC");
  EXPECT_EQ(cut("\u009B\u009B\u009B", 2), " …");
}

TEST(Cut, SurvivesTextThatEndsInTheMiddle) {
  EXPECT_EQ(cut("a\xE6\xB3", 20), "a\xE6\xB3");
  EXPECT_EQ(cut("\xB3\xB3", 1), "…");
  EXPECT_EQ(cut("a\xC2", 20), "a\xC2");
}

TEST(Padded, FillsUpToTheColumns) {
  EXPECT_EQ(padded("注文", 6), "注文  ");
  EXPECT_EQ(padded("order", 3), "order");
}

}  // namespace
