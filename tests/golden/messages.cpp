#include "golden/golden.hpp"

namespace golden {

using namespace ticket0;
using testing::ElementsAre;

namespace {

const TicketId asked{"tkt_asked"};

Message reply(Golden& golden, const std::string& file) {
  return golden.answer(file).client().messages().reply(asked, {.from_address = "a@b.c", .body_text = "Hi"});
}
Page<Message> page(Golden& golden, const std::string& file) {
  return golden.answer(file).client().messages().page(asked);
}

void read_newer(Golden& golden) {
  expect_same(reply(golden, "newer/message.json"), {.id = MessageId{"msg_2"},
                                                    .ticket_id = asked,
                                                    .conversation_id = ConversationId{"conv_77"},
                                                    .direction = Direction::outbound,
                                                    .channel = Channel::email,
                                                    .subject = "Re: Refund",
                                                    .from_address = "support@acme.com",
                                                    .from_name = "Acme Support",
                                                    .to_addresses = {"jane@example.com"},
                                                    .body_text = "It is on its way.\n\n-- \nAcme",
                                                    .body_html = "<p>It is on its way.</p>",
                                                    .external_id = "<msg_2@mail.acme.com>",
                                                    .in_reply_to = "<abc@mail.example.com>",
                                                    .author_type = AuthorType::user,
                                                    .author_id = "usr_mara",
                                                    .author_name = "Mara",
                                                    .created_at = at("2026-04-22T10:45:00Z")});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older(Golden& golden) {
  expect_same(reply(golden, "older/message.json"), {.id = MessageId{"msg_ghi"},
                                                    .ticket_id = TicketId{"tkt_abc123"},
                                                    .direction = Direction::outbound,
                                                    .from_address = "ann@acme.com",
                                                    .body_text = "We are looking into it.",
                                                    .author_name = "Ann",
                                                    .created_at = at("2025-01-15T11:00:00Z")});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later(Golden& golden) {
  expect_same(
      reply(golden, "later/message.json"),
      {.id = MessageId{"msg_9"},
       .ticket_id = TicketId{"tkt_7"},
       .direction = Open<Direction>{"internal"},
       .channel = Open<Channel>{"voice"},
       .from_address = "newer@acme.com",
       .to_addresses = {"boss@example.com"},
       .body_text = "the older name",
       .author_type = Open<AuthorType>{"bot"},
       .ai_sentiment = Open<Sentiment>{"delighted"},
       .created_at = at("2028-01-31T18:30:00Z"),
       .extra = {{"attachments", R"([{"name":"a.pdf","bytes":10485760,"scan":{"clean":true,"score":0.10}}])"},
                 {"deliverAt", "null"}}});
  EXPECT_THAT(golden.drift(), ElementsAre("Message.direction new value", "Message.channel new value",
                                          "Message.authorType new value", "Message.aiSentiment new value",
                                          "Message.toAddresses wrong element", "Message.isNote wrong type",
                                          "Message.attachments new member", "Message.deliverAt new member"));
}

void read_newer_page(Golden& golden) {
  expect_same(page(golden, "newer/messages.json"),
              {.items = {{.id = MessageId{"msg_1"},
                          .ticket_id = asked,
                          .conversation_id = ConversationId{"conv_77"},
                          .direction = Direction::inbound,
                          .channel = Channel::chat,
                          .subject = "Refund",
                          .from_address = "jane@example.com",
                          .from_name = "Jane Smith",
                          .to_addresses = {"support@acme.com", "sales@acme.com"},
                          .cc_addresses = {"boss@example.com"},
                          .body_text = "Bonjour !\n> quoted",
                          .body_text_cleaned = "Bonjour !",
                          .external_id = "<abc@mail.example.com>",
                          .author_type = AuthorType::customer,
                          .author_id = "cus_91b",
                          .author_name = "Jane Smith",
                          .ai_sentiment = Sentiment::frustrated,
                          .detected_language = "fr",
                          .created_at = at("2026-04-22T10:30:00Z")},
                         {.id = MessageId{"msg_2"},
                          .ticket_id = asked,
                          .direction = Direction::outbound,
                          .channel = Channel::email,
                          .body_text = "Hello",
                          .author_type = AuthorType::agent,
                          .author_name = "Ticket0 AI",
                          .created_at = at("2026-04-22T10:31:00Z")}},
               .total = 2});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older_page(Golden& golden) {
  expect_same(page(golden, "older/messages.json"), {.items = {{.id = MessageId{"msg_def"},
                                                               .ticket_id = TicketId{"tkt_abc123"},
                                                               .direction = Direction::inbound,
                                                               .from_address = "jane@example.com",
                                                               .body_text = "Where is my order?",
                                                               .author_name = "Jane",
                                                               .created_at = at("2025-01-15T10:30:00Z")},
                                                              {.id = MessageId{"msg_note"},
                                                               .ticket_id = TicketId{"tkt_abc123"},
                                                               .direction = Direction::outbound,
                                                               .from_address = "ann@acme.com",
                                                               .body_text = "She is a VIP.",
                                                               .author_name = "Ann",
                                                               .is_note = true,
                                                               .created_at = at("2025-01-15T10:31:00Z")}},
                                                    .next = Cursor{"b2xkZXI"}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later_page(Golden& golden) {
  expect_same(page(golden, "later/messages.json"), {.items = {{.id = MessageId{"msg_9"},
                                                               .ticket_id = asked,
                                                               .direction = Open<Direction>{"internal"},
                                                               .channel = Open<Channel>{"voice"},
                                                               .extra = {{"spans", "[[0,1.5]]"}}},
                                                              {.id = MessageId{"msg_8"},
                                                               .ticket_id = asked,
                                                               .direction = Direction::inbound,
                                                               .channel = Channel::email,
                                                               .body_text = "Hi",
                                                               .extra = {{"spans", "[]"}}}}});
  EXPECT_THAT(golden.drift(), ElementsAre("Message.direction new value", "Message.channel new value",
                                          "Message.bodyText wrong type", "Message.spans new member",
                                          "Message.total wrong type"));
}

}  // namespace

std::vector<Case> message_cases() {
  return {
      {"NewerMessage", read_newer},       {"OlderMessage", read_older},
      {"LaterMessage", read_later},       {"NewerMessages", read_newer_page},
      {"OlderMessages", read_older_page}, {"LaterMessages", read_later_page},
  };
}

}  // namespace golden
