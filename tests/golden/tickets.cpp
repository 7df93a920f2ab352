#include <nlohmann/json.hpp>

#include "golden/golden.hpp"

namespace golden {

using namespace ticket0;
using testing::ElementsAre;

namespace {

const TicketId id{"tkt_8f3k2m"};  // of the newer answer, and of the later one
const TicketId older_id{"tkt_abc123"};

Ticket newer() {
  return {.id = TicketId{"tkt_8f3k2m"},
          .subject = "Refund for order #48213 \xF0\x9F\x93\xA6",
          .status = TicketStatus::processing,
          .customer_id = CustomerId{"cus_91b"},
          .tags = {"billing", "plan:pro"},
          .created_at = at("2026-04-22T10:30:00Z"),
          .updated_at = at("2026-04-22T11:00:00Z"),
          .extra = {{"conversationId", "\"conv_77\""}, {"priority", "\"normal\""}, {"csat", "null"}}};
}

Ticket older() {
  return {.id = TicketId{"tkt_abc123"},
          .subject = "Order not delivered",
          .status = TicketStatus::snoozed,
          .assignee_id = UserId{"usr_xyz"},
          .customer_id = CustomerId{"cust_456"},
          .inbox_id = InboxId{"inb_789"},
          .tags = {"shipping"},
          .created_at = at("2025-01-15T10:30:00Z"),
          .updated_at = at("2025-01-15T14:22:00.125Z")};
}

Ticket later() {
  return {.id = TicketId{"tkt_8f3k2m"},
          .subject = "Refund",
          .status = Open<TicketStatus>{"merged"},
          .customer_id = CustomerId{"cus_91b"},
          .tags = {"billing", "plan:pro"},
          .created_at = at("2028-01-31T18:29:59.999999Z"),
          .extra = {{"object", "\"ticket\""},
                    {"sla",
                     "{\"due\":null,\"hours\":[1.50,24],\"policy\":{\"name\":\"gold "
                     "\xC3\xA9\",\"id\":123456789012345678901234567890}}"},
                    {"score", "-0.0000010"},
                    {"links", "[]"}}};
}

void read_newer(Golden& golden) {
  expect_same(golden.answer("newer/ticket.json").client().tickets().get(id), newer());
  EXPECT_THAT(golden.drift(), ElementsAre("Ticket.conversationId new member", "Ticket.priority new member",
                                          "Ticket.csat new member"));
}

void read_older(Golden& golden) {
  expect_same(golden.answer("older/ticket.json").client().tickets().get(older_id), older());
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later(Golden& golden) {
  expect_same(golden.answer("later/ticket.json").client().tickets().get(id), later());
  EXPECT_THAT(golden.drift(), ElementsAre("Ticket.object new member", "Ticket.status new value",
                                          "Ticket.assigneeId wrong type", "Ticket.tags wrong element",
                                          "Ticket.updatedAt wrong type", "Ticket.sla new member",
                                          "Ticket.score new member", "Ticket.links new member"));
}

void read_newer_page(Golden& golden) {
  expect_same(golden.answer("newer/tickets.json").client().tickets().page(),
              {.items = {{.id = TicketId{"tkt_2"},
                          .subject = "Where is it?",
                          .status = TicketStatus::open,
                          .assignee_id = UserId{"usr_mara"},
                          .customer_id = CustomerId{"cus_2"},
                          .created_at = at("2026-04-22T10:30:00Z"),
                          .updated_at = at("2026-04-22T10:31:30Z")},
                         {.id = TicketId{"tkt_1"},
                          .status = TicketStatus::closed,
                          .customer_id = CustomerId{"cus_1"},
                          .tags = {"spam"},
                          .created_at = at("2026-04-01T00:00:00Z"),
                          .updated_at = at("2026-04-02T00:00:00Z")}},
               .next = Cursor{"eyJhZnRlciI6InRrdF8xIn0="}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older_page(Golden& golden) {
  Ticket ticket = older();
  ticket.status = TicketStatus::resolved;
  ticket.assignee_id.reset();
  ticket.updated_at = ticket.created_at;
  expect_same(golden.answer("older/tickets.json").client().tickets().page(), {.items = {ticket}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later_page(Golden& golden) {
  expect_same(
      golden.answer("later/tickets.json").client().tickets().page(),
      {.items = {{.id = TicketId{"tkt_3"},
                  .status = Open<TicketStatus>{"merged"},
                  .created_at = at("2028-02-29T00:00:00.5Z"),
                  .extra = {{"participants", R"([{"id":"cus_1","tickets":[{"id":"deep"}]},null,1.0])"}}},
                 {.id = TicketId{"tkt_1"},
                  .subject = "Kept",
                  .status = TicketStatus::open,
                  .extra = {{"participants", "{}"}}}},
       .next = Cursor{"c=/+"},
       .total = 2});
  EXPECT_THAT(golden.drift(),
              ElementsAre("Ticket.subject wrong type", "Ticket.status new value", "Ticket.tags wrong type",
                          "Ticket.participants new member", "Ticket.tickets wrong element"));
}

/// What was read of a ticket, sent back.
void expect_written(Golden& golden, const Ticket& ticket, const std::string& file) {
  golden.answer("newer/ticket.json")
      .client()
      .tickets()
      .update(id, {.status = ticket.status, .tags = ticket.tags, .extra = ticket.extra});
  EXPECT_EQ(golden.written(), text_of(file));
}

void written_back(Golden& golden) {
  for (const std::string generation : {"newer", "older", "later"}) {
    const TicketId& asked = generation == "older" ? older_id : id;
    expect_written(golden, golden.answer(generation + "/ticket.json").client().tickets().get(asked),
                   "written/" + generation + "_ticket.json");
  }
}

/// JSON text of `depth` levels.
std::string nested(int depth, int seed) {
  if (depth == 0) {
    constexpr const char* leaves[] = {"null", "true", "-1.50", "12345678901234567890.5", R"("\u00e9\n\"")",
                                      "1e-7"};
    return leaves[seed % 6];
  }
  const std::string inner = nested(depth - 1, seed + 1);
  return seed % 2 == 0 ? "[" + inner + ",0.10," + nested(0, seed) + "]"
                       : R"({"a b":)" + inner + R"(,"n":)" + nested(0, seed + 3) + "}";
}

void forty_unknown_members(Golden& golden) {
  std::string body = R"({"id":"tkt_1","status":"open")";
  std::map<std::string, nlohmann::json> expected;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "unknown " + std::to_string(i);
    const std::string value = nested(i % 12, i);
    body += ", \"" + name + "\" : " + value;
    expected[name] = nlohmann::json::parse(value);
  }
  const Ticket ticket = golden.answer_text(body + "}").client().tickets().get(TicketId{"tkt_1"});
  ASSERT_EQ(ticket.extra.size(), 40U);
  for (const auto& [name, text] : ticket.extra)
    EXPECT_EQ(nlohmann::json::parse(text), expected.at(name)) << name << ' ' << text;
  golden.answer("newer/ticket.json").client().tickets().update(id, {.extra = ticket.extra});
  EXPECT_EQ(nlohmann::json::parse(golden.written()), nlohmann::json(expected));
}

void one_number_where_a_text_is_due(Golden& golden) {
  std::string items;
  for (int i = 0; i < 100; ++i)
    items += std::string{i == 0 ? "" : ","} + R"({"id":"tkt_)" + std::to_string(i) + R"(","subject":)" +
             (i == 57 ? "17" : "\"s\"") + "}";
  const auto page = golden.answer_text(R"({"tickets":[)" + items + "]}").client().tickets().page();
  ASSERT_EQ(page.items.size(), 100U);
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    EXPECT_EQ(page.items[i].id, TicketId{"tkt_" + std::to_string(i)});
    EXPECT_EQ(page.items[i].subject, i == 57 ? "" : "s");
  }
  EXPECT_THAT(golden.drift(), ElementsAre("Ticket.subject wrong type"));
}

}  // namespace

std::vector<Case> ticket_cases() {
  return {
      {"NewerTicket", read_newer},
      {"OlderTicket", read_older},
      {"LaterTicket", read_later},
      {"NewerTickets", read_newer_page},
      {"OlderTickets", read_older_page},
      {"LaterTickets", read_later_page},
      {"TicketWrittenBack", written_back},
      {"TicketWithFortyUnknownMembers", forty_unknown_members},
      {"TicketsOfWhichOneHasANumberWhereATextIsDue", one_number_where_a_text_is_due},
  };
}

}  // namespace golden
