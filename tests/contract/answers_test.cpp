// Calls with as little as they need, and the answers that are not the usual ones.
#include <gmock/gmock.h>

#include "prism.hpp"

namespace {

using namespace ticket0;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const TicketId ticket{"tkt_01abc"};

class Answers : public PrismTest {};

TEST_F(Answers, ComeToCallsWithoutAnyFilter) {
  EXPECT_THAT(client_.tickets().page().items, SizeIs(2));
  EXPECT_THAT(client_.messages().page(ticket).items, SizeIs(2));
  EXPECT_THAT(client_.customers().page().items, SizeIs(2));
  EXPECT_THAT(client_.knowledge_base().page().items, SizeIs(1));
}

TEST_F(Answers, ComeToWritesWithNoMoreThanTheyNeed) {
  EXPECT_EQ(client_.tickets().create({.subject = "s", .customer_email = "a@b.c", .body = "b"}).id,
            TicketId{"tkt_01new"});
  EXPECT_EQ(client_.tickets().update(ticket, {.assignee_id = null}).id, ticket);
  EXPECT_EQ(client_.customers().create({.email = "a@b.c"}).id, CustomerId{"cust_01new"});
  EXPECT_EQ(client_.customers().update(CustomerId{"cus_01abc"}, {.metadata = {{"trial", null}}}).name,
            "Jane Doe");
}

TEST_F(Answers, OfAListAreAskedForByCursorUntilOneRepeats) {
  std::vector<TicketId> seen;
  const auto read = [&] {
    for (const Ticket& each : client_.tickets().list()) seen.push_back(each.id);
  };
  EXPECT_THROW(read(), DecodeError);
  EXPECT_THAT(seen, ElementsAre(ticket, TicketId{"tkt_01abd"}));
}

TEST_F(Answers, MayBeAnEmptyLastPage) {
  const Page<Ticket> page = client_.tickets().page({}, prefer("example=last_page"));
  EXPECT_THAT(page.items, IsEmpty());
  EXPECT_FALSE(page.has_next());
  EXPECT_THAT(client_.tickets().list({}, prefer("example=last_page")).to_vector(), IsEmpty());
}

TEST_F(Answers, OfALaterServiceKeepWhatIsNew) {
  const Page<Ticket> page = client_.tickets().page({}, prefer("example=new_values"));
  const auto made = at("2026-04-22T10:30:00Z");
  EXPECT_THAT(page.items, ElementsAre(Ticket{.id = TicketId{"tkt_01abe"},
                                             .subject = "From a later API",
                                             .status = Open<TicketStatus>{"archived"},
                                             .customer_id = CustomerId{"cust_1"},
                                             .created_at = made,
                                             .updated_at = made,
                                             .extra = {{"priority", R"("urgent")"},
                                                       {"csat", R"({"rating":5,"comment":"thanks"})"}}}));
  EXPECT_FALSE(page.has_next());
}

TEST_F(Answers, OfTheOlderServiceGiveTheSameMessages) {
  const Message old{.id = MessageId{"msg_01abc"},
                    .ticket_id = ticket,
                    .direction = Direction::inbound,
                    .from_address = "jane@example.com",
                    .body_text = "Hi, my order hasn't arrived yet.",
                    .author_name = "Jane Smith",
                    .is_note = false,
                    .created_at = at("2025-01-15T10:30:00Z")};
  const Page<Message> page = client_.messages().page(ticket, {}, prefer("example=legacy"));
  EXPECT_THAT(page.items, ElementsAre(old));
  EXPECT_EQ(page.total, std::nullopt);
  EXPECT_FALSE(page.has_next());
  EXPECT_THAT(client_.messages().list(ticket, {}, prefer("example=legacy")).to_vector(), ElementsAre(old));
}

TEST_F(Answers, ToRawCallsAreWhatCame) {
  const HttpResponse got = client_.send("GET", "/tickets?status=open&tag=team%3Abilling&limit=5");
  EXPECT_EQ(got.status, 200);
  EXPECT_THAT(got.body, HasSubstr(R"("nextCursor":"cur_01abc")"));
  const HttpResponse patched = client_.send("PATCH", "/tickets/tkt_01abc", R"({"assigneeId":null})");
  EXPECT_EQ(patched.status, 200);
  EXPECT_THAT(patched.body, HasSubstr(R"("status":"resolved")"));
  // The older reply, of which the library has no call.
  const HttpResponse sent =
      client_.send("POST", "/tickets/tkt_01abc/messages", R"({"body":"b","isNote":true})");
  EXPECT_EQ(sent.status, 201);
}
}  // namespace
