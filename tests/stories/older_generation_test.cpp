// The same calls against a workspace of the older generation.
#include "stories/story.hpp"

namespace {

using stories::client_that_fails_at;
using stories::ids_of;
using stories::options_for;
using stories::read_all;
using stories::time_of;
using testing::HasSubstr;
using namespace ticket0;

/// Counts what the service sent that this library does not know.
struct Drifts final : Observer {
  void on_drift(std::string_view type, std::string_view member, ticket0::Drift what) noexcept override {
    told.push_back(std::string{type} + "." + std::string{member} + " " + std::string{to_string(what)});
  }
  std::vector<std::string> told{};
};

class OlderWorkspace : public testing::Test {
 protected:
  OlderWorkspace() : client_{with_observer()} {}
  ~OlderWorkspace() override { EXPECT_THAT(drifts_->told, testing::ElementsAre()); }
  [[nodiscard]] ClientOptions with_observer() const {
    auto options = options_for(service_);
    options.observer = drifts_;
    return options;
  }
  [[nodiscard]] TicketId a_ticket() {
    return TicketId{service_.store()
                        .open_ticket({.subject = "s", .customer_email = "jane@example.com", .body = "Help"})
                        .id};
  }
  sandbox::Server service_{{.tickets = 60, .generation = sandbox::Generation::older}};
  std::shared_ptr<Drifts> drifts_ = std::make_shared<Drifts>();
  Client client_;
};

TEST_F(OlderWorkspace, ListsItsTicketsEachWithAnInbox) {
  const auto all = client_.tickets().list({.limit = 25}).to_vector();
  EXPECT_EQ(ids_of(all), service_.store().ticket_ids());
  for (const Ticket& each : all) {
    EXPECT_TRUE(each.inbox_id) << each.id.str();
    EXPECT_NE(each.status.value(), TicketStatus::unknown) << each.status.text();
  }
  const auto found =
      client_.tickets().page({.status = TicketStatus::open, .inbox_id = InboxId{"inb_support"}});
  EXPECT_FALSE(found.items.empty());
  for (const Ticket& each : found.items) {
    EXPECT_EQ(each.status, TicketStatus::open);
    EXPECT_EQ(each.inbox_id, InboxId{"inb_support"});
  }
}

TEST_F(OlderWorkspace, TakesATicketWithAnInboxAndChangesToIt) {
  const auto made = client_.tickets().create(
      {.subject = "Hi", .customer_email = "jane@example.com", .body = "b", .inbox_id = InboxId{"inb_sales"}});
  EXPECT_EQ(made.inbox_id, InboxId{"inb_sales"});
  EXPECT_EQ(made.status, TicketStatus::open);
  const auto changed = client_.tickets().update(
      made.id, {.status = TicketStatus::snoozed, .assignee_id = UserId{"usr_1"}, .tags = {"a:b"}});
  EXPECT_EQ(changed.status, TicketStatus::snoozed);
  EXPECT_EQ(client_.tickets().get(made.id), changed);
  EXPECT_EQ(service_.store().ticket(made.id.str()).tags, std::vector<std::string>{"a:b"});
}

TEST_F(OlderWorkspace, TellsInItsOwnWordsWhatItRefuses) {
  const auto result = attempt(
      [&] { return client_.tickets().create({.subject = "s", .customer_email = "a@b.c", .body = "b"}); });
  const auto error = result.error_as<ValidationError>();
  ASSERT_TRUE(error) << "it requires an inbox";
  EXPECT_EQ(error->code(), ErrorCode::validation_error);
  EXPECT_EQ(error->code().text(), "bad_request");
  EXPECT_THAT(error->what(), HasSubstr("inboxId"));
  const auto none = attempt([&] { return client_.tickets().get(TicketId{"tkt_none"}); });
  ASSERT_TRUE(none.error_as<NotFoundError>());
  EXPECT_EQ(none.error_as<NotFoundError>()->code().text(), "not_found");
}

TEST_F(OlderWorkspace, PagesTheMessagesOfATicket) {
  const TicketId ticket = a_ticket();
  for (int i = 0; i < 120; ++i)
    service_.store().add_message(ticket.str(), {.from_address = "a@b.c", .body_text = std::to_string(i)});
  const auto stored = service_.store().messages(ticket.str());
  const auto all = client_.messages().list(ticket).to_vector();
  EXPECT_EQ(ids_of(all), ids_of(stored));
  EXPECT_EQ(service_.requests("GET /tickets/:id/messages"), 3U) << "50 a page, as the service takes it";
  EXPECT_EQ(client_.messages().list(ticket, {.limit = 200}).to_vector().size(), 121U);
  EXPECT_EQ(service_.requests("GET /tickets/:id/messages"), 4U);
  const auto page = client_.messages().page(ticket, {.limit = 100});
  EXPECT_EQ(page.items.size(), 100U);
  EXPECT_EQ(page.total, std::nullopt);
  EXPECT_EQ(client_.messages().page(ticket, {.cursor = page.next}).items.size(), 21U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].ticket_id, ticket);
    EXPECT_EQ(all[i].body_text, stored[i].body_text);
    EXPECT_EQ(all[i].from_address, stored[i].from_address);
    EXPECT_EQ(all[i].created_at, time_of(stored[i].created_at));
    EXPECT_FALSE(all[i].is_note);
  }
}

TEST_F(OlderWorkspace, ListsMessagesEachOnceThoughThePageInTheMiddleFailedAtFirst) {
  const TicketId ticket = a_ticket();
  for (int i = 0; i < 45; ++i) service_.store().add_message(ticket.str(), {.body_text = "m"});
  auto list = client_that_fails_at(service_, 3).messages().list(ticket, {.limit = 10});
  std::vector<std::string> ids;
  EXPECT_EQ(read_all(list, ids), 1);
  EXPECT_EQ(ids, ids_of(service_.store().messages(ticket.str())));
  EXPECT_EQ(service_.requests("GET /tickets/:id/messages"), 5U);
}

TEST_F(OlderWorkspace, TellsNotesFromMessages) {
  const TicketId ticket = a_ticket();
  service_.store().reply(ticket.str(), {.from_address = "a@b.c", .body_text = "psst", .is_note = true});
  const auto all = client_.messages().list(ticket).to_vector();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_FALSE(all[0].is_note);
  EXPECT_TRUE(all[1].is_note);
  EXPECT_EQ(all[1].body_text, "psst");
}

TEST_F(OlderWorkspace, TakesAReplyOnce) {
  const TicketId ticket = a_ticket();
  const auto sent =
      client_.messages().reply(ticket, {.from_address = "support@helpdesk.example", .body_text = "Hi"});
  const auto thread = service_.store().messages(ticket.str());
  ASSERT_EQ(thread.size(), 2U);
  EXPECT_EQ(thread[1].body_text, "Hi");
  EXPECT_FALSE(thread[1].is_note);
  EXPECT_EQ(sent.id.str(), thread[1].id);
  EXPECT_EQ(sent.ticket_id, ticket);
  EXPECT_EQ(sent.body_text, "Hi");
  EXPECT_EQ(sent.direction, Direction::outbound);
  EXPECT_EQ(service_.requests("POST /tickets/:id/messages"), 1U);
}

TEST_F(OlderWorkspace, KeepsCustomersAndArticlesAsTheNewerDoes) {
  const auto made = client_.customers().create(
      {.email = "ann@example.com", .external_id = "x", .metadata = {{"plan", "free"}, {"trial", "y"}}});
  EXPECT_EQ(client_.customers().create({.email = "other@example.com", .external_id = "x"}).id, made.id);
  EXPECT_EQ(client_.customers().update(made.id, {.metadata = {{"trial", null}}}).metadata.size(), 1U);
  EXPECT_EQ(client_.customers().list({.external_id = "x"}).to_vector().size(), 1U);
  const auto articles = client_.knowledge_base().list({.limit = 5}).to_vector();
  EXPECT_EQ(articles.size(), 12U);
  EXPECT_EQ(client_.knowledge_base().get(articles[0].id).body,
            service_.store().article(articles[0].id.str()).body);
}

}  // namespace
