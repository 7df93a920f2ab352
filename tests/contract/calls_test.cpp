// Every call, with every member that it takes set. strict_contract.mjs makes a contract under which one that
// does not arrive is a violation.
#include <gmock/gmock.h>

#include "prism.hpp"

namespace {

using namespace ticket0;
using testing::ElementsAre;

const Timestamp made = at("2026-04-22T10:30:00Z");
const TicketId ticket{"tkt_01abc"};

Ticket open_ticket() {
  return {.id = ticket,
          .subject = "My order hasn't arrived",
          .status = TicketStatus::open,
          .assignee_id = UserId{"usr_01abc"},
          .customer_id = CustomerId{"cus_01abc"},
          .inbox_id = InboxId{"inb_01abc"},
          .tags = {"shipping"},
          .created_at = made,
          .updated_at = made};
}

Ticket pending_ticket() {
  return {.id = TicketId{"tkt_01abd"},
          .subject = "Zahlung fehlgeschlagen – Rechnung №42",
          .status = TicketStatus::pending,
          .customer_id = CustomerId{"cust_01abd"},
          .tags = {"team:billing", "type:payment"},
          .created_at = at("2026-04-22T09:00:00.125Z"),
          .updated_at = at("2026-04-22T09:30:00Z")};
}

Message question() {
  return {.id = MessageId{"msg_01abc"},
          .ticket_id = ticket,
          .conversation_id = ConversationId{"conv_01abc"},
          .direction = Direction::inbound,
          .channel = Channel::email,
          .subject = "Where's my order?",
          .from_address = "jane@example.com",
          .from_name = "Jane Smith",
          .to_addresses = {"support@yourcompany.com"},
          .body_text = "Hi, my order hasn't arrived yet.",
          .body_text_cleaned = "Hi, my order hasn't arrived yet.",
          .external_id = "<msg@mail.example.com>",
          .author_type = AuthorType::customer,
          .author_id = "cust_01abc",
          .author_name = "Jane Smith",
          .ai_sentiment = Sentiment::neutral,
          .detected_language = "en",
          .created_at = made};
}

/// By an operator or the AI: the examples differ in the members that are left out here.
Message answer() {
  return {.ticket_id = ticket,
          .conversation_id = ConversationId{"conv_01abc"},
          .direction = Direction::outbound,
          .channel = Channel::email,
          .subject = "Re: Where's my order?",
          .from_address = "support@yourcompany.com",
          .from_name = "Support",
          .to_addresses = {"jane@example.com"},
          .body_text = "It ships tomorrow.",
          .external_id = "<reply@mail.example.com>",
          .in_reply_to = "<msg@mail.example.com>"};
}

Message answer_of_ai() {
  Message message = answer();
  message.id = MessageId{"msg_01abd"};
  message.body_html = "<p>It ships tomorrow.</p>";
  message.author_type = AuthorType::agent;
  message.created_at = at("2026-04-22T10:31:00Z");
  return message;
}

Message answer_of_operator() {
  Message message = answer();
  message.id = MessageId{"msg_01new"};
  message.author_type = AuthorType::user;
  message.author_id = "usr_01abc";
  message.author_name = "Sam";
  message.created_at = at("2026-04-22T10:35:00Z");
  return message;
}

Customer jane(std::string name = "Jane Smith") {
  return {.id = CustomerId{"cus_01abc"},
          .email = "jane@example.com",
          .name = std::move(name),
          .external_id = "usr_12345",
          .metadata = {{"plan", "pro"}},
          .ticket_count = 3,
          .created_at = at("2026-01-01T00:00:00Z")};
}

Customer nobody() {
  return {.id = CustomerId{"cust_01abd"}, .ticket_count = 1, .created_at = at("2026-02-01T00:00:00Z")};
}

Article listed_article() {
  return {.id = ArticleId{"art_01abc"},
          .title = "How to track your order",
          .slug = "how-to-track-your-order",
          .status = ArticleStatus::published,
          .excerpt = "You can track your order with the tracking number.",
          .created_at = at("2026-01-01T00:00:00Z"),
          .updated_at = at("2026-01-10T00:00:00Z")};
}

class EveryMember : public PrismTest {};

TEST_F(EveryMember, OfATicketQuery) {
  const TicketQuery query{.status = TicketStatus::open,
                          .assignee_id = UserId{"usr_01abc"},
                          .inbox_id = InboxId{"inb_01abc"},
                          .tag = "team:billing & more",
                          .limit = 100,
                          .cursor = Cursor{"cur_0/+="}};
  const Page<Ticket> page = client_.tickets().page(query);
  EXPECT_THAT(page.items, ElementsAre(open_ticket(), pending_ticket()));
  EXPECT_EQ(page.next, Cursor{"cur_01abc"});
  EXPECT_EQ(client_.tickets().list(query).at_most(2).to_vector(), page.items);
}

TEST_F(EveryMember, OfASingleTicket) {
  Ticket expected = open_ticket();
  expected.extra = {{"sentiment", "\"frustrated\""}};
  EXPECT_EQ(client_.tickets().get(ticket), expected);
}

TEST_F(EveryMember, OfANewTicket) {
  ResponseInfo answer;
  const Ticket created = client_.tickets().create({.subject = "Question about billing",
                                                   .customer_email = "jane@example.com",
                                                   .body = "Why – how much?",
                                                   .inbox_id = InboxId{"inb_01abc"}},
                                                  {.capture = &answer});
  EXPECT_EQ(created, (Ticket{.id = TicketId{"tkt_01new"},
                             .subject = "Question about billing",
                             .status = TicketStatus::processing,
                             .customer_id = CustomerId{"cust_01abc"},
                             .inbox_id = InboxId{"inb_01abc"},
                             .created_at = made,
                             .updated_at = made}));
  EXPECT_EQ(answer.status, 201);
}

TEST_F(EveryMember, OfATicketPatch) {
  const Ticket resolved{.id = ticket,
                        .subject = "My order hasn't arrived",
                        .status = TicketStatus::resolved,
                        .assignee_id = UserId{"usr_01abc"},
                        .customer_id = CustomerId{"cus_01abc"},
                        .tags = {"billing", "resolved-by-api"},
                        .created_at = made,
                        .updated_at = at("2026-04-22T12:30:00Z")};
  TicketPatch patch{.status = TicketStatus::resolved,
                    .assignee_id = UserId{"usr_01abc"},
                    .tags = {"billing", "resolved-by-api"}};
  EXPECT_EQ(client_.tickets().update(ticket, patch), resolved);
  patch.assignee_id = null;
  patch.tags = std::vector<std::string>{};
  EXPECT_EQ(client_.tickets().update(ticket, patch), resolved);
}

TEST_F(EveryMember, OfAMessageQuery) {
  const MessageQuery query{.limit = 200, .cursor = Cursor{"cur_01abc"}};
  const Page<Message> page = client_.messages().page(ticket, query);
  EXPECT_THAT(page.items, ElementsAre(question(), answer_of_ai()));
  EXPECT_EQ(page.total, 2);
  EXPECT_FALSE(page.has_next());
  EXPECT_EQ(client_.messages().list(ticket, query).to_vector(), page.items);
}

TEST_F(EveryMember, OfAReply) {
  const Message sent = client_.messages().reply(
      ticket, {.from_address = "support@yourcompany.com", .body_text = "It ships tomorrow."});
  EXPECT_EQ(sent, answer_of_operator());
}

TEST_F(EveryMember, OfACustomerQuery) {
  const CustomerQuery query{.email = "jane+shop@example.com",
                            .external_id = "usr_12345",
                            .limit = 1,
                            .cursor = Cursor{"cur_01abc"}};
  const Page<Customer> page = client_.customers().page(query);
  EXPECT_THAT(page.items, ElementsAre(jane(), nobody()));
  EXPECT_FALSE(page.has_next());
  EXPECT_EQ(client_.customers().list(query).to_vector(), page.items);
}

TEST_F(EveryMember, OfASingleCustomer) {
  EXPECT_EQ(client_.customers().get(CustomerId{"cus_01abc"}), jane());
}

TEST_F(EveryMember, OfANewCustomer) {
  ResponseInfo answer;
  const Customer created =
      client_.customers().create({.email = "john@example.com",
                                  .name = "John Doe",
                                  .external_id = "usr_99999",
                                  .metadata = {{"plan", "enterprise"}, {"accountAge", "24 months"}}},
                                 {.capture = &answer});
  EXPECT_EQ(created, (Customer{.id = CustomerId{"cust_01new"},
                               .email = "john@example.com",
                               .name = "John Doe",
                               .external_id = "usr_99999",
                               .metadata = {{"plan", "enterprise"}, {"accountAge", "24 months"}},
                               .ticket_count = 0,
                               .created_at = made}));
  EXPECT_EQ(answer.status, 201);
}

TEST_F(EveryMember, OfACustomerPatch) {
  const CustomerPatch patch{.name = "Jane Doe", .metadata = {{"plan", "pro"}, {"trial", null}}};
  EXPECT_EQ(client_.customers().update(CustomerId{"cus_01abc"}, patch), jane("Jane Doe"));
}

TEST_F(EveryMember, OfAnArticleQuery) {
  const ArticleQuery query{.query = "tracking & more",
                           .status = ArticleStatus::published,
                           .limit = 100,
                           .cursor = Cursor{"cur_01abc"}};
  const Page<Article> page = client_.knowledge_base().page(query);
  EXPECT_THAT(page.items, ElementsAre(listed_article()));
  EXPECT_FALSE(page.has_next());
  EXPECT_EQ(client_.knowledge_base().list(query).to_vector(), page.items);
}

TEST_F(EveryMember, OfASingleArticle) {
  Article expected = listed_article();
  expected.body = "## Tracking your order\n\nAfter your order ships, we mail you a link.";
  EXPECT_EQ(client_.knowledge_base().get(ArticleId{"art_01abc"}), expected);
}
}  // namespace
