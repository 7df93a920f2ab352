#include "sandbox/listing.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "sandbox/newest_first.hpp"
#include "sandbox/refusal.hpp"

namespace {

using sandbox::decode_cursor;
using sandbox::encode_cursor;
using sandbox::Instant;
using sandbox::Position;
using sandbox::Refusal;

const Position somewhere{Instant{std::chrono::milliseconds{1776853800125}}, "tkt_0042"};

TEST(Cursor, NamesThePositionThatItWasMadeFrom) {
  EXPECT_EQ(decode_cursor(encode_cursor(somewhere, "tickets"), "tickets"), somewhere);
}

TEST(Cursor, KeepsAnyIdAndAnyTime) {
  for (const std::string id : {"", ".", "a.b.c", "é∆", "x y/z?&=+%"}) {
    for (const auto at : {-1LL, 0LL, 4102444800000LL}) {
      const Position position{Instant{std::chrono::milliseconds{at}}, id};
      EXPECT_EQ(decode_cursor(encode_cursor(position, "l"), "l"), position);
    }
  }
}

TEST(Cursor, NeedsNoEscapingInAUrl) {
  const auto cursor = encode_cursor(somewhere, "tickets");
  EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(Cursor, BelongsToOneList) {
  EXPECT_THROW(decode_cursor(encode_cursor(somewhere, "tickets"), "customers"), Refusal);
}

TEST(Cursor, IsRefusedWhereItWasNotMadeHere) {
  const auto cursor = encode_cursor(somewhere, "tickets");
  for (const auto& text :
       {std::string(), std::string("cur_"), std::string("cur_01abc"), std::string("cur_!!!!"),
        std::string("tkt_0042"), cursor.substr(1), cursor.substr(0, 20), "cur_" + cursor}) {
    EXPECT_THROW(decode_cursor(text, "tickets"), Refusal) << text;
  }
}

}  // namespace
