#include <gtest/gtest.h>

#include <set>
#include <string>

#include "peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox::Ticket;
using sandbox_tests::Json;
using sandbox_tests::Peer;

const Json reply{{"fromAddress", "support@helpdesk.example"}, {"bodyText", "It ships tomorrow."}};

class Messages : public testing::Test {
 protected:
  Messages() {
    ticket = server.store().open_ticket(
        {.subject = "Where is it?", .customer_email = "jane@shop.example", .body = "Hi"});
    path = "/tickets/" + ticket.id + "/messages";
  }

  sandbox::Server server{{.tickets = 0}};
  Peer peer{server};
  Ticket ticket;
  std::string path;
};

TEST_F(Messages, ComeAllAtOnceOldestFirst) {
  for (int i = 0; i < 250; ++i) server.store().add_message(ticket.id, {.body_text = std::to_string(i)});
  const auto body = peer.get(path).body;
  EXPECT_EQ(body.at("total"), 251);
  ASSERT_EQ(body.at("messages").size(), 251U);
  EXPECT_EQ(body.at("messages").at(0).at("bodyText"), "Hi");
  EXPECT_EQ(body.at("messages").at(1).at("bodyText"), "0");
  EXPECT_EQ(body.at("messages").at(250).at("bodyText"), "249");
  EXPECT_FALSE(body.contains("nextCursor"));
}

TEST_F(Messages, HaveTheMembersOfTheNewerGeneration) {
  const auto message = peer.get(path).body.at("messages").at(0);
  std::set<std::string> members;
  for (const auto& entry : message.items()) members.insert(entry.key());
  EXPECT_EQ(members, (std::set<std::string>{"id",
                                            "direction",
                                            "channel",
                                            "subject",
                                            "fromAddress",
                                            "fromName",
                                            "toAddresses",
                                            "ccAddresses",
                                            "bodyText",
                                            "bodyHtml",
                                            "bodyTextCleaned",
                                            "externalId",
                                            "inReplyTo",
                                            "authorType",
                                            "authorId",
                                            "authorName",
                                            "conversationId",
                                            "aiSentiment",
                                            "detectedLanguage",
                                            "createdAt"}));
}

TEST_F(Messages, SentByAKeyAreAnOperatorsMail) {
  const auto first = peer.get(path).body.at("messages").at(0);
  const auto sent = peer.post(path, reply);
  ASSERT_EQ(sent.status, 201);
  EXPECT_EQ(sent.body.at("direction"), "outbound");
  EXPECT_EQ(sent.body.at("channel"), "email");
  EXPECT_EQ(sent.body.at("authorType"), "user");
  EXPECT_EQ(sent.body.at("subject"), "Re: Where is it?");
  EXPECT_EQ(sent.body.at("fromAddress"), "support@helpdesk.example");
  EXPECT_EQ(sent.body.at("toAddresses"), Json::array({"jane@shop.example"}));
  EXPECT_EQ(sent.body.at("bodyText"), "It ships tomorrow.");
  EXPECT_TRUE(sent.body.at("bodyTextCleaned").is_null());
  EXPECT_EQ(sent.body.at("inReplyTo"), first.at("externalId"));
  EXPECT_EQ(sent.body.at("conversationId"), first.at("conversationId"));

  const auto all = peer.get(path).body;
  EXPECT_EQ(all.at("total"), 2);
  EXPECT_EQ(all.at("messages").at(1), sent.body);
  EXPECT_EQ(peer.get("/tickets/" + ticket.id).body.at("updatedAt"), sent.body.at("createdAt"));
}

TEST_F(Messages, SentTwiceAreTwoMessages) {
  const auto first = peer.post(path, reply).body;
  const auto second = peer.post(path, reply).body;
  EXPECT_NE(first.at("id"), second.at("id"));
  EXPECT_EQ(peer.get(path).body.at("total"), 3);
}

TEST_F(Messages, AreRefusedByAClosedTicketOnly) {
  for (const std::string status : {"processing", "open", "pending", "snoozed", "resolved", "closed"}) {
    server.store().alter_ticket(ticket.id, [&](Ticket& each) { each.status = status; });
    const auto answer = peer.post(path, reply);
    EXPECT_EQ(answer.status, status == "closed" ? 400 : 201) << status;
    if (answer.status == 400) {
      EXPECT_EQ(answer.code(), "VALIDATION_ERROR");
      EXPECT_NE(answer.message().find("closed"), std::string::npos);
    }
  }
}

TEST_F(Messages, OfATicketThatDoesNotExistAreNotFound) {
  EXPECT_EQ(peer.get("/tickets/tkt_9999/messages").status, 404);
  EXPECT_EQ(peer.post("/tickets/tkt_9999/messages", reply).status, 404);
}

TEST_F(Messages, InTheOlderShapeAreRefused) {
  const auto answer = peer.post(path, {{"body", "hi"}, {"isNote", true}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(peer.get(path).body.at("total"), 1);
}

}  // namespace
