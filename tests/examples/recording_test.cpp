#include "recording.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Cleaned, RemovesMailAddresses) {
  EXPECT_EQ(cleaned(R"({"email":"ada.l+x@mail.example.com"})"), R"({"email":"removed@example.com"})");
  EXPECT_EQ(cleaned("Write to <jörg@bücher.example>!"), "Write to <removed@example.com>!");
  EXPECT_EQ(cleaned("/customers?email=ada%40example.com&limit=1"),
            "/customers?email=removed%40example.com&limit=1");
}

TEST(Cleaned, RemovesKeys) {
  EXPECT_EQ(cleaned(R"("my key t0_aB3-_x, help")"), R"("my key t0_removed, help")");
}

TEST(Cleaned, LeavesTheEscapesOfJsonWhole) {
  EXPECT_EQ(cleaned(R"("To:\nada@example.com\u00e4")"), R"("To:\nremoved@example.com\u00e4")");
  EXPECT_EQ(cleaned(R"("\u00e9va@example.com")"), R"("\u00e9removed@example.com")");
  EXPECT_EQ(cleaned(R"("a\\t0_secret")"), R"("a\\t0_removed")");
}

TEST(Cleaned, LeavesAllElse) {
  const std::string_view text = R"({"id":"tkt_1","subject":"50% off, Größe 42","tags":["a:b"],"n":-1.5e3})";
  EXPECT_EQ(cleaned(text), text);
  EXPECT_EQ(cleaned(""), "");
  EXPECT_EQ(cleaned("\\"), "\\");
}

}  // namespace
