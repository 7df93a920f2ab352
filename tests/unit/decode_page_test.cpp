#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_page;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(DecodePage, ReadsTheNewerGeneration) {
  const auto decoded = decode_page<Ticket>(R"({
    "tickets": [
      {"id": "tkt_1", "subject": "Refund", "status": "processing", "assigneeId": null, "customerId": "cus_9",
       "tags": ["billing", "plan:pro"], "createdAt": "2026-04-22T10:30:00Z", "updatedAt": "2026-04-22T11:00:00Z"},
      {"id": "tkt_2", "subject": "Hi", "status": "closed", "assigneeId": "usr_3", "customerId": "cus_8", "tags": []}
    ],
    "nextCursor": "abc=="
  })");
  ASSERT_EQ(decoded.problem, "");
  ASSERT_THAT(decoded.value.items, SizeIs(2));
  const Ticket& first = decoded.value.items[0];
  EXPECT_EQ(first.id, TicketId{"tkt_1"});
  EXPECT_EQ(first.subject, "Refund");
  EXPECT_EQ(first.status, TicketStatus::processing);
  EXPECT_EQ(first.assignee_id, std::nullopt);
  EXPECT_EQ(first.customer_id, CustomerId{"cus_9"});
  EXPECT_EQ(first.inbox_id, std::nullopt);
  EXPECT_THAT(first.tags, testing::ElementsAre("billing", "plan:pro"));
  EXPECT_EQ(first.created_at, parse_timestamp("2026-04-22T10:30:00Z"));
  EXPECT_EQ(first.updated_at, parse_timestamp("2026-04-22T11:00:00Z"));
  EXPECT_THAT(first.extra, IsEmpty());
  EXPECT_EQ(decoded.value.items[1].status, TicketStatus::closed);
  EXPECT_EQ(decoded.value.items[1].assignee_id, UserId{"usr_3"});
  EXPECT_EQ(decoded.value.next, Cursor{"abc=="});
  EXPECT_EQ(decoded.value.total, std::nullopt);
}

TEST(DecodePage, ReadsTheOlderGeneration) {
  const auto decoded = decode_page<Ticket>(
      R"({"tickets":[{"id":"tkt_1","subject":"Hi","status":"open","customerId":"cust_1","inboxId":"inb_1",
      "tags":[],"createdAt":"2025-01-15T10:30:00.000Z","updatedAt":"2025-01-15T10:30:00.000Z"}],"nextCursor":null})");
  ASSERT_EQ(decoded.problem, "");
  ASSERT_THAT(decoded.value.items, SizeIs(1));
  EXPECT_EQ(decoded.value.items[0].inbox_id, InboxId{"inb_1"});
  EXPECT_EQ(decoded.value.items[0].customer_id, CustomerId{"cust_1"});
  EXPECT_EQ(decoded.value.items[0].created_at, parse_timestamp("2025-01-15T10:30:00Z"));
  EXPECT_FALSE(decoded.value.has_next());
}

TEST(DecodePage, EndsWhereTheCursorIsAbsentNullOrEmpty) {
  for (const std::string rest : {"", R"(,"nextCursor":null)", R"(,"nextCursor":"")"}) {
    const auto decoded = decode_page<Ticket>("{\"tickets\":[]" + rest + "}");
    EXPECT_EQ(decoded.problem, "") << rest;
    EXPECT_FALSE(decoded.value.has_next()) << rest;
  }
}

TEST(DecodePage, AnEmptyPageWithACursorGoesOn) {
  const auto decoded = decode_page<Ticket>(R"({"nextCursor":"c","tickets":[]})");
  EXPECT_EQ(decoded.problem, "");
  EXPECT_THAT(decoded.value.items, IsEmpty());
  EXPECT_EQ(decoded.value.next, Cursor{"c"});
}

TEST(DecodePage, ACursorOfAnotherTypeIsAProblem) {
  for (const std::string cursor :
       {"1", "0", "1.5", "true", "false", "[]", "{}", R"(["c"])", R"({"after":"c"})"})
    for (const std::string& body : {"{\"tickets\":[{\"id\":\"1\"}],\"nextCursor\":" + cursor + "}",
                                    "{\"nextCursor\":" + cursor + ",\"tickets\":[]}"})
      EXPECT_THAT(decode_page<Ticket>(body).problem, HasSubstr("nextCursor")) << body;
}

TEST(DecodePage, KeepsTheCursorAsItIs) {
  const auto decoded = decode_page<Ticket>(R"({"tickets":[],"nextCursor":" \u00e9/+=\"&\n"})");
  EXPECT_EQ(decoded.value.next, Cursor{" \xC3\xA9/+=\"&\n"});
}

TEST(DecodePage, ANullListIsAnEmptyOne) {
  const auto decoded = decode_page<Ticket>(R"({"tickets":null,"nextCursor":"c"})");
  EXPECT_EQ(decoded.problem, "");
  EXPECT_THAT(decoded.value.items, IsEmpty());
  EXPECT_TRUE(decoded.value.has_next());
}

TEST(DecodePage, AListThatIsAbsentOrOfAnotherTypeIsAProblem) {
  for (const std::string body :
       {"{}", R"({"nextCursor":null})", R"({"items":[]})", R"({"Tickets":[]})", R"({"data":{"tickets":[]}})",
        R"({"tickets":{}})", R"({"tickets":"x"})", R"({"tickets":1})", R"({"tickets":false})",
        R"({"tickets":{"0":{"id":"1"}}})"})
    EXPECT_THAT(decode_page<Ticket>(body).problem, HasSubstr("\"tickets\"")) << body;
}

TEST(DecodePage, AnotherValueThanAnObjectIsAProblem) {
  for (const std::string body : {"null", "true", "1", "1.5", "\"x\"", "[]", R"([{"id":"1"}])"})
    EXPECT_THAT(decode_page<Ticket>(body).problem, HasSubstr("not an object")) << body;
}

TEST(DecodePage, AnObjectWithoutAnIdIsAProblem) {
  for (const std::string item : {"{}", R"({"subject":"x"})", R"({"id":null})", R"({"id":""})", R"({"id":1})",
                                 R"({"id":["x"]})", R"({"Id":"x"})", R"({"x":{"id":"x"}})"})
    EXPECT_THAT(decode_page<Ticket>(R"({"tickets":[{"id":"1"},)" + item + "]}").problem,
                HasSubstr("without an id"))
        << item;
}

TEST(DecodePage, AnElementOfAnotherTypeIsDroppedAndDoesNotCostThePage) {
  const auto decoded = decode_page<Ticket>(
      R"({"tickets":[1,{"id":"a"},null,"x",true,[],[{"id":"no"}],[[1,{"tickets":[]}]],{"id":"b"},1.5],"nextCursor":"c"})");
  ASSERT_EQ(decoded.problem, "");
  ASSERT_THAT(decoded.value.items, SizeIs(2));
  EXPECT_EQ(decoded.value.items[0].id, TicketId{"a"});
  EXPECT_EQ(decoded.value.items[1].id, TicketId{"b"});
  EXPECT_EQ(decoded.value.next, Cursor{"c"});
}

TEST(DecodePage, ReadsATotalThatIsAWholeNumber) {
  struct Case {
    std::string text;
    std::optional<std::int64_t> total;
  };
  const Case cases[] = {
      {"0", 0},
      {"250", 250},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"null", {}},
      {"\"250\"", {}},
      {"1.5", {}},
      {"true", {}},
      {"[250]", {}},
      {"{\"value\":250}", {}},
      {"9223372036854775808", {}},
      {"123456789012345678901234567890", {}},
  };
  for (const auto& [text, total] : cases) {
    const auto decoded = decode_page<Ticket>("{\"tickets\":[],\"total\":" + text + "}");
    EXPECT_EQ(decoded.problem, "") << text;
    EXPECT_EQ(decoded.value.total, total) << text;
  }
}

TEST(DecodePage, PassesOverWhatElseStandsBesideTheList) {
  const auto decoded = decode_page<Ticket>(
      R"({"object":"list","meta":{"tickets":[{"id":"no"}],"nextCursor":7,"total":9},"links":[{"nextCursor":1}],
      "tickets":[{"id":"1"}],"nextCursor":"c","hasMore":true})");
  ASSERT_EQ(decoded.problem, "");
  ASSERT_THAT(decoded.value.items, SizeIs(1));
  EXPECT_EQ(decoded.value.next, Cursor{"c"});
  EXPECT_EQ(decoded.value.total, std::nullopt);
}

TEST(DecodePage, OneTicketWithANumberWhereTextIsDueCostsNothingElse) {
  std::string items;
  for (int i = 0; i < 100; ++i)
    items += (i == 0 ? "" : ",") + ("{\"id\":\"" + std::to_string(i) + "\",\"subject\":") +
             (i == 50 ? "17" : "\"s\"") + "}";
  const auto decoded = decode_page<Ticket>("{\"tickets\":[" + items + "]}");
  ASSERT_EQ(decoded.problem, "");
  ASSERT_THAT(decoded.value.items, SizeIs(100));
  EXPECT_EQ(decoded.value.items[50].subject, "");
  EXPECT_EQ(decoded.value.items[51].subject, "s");
  EXPECT_THAT(decoded.drift, SizeIs(1));
}

}  // namespace
