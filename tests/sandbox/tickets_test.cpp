#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox::Ticket;
using sandbox_tests::Json;
using sandbox_tests::Peer;

class Tickets : public testing::Test {
 protected:
  std::vector<std::string> ids(const std::string& query) {
    std::vector<std::string> ids;
    const auto page = peer.get("/tickets?limit=100&" + query);
    for (const auto& ticket : page.body.at("tickets")) ids.push_back(ticket.at("id").get<std::string>());
    return ids;
  }

  sandbox::Server server{{.tickets = 30}};
  Peer peer{server};
};

class FewTickets : public Tickets {
 protected:
  FewTickets() {
    for (const auto& id : server.store().ticket_ids()) server.store().remove_ticket(id);
    server.store().add_ticket(
        {.id = "a", .status = "open", .assignee_id = "usr_1", .tags = {"team:billing", "vip"}});
    server.store().add_ticket(
        {.id = "b", .status = "open", .assignee_id = "usr_2", .inbox_id = "inb_1", .tags = {"vip"}});
    server.store().add_ticket({.id = "c", .status = "closed", .assignee_id = "usr_1", .inbox_id = "inb_1"});
    server.store().add_ticket({.id = "d", .status = "open", .tags = {"ünï & +%", "VIP"}});
  }
};

using Ids = std::vector<std::string>;

TEST_F(FewTickets, AreListedNewestFirst) { EXPECT_EQ(ids(""), (Ids{"d", "c", "b", "a"})); }

TEST_F(FewTickets, AreFilteredByEachFilter) {
  EXPECT_EQ(ids("status=open"), (Ids{"d", "b", "a"}));
  EXPECT_EQ(ids("assigneeId=usr_1"), (Ids{"c", "a"}));
  EXPECT_EQ(ids("inboxId=inb_1"), (Ids{"c", "b"}));
  EXPECT_EQ(ids("tag=vip"), (Ids{"b", "a"}));
  EXPECT_EQ(ids("tag=team%3Abilling"), (Ids{"a"}));
  EXPECT_EQ(ids("tag=team:billing"), (Ids{"a"}));
  EXPECT_EQ(ids("tag=%C3%BCn%C3%AF%20%26+%2B%25"), (Ids{"d"}));
}

TEST_F(FewTickets, PassOnlyIfAllFiltersFit) {
  EXPECT_EQ(ids("status=open&assigneeId=usr_1"), (Ids{"a"}));
  EXPECT_EQ(ids("status=open&inboxId=inb_1&tag=vip"), (Ids{"b"}));
  EXPECT_EQ(ids("status=closed&tag=vip"), Ids{});
}

TEST_F(FewTickets, AreNotFilteredByWhatTheApiDoesNotKnow) { EXPECT_EQ(ids("assignee_id=usr_1").size(), 4U); }

TEST_F(FewTickets, HaveInTheListTheMembersOfTheReference) {
  const auto body = peer.get("/tickets?tag=team:billing").body;
  const auto& ticket = body.at("tickets").at(0);
  std::set<std::string> members;
  for (const auto& entry : ticket.items()) members.insert(entry.key());
  EXPECT_EQ(members, (std::set<std::string>{"id", "subject", "status", "assigneeId", "customerId", "tags",
                                            "createdAt", "updatedAt"}));
  EXPECT_TRUE(peer.get("/tickets/b").body.contains("inboxId"));
}

TEST_F(FewTickets, HaveMoreMembersWhenReadAlone) {
  const auto ticket = peer.get("/tickets/a").body;
  EXPECT_EQ(ticket.at("id"), "a");
  EXPECT_TRUE(ticket.contains("priority"));
  EXPECT_TRUE(ticket.contains("csat"));
}

TEST_F(Tickets, ThatDoNotExistAreNotFound) {
  for (const auto& answer :
       {peer.get("/tickets/tkt_9999"), peer.patch("/tickets/tkt_9999", {{"status", "open"}})}) {
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.code(), "NOT_FOUND");
    EXPECT_NE(answer.message().find("tkt_9999"), std::string::npos);
  }
}

TEST_F(Tickets, AreFoundByAnIdWithAnyBytes) {
  server.store().add_ticket({.id = "a/b c?é"});
  EXPECT_EQ(peer.get("/tickets/a%2Fb%20c%3F%C3%A9").body.at("id"), "a/b c?é");
}

TEST_F(Tickets, AreCreatedInProcessingWithANewCustomerAndTheFirstMessage) {
  const auto created = peer.post(
      "/tickets", {{"subject", "Grüße 👋"}, {"customerEmail", "new@example.com"}, {"body", "First\nlines"}});
  ASSERT_EQ(created.status, 201);
  const auto& ticket = created.body;
  EXPECT_EQ(ticket.at("subject"), "Grüße 👋");
  EXPECT_EQ(ticket.at("status"), "processing");
  EXPECT_TRUE(ticket.at("assigneeId").is_null());
  EXPECT_EQ(ticket.at("tags"), Json::array());
  EXPECT_EQ(ticket.at("createdAt"), ticket.at("updatedAt"));
  EXPECT_EQ(ticket.at("id"), Json(server.store().ticket_ids().front()));

  const auto customer = peer.get("/customers/" + ticket.at("customerId").get<std::string>()).body;
  EXPECT_EQ(customer.at("email"), "new@example.com");
  EXPECT_EQ(customer.at("ticketCount"), 1);

  const auto messages = peer.get("/tickets/" + ticket.at("id").get<std::string>() + "/messages").body;
  ASSERT_EQ(messages.at("total"), 1);
  EXPECT_EQ(messages.at("messages").at(0).at("direction"), "inbound");
  EXPECT_EQ(messages.at("messages").at(0).at("bodyText"), "First\nlines");
  EXPECT_EQ(messages.at("messages").at(0).at("authorType"), "customer");
}

TEST_F(Tickets, OfAKnownAddressBelongToItsCustomer) {
  const auto customer = server.store().customer("cus_0001");
  const auto ticket =
      peer.post("/tickets", {{"subject", "s"}, {"customerEmail", "Jane.Smith@Example.com"}, {"body", "b"}})
          .body;
  EXPECT_EQ(ticket.at("customerId"), "cus_0001");
  EXPECT_EQ(server.store().customer("cus_0001").ticket_count, customer.ticket_count + 1);
}

TEST_F(Tickets, KeepTheInboxTheyWereCreatedIn) {
  const auto ticket =
      peer.post("/tickets",
                {{"subject", "s"}, {"customerEmail", "a@b.example"}, {"body", "b"}, {"inboxId", "inb_sales"}})
          .body;
  EXPECT_EQ(ticket.at("inboxId"), "inb_sales");
}

TEST_F(FewTickets, ChangeOnlyWhereAPatchSaysSo) {
  auto before = peer.get("/tickets/a").body;
  auto after = peer.patch("/tickets/a", {{"status", "pending"}}).body;
  EXPECT_EQ(after.at("status"), "pending");
  EXPECT_NE(after.at("updatedAt"), before.at("updatedAt"));
  for (const std::string member : {"id", "subject", "assigneeId", "customerId", "tags", "createdAt"}) {
    EXPECT_EQ(after.at(member), before.at(member)) << member;
  }
  EXPECT_EQ(peer.get("/tickets/a").body.at("status"), "pending");
}

TEST_F(FewTickets, AreUnassignedByNull) {
  EXPECT_EQ(peer.patch("/tickets/a", {{"assigneeId", "usr_9"}}).body.at("assigneeId"), "usr_9");
  EXPECT_TRUE(peer.patch("/tickets/a", {{"assigneeId", nullptr}}).body.at("assigneeId").is_null());
}

TEST_F(FewTickets, HaveTheirTagsReplaced) {
  EXPECT_EQ(peer.patch("/tickets/a", {{"tags", Json::array({"new"})}}).body.at("tags"), Json::array({"new"}));
  EXPECT_EQ(peer.patch("/tickets/a", {{"tags", Json::array()}}).body.at("tags"), Json::array());
}

TEST_F(FewTickets, StayAsTheyAreIfOneMemberOfAPatchIsWrong) {
  EXPECT_EQ(peer.patch("/tickets/a", {{"tags", Json::array()}, {"status", "done"}}).status, 400);
  EXPECT_EQ(server.store().ticket("a").tags.size(), 2U);
}

TEST_F(FewTickets, MayGetAnyOfTheSixStatuses) {
  for (const std::string status : {"processing", "open", "pending", "snoozed", "resolved", "closed"}) {
    EXPECT_EQ(peer.patch("/tickets/a", {{"status", status}}).body.at("status"), status);
  }
}

TEST_F(FewTickets, CanBeAlteredBehindTheClientsBack) {
  server.store().alter_ticket("a", [](Ticket& ticket) { ticket.status = "archived"; });
  EXPECT_EQ(peer.get("/tickets/a").body.at("status"), "archived");
}

}  // namespace
