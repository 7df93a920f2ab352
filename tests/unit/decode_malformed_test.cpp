#include <random>

#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_one;
using detail::json::decode_page;
using testing::HasSubstr;
using unit::bytes;
using unit::repeated;

constexpr std::string_view valid =
    "{\"tickets\":[{\"id\":\"tkt_1\",\"subject\":\"caf\xC3\xA9 \\ud83d\\ude00 "
    "\\\"\\\\\",\"status\":\"open\",\"tags\":[\"a\",\"b\"],"
    "\"createdAt\":\"2026-04-22T10:30:00Z\",\"x\":{\"y\":[1,-2.50e+3,true,false,null,{\"z\":"
    "\"\xF0\x9F\x98\x80\"}]},"
    "\"assigneeId\":null},{\"id\":\"tkt_2\"}],\"nextCursor\":\"abc\",\"total\":250}";

TEST(DecodeMalformed, EveryPrefixOfAValidPageIsAProblem) {
  ASSERT_EQ(decode_page<Ticket>(valid).problem, "");
  for (std::size_t length = 0; length < valid.size(); ++length) {
    // In memory of exactly this length, so that the address sanitizer sees a read behind it.
    const std::vector<char> exact(valid.begin(), valid.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_NE(decode_page<Ticket>({exact.data(), exact.size()}).problem, "") << valid.substr(0, length);
  }
}

TEST(DecodeMalformed, AnyByteChangedGivesAPageOrAProblem) {
  std::mt19937 random{3};
  const auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>{0, end - 1}(random);
  };
  for (int i = 0; i < 20'000; ++i) {
    std::string body{valid};
    for (std::size_t left = 1 + below(3); left != 0; --left)
      body[below(body.size())] = static_cast<char>(below(256));
    const auto decoded = decode_page<Ticket>(body);
    if (!decoded.problem.empty()) continue;
    for (const Ticket& ticket : decoded.value.items) ASSERT_FALSE(ticket.id.empty()) << body;
  }
}

TEST(DecodeMalformed, ReadsAPageWithABadSpot) {
  struct Case {
    std::string subject;
    std::string_view expected;
  };
  const Case cases[] = {
      {"caf\xE9", "caf\xEF\xBF\xBD"},
      {"\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"Hi \\ud83d", "Hi \xEF\xBF\xBD"},
      {"\\ude00!", "\xEF\xBF\xBD!"},
      {"\xED\xA0\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xF0\x9F\x98", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const auto& [subject, expected] : cases) {
    const auto decoded =
        decode_page<Ticket>(R"({"tickets":[{"id":"1","subject":")" + subject +
                            R"(","tags":["a"]},{"id":"2","subject":"fine"}],"nextCursor":"c"})");
    ASSERT_EQ(decoded.problem, "") << expected;
    ASSERT_EQ(decoded.value.items.size(), 2U) << "once each, though the text was read twice";
    EXPECT_EQ(decoded.value.items[0].subject, expected);
    EXPECT_THAT(decoded.value.items[0].tags, testing::ElementsAre("a"));
    EXPECT_EQ(decoded.value.items[1].subject, "fine");
    EXPECT_EQ(decoded.value.next, Cursor{"c"});
  }
}

TEST(DecodeMalformed, ANumberBeyondADoubleIsNull) {
  for (const std::string& number : {std::string{"1e400"}, std::string{"-1e400"}, std::string(400, '9')}) {
    const auto decoded = decode_page<Ticket>("{\"tickets\":[{\"id\":\"1\",\"x\":" + number +
                                             ",\"subject\":" + number + "}],\"total\":" + number + "}");
    ASSERT_EQ(decoded.problem, "") << number;
    EXPECT_EQ(decoded.value.items.at(0).extra, (ExtraFields{{"x", "null"}}));
    EXPECT_EQ(decoded.value.total, std::nullopt);
  }
}

/// Whatever member it stands in: `inside` is around the nest, with as many levels of its own.
TEST(DecodeMalformed, ReadsFiveHundredAndTwelveLevelsAndRefusesMore) {
  struct Case {
    std::string_view where;
    std::string before;
    std::string after;
    std::size_t levels;
  };
  const Case cases[] = {
      {"an unknown member", R"({"tickets":[{"id":"1","x":)", "}]}", 3},
      {"a text", R"({"tickets":[{"id":"1","subject":)", "}]}", 3},
      {"tags", R"({"tickets":[{"id":"1","tags":)", "}]}", 3},
      {"an element", R"({"tickets":[)", "]}", 2},
      {"beside the list", R"({"tickets":[],"meta":)", "}", 1},
      {"total", R"({"tickets":[],"total":)", "}", 1},
  };
  for (const auto& [where, before, after, levels] : cases) {
    const auto nested = [&, b = before, a = after, own = levels](std::size_t all) {
      return decode_page<Ticket>(b + repeated("[", all - own) + repeated("]", all - own) + a).problem;
    };
    EXPECT_EQ(nested(512), "") << where;
    EXPECT_THAT(nested(513), HasSubstr("deeper than 512")) << where;
  }
}

TEST(DecodeMalformed, TwoHundredThousandBracketsAreAProblemAndNoCrash) {
  const std::string many = repeated("[", 200'000);
  const std::string objects = repeated("{\"a\":", 200'000);
  for (const std::string& body :
       {many, many + repeated("]", 200'000), objects, R"({"tickets":)" + many,
        R"({"tickets":[{"id":"1","x":)" + many, R"({"tickets":[{"id":"1","x":)" + objects,
        R"({"nextCursor":)" + many, "\xFF" + many, "{\"tickets\":[{\"id\":\"\xFF\",\"x\":" + many}) {
    EXPECT_NE(decode_page<Ticket>(body).problem, "");
    EXPECT_NE(decode_one<Ticket>(body).problem, "");
  }
}

TEST(DecodeMalformed, SaysThatAWebPageIsNoJson) {
  for (const std::string body :
       {"<html><body>Sign in</body></html>", "  \n<!DOCTYPE html>", "<?xml version=\"1.0\"?>"}) {
    EXPECT_THAT(decode_page<Ticket>(body).problem, HasSubstr("web page"));
    EXPECT_THAT(decode_one<Ticket>(body).problem, HasSubstr("base_url")) << "and what may be wrong";
  }
}

TEST(DecodeMalformed, NeverRepeatsTheBody) {
  for (const std::string body :
       {"hunter2", "{\"hunter2", "<hunter2>", "{\"tickets\":\"hunter2\"}", "{\"tickets\":[{\"hunter2\":1}]}",
        "{\"nextCursor\":[\"hunter2\"]}", "[\"hunter2\"]", "\"hunter2\"", "{\"tickets\":[],\"x\":hunter2}"}) {
    EXPECT_NE(decode_page<Ticket>(body).problem, "");
    EXPECT_THAT(decode_page<Ticket>(body).problem, testing::Not(HasSubstr("hunter2")));
    EXPECT_THAT(decode_one<Ticket>(body).problem, testing::Not(HasSubstr("hunter2")));
  }
}

TEST(DecodeMalformed, SaysWhereItStoppedBeingJson) {
  EXPECT_EQ(decode_page<Ticket>("{\"tickets\":[],}").problem, "is not JSON (byte 15 of 15)");
  EXPECT_EQ(decode_page<Ticket>("nothing").problem, "is not JSON (byte 2 of 7)");
}

TEST(DecodeMalformed, RefusesWhatIsNotJson) {
  for (const std::string& body :
       {std::string{"{\"tickets\":[]} x"}, std::string{"{\"tickets\":[]}{}"}, std::string{"{'tickets':[]}"},
        std::string{"{tickets:[]}"}, std::string{"{\"tickets\":[],}"},
        std::string{"{\"tickets\":[{\"id\":\"1\"},]}"}, std::string{"{\"tickets\":[]// x\n}"},
        std::string{"{\"tickets\":[{\"id\":\"1\",\"n\":01}]}"},
        std::string{"{\"tickets\":[{\"id\":\"1\",\"n\":NaN}]}"}, std::string{"{\"tickets\":[\v]}"},
        bytes("\0"), bytes("\0{\"tickets\":[]}"), bytes("{\"tickets\":[\0]}"),
        bytes("{\"tickets\":[{\"id\":\"a\0b]}"), bytes("{\0\"tickets\":[]}"), std::string{"\xEF\xBB"},
        std::string{"\xEF\xBB\xBF"}, bytes("\xFF\xFE{\0\"\0")})
    EXPECT_NE(decode_page<Ticket>(body).problem, "") << testing::PrintToString(body);
}

TEST(DecodeMalformed, PassesOverAByteOrderMark) {
  const auto decoded = decode_page<Ticket>("\xEF\xBB\xBF{\"tickets\":[{\"id\":\"1\"}]}");
  EXPECT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.items.size(), 1U);
}

TEST(DecodeMalformed, SaysThatABodyEndedTooEarly) {
  EXPECT_EQ(decode_page<Ticket>("{\"tickets\":[").problem, "is not JSON: it ends too early, after 12 bytes");
}

TEST(DecodeMalformed, TakesNoNulForTheEnd) {
  EXPECT_THAT(decode_page<Ticket>(std::string{"{\"tickets\":[]}\0junk", 19}).problem,
              HasSubstr("is not JSON"));
}

}  // namespace
