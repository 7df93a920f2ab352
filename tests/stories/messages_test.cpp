// Reading and answering a ticket, over real sockets against the sandbox.
#include "stories/story.hpp"

namespace {

using stories::ids_of;
using stories::options_for;
using stories::time_of;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace ticket0;

class Messages : public testing::Test {
 protected:
  sandbox::Server service_{{.tickets = 30}};
  Client client_{options_for(service_)};
  const TicketId ticket_{service_.store()
                             .open_ticket({.subject = "Printer on fire",
                                           .customer_email = "jane@example.com",
                                           .body = "Help\n\"now\" \xF0\x9F\x94\xA5"})
                             .id};
  [[nodiscard]] std::vector<sandbox::Message> thread() { return service_.store().messages(ticket_.str()); }
};

TEST_F(Messages, OfATicketComeOldestFirstWithOneRequest) {
  for (int i = 0; i < 250; ++i) service_.store().add_message(ticket_.str(), {.body_text = std::to_string(i)});
  const auto all = client_.messages().list(ticket_).to_vector();
  EXPECT_EQ(ids_of(all), ids_of(thread()));
  EXPECT_EQ(all.size(), 251U);
  EXPECT_EQ(all[250].body_text, "249");
  EXPECT_EQ(service_.requests(), 1U);
  EXPECT_EQ(service_.log().at(0).target, "/api/v1/tickets/" + ticket_.str() + "/messages");
  const auto page = client_.messages().page(ticket_, {.limit = 5});
  EXPECT_EQ(page.total, 251);
  EXPECT_FALSE(page.has_next());
  EXPECT_EQ(service_.requests(), 2U);
}

TEST_F(Messages, HaveWhatTheServiceKnowsOfThem) {
  std::size_t compared = 0;
  for (const std::string& id : {service_.store().ticket_ids().at(5), service_.store().ticket_ids().at(8)}) {
    const auto stored = service_.store().messages(id);
    const auto read = client_.messages().list(TicketId{id}).to_vector();
    ASSERT_EQ(read.size(), stored.size());
    for (std::size_t i = 0; i < read.size(); ++i, ++compared)
      EXPECT_EQ(read[i], (Message{.id = MessageId{stored[i].id},
                                  .ticket_id = TicketId{id},
                                  .conversation_id = ConversationId{stored[i].conversation_id},
                                  .direction = Open<Direction>{stored[i].direction},
                                  .channel = Open<Channel>{stored[i].channel},
                                  .subject = stored[i].subject,
                                  .from_address = stored[i].from_address,
                                  .from_name = stored[i].from_name,
                                  .to_addresses = stored[i].to_addresses,
                                  .body_text = stored[i].body_text,
                                  .body_html = stored[i].body_html,
                                  .body_text_cleaned = stored[i].body_text_cleaned,
                                  .external_id = stored[i].external_id,
                                  .in_reply_to = stored[i].in_reply_to,
                                  .author_type = Open<AuthorType>{stored[i].author_type},
                                  .author_id = stored[i].author_id,
                                  .author_name = stored[i].author_name,
                                  .ai_sentiment = Open<Sentiment>{stored[i].sentiment.value_or("")},
                                  .detected_language = stored[i].language,
                                  .created_at = time_of(stored[i].created_at)}));
  }
  EXPECT_GE(compared, 2U);
}

TEST_F(Messages, AReplyStandsOnceInTheThread) {
  const auto before = thread();
  const auto sent = client_.messages().reply(
      ticket_, {.from_address = "support@helpdesk.example", .body_text = "It ships \"today\".\n\xC3\xBC"});
  const auto after = thread();
  ASSERT_EQ(after.size(), before.size() + 1);
  EXPECT_EQ(sent.id.str(), after.back().id);
  EXPECT_EQ(after.back().body_text, "It ships \"today\".\n\xC3\xBC");
  EXPECT_EQ(after.back().from_address, "support@helpdesk.example");
  EXPECT_EQ(sent.ticket_id, ticket_);
  EXPECT_EQ(sent.direction, Direction::outbound);
  EXPECT_EQ(sent.author_type, AuthorType::user);
  EXPECT_EQ(sent.body_text, after.back().body_text);
  EXPECT_THAT(sent.to_addresses, ElementsAre("jane@example.com"));
  EXPECT_EQ(sent.in_reply_to, before.back().external_id);
  EXPECT_EQ(service_.requests("POST /tickets/:id/messages"), 1U);
  EXPECT_EQ(client_.messages().list(ticket_).to_vector().back(), sent);
}

TEST_F(Messages, AReplyThatIsRefusedLeavesTheThreadAsItWas) {
  const auto before = ids_of(thread());
  const NewReply reply{.from_address = "support@helpdesk.example", .body_text = "Hi"};
  const auto refused = [&](const NewReply& what) {
    const auto result = attempt([&] { return client_.messages().reply(ticket_, what); });
    const auto error = result.error_as<ValidationError>();
    EXPECT_TRUE(error);
    EXPECT_TRUE(!error || error->outcome() == Outcome::rejected);
    return error ? std::string{error->what()} : "";
  };
  EXPECT_THAT(refused({.from_address = "nobody", .body_text = "Hi"}), HasSubstr("fromAddress"));
  NewReply with_more = reply;
  with_more.extra = {{"isNote", "true"}};
  EXPECT_THAT(refused(with_more), HasSubstr("isNote"));
  service_.store().alter_ticket(ticket_.str(), [](sandbox::Ticket& each) { each.status = "closed"; });
  EXPECT_THAT(refused(reply), HasSubstr("closed"));
  EXPECT_EQ(ids_of(thread()), before);
}

TEST_F(Messages, OfATicketThatIsNotThereAreNotFound) {
  const TicketId none{"tkt none/../x"};
  EXPECT_THROW((void)client_.messages().page(none), NotFoundError);
  EXPECT_THROW((void)client_.messages().list(none).begin(), NotFoundError);
  EXPECT_THROW(client_.messages().reply(none, {.from_address = "a@b.c", .body_text = "Hi"}), NotFoundError);
  EXPECT_EQ(service_.requests("GET /tickets/:id/messages"), 2U);
}

TEST(MessagesScopes, AreThoseThatTheErrorNames) {
  sandbox::Server service{{.tickets = 1,
                           .keys = {{.key = "t0_reader", .scopes = {sandbox::Scope::messages_read}},
                                    {.key = "t0_sender", .scopes = {sandbox::Scope::messages_send}}}}};
  const TicketId id{service.store().ticket_ids().front()};
  const NewReply reply{.from_address = "support@helpdesk.example", .body_text = "Hi"};
  const auto client = [&](const char* key) {
    return Client{{.api_key = Secret{key}, .base_url = service.url()}};
  };
  EXPECT_FALSE(client("t0_reader").messages().list(id).to_vector().empty());
  const auto unsent = attempt([&] { return client("t0_reader").messages().reply(id, reply); });
  ASSERT_TRUE(unsent.error_as<PermissionError>());
  EXPECT_EQ(unsent.error_as<PermissionError>()->needed_scope(), "messages:send");
  EXPECT_TRUE(attempt([&] { return client("t0_sender").messages().reply(id, reply); }));
  const auto unread = attempt([&] { return client("t0_sender").messages().page(id); });
  ASSERT_TRUE(unread.error_as<PermissionError>());
  EXPECT_EQ(unread.error_as<PermissionError>()->needed_scope(), "messages:read");
}

}  // namespace
