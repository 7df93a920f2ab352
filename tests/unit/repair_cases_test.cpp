// Raw control characters in a JSON text cost nothing; between its texts they are no JSON.
#include "json/decode.hpp"
#include "json/error_body.hpp"
#include "json/repair.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using ticket0::Ticket;
using ticket0::detail::json::decode_one;
using ticket0::detail::json::decode_page;
using unit::bytes;

std::string page(const std::string& subject) {
  return R"({"tickets":[{"id":"tkt_1","subject":")" + subject +
         R"("},{"id":"tkt_2","subject":"next"}],"nextCursor":"c2"})";
}

TEST(RawControls, EachIsTakenAsWritten) {
  for (int code = 0; code < 0x20; ++code) {
    const std::string subject = std::string{"a"} + static_cast<char>(code) + "b";
    const auto decoded = decode_page<Ticket>(page(subject));
    ASSERT_EQ(decoded.problem, "") << code;
    ASSERT_EQ(decoded.value.items.size(), 2U) << code;
    EXPECT_EQ(decoded.value.items[0].subject, subject) << code;
    EXPECT_EQ(decoded.value.items[1].subject, "next") << code;
    EXPECT_TRUE(decoded.value.next.has_value()) << code;
    EXPECT_TRUE(decoded.drift.empty()) << code;
  }
}

TEST(RawControls, InAnyTextAndBesideOtherBadSpotsCostNothing) {
  struct Case {
    std::string written;
    std::string read;
  };
  const Case cases[] = {
      {"two\nlines", "two\nlines"},
      {"\r\n\r\n", "\r\n\r\n"},
      {"\n", "\n"},
      {"tab\there and \\t there", "tab\there and \t there"},
      {"\x01\x02\x1f", "\x01\x02\x1f"},
      {bytes("nul\0here"), bytes("nul\0here")},
      {"a \\\"quote\\\"\nand more", "a \"quote\"\nand more"},
      {"a backslash \\\\\nand more", "a backslash \\\nand more"},
      {"\\u000a\n\\n", "\n\n\n"},
      {"caf\xE9\n", "caf\xEF\xBF\xBD\n"},
      {"\\ud83d\n\\ude00", "\xEF\xBF\xBD\n\xEF\xBF\xBD"},
      {"{\n 1e400 \n}\t[,]", "{\n 1e400 \n}\t[,]"},
      {"\x7f", "\x7f"},
  };
  for (const auto& [written, read] : cases) {
    const auto decoded = decode_page<Ticket>(page(written));
    ASSERT_EQ(decoded.problem, "") << testing::PrintToString(written);
    EXPECT_EQ(decoded.value.items.at(0).subject, read) << testing::PrintToString(written);
  }
}

TEST(RawControls, MayStandInNamesTagsCursorsAndUnknownMembers) {
  const auto decoded = decode_page<Ticket>(
      "{\"tickets\":[{\"id\":\"tkt_1\",\"tags\":[\"a\tb\"],\"x\ny\":{\"z\":\"1\n2\"}}],\"nextCursor\":"
      "\"c\t2\"}");
  ASSERT_EQ(decoded.problem, "");
  const Ticket& ticket = decoded.value.items.at(0);
  EXPECT_EQ(ticket.tags, std::vector<std::string>{"a\tb"});
  ASSERT_EQ(ticket.extra.count("x\ny"), 1U);
  EXPECT_EQ(ticket.extra.at("x\ny"), R"({"z":"1\n2"})");
  ASSERT_TRUE(decoded.value.next.has_value());
  EXPECT_EQ(decoded.value.next->str(), "c\t2");
}

TEST(RawControls, InASingleObjectAndInAnErrorCostNothing) {
  EXPECT_EQ(decode_one<Ticket>("{\"id\":\"tkt_1\",\"subject\":\"a\nb\"}").value.subject, "a\nb");
  const auto error = ticket0::detail::json::decode_error(
      "{\"error\":{\"code\":\"VALIDATION_ERROR\",\"message\":\"line 1\nline 2\"}}");
  EXPECT_EQ(error.code, "VALIDATION_ERROR");
  EXPECT_EQ(error.message, "line 1\nline 2");
}

TEST(RawControls, OutsideOfTextsAreNoJson) {
  for (const std::string& body : {
           std::string{"{\"id\":\"tkt_1\",\x01\"subject\":\"x\"}"},
           std::string{"\x02{\"id\":\"tkt_1\"}"},
           std::string{"{\"id\":\"tkt_1\"}\x1f"},
           bytes("{\"id\":\"tkt_1\",\0\"subject\":\"x\"}"),
           std::string{"{\"id\":\"tkt_1\"\v}"},
           std::string{"{\"id\":\"tkt_1\",\"n\":1\f2}"},
           std::string{"{\"id\":\"tkt_1\",\"n\":tr\nue}"},
           std::string{"{\"id\":\"tkt_1\",\"subject\":\"cut\n"},
           std::string{"{\"id\":\"tkt_1\"\n\n"},
       })
    EXPECT_NE(decode_one<Ticket>(body).problem, "") << testing::PrintToString(body);
}

TEST(RawControls, BetweenTheTextsAreBlanksWhereJsonHasThem) {
  const auto decoded = decode_one<Ticket>("{\r\n\t\"id\"\t:\n\"tkt_1\",\n\"subject\":\"a\nb\"\r\n}\n");
  EXPECT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.subject, "a\nb");
}

TEST(RawControls, AreRepairedOnce) {
  for (const std::string& text :
       {std::string{"[\"a\nb\"]"}, std::string{"[\n\"\t\\t\x01\",1e400]"}, bytes("\"\0\\ud83d\xFF\"")}) {
    const std::string once = ticket0::detail::json::repair(text);
    EXPECT_EQ(ticket0::detail::json::repair(once), once);
  }
}

}  // namespace
