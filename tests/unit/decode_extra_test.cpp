#include "json/decode.hpp"
#include "json/nlohmann.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_page;
using unit::repeated;

/// What becomes of an unknown member with this JSON text.
std::string kept(const std::string& json) {
  const auto decoded =
      decode_page<Ticket>(R"({"tickets":[{"id":"1","x":)" + json + R"(,"subject":"behind it"}]})");
  EXPECT_EQ(decoded.problem, "") << json;
  if (decoded.value.items.size() != 1) return "no ticket";
  EXPECT_EQ(decoded.value.items[0].subject, "behind it") << json;
  const auto found = decoded.value.items[0].extra.find("x");
  return found == decoded.value.items[0].extra.end() ? "not kept" : found->second;
}

TEST(DecodeExtra, KeepsUnknownMembersOfAnyShapeAsEquivalentJsonText) {
  for (const std::string json :
       {"null", "true", "false", "0", "-1", "\"\"", "\"text\"", "[]", "{}", "[[]]", "[{}]", "{\"a\":{}}",
        "[1,\"2\",[3,[4]],{\"5\":6}]", R"({"id":"not the ticket's","tags":["x"],"subject":7,"nextCursor":1})",
        R"({"":{"":[null,null]}})", R"([[[1]],[[2]],{}])"})
    EXPECT_EQ(kept(json), json);
}

TEST(DecodeExtra, LeavesOutBlanksOutsideTexts) {
  EXPECT_EQ(kept(" \n[ 1 ,\t{ \"a b\" : \" c \" } ]\r"), R"([1,{"a b":" c "}])");
}

TEST(DecodeExtra, KeepsTheDigitsOfNumbersAsTheyCame) {
  for (const std::string number : {"0",
                                   "1",
                                   "-0",
                                   "-1",
                                   "1.10",
                                   "1.0",
                                   "0.0",
                                   "-0.0",
                                   "1E5",
                                   "1e5",
                                   "1E+5",
                                   "1e-05",
                                   "2.50e10",
                                   "9223372036854775807",
                                   "9223372036854775808",
                                   "-9223372036854775808",
                                   "-9223372036854775809",
                                   "18446744073709551615",
                                   "18446744073709551616",
                                   "123456789012345678901234567890",
                                   "-123456789012345678901234567890.0123456789012345678901234567890",
                                   "0.1000000000000000055511151231257827",
                                   "1e308",
                                   "1e-400",
                                   "4.9e-324"}) {
    EXPECT_EQ(kept(number), number);
    EXPECT_EQ(kept("[" + number + ",{\"n\":" + number + "}]"), "[" + number + ",{\"n\":" + number + "}]");
  }
}

TEST(DecodeExtra, KeepsTextsWithTheirEscapes) {
  for (const std::string json :
       {R"("\u0000\u0001\u001f")", R"("\"\\\/\b\f\n\r\t")", R"("\u00e9\u20ac\ud83d\ude00")",
        "\"\xC3\xA9 \xF0\x9F\x98\x80 \x7F\"", R"("\ufffe\uffff\u2028")", R"({"\u0000\"\\":"\u0000"})"}) {
    const std::string text = kept(json);
    EXPECT_EQ(ticket0_nlohmann::json::parse(text), ticket0_nlohmann::json::parse(json)) << text;
  }
}

TEST(DecodeExtra, KeepsFortyNestedUnknownMembersOfEachTicket) {
  std::string ticket = R"({"id":"1")";
  std::map<std::string, ticket0_nlohmann::json> expected;
  for (int i = 0; i < 40; ++i) {
    const std::string value = repeated("{\"k\":[1.5,\"\\u00e9\",", static_cast<std::size_t>(i)) +
                              std::to_string(i) + repeated("]}", static_cast<std::size_t>(i));
    const std::string name = "member " + std::to_string(i);
    ticket += ",\"" + name + "\":" + value;
    expected[name] = ticket0_nlohmann::json::parse(value);
  }
  ticket += "}";
  const auto decoded = decode_page<Ticket>("{\"tickets\":[" + ticket + "," + ticket + "]}");
  ASSERT_EQ(decoded.problem, "");
  for (const Ticket& each : decoded.value.items) {
    ASSERT_EQ(each.extra.size(), 40U);
    for (const auto& [name, text] : each.extra)
      EXPECT_EQ(ticket0_nlohmann::json::parse(text), expected.at(name)) << name;
  }
}

TEST(DecodeExtra, BelongsToItsOwnTicket) {
  const auto decoded =
      decode_page<Ticket>(R"({"tickets":[{"id":"1","a":[1]},{"id":"2"},{"b":{},"id":"3"}]})");
  ASSERT_EQ(decoded.value.items.size(), 3U);
  EXPECT_EQ(decoded.value.items[0].extra, (ExtraFields{{"a", "[1]"}}));
  EXPECT_EQ(decoded.value.items[1].extra, ExtraFields{});
  EXPECT_EQ(decoded.value.items[2].extra, (ExtraFields{{"b", "{}"}}));
}

TEST(DecodeExtra, IsKeptUnderTheNameAsItIs) {
  const auto decoded = decode_page<Ticket>(R"({"tickets":[{"id":"1","a\"b\n\u00e9":1,"":2}]})");
  ASSERT_EQ(decoded.value.items.size(), 1U);
  EXPECT_EQ(decoded.value.items[0].extra, (ExtraFields{{"a\"b\n\xC3\xA9", "1"}, {"", "2"}}));
}

TEST(DecodeExtra, OneBadSpotInItIsPutRight) {
  EXPECT_EQ(kept("[\"caf\xE9\",\"\\ud83d\",1e400,-1e999,1.10]"),
            "[\"caf\xEF\xBF\xBD\",\"\xEF\xBF\xBD\",null,null,1.10]");
}

}  // namespace
