#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_one;
using testing::HasSubstr;
using unit::repeated;

TEST(DecodeOne, ReadsABareObject) {
  const auto decoded = decode_one<Ticket>(
      R"({"id":"tkt_1","subject":"Hi","status":"open","tags":["a"],"createdAt":"2026-04-22T10:30:00Z"})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.id, TicketId{"tkt_1"});
  EXPECT_EQ(decoded.value.subject, "Hi");
  EXPECT_EQ(decoded.value.status, TicketStatus::open);
}

TEST(DecodeOne, KeepsMembersThatOnlyASingleTicketHas) {
  const auto decoded =
      decode_one<Ticket>(R"({"id":"tkt_1","priority":"high","sla":{"due":null,"hours":[1,2.50]}})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.extra,
            (ExtraFields{{"priority", "\"high\""}, {"sla", R"({"due":null,"hours":[1,2.50]})"}}));
}

TEST(DecodeOne, ReadsTheObjectUnderItsOneKnownKey) {
  const auto decoded = decode_one<Ticket>(
      R"({"requestId":"r","ticket":{"id":"tkt_1","subject":"\ud83d\ude00\n","tags":["a"],"zip":{"n":12345678901234567890123}},"ok":true})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.id, TicketId{"tkt_1"});
  EXPECT_EQ(decoded.value.subject, "\xF0\x9F\x98\x80\n");
  EXPECT_THAT(decoded.value.tags, testing::ElementsAre("a"));
  EXPECT_EQ(decoded.value.extra, (ExtraFields{{"zip", R"({"n":12345678901234567890123})"}}));
}

TEST(DecodeOne, ReadsAWrappedObjectWithABadSpot) {
  const auto decoded = decode_one<Ticket>("{\"ticket\":{\"id\":\"1\",\"subject\":\"caf\xE9 \\ud83d\"}}");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.subject, "caf\xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST(DecodeOne, AnObjectWithAnIdIsNoWrapper) {
  const auto decoded = decode_one<Ticket>(R"({"id":"tkt_1","ticket":{"id":"tkt_2"}})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.id, TicketId{"tkt_1"});
  EXPECT_EQ(decoded.value.extra, (ExtraFields{{"ticket", R"({"id":"tkt_2"})"}}));
}

TEST(DecodeOne, AnObjectWithoutAnIdIsAProblem) {
  for (const std::string body :
       {"{}", R"({"subject":"x"})", R"({"id":null})", R"({"id":""})", R"({"id":7})", R"({"ticket":null})",
        R"({"ticket":"x"})", R"({"ticket":[{"id":"1"}]})", R"({"ticket":{}})",
        R"({"ticket":{"subject":"x"}})", R"({"data":{"id":"1"}})", R"({"tickets":[{"id":"1"}]})",
        R"({"message":{"id":"1"}})", R"({"ticket":{"ticket":{"id":"1"}}})",
        R"({"error":{"code":"NOT_FOUND"}})"})
    EXPECT_THAT(decode_one<Ticket>(body).problem, HasSubstr("without an id")) << body;
}

TEST(DecodeOne, AnotherValueThanAnObjectIsAProblem) {
  for (const std::string body : {"null", "true", "1", "\"x\"", "[]", R"([{"id":"1"}])"})
    EXPECT_THAT(decode_one<Ticket>(body).problem, HasSubstr("not an object")) << body;
}

TEST(DecodeOne, AnEmptyBodyHasItsOwnWords) {
  for (const std::string body : {"", " ", "\r\n\t "}) EXPECT_EQ(decode_one<Ticket>(body).problem, "is empty");
}

TEST(DecodeOne, DepthCountsTheWrapperToo) {
  const auto wrapped = [](std::size_t levels) {
    return R"({"ticket":{"id":"1","x":)" + repeated("[", levels - 2) + repeated("]", levels - 2) + "}}";
  };
  EXPECT_EQ(decode_one<Ticket>(wrapped(512)).problem, "");
  EXPECT_THAT(decode_one<Ticket>(wrapped(513)).problem, HasSubstr("deeper than 512"));
}

TEST(DecodeOne, EveryPrefixIsAProblem) {
  const std::string body =
      "{\"ticket\":{\"id\":\"1\",\"subject\":\"\xF0\x9F\x98\x80 "
      "\\ud83d\\ude00\",\"tags\":[\"a\",-1.5e3],\"x\":{\"y\":[null,true]}}}";
  ASSERT_EQ(decode_one<Ticket>(body).problem, "");
  for (std::size_t length = 0; length < body.size(); ++length)
    EXPECT_NE(decode_one<Ticket>(std::string_view{body}.substr(0, length)).problem, "")
        << body.substr(0, length);
}

}  // namespace
