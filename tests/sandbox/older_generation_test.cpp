#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "peer.hpp"
#include "sandbox/server.hpp"
#include "service_peer.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Generation;
using sandbox_tests::body;
using sandbox_tests::code;
using sandbox_tests::header;
using sandbox_tests::Json;
using sandbox_tests::Peer;
using sandbox_tests::ServicePeer;

std::vector<std::string> members(const Json& object) {
  std::vector<std::string> names;
  for (const auto& each : object.items()) names.push_back(each.key());
  return names;
}

const std::vector<std::string> ticket_members{"id",      "subject", "status",    "assigneeId", "customerId",
                                              "inboxId", "tags",    "createdAt", "updatedAt"};

class OlderGeneration : public testing::Test {
 protected:
  sandbox::Server server{{.tickets = 60, .generation = Generation::older}};
  Peer peer{server};
};

TEST_F(OlderGeneration, HasTicketsWithAnInboxAndNothingThatIsNew) {
  std::set<std::string> statuses;
  const auto page = peer.get("/tickets?limit=100").body;
  for (const auto& ticket : page.at("tickets")) {
    EXPECT_EQ(members(ticket), ticket_members);
    EXPECT_TRUE(ticket.at("inboxId").get<std::string>().starts_with("inb_"));
    statuses.insert(ticket.at("status").get<std::string>());
    EXPECT_EQ(peer.get("/tickets/" + ticket.at("id").get<std::string>()).body, ticket);
  }
  EXPECT_EQ(statuses, (std::set<std::string>{"open", "pending", "snoozed", "resolved"}));
}

TEST_F(OlderGeneration, FiltersByWhatItShows) {
  const auto all = peer.get("/tickets?limit=100").body.at("tickets");
  for (const std::string filter : {"status=open", "status=resolved", "inboxId=inb_support"}) {
    const auto name = filter.substr(0, filter.find('='));
    const auto value = filter.substr(filter.find('=') + 1);
    Json expected = Json::array();
    for (const auto& ticket : all) {
      if (ticket.at(name) == value) expected.push_back(ticket);
    }
    EXPECT_EQ(peer.get("/tickets?limit=100&" + filter).body.at("tickets"), expected) << filter;
    EXPECT_FALSE(expected.empty()) << filter;
  }
}

TEST_F(OlderGeneration, KnowsNeitherProcessingNorClosed) {
  for (const std::string status : {"processing", "closed"}) {
    const auto patched = peer.patch("/tickets/tkt_0001", {{"status", status}});
    EXPECT_EQ(patched.status, 400);
    EXPECT_EQ(patched.code(), "bad_request");
    EXPECT_EQ(peer.get("/tickets?status=" + status).status, 400);
  }
  EXPECT_EQ(peer.patch("/tickets/tkt_0001", {{"status", "resolved"}}).body.at("status"), "resolved");
}

TEST_F(OlderGeneration, WantsAnInboxForANewTicket) {
  Json ticket{{"subject", "s"}, {"customerEmail", "a@b.example"}, {"body", "b"}};
  const auto refused = peer.post("/tickets", ticket);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.message().find("inboxId"), std::string::npos);
  ticket["inboxId"] = "inb_sales";
  const auto created = peer.post("/tickets", ticket);
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(members(created.body), ticket_members);
  EXPECT_EQ(created.body.at("status"), "open");
  EXPECT_EQ(created.body.at("inboxId"), "inb_sales");
}

TEST_F(OlderGeneration, HasTheCustomersAndArticlesOfTheNewer) {
  sandbox::Server newer({.tickets = 60});
  Peer other(newer);
  for (const std::string path :
       {"/customers", "/customers/cust_0002", "/knowledge-base", "/knowledge-base/art_0001"}) {
    EXPECT_EQ(peer.get(path).text, other.get(path).text) << path;
  }
}

class OlderMessages : public testing::Test {
 protected:
  OlderMessages() {
    const auto customer = peer.store.add_customer({.email = "jane@shop.example"});
    peer.store.alter_ticket(peer.ticket, [&](sandbox::Ticket& each) { each.customer_id = customer.id; });
  }

  ServicePeer peer{{.generation = Generation::older}};

  Json send(const Json& json) { return body(peer.send("POST", peer.replies, json.dump())); }
};

TEST_F(OlderMessages, LookLikeTheReferencesExample) {
  peer.store.add_message(peer.ticket, {.id = "msg_01abc",
                                       .from_address = "jane@example.com",
                                       .body_text = "Hi, my order hasn't arrived yet.",
                                       .author_name = "Jane Smith",
                                       .created_at = {ServicePeer::start}});
  EXPECT_EQ(
      peer.get(peer.replies).response.body,
      R"({"messages":[{"id":"msg_01abc","ticketId":"tkt_1","direction":"inbound",)"
      R"("body":"Hi, my order hasn't arrived yet.","authorEmail":"jane@example.com",)"
      R"("authorName":"Jane Smith","isNote":false,"createdAt":"2026-05-04T12:00:00Z"}],"nextCursor":null})");
}

TEST_F(OlderMessages, ComeInPagesOfFiftyOldestFirst) {
  for (int i = 0; i < 120; ++i) peer.store.add_message(peer.ticket, {.body_text = std::to_string(i)});
  int next = 0;
  std::vector<std::size_t> sizes;
  Json cursor;
  do {
    const auto page =
        body(peer.get(peer.replies + (cursor.is_null() ? "" : "?cursor=" + cursor.get<std::string>())));
    EXPECT_EQ(members(page), (std::vector<std::string>{"messages", "nextCursor"}));
    for (const auto& each : page.at("messages")) EXPECT_EQ(each.at("body"), std::to_string(next++));
    sizes.push_back(page.at("messages").size());
    cursor = page.at("nextCursor");
  } while (!cursor.is_null() && sizes.size() < 10);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{50, 50, 20}));
  EXPECT_EQ(body(peer.get(peer.replies + "?limit=200")).at("messages").size(), 120U);
  EXPECT_EQ(peer.get(peer.replies + "?limit=201").response.status, 400);
  EXPECT_EQ(peer.get(peer.replies + "?cursor=cur_x").response.status, 400);
}

TEST_F(OlderMessages, AreSentWithABody) {
  const auto sent = send({{"body", "It ships tomorrow."}});
  EXPECT_EQ(sent.at("direction"), "outbound");
  EXPECT_EQ(sent.at("body"), "It ships tomorrow.");
  EXPECT_EQ(sent.at("authorEmail"), "support@helpdesk.example");
  EXPECT_EQ(sent.at("isNote"), false);
  EXPECT_EQ(sent.at("ticketId"), peer.ticket);
  EXPECT_EQ(peer.store.messages(peer.ticket).at(0).to_addresses.size(), 1U);
  EXPECT_EQ(send({{"body", "Angry one"}, {"isNote", true}}).at("isNote"), true);
  EXPECT_TRUE(peer.store.messages(peer.ticket).at(1).to_addresses.empty());
  EXPECT_EQ(body(peer.get(peer.replies)).at("messages").at(0), sent);
}

TEST_F(OlderMessages, AreTakenFromANewerClientToo) {
  const auto sent = send({{"fromAddress", "help@shop.example"}, {"bodyText", "Hello"}, {"extra", 1}});
  EXPECT_EQ(sent.at("body"), "Hello");
  EXPECT_EQ(sent.at("authorEmail"), "help@shop.example");
  EXPECT_EQ(send({{"body", "old"}, {"bodyText", "new"}}).at("body"), "old");
}

TEST_F(OlderMessages, NeedAText) {
  for (const Json& json :
       {Json{{"isNote", true}}, Json{{"body", ""}}, Json{{"body", "x"}, {"isNote", "yes"}}}) {
    const auto outcome = peer.send("POST", peer.replies, json.dump());
    EXPECT_EQ(outcome.response.status, 400) << json;
    EXPECT_EQ(code(outcome), "bad_request");
  }
  EXPECT_EQ(peer.sent(), 0U);
}

TEST_F(OlderMessages, AreTakenByEveryTicketBecauseNoneIsClosed) {
  peer.store.alter_ticket(peer.ticket, [](sandbox::Ticket& each) { each.status = "closed"; });
  EXPECT_EQ(peer.reply().response.status, 201);
}

TEST(OlderErrors, HaveCodesInLowerCase) {
  ServicePeer peer({.keys = {{.key = "t0_sandbox_admin"}, {.key = "t0_poor", .scopes = {}}},
                    .generation = Generation::older});
  EXPECT_EQ(peer.send("GET", "/tickets", "", "t0_no").response.body,
            R"({"error":{"code":"unauthorized","message":"Invalid or missing API key"}})");
  EXPECT_EQ(code(peer.get("/tickets?limit=0")), "bad_request");
  EXPECT_EQ(code(peer.send("GET", "/tickets", "", "t0_poor")), "forbidden");
  EXPECT_EQ(code(peer.get("/tickets/tkt_9")), "not_found");
}

TEST(OlderLimit, IsForEachKeyAndToldByEveryAnswer) {
  ServicePeer peer({.requests_per_minute = 2,
                    .keys = {{.key = "t0_sandbox_admin"}, {.key = "t0_other"}},
                    .generation = Generation::older});
  const auto expect_told = [](const auto& outcome, const std::string& remaining, const std::string& reset) {
    EXPECT_EQ(header(outcome, "X-RateLimit-Limit"), "2");
    EXPECT_EQ(header(outcome, "X-RateLimit-Remaining"), remaining);
    EXPECT_EQ(header(outcome, "X-RateLimit-Reset"), reset);
  };
  const std::string end = std::to_string((ServicePeer::start + 60s).time_since_epoch().count());
  const std::string later = std::to_string((ServicePeer::start + 90s).time_since_epoch().count());
  expect_told(peer.get("/tickets"), "1", end);
  peer.pass(30s);
  expect_told(peer.get("/nothing"), "0", end);
  const auto refused = peer.get("/tickets");
  expect_told(refused, "0", end);
  EXPECT_EQ(refused.response.status, 429);
  EXPECT_EQ(refused.response.body, R"({"error":{"code":"rate_limited","message":"Rate limit exceeded.",)"
                                   R"("retryAfter":"2026-05-04T12:01:00Z"}})");
  EXPECT_EQ(header(refused, "Retry-After"), "");
  expect_told(peer.send("GET", "/tickets", "", "t0_other"), "1", later);
  expect_told(peer.send("GET", "/tickets", "", "t0_nobody"), "2", later);
}

TEST(OlderLimit, IsNotToldWhereThereIsNone) {
  ServicePeer peer({.generation = Generation::older});
  EXPECT_EQ(header(peer.get("/tickets"), "X-RateLimit-Limit"), "");
  ServicePeer newer({.requests_per_minute = 2});
  EXPECT_EQ(header(newer.get("/tickets"), "X-RateLimit-Limit"), "");
}

}  // namespace
