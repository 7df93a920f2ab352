// The code of docs/models.md that is about messages, customers, articles and pages, run against the fakes.
#include <iostream>
#include <set>

#include "docs.hpp"

namespace {

using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStdout;

struct ModelCalls : Docs {};

constexpr const char* page_json = R"({"tickets":[{"id":"tkt_1"},{"id":"tkt_2"}],"nextCursor":"cur_2"})";

TEST_F(ModelCalls, OlderMessagesFillTheSameMembers) {
  wire->respond(200, R"({"messages":[{"id":"msg_1","direction":"inbound","body":"It burns","isNote":false,
                                    "authorEmail":"ada@example.com"},
                                   {"id":"msg_2","direction":"outbound","body":"Again?","isNote":true}],
                       "nextCursor":null})");
  CaptureStdout();
  // [snippet models_messages]
  for (const auto& message : client.messages().list(id))
    if (!message.is_note)  // only in an older workspace: the customer never got it
      std::cout << message.from_address.value_or("?") << ": " << message.body_text.value_or("") << '\n';
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "ada@example.com: It burns\n");
}

TEST_F(ModelCalls, Reply) {
  wire->respond(201, R"({"id":"msg_3","direction":"outbound"})");
  // [snippet models_reply]
  const ticket0::NewReply reply{
      .from_address = "support@example.com",
      .body_text = "It ships tomorrow.",
  };
  const auto sent = client.messages().reply(id, reply);
  // [end]
  EXPECT_EQ(sent.ticket_id, id) << "the page says that it is filled from the call";
  EXPECT_EQ(wire->sent().at(0).body,
            R"({"fromAddress":"support@example.com","bodyText":"It ships tomorrow."})");
}

TEST_F(ModelCalls, Customer) {
  wire->respond(201, R"({"id":"cus_1","email":"ada@example.com","externalId":"4711"})");
  // [snippet models_customer]
  const auto customer = client.customers().create({
      .email = "ada@example.com",
      .name = "Ada Lovelace",
      .external_id = "4711",  // yours: if the service knows it, that customer is returned unchanged
      .metadata = {{"plan", "pro"}},
  });
  // [end]
  EXPECT_EQ(customer.external_id, "4711");
  EXPECT_EQ(
      wire->sent().at(0).body,
      R"({"email":"ada@example.com","name":"Ada Lovelace","externalId":"4711","metadata":{"plan":"pro"}})");
}

TEST_F(ModelCalls, Article) {
  wire->respond(200, R"({"articles":[{"id":"art_1","title":"Fires"}],"nextCursor":null})")
      .respond(200, R"({"id":"art_1","title":"Fires","body":"# Fires"})");
  CaptureStdout();
  // [snippet models_article]
  const auto articles = client.knowledge_base();
  for (const auto& found : articles.list({.query = "printer"}).at_most(3))
    std::cout << articles.get(found.id).body.value_or("") << '\n';  // a list has no bodies
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "# Fires\n");
}

TEST_F(ModelCalls, OnePageAfterTheOther) {
  wire->respond(200, page_json);
  std::optional<ticket0::Cursor> saved;
  std::vector<std::string> handled;
  const auto handle = [&](const ticket0::Ticket& ticket) { handled.push_back(ticket.id.str()); };
  // [snippet models_page]
  const auto page = client.tickets().page({.limit = 100, .cursor = saved});
  for (const auto& ticket : page.items) handle(ticket);
  saved = page.next;  // for the next page; empty after the last
  // [end]
  EXPECT_EQ(saved, ticket0::Cursor{"cur_2"});
  EXPECT_EQ(handled.size(), 2U);
}

// [snippet models_watch]
/// Handles each open ticket that was not open in an earlier round. `known` is your program's: keep it.
void look_for_new(const ticket0::Client& client, std::set<ticket0::TicketId>& known,
                  const std::function<void(const ticket0::Ticket&)>& handle) {
  for (const auto& ticket : client.tickets().list({.status = ticket0::TicketStatus::open})) {
    if (known.contains(ticket.id)) continue;
    handle(ticket);
    known.insert(ticket.id);  // after handle(): if that throws, the next round has the ticket again
  }
}
// [end]

TEST_F(ModelCalls, ARoundFindsTicketsThatBecameOpenBehindKnownOnes) {
  wire->respond(200, R"({"tickets":[{"id":"tkt_3"},{"id":"tkt_1"}],"nextCursor":null})")
      .respond(200, R"({"tickets":[{"id":"tkt_3"},{"id":"tkt_2"},{"id":"tkt_1"}],"nextCursor":null})");
  std::set<ticket0::TicketId> known;
  std::vector<std::string> handled;
  const auto handle = [&](const ticket0::Ticket& ticket) { handled.push_back(ticket.id.str()); };
  look_for_new(client, known, handle);
  look_for_new(client, known, handle);
  EXPECT_EQ(handled, (std::vector<std::string>{"tkt_3", "tkt_1", "tkt_2"}));
  EXPECT_EQ(wire->sent().front().query, "status=open&limit=100");
}

TEST_F(ModelCalls, ARangeSaysWhereToGoOn) {
  wire->respond(200, page_json)
      .respond(200, R"({"tickets":[{"id":"tkt_3"},{"id":"tkt_4"}],"nextCursor":"cur_3"})");
  std::optional<ticket0::Cursor> saved;
  std::vector<std::string> handled;
  const auto handle = [&](const ticket0::Ticket& ticket) { handled.push_back(ticket.id.str()); };
  const auto time_is_up = [&] { return handled.size() == 3; };
  // [snippet models_cursor]
  auto tickets = client.tickets().list({.cursor = saved});
  for (const auto& ticket : tickets) {
    handle(ticket);
    if (time_is_up()) break;
  }
  saved = tickets.cursor();  // the current page: its tickets come again, none is lost
  const bool all_done = tickets.finished();
  // [end]
  EXPECT_EQ(saved, ticket0::Cursor{"cur_2"});
  EXPECT_FALSE(all_done);
}

TEST_F(ModelCalls, ARangeGivesItsPages) {
  wire->respond(200, page_json)
      .respond(403, R"({"error":{"code":"FORBIDDEN","message":"No"}})")
      .respond(200, R"({"tickets":[{"id":"tkt_2"},{"id":"tkt_3"}]})");
  std::optional<ticket0::Cursor> saved;
  std::vector<std::string> committed;
  const auto commit = [&](const std::vector<ticket0::Ticket>& items, const std::optional<ticket0::Cursor>&) {
    for (const auto& item : items) committed.push_back(item.id.str());
  };
  auto all = client.tickets().list({.cursor = saved});
  const auto read = [&](ticket0::PagedRange<ticket0::Ticket>& tickets) {
    // [snippet models_pages]
    for (const auto& page : tickets.pages()) commit(page.items, page.next);
    // [end]
  };
  EXPECT_THROW(read(all), ticket0::PermissionError);
  read(all);
  EXPECT_EQ(committed, (std::vector<std::string>{"tkt_1", "tkt_2", "tkt_3"}));
}

TEST_F(ModelCalls, WhatWasDeliveredStaysDelivered) {
  wire->respond(200, page_json).respond(403, R"({"error":{"code":"FORBIDDEN","message":"No"}})");
  std::vector<ticket0::Ticket> read;
  auto tickets = client.tickets().list();
  // [snippet models_error_between]
  try {
    for (const auto& ticket : tickets) read.push_back(ticket);
  } catch (const ticket0::Error& e) {
    std::cerr << read.size() << " tickets, then: " << e.what() << '\n';
  }
  // [end]
  EXPECT_EQ(read.size(), 2U);
  EXPECT_FALSE(tickets.finished());
  wire->respond(200, R"({"tickets":[{"id":"tkt_3"}],"nextCursor":null})");
  for (const auto& ticket : tickets) read.push_back(ticket);
  EXPECT_EQ(read.size(), 3U);
  EXPECT_EQ(read.back().id, ticket0::TicketId{"tkt_3"});
}

}  // namespace
