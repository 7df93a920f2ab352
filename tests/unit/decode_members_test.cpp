#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using testing::ElementsAre;
using testing::IsEmpty;

/// The ticket as it comes from a page, with members beside its id.
Ticket with(const std::string& members) {
  auto decoded = detail::json::decode_page<Ticket>(R"({"tickets":[{"id":"tkt_1",)" + members + "}]}");
  EXPECT_EQ(decoded.problem, "") << members;
  EXPECT_EQ(decoded.value.items.size(), 1U);
  return decoded.value.items.empty() ? Ticket{} : std::move(decoded.value.items.front());
}

TEST(DecodeMembers, EachOneIsUnsetWhereItIsNullOrOfAnotherType) {
  const Ticket bare{.id = TicketId{"tkt_1"}};
  for (const std::string member :
       {"subject", "status", "assigneeId", "customerId", "inboxId", "createdAt", "updatedAt"})
    for (const std::string value :
         {"null", "0", "17", "1.5", "true", "false", "[]", "{}", "[\"x\"]", R"({"id":"x","name":"y"})",
          R"([{"id":"x"},[1]])", "123456789012345678901234567890"})
      EXPECT_EQ(with("\"" + member + "\":" + value), bare) << member << " " << value;
  for (const std::string value : {"null", "0", "1.5", "true", "\"x\"", "{}", R"({"a":["b"]})"})
    EXPECT_EQ(with("\"tags\":" + value), bare) << value;
}

TEST(DecodeMembers, OneOfAnotherTypeDoesNotCostThoseBehindIt) {
  const Ticket ticket = with(
      R"("subject":{"text":"x","subject":"inner"},"status":["open"],"assigneeId":{"id":"usr_1"},"customerId":"cus_1",
      "tags":{"0":"x"},"createdAt":"2026-04-22T10:30:00Z","inboxId":"inb_1")");
  EXPECT_EQ(ticket.subject, "");
  EXPECT_EQ(ticket.assignee_id, std::nullopt);
  EXPECT_EQ(ticket.customer_id, CustomerId{"cus_1"});
  EXPECT_EQ(ticket.inbox_id, InboxId{"inb_1"});
  EXPECT_TRUE(ticket.created_at);
  EXPECT_THAT(ticket.extra, IsEmpty());
}

TEST(DecodeMembers, AnElementOfAnotherTypeIsDroppedFromItsList) {
  EXPECT_THAT(with(R"("tags":["a",1,null,"b",["c"],{"d":"e"},true,"","f"],"subject":"s")").tags,
              ElementsAre("a", "b", "", "f"));
  EXPECT_EQ(with(R"("tags":[[],{}],"subject":"s")").subject, "s") << "and the object goes on";
}

TEST(DecodeMembers, AnEmptyIdIsNone) {
  EXPECT_EQ(with(R"("assigneeId":"")").assignee_id, std::nullopt);
  EXPECT_EQ(with(R"("customerId":"")").customer_id, std::nullopt);
}

TEST(DecodeMembers, AWordThatIsNotKnownIsKept) {
  const Ticket ticket = with(R"("status":"waiting_on_3rd_party \u00e9")");
  EXPECT_EQ(ticket.status.value(), TicketStatus::unknown);
  EXPECT_EQ(ticket.status.text(), "waiting_on_3rd_party \xC3\xA9");
}

TEST(DecodeMembers, ATextThatIsNoTimeLeavesItUnset) {
  for (const std::string text : {"", "yesterday", "2026-04-22", "2026-13-01T00:00:00Z", "1745317800"})
    EXPECT_EQ(with("\"createdAt\":\"" + text + "\"").created_at, std::nullopt) << text;
}

TEST(DecodeMembers, KeepsTextsExactly) {
  EXPECT_EQ(with(R"("subject":"a\"b\\c\/d\b\f\n\r\t\u0000\u001f\u00e9\ud83d\ude00")").subject,
            unit::bytes("a\"b\\c/d\b\f\n\r\t\0\x1F\xC3\xA9\xF0\x9F\x98\x80"));
  const std::string long_text(100'000, 'x');
  EXPECT_EQ(with("\"subject\":\"" + long_text + "\"").subject, long_text);
}

TEST(DecodeMembers, NamesAreExact) {
  const Ticket ticket = with(R"("Subject":"1","subject ":"2","customer_id":"3","":"4","created_at":"5")");
  EXPECT_EQ(ticket.subject, "");
  EXPECT_EQ(ticket.customer_id, std::nullopt);
  EXPECT_EQ(ticket.extra.size(), 5U);
}

TEST(DecodeMembers, OfAMemberThatComesTwiceTheLastCounts) {
  EXPECT_EQ(with(R"("subject":"a","subject":"b")").subject, "b");
  EXPECT_EQ(with(R"("status":"weird","status":"open")").status, TicketStatus::open);
  EXPECT_THAT(with(R"("tags":["a","b"],"tags":["c"])").tags, ElementsAre("c"));
  EXPECT_THAT(with(R"("tags":["a"],"tags":[])").tags, IsEmpty());
  EXPECT_EQ(with(R"("zip":1,"zip":[2])").extra, (ExtraFields{{"zip", "[2]"}}));
}

}  // namespace
