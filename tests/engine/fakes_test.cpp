// What ticket0::fakes promises to the tests of a user's code.
#include <thread>

#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;

class Fake : public ClientTest {
 protected:
  /// Over a transport whose latencies pass on the test's clock.
  Fake() { wire_ = std::make_shared<fakes::FakeTransport>(clock_); }
  [[nodiscard]] Client client() const { return Client{options()}; }
  [[nodiscard]] std::string subject() const { return client().tickets().get(id_).subject; }
  [[nodiscard]] static std::string ticket(const char* subject) {
    return fakes::json(Ticket{.id = TicketId{"tkt_1"}, .subject = subject});
  }
};

TEST_F(Fake, ARuleServesOneRequestUnlessItSaysHowMany) {
  wire_->on("GET /tickets/:id").respond(200, ticket("always")).always();
  wire_->on("GET /tickets/:id").respond(200, ticket("twice")).times(2);
  wire_->on("GET /tickets/:id").respond(200, ticket("once"));
  wire_->on("GET /tickets/:id").respond(200, ticket("never")).times(0);
  std::vector<std::string> subjects;
  for (int i = 0; i < 5; ++i) subjects.push_back(subject());
  EXPECT_THAT(subjects, ElementsAre("once", "twice", "twice", "always", "always"))
      << "the newest that is not used up";
}

TEST_F(Fake, ARuleMatchesTheMethodAndTheWholePathBelowTheBaseUrl) {
  const std::string list = R"({"tickets":[]})";
  wire_->on("POST /tickets/:id").respond(500, "another method").always();
  wire_->on("GET /tickets/:id/:more").respond(500, "too long").always();
  wire_->on("GET /customers/:id").respond(500, "another word").always();
  wire_->on("GET /api/v1/tickets/:id").respond(500, "the base is not part of it").always();
  wire_->on("GET /tickets/:id").respond(200, ticket("matched")).times(1);
  wire_->on("GET /tickets").respond(200, list).times(1);
  EXPECT_EQ(subject(), "matched");
  EXPECT_NO_THROW((void)tickets().page({.limit = 3})) << "whatever the query";
  wire_->respond(200, ticket("scripted"));
  EXPECT_EQ(subject(), "scripted") << "no rule was left";
}

TEST_F(Fake, ARuleWithoutAnEndMatchesNothing) {
  const auto rule = wire_->on("GET /tickets/:id");
  wire_->respond(200, ticket("scripted"));
  EXPECT_EQ(subject(), "scripted");
}

TEST_F(Fake, APatternHasAMethodAndAPath) {
  for (const char* bad : {"", "GET", "/tickets", "get /tickets", "GET tickets", "GET  /tickets", " /tickets",
                          "GET /tickets?limit=3", "GET /tickets /x"})
    EXPECT_THROW((void)wire_->on(bad), InvalidArgument) << bad;
  EXPECT_THROW(wire_->on("GET /tickets").times(-1), InvalidArgument);
  EXPECT_THROW(wire_->on("GET /tickets").after(-1ms), InvalidArgument);
}

TEST_F(Fake, AFailureHasTheOutcomeThatItsRuleNames) {
  wire_->on("GET /tickets/:id").fail(Outcome::not_sent, "no route to host");
  const auto error = thrown_by<TransportError>([&] { return tickets().get(id_); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_THAT(error.what(), HasSubstr("no route to host"));
}

TEST_F(Fake, LatencyAndTimeOutsPassOnTheClock) {
  wire_->on("GET /tickets/:id").respond(200, ticket("late")).after(7s);
  EXPECT_EQ(subject(), "late");
  EXPECT_EQ(clock_->waited(), 7s);

  wire_->on("PATCH /tickets/:id").time_out();
  const auto error = thrown_by<TimeoutError>(
      [&] { return tickets().update(id_, {.status = TicketStatus::open}, {.timeout = 5s}); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(clock_->waited(), 12s);
}

TEST_F(Fake, ALatencyBeyondTheAttemptsTimeIsATimeOut) {
  wire_->on("GET /tickets/:id").respond(200, ticket("never seen")).after(31s);
  EXPECT_THROW((void)subject(), TimeoutError);
  EXPECT_EQ(clock_->waited(), 30s) << "attempt_timeout";
}

TEST_F(Fake, WithoutAClockNothingTakesTime) {
  wire_ = std::make_shared<fakes::FakeTransport>();
  wire_->time_out();
  wire_->on("GET /tickets/:id").respond(200, ticket("late")).after(7s);
  EXPECT_EQ(subject(), "late");
  EXPECT_THROW((void)subject(), TimeoutError);
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(Fake, ACancelledCallDoesNotWaitForItsResponse) {
  struct Stopping final : Observer {
    void on_send(const Attempt&) noexcept override { stop.cancel(); }
    CancelSource stop{};
  };
  const auto stopping = std::make_shared<Stopping>();
  auto own = options();
  own.observer = stopping;
  wire_->on("GET /tickets/:id").respond(200, ticket("late")).after(7s);
  const auto error = thrown_by<CancelledError>(
      [&] { return Client{own}.tickets().get(id_, {.cancel = stopping->stop.token()}); });
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(Fake, RecordsWhatWasSentAndWhatTheTransportWasTold) {
  wire_->respond(200, R"({"tickets":[]})").respond(201, ticket("new"));
  (void)tickets().page({.tag = "a b", .limit = 3}, {.attempt_timeout = 7s});
  tickets().create({.subject = "s", .customer_email = "e", .body = "b"});
  const auto sent = wire_->sent();
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(sent[0].method, "GET");
  EXPECT_EQ(sent[0].path, "/tickets");
  EXPECT_EQ(sent[0].query, "tag=a%20b&limit=3");
  EXPECT_EQ(sent[0].url, "https://app.ticket0.ai/api/v1/tickets?tag=a%20b&limit=3");
  EXPECT_EQ(sent[0].context.time_left, 7s);
  EXPECT_FALSE(sent[0].context.at_most_once);
  EXPECT_EQ(sent[1].query, "");
  EXPECT_EQ(sent[1].body, R"({"subject":"s","customerEmail":"e","body":"b"})");
  EXPECT_TRUE(sent[1].context.at_most_once);
}

TEST_F(Fake, APathIsWhatFollowsTheBaseUrlsApiV1OrAllOfIt) {
  struct Case {
    const char* base_url;
    const char* path;
  };
  for (const Case& each :
       {Case{"https://x.example/helpdesk/api/v1", "/tickets/tkt_1"},
        Case{"https://x.example", "/tickets/tkt_1"}, Case{"https://x.example/v2", "/v2/tickets/tkt_1"}}) {
    auto own = options();
    own.base_url = each.base_url;
    wire_->respond(200, ticket("s"));
    (void)Client{own}.tickets().get(id_);
    EXPECT_EQ(wire_->sent().back().path, each.path);
  }
}

TEST_F(Fake, MayBeReadWhileCallsRun) {
  constexpr std::size_t calls = 200;
  wire_->on("GET /tickets/:id").respond(200, ticket("s")).always();
  const Client shared = client();
  std::thread caller{[&] {
    for (std::size_t i = 0; i < calls; ++i) (void)shared.tickets().get(id_);
  }};
  while (wire_->sent().size() < calls) std::this_thread::yield();
  caller.join();
  EXPECT_THAT(wire_->sent(), SizeIs(calls));
}

const Timestamp noon = *parse_timestamp("2026-04-22T12:00:00.25Z");

TEST_F(Fake, ATicketWrittenAsAStructIsReadAsTheSame) {
  const Ticket one{.id = id_,
                   .subject = "Größe \"L\"\n",
                   .status = TicketStatus::pending,
                   .assignee_id = UserId{"usr_1"},
                   .customer_id = CustomerId{"cus_1"},
                   .inbox_id = InboxId{"inb_1"},
                   .tags = {"a", "team:billing"},
                   .created_at = noon,
                   .updated_at = noon + 1h,
                   .extra = {{"csat", R"({"score":5})"}}};
  wire_->respond(200, fakes::json(one)).respond(200, fakes::json(Ticket{.id = id_}));
  EXPECT_EQ(tickets().get(id_), one);
  EXPECT_EQ(tickets().get(id_), Ticket{.id = id_});
}

TEST_F(Fake, APageOfMessagesWrittenAsAStructIsReadAsTheSame) {
  Message full{.id = MessageId{"msg_1"}, .ticket_id = id_};
  full.conversation_id = ConversationId{"con_1"};
  full.direction = Direction::inbound;
  full.channel = Open<Channel>{std::string{"fax"}};
  full.subject = full.from_address = full.from_name = full.body_text = full.body_html = "x";
  full.body_text_cleaned = full.external_id = full.in_reply_to = full.author_id = full.author_name = "y";
  full.to_addresses = {"a@example.com", "b@example.com"};
  full.cc_addresses = {"c@example.com"};
  full.author_type = AuthorType::user;
  full.ai_sentiment = Sentiment::frustrated;
  full.detected_language = "";
  full.is_note = true;
  full.created_at = noon;
  const Page<Message> page{
      .items = {full, {.id = MessageId{"msg_2"}, .ticket_id = id_}}, .next = Cursor{"c_2"}, .total = 7};
  wire_->respond(200, fakes::json(page));
  const auto read = client().messages().page(id_);
  EXPECT_EQ(read.items, page.items);
  EXPECT_EQ(read.next, page.next);
  EXPECT_EQ(read.total, page.total);
}

TEST_F(Fake, ACustomerAndAnArticleWrittenAsStructsAreReadAsTheSame) {
  const Customer customer{.id = CustomerId{"cus_1"},
                          .email = "a@example.com",
                          .name = "A",
                          .external_id = "7",
                          .metadata = {{"plan", "pro"}, {"empty", ""}},
                          .ticket_count = 3,
                          .created_at = noon};
  const Article article{.id = ArticleId{"art_1"},
                        .title = "T",
                        .slug = "t",
                        .status = ArticleStatus::draft,
                        .excerpt = "e",
                        .body = "# b",
                        .created_at = noon,
                        .updated_at = noon};
  wire_->respond(200, fakes::json(Page<Customer>{.items = {customer}}))
      .respond(200, fakes::json(customer))
      .respond(200, fakes::json(Page<Article>{.items = {article}}))
      .respond(200, fakes::json(article));
  EXPECT_THAT(client().customers().page().items, ElementsAre(customer));
  EXPECT_EQ(client().customers().get(customer.id), customer);
  EXPECT_THAT(client().knowledge_base().page().items, ElementsAre(article));
  EXPECT_EQ(client().knowledge_base().get(article.id), article);
}

TEST_F(Fake, AnApiErrorIsTheOneThatACallThrows) {
  wire_->respond(403, R"({"error":{"code":"FORBIDDEN","message":"no"}})", {{"X-A", "1"}});
  const auto real = thrown_by<PermissionError>([&] { return tickets().get(id_); });
  const auto made = thrown_by<PermissionError>([] {
    std::rethrow_exception(fakes::api_error(403, "FORBIDDEN", "no", {{"X-A", "1"}}));
    return 0;
  });
  EXPECT_STREQ(made.what(), real.what());
  EXPECT_EQ(made.explain(), real.explain());
  EXPECT_EQ(made.outcome(), real.outcome());
  EXPECT_EQ(made.code(), real.code());
  EXPECT_EQ(made.needed_scope(), real.needed_scope());
  EXPECT_EQ(made.response().headers, real.response().headers);
}

template <class E>
void expect_api_error(int status, Outcome outcome, Headers headers = {}) {
  const auto error = thrown_by<E>([&] {
    std::rethrow_exception(fakes::api_error(status, {}, {}, headers));
    return 0;
  });
  EXPECT_EQ(error.status(), status);
  EXPECT_EQ(error.outcome(), outcome) << status;
  EXPECT_EQ(error.attempts(), 1) << status;
}

TEST_F(Fake, AnApiErrorHasTheClassAndTheOutcomeOfItsStatus) {
  expect_api_error<ValidationError>(400, Outcome::rejected);
  expect_api_error<AuthenticationError>(401, Outcome::rejected);
  expect_api_error<NotFoundError>(404, Outcome::rejected);
  expect_api_error<RateLimitError>(429, Outcome::throttled, {{"Retry-After", "100000"}});
  expect_api_error<ServerError>(503, Outcome::unknown, {{"Retry-After", "7"}});
  expect_api_error<ApiError>(302, Outcome::rejected);
  EXPECT_THROW((void)fakes::api_error(204), InvalidArgument);
}

TEST_F(Fake, AReplyInDoubtNamesItsTicket) {
  const auto error = thrown_by<ReplyOutcomeUnknown>([] {
    std::rethrow_exception(fakes::reply_unknown(TicketId{"tkt_7"}));
    return 0;
  });
  EXPECT_EQ(error.ticket(), TicketId{"tkt_7"});
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_THROW((void)fakes::reply_unknown(TicketId{}), InvalidArgument);
}

}  // namespace
