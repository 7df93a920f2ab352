#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "service_peer.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox_tests::body;
using sandbox_tests::Json;
using sandbox_tests::ServicePeer;
using Types = std::vector<std::string>;

class Events : public testing::Test {
 protected:
  /// Those since the last time.
  Types types() {
    Types types;
    for (; seen_ < peer.events.size(); ++seen_) types.emplace_back(peer.events[seen_].type);
    return types;
  }

  sandbox::Service::Outcome patch(const Json& change) {
    return peer.send("PATCH", "/tickets/tkt_1", change.dump());
  }
  sandbox::Service::Outcome post(const std::string& path, const Json& object) {
    return peer.send("POST", path, object.dump());
  }

  ServicePeer peer;

 private:
  std::size_t seen_{0};
};

const Json new_ticket{{"subject", "s"}, {"customerEmail", "new@example.com"}, {"body", "b"}};

TEST_F(Events, OfANewTicketHaveTheTicketAsTheAnswerHasIt) {
  peer.store.add_customer({.email = "new@example.com"});
  const auto answer = post("/tickets", new_ticket);
  EXPECT_EQ(types(), Types{"ticket.created"});
  EXPECT_EQ(peer.events.at(0).data, body(answer));
}

TEST_F(Events, OfANewTicketOfSomebodyNewTellOfTheCustomerFirst) {
  const auto answer = post("/tickets", new_ticket);
  EXPECT_EQ(types(), (Types{"customer.created", "ticket.created"}));
  EXPECT_EQ(peer.events.at(0).data.at("id"), body(answer).at("customerId"));
  EXPECT_EQ(peer.events.at(0).data.at("email"), "new@example.com");
  post("/tickets", new_ticket);
  EXPECT_EQ(types(), Types{"ticket.created"});
}

TEST_F(Events, OfAnAssignmentComeOnlyWithAnotherAssignee) {
  const auto answer = patch({{"assigneeId", "usr_1"}});
  EXPECT_EQ(types(), Types{"ticket.assigned"});
  EXPECT_EQ(peer.events.at(0).data, body(answer));
  patch({{"assigneeId", "usr_1"}});
  EXPECT_EQ(types(), Types{});
  patch({{"assigneeId", nullptr}});
  EXPECT_EQ(types(), Types{});
}

TEST_F(Events, OfTheStatusTellWhenATicketIsResolvedAndReopened) {
  patch({{"status", "open"}});
  EXPECT_EQ(types(), Types{});
  patch({{"status", "resolved"}});
  EXPECT_EQ(types(), Types{"ticket.resolved"});
  patch({{"status", "resolved"}});
  EXPECT_EQ(types(), Types{});
  patch({{"status", "pending"}});
  EXPECT_EQ(types(), Types{"ticket.reopened"});
  patch({{"status", "closed"}});
  EXPECT_EQ(types(), Types{});
  patch({{"status", "resolved"}});
  EXPECT_EQ(types(), Types{});
  patch({{"status", "closed"}});
  patch({{"status", "open"}});
  EXPECT_EQ(types(), Types{"ticket.reopened"});
}

TEST_F(Events, OfTagsComeOnlyWithOtherTags) {
  patch({{"tags", Json::array({"vip"})}});
  EXPECT_EQ(types(), Types{"ticket.tagged"});
  patch({{"tags", Json::array({"vip"})}});
  EXPECT_EQ(types(), Types{});
  patch({{"tags", Json::array()}});
  EXPECT_EQ(types(), Types{"ticket.tagged"});
}

TEST_F(Events, OfOneChangeOfManyMembersAreOneForEach) {
  const auto answer = patch({{"status", "resolved"}, {"assigneeId", "usr_1"}, {"tags", Json::array({"a"})}});
  EXPECT_EQ(types(), (Types{"ticket.assigned", "ticket.resolved", "ticket.tagged"}));
  for (const auto& event : peer.events) EXPECT_EQ(event.data, body(answer));
}

TEST_F(Events, OfAReplyHaveTheMessage) {
  const auto answer = peer.reply();
  EXPECT_EQ(types(), Types{"message.sent"});
  EXPECT_EQ(peer.events.at(0).data, body(answer));
}

TEST_F(Events, OfACustomerComeOnlyWhenItIsNew) {
  const Json customer{{"email", "c@example.com"}, {"externalId", "x1"}};
  const auto answer = post("/customers", customer);
  EXPECT_EQ(types(), Types{"customer.created"});
  EXPECT_EQ(peer.events.at(0).data, body(answer));
  post("/customers", customer);
  EXPECT_EQ(types(), Types{});
}

TEST_F(Events, AreNotToldOfWhatOnlyReadsOrIsRefused) {
  peer.get("/tickets");
  peer.get("/tickets/tkt_1");
  patch({{"status", "resolved"}, {"tags", "none"}});
  peer.send("PATCH", "/tickets/tkt_9999", R"({"status":"resolved"})");
  peer.send("PATCH", "/tickets/tkt_1", R"({"status":"resolved"})", "t0_nobody");
  EXPECT_EQ(types(), Types{});
}

TEST_F(Events, FollowWhatAFaultLetsHappen) {
  peer.service.inject({.route = "*", .kind = Fault::Kind::status_before});
  peer.reply();
  EXPECT_EQ(types(), Types{});
  peer.service.inject({.route = "*", .kind = Fault::Kind::status_after});
  peer.reply();
  EXPECT_EQ(types(), Types{"message.sent"});
  peer.service.inject({.route = "*", .kind = Fault::Kind::commit_late, .delay = 5s});
  peer.reply();
  EXPECT_EQ(types(), Types{});
  peer.pass(5s);
  peer.service.store();
  EXPECT_EQ(types(), Types{"message.sent"});
}

TEST(EventsOfTheOlderGeneration, HaveItsShapesAndSayNothingOfNotes) {
  ServicePeer peer({.generation = sandbox::Generation::older});
  peer.send("POST", peer.replies, R"({"body":"Between us","isNote":true})");
  EXPECT_TRUE(peer.events.empty());
  const auto answer = peer.send("POST", peer.replies, R"({"body":"It ships tomorrow."})");
  ASSERT_EQ(peer.events.size(), 1U);
  EXPECT_EQ(peer.events[0].data, body(answer));
  EXPECT_EQ(peer.events[0].data.at("body"), "It ships tomorrow.");
  peer.send("PATCH", "/tickets/tkt_1", R"({"tags":["a"]})");
  EXPECT_EQ(peer.events.at(1).data.at("status"), "open");  // where the newer one has processing
}

}  // namespace
