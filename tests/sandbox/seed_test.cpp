#include <gtest/gtest.h>

#include <set>
#include <string>

#include "peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox_tests::Json;
using sandbox_tests::Peer;

/// Everything that the API tells about a workspace.
Json whole(const sandbox::Server& server) {
  Peer peer(server);
  Json all = Json::array();
  for (const std::string list : {"tickets", "customers", "knowledge-base"}) {
    const std::string name = list == "knowledge-base" ? "articles" : list;
    std::string cursor;
    do {
      const auto page = peer.get("/" + list + "?limit=100" + cursor).body;
      for (const auto& item : page.at(name)) {
        const auto id = item.at("id").get<std::string>();
        all.push_back(item);
        all.push_back(peer.get("/" + list + "/" + id).body);
        if (list == "tickets") all.push_back(peer.get("/tickets/" + id + "/messages").body);
      }
      cursor = page.at("nextCursor").is_null() ? "" : "&cursor=" + page.at("nextCursor").get<std::string>();
    } while (!cursor.empty());
  }
  return all;
}

TEST(Seed, IsTheSameInTwoServers) {
  const sandbox::Server one;
  const sandbox::Server two;
  const auto everything = whole(one);
  EXPECT_GT(everything.size(), 700U);
  EXPECT_EQ(everything, whole(two));
}

TEST(Seed, HasTheSameNewestTicketsHoweverManyThereAre) {
  sandbox::Server few({.tickets = 20});
  sandbox::Server many({.tickets = 2000});
  auto one = Peer(few).get("/tickets").body.at("tickets");
  auto two = Peer(many).get("/tickets").body.at("tickets");
  for (auto* tickets : {&one, &two}) {
    for (auto& ticket : *tickets) ticket.erase("id");
  }
  EXPECT_EQ(one, two);
}

class SeededTickets : public testing::Test {
 protected:
  sandbox::Server server;
  sandbox::Store& store{server.store()};
};

TEST_F(SeededTickets, AreAsManyAsAskedFor) {
  EXPECT_EQ(store.ticket_ids().size(), 250U);
  EXPECT_EQ(sandbox::Server({.tickets = 0}).store().ticket_ids().size(), 0U);
}

TEST_F(SeededTickets, HaveWhatAClientShouldMeet) {
  std::size_t open = 0;
  std::size_t unassigned = 0;
  std::size_t without_inbox = 0;
  std::size_t offsets = 0;
  std::size_t fractions = 0;
  std::size_t csat = 0;
  std::set<std::string> statuses;
  std::set<std::string> prefixes;
  std::set<std::string> tags;
  std::set<std::string> subjects;
  for (const auto& id : store.ticket_ids()) {
    const auto ticket = store.ticket(id);
    open += ticket.status == "open" ? 1U : 0U;
    unassigned += ticket.assignee_id ? 0U : 1U;
    without_inbox += ticket.inbox_id ? 0U : 1U;
    offsets += ticket.created_at.offset.count() != 0 ? 1U : 0U;
    fractions += ticket.created_at.at.time_since_epoch().count() % 1000 != 0 ? 1U : 0U;
    csat += ticket.csat ? 1U : 0U;
    statuses.insert(ticket.status);
    prefixes.insert(ticket.customer_id.substr(0, ticket.customer_id.find('_')));
    tags.insert(ticket.tags.begin(), ticket.tags.end());
    subjects.insert(ticket.subject);
    EXPECT_FALSE(store.messages(id).empty()) << id;
  }
  EXPECT_GE(open, 60U);
  EXPECT_GT(unassigned, 0U);
  EXPECT_GT(without_inbox, 0U);
  EXPECT_GT(offsets, 0U);
  EXPECT_GT(fractions, 0U);
  EXPECT_GT(csat, 0U);
  EXPECT_EQ(statuses.size(), 6U);
  EXPECT_EQ(prefixes, (std::set<std::string>{"cus", "cust"}));
  EXPECT_TRUE(tags.contains("team:billing"));
  EXPECT_GT(subjects.size(), 40U);
}

TEST_F(SeededTickets, AreOlderThanWhatComesIn) {
  const auto ticket = store.open_ticket({.subject = "s", .customer_email = "a@b.example", .body = "b"});
  EXPECT_EQ(store.ticket_ids().front(), ticket.id);
  EXPECT_EQ(ticket.id, "tkt_0251");
}

TEST_F(SeededTickets, ShowTenDifferentSubjectsFirst) {
  std::set<std::string> subjects;
  for (const auto& ticket : store.tickets({.status = "open"}, {.limit = 10}).items)
    subjects.insert(ticket.subject);
  EXPECT_EQ(subjects.size(), 10U);
}

}  // namespace
