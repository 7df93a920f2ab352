// The main job, over real sockets against the sandbox.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "sandbox/server.hpp"
#include "ticket0/client.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using ticket0::TicketId;
using ticket0::TicketStatus;

ticket0::ClientOptions options_for(const sandbox::Server& service) {
  return {.api_key = ticket0::Secret{service.key()}, .base_url = service.url()};
}

std::vector<std::string> ids_of(const std::vector<ticket0::Ticket>& tickets) {
  std::vector<std::string> ids;
  for (const auto& ticket : tickets) ids.push_back(ticket.id.str());
  return ids;
}

class Tickets : public testing::Test {
 protected:
  sandbox::Server service_{{.tickets = 250}};
  ticket0::Client client_{options_for(service_)};
};

TEST_F(Tickets, AreListedInOrderEachOnceWithOneRequestAHundred) {
  const auto all = client_.tickets().list().to_vector();
  EXPECT_EQ(ids_of(all), service_.store().ticket_ids());
  EXPECT_EQ(all.size(), 250U);
  EXPECT_EQ(service_.requests(), 3U);
  EXPECT_EQ(service_.connections(), 1U);
}

TEST_F(Tickets, OfAPageTakeOneRequest) {
  const auto page = client_.tickets().page({.limit = 10});
  EXPECT_EQ(page.items.size(), 10U);
  EXPECT_TRUE(page.has_next());
  EXPECT_EQ(service_.requests(), 1U);
}

TEST_F(Tickets, OfAListAreFetchedOnlyAsFarAsTheLoopGoes) {
  std::size_t seen = 0;
  auto list = client_.tickets().list({.limit = 10});
  EXPECT_EQ(service_.requests(), 0U);
  for (const auto& ticket : std::move(list).at_most(25)) seen += ticket.id.empty() ? 0U : 1U;
  EXPECT_EQ(seen, 25U);
  EXPECT_EQ(service_.requests(), 3U);
}

TEST_F(Tickets, AreTheSameFromTwoThreadsOverOneClient) {
  std::vector<std::string> first;
  std::vector<std::string> second;
  std::thread one{[&] { first = ids_of(client_.tickets().list().to_vector()); }};
  std::thread two{[&, copy = client_] { second = ids_of(copy.tickets().list().to_vector()); }};
  one.join();
  two.join();
  EXPECT_EQ(first, service_.store().ticket_ids());
  EXPECT_EQ(second, first);
  EXPECT_EQ(service_.requests(), 6U);
  EXPECT_LE(service_.connections(), 2U);
}

TEST_F(Tickets, AreFiltered) {
  for (const auto& ticket : client_.tickets().list({.status = TicketStatus::open}))
    EXPECT_EQ(ticket.status, TicketStatus::open);
  const auto open = client_.tickets().page({.status = TicketStatus::open, .limit = 10}).items;
  ASSERT_EQ(open.size(), 10U);

  auto tagged = client_.tickets().create({.subject = "s", .customer_email = "a@b.c", .body = "b"});
  client_.tickets().update(tagged.id, {.assignee_id = ticket0::UserId{"usr_&x"}, .tags = {"team:büro +"}});
  EXPECT_EQ(ids_of(client_.tickets().page({.tag = "team:büro +"}).items), (std::vector{tagged.id.str()}));
  EXPECT_EQ(ids_of(client_.tickets().page({.assignee_id = ticket0::UserId{"usr_&x"}}).items),
            (std::vector{tagged.id.str()}));
}

TEST_F(Tickets, ThatMoveWhileTheyAreReadComeOnce) {
  const auto before = service_.store().ticket_ids();
  std::multiset<std::string> seen;
  for (const auto& ticket : client_.tickets().list({.limit = 50})) {
    if (seen.size() % 40 == 0)
      client_.tickets().create({.subject = "new", .customer_email = "a@b.c", .body = "b"});
    seen.insert(ticket.id.str());
  }
  EXPECT_EQ(seen, (std::multiset<std::string>{before.begin(), before.end()}));
}

TEST_F(Tickets, AreResumedFromASavedCursor) {
  std::vector<std::string> seen;
  std::optional<ticket0::Cursor> saved;
  {
    auto list = client_.tickets().list({.limit = 20});
    for (const auto& ticket : list) {
      if (seen.size() == 40) break;  // the third page is in hand
      seen.push_back(ticket.id.str());
    }
    saved = list.cursor();
  }
  ASSERT_TRUE(saved);
  for (const auto& ticket : client_.tickets().list({.cursor = saved})) seen.push_back(ticket.id.str());
  EXPECT_EQ(seen, service_.store().ticket_ids());
}

TEST_F(Tickets, AreCreatedReadAndUpdated) {
  auto ticket = client_.tickets().create(
      {.subject = "Printer on fire 🔥", .customer_email = "jane@example.com", .body = "Help\n\"now\""});
  EXPECT_EQ(ticket.status, TicketStatus::processing);
  EXPECT_EQ(ticket.subject, "Printer on fire 🔥");
  EXPECT_EQ(service_.store().messages(ticket.id.str()).at(0).body_text, "Help\n\"now\"");

  ticket = client_.tickets().update(ticket.id, {.status = TicketStatus::open,
                                                .assignee_id = ticket0::UserId{"usr_1"},
                                                .tags = {"hardware", "team:it"}});
  EXPECT_EQ(ticket.assignee_id, ticket0::UserId{"usr_1"});

  ticket = client_.tickets().update(ticket.id, {.assignee_id = ticket0::null});
  EXPECT_FALSE(ticket.assignee_id);
  EXPECT_EQ(ticket.tags, (std::vector<std::string>{"hardware", "team:it"}));

  ticket = client_.tickets().update(ticket.id, {.tags = std::vector<std::string>{}});
  EXPECT_EQ(ticket.tags, std::vector<std::string>{});
  EXPECT_EQ(ticket.status, TicketStatus::open);

  const auto read = client_.tickets().get(ticket.id);
  EXPECT_EQ(read.subject, ticket.subject);
  EXPECT_EQ(read.created_at, ticket.created_at);
  EXPECT_EQ(read.extra.at("priority"),
            R"("normal")");  // a member of the single ticket that no reference lists
}

TEST_F(Tickets, OfOneThreadUseOneConnectionUnlessARequestMustNotBeRepeated) {
  const auto id = TicketId{service_.store().ticket_ids().front()};
  for (int i = 0; i < 10; ++i) {
    (void)client_.tickets().get(id);
    client_.tickets().update(id, {.tags = {"a"}});
  }
  EXPECT_EQ(service_.connections(), 1U);
  client_.tickets().create({.subject = "s", .customer_email = "a@b.c", .body = "b"});
  EXPECT_EQ(service_.connections(), 2U);
}

/// Counts what it passes on.
struct Counting final : ticket0::Transport {
  explicit Counting(std::shared_ptr<ticket0::Transport> next) : inner(std::move(next)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    ++count;
    return inner->send(request, context);
  }
  std::shared_ptr<ticket0::Transport> inner;
  int count{0};
};

TEST_F(Tickets, AreReadThroughADecoratedTransport) {
  auto options = options_for(service_);
  const auto counting = std::make_shared<Counting>(ticket0::make_default_transport(options));
  options.transport = counting;
  EXPECT_EQ(ticket0::Client{options}.tickets().list().to_vector().size(), 250U);
  EXPECT_EQ(counting->count, 3);
}

/// What a newcomer reads, and never the key.
template <class E>
void expect_error(const ticket0::ClientOptions& options, const char* text,
                  const TicketId& id = TicketId{"tkt_none"}) {
  try {
    (void)ticket0::Client{options}.tickets().get(id);
    ADD_FAILURE() << "no error: " << text;
  } catch (const ticket0::Error& e) {
    EXPECT_EQ(typeid(e), typeid(E)) << e.what();
    EXPECT_THAT(e.what(), AllOf(HasSubstr(text), Not(HasSubstr("hidden"))));
    EXPECT_THAT(e.explain(), AllOf(HasSubstr(text), Not(HasSubstr("hidden"))));
  }
}

TEST(Mistakes, AreToldInWordsAndNeverWithTheKey) {
  sandbox::Server service{{.keys = {{.key = "t0_hidden_reader", .scopes = {sandbox::Scope::customers_read}},
                                    {.key = "t0_hidden_old", .expired = true},
                                    {.key = "t0_hidden_admin"}}}};
  const auto with = [&](const char* key, std::string url = {}) {
    return ticket0::ClientOptions{.api_key = ticket0::Secret{key},
                                  .base_url = url.empty() ? service.url() : std::move(url)};
  };
  const std::string impossible(64, 'x');  // a label that no resolver can ask anyone about
  expect_error<ticket0::AuthenticationError>(with("t0_hidden_wrong"), "401 UNAUTHORIZED: ");
  expect_error<ticket0::AuthenticationError>(with("t0_hidden_old"),
                                             "the key may be mistyped, revoked or expired");
  expect_error<ticket0::PermissionError>(with("t0_hidden_reader"),
                                         "Use a key with the scope tickets:read (or admin)");
  expect_error<ticket0::NotFoundError>(with("t0_hidden_admin"), "404 NOT_FOUND: ");
  for (const std::string path : {"", "/", "/api", "/api/v2", "/v1"})
    expect_error<ticket0::NotFoundError>(
        with("t0_hidden_admin", "http://127.0.0.1:" + std::to_string(service.port()) + path),
        "Check ClientOptions.base_url: the service's API does not seem to be there");
  expect_error<ticket0::ConfigError>(with("t0_hidden\n"), "ClientOptions.api_key contains a line break");
  expect_error<ticket0::ConfigError>(with("hidden"), "keys start with t0_");
  expect_error<ticket0::ConfigError>(with("t0_hidden", "http://example.com/api/v1"),
                                     "ClientOptions.base_url uses plain http");
  expect_error<ticket0::ConfigError>(with("t0_hidden", "app.ticket0.ai"), "has to begin with https://");
  expect_error<ticket0::TransportError>(with("t0_hidden", "https://" + impossible + ".invalid"),
                                        "cannot be found");
  expect_error<ticket0::TransportError>(with("t0_hidden", "http://127.0.0.1:1"),
                                        "no connection to 127.0.0.1:1 (Connection refused)");
  expect_error<ticket0::InvalidArgument>(with("t0_hidden_admin"), "TicketId is empty", TicketId{});
}

TEST(RateLimit, OfTheServiceIsARateLimitErrorThatSaysHowLongToWait) {
  sandbox::Server service{{.requests_per_minute = 2}};
  ticket0::ClientOptions options = options_for(service);
  options.rate_limit.wait = false;
  const ticket0::Client client{options};
  (void)client.tickets().page();
  (void)client.tickets().page();
  try {
    (void)client.tickets().page();
    FAIL();
  } catch (const ticket0::RateLimitError& e) {
    EXPECT_EQ(e.outcome(), ticket0::Outcome::throttled);
    ASSERT_TRUE(e.retry_after());
    EXPECT_GE(e.retry_after()->count(), 1);
    EXPECT_LE(e.retry_after()->count(), 60);
  }
}

}  // namespace
