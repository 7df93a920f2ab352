// A reply is never sent twice in doubt: the ticket is looked at first.
#include "engine/call_script.hpp"
#include "engine/reply_service.hpp"
#include "ticket0/budget.hpp"
#include "ticket0/result.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using ticket0::Outcome;
using ticket0::ReplyOutcomeUnknown;
using ticket0::RetryWrites;

/// The clock's calendar starts at 2026-01-01T00:00:00Z.
constexpr const char* at_begin = "2026-01-01T00:00:00Z";
constexpr const char* good_reply = R"({"id":"msg_9"})";

struct Found {
  std::string id{"msg_1"};
  std::string text{"On it."};
  std::string created{at_begin};
  std::string from{"help@acme.com"};
  std::string direction{"outbound"};
};
std::string message(const Found& found) {
  const std::string created = found.created.empty() ? "" : R"(,"createdAt":")" + found.created + "\"";
  return R"({"id":")" + found.id + R"(","direction":")" + found.direction + R"(","fromAddress":")" +
         found.from + R"(","bodyText":)" + ticket0::json_string(found.text) + created + "}";
}
std::string thread(const std::vector<Found>& messages, const std::string& next = "null") {
  std::string all;
  for (const Found& each : messages) all += (all.empty() ? "" : ",") + message(each);
  return R"({"messages":[)" + all + R"(],"nextCursor":)" + next + "}";
}

/// Gives each answer the `Date` of its moment, unless it has one.
class DatedTransport final : public ticket0::Transport {
 public:
  DatedTransport(std::shared_ptr<ticket0::Transport> inner, std::shared_ptr<ticket0::Clock> clock)
      : Transport(inner->budget()), inner_(std::move(inner)), clock_(std::move(clock)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override {
    ticket0::HttpResponse answer = inner_->send(request, context);
    if (!answer.header("Date"))
      answer.headers.emplace_back(
          "Date", reply_cases::http_date(std::chrono::floor<std::chrono::seconds>(clock_->wall())));
    return answer;
  }

 private:
  std::shared_ptr<ticket0::Transport> inner_;
  std::shared_ptr<ticket0::Clock> clock_;
};

class ReplyGuard : public ScriptedTest {
 protected:
  ReplyGuard() { begin_anew(); }
  /// With a script, and a service, that nothing is known of.
  void begin_anew() {
    script_ = std::make_shared<ScriptedTransport>(clock_);
    own_.transport = std::make_shared<DatedTransport>(script_, clock_);
  }
  ticket0::Message reply(const ticket0::CallOptions& call = {}) { return reply_of(client(), call); }
  ticket0::Message reply_of(const ticket0::Client& by, const ticket0::CallOptions& call = {}) {
    return by.messages().reply(id_, {.from_address = "help@acme.com", .body_text = "On it."}, call);
  }
  ReplyOutcomeUnknown doubt(const ticket0::CallOptions& call = {}) {
    const auto error = thrown_by<ReplyOutcomeUnknown>([&] { return reply(call); });
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_EQ(error.ticket(), id_);
    return error;
  }
  void looks(int count, const std::string& body = thread({})) {
    for (int i = 0; i < count; ++i) script_->answer(200, body);
  }
  [[nodiscard]] std::vector<std::string> methods() const {
    std::vector<std::string> all;
    for (const auto& each : script_->sent) all.push_back(each.request.method);
    return all;
  }
};

TEST_F(ReplyGuard, FindsTheReplyAtTwoFiveOrFifteenSecondsAndDoesNotRepeatIt) {
  const milliseconds after[] = {2s, 5s, 15s};
  for (int missed = 0; missed < 3; ++missed) {
    const milliseconds before = clock_->waited();
    script_->fail(Outcome::unknown);
    looks(missed);
    const std::string id = "msg_" + std::to_string(missed);
    looks(1, thread({{.id = id,
                      .created = ticket0::to_string(
                          std::chrono::floor<ticket0::Timestamp::duration>(clock_->wall()))}}));
    EXPECT_EQ(reply().id.str(), id);
    EXPECT_EQ(clock_->waited() - before, after[missed]);
    EXPECT_TRUE(script_->is_done());
  }
}

TEST_F(ReplyGuard, SendsAgainOnceAfterInternalAndThreeLooksThatFoundNothing) {
  script_->answer(500, internal);
  looks(3);
  script_->answer(201, good_reply);
  EXPECT_EQ(reply().id.str(), "msg_9");
  EXPECT_THAT(methods(), ElementsAre("POST", "GET", "GET", "GET", "POST"));
  EXPECT_THAT(notes_->lines, ElementsAre("POST /tickets/:id/messages #2: 2000 ms, reply guard",
                                         "POST /tickets/:id/messages #2: 3000 ms, reply guard",
                                         "POST /tickets/:id/messages #2: 10000 ms, reply guard"));
}

TEST_F(ReplyGuard, SendsNothingAgainUnlessTheLooksAreWhole) {
  struct Case {
    const char* what;
    std::string body;
    bool is_proof{false};
    int status{200};
  };
  const std::string customers =
      message({.text = "Hello", .from = "jane@example.com", .direction = "inbound"});
  const auto list = [](const std::string& all, const std::string& more = "") {
    return R"({"messages":[)" + all + "]" + more + "}";
  };
  const auto named = [&](const char* ticket) {
    return customers.substr(0, customers.size() - 1) + R"(,"ticketId":")" + ticket + "\"}";
  };
  const Case cases[] = {
      {"the customer's message", list(customers), true},
      {"all by their number", list(customers, R"(,"total":1)"), true},
      {"fewer by their number", list(customers, R"(,"total":0)"), true},
      {"of this ticket", list(named("tkt_1")), true},
      {"one is not shown", list(customers, R"(,"total":2)")},
      {"nobody knows how many", list(customers, R"(,"total":"1")")},
      {"a text", list(customers + R"(,"msg_2")")},
      {"null", list(customers + ",null")},
      {"a list", list(customers + ",[]")},
      {"no list at all", R"({"messages":null})"},
      {"one twice", list(customers + "," + customers)},
      {"of another ticket", list(named("tkt_2"))},
      {"a part", list(customers), false, 206},
      {"a proxy's version", list(customers), false, 203},
  };
  for (const Case& each : cases) {
    begin_anew();
    script_->answer(500, internal);
    for (int look = 0; look < 3; ++look) script_->answer(each.status, each.body);
    if (each.is_proof) script_->answer(201, good_reply);
    EXPECT_EQ(static_cast<bool>(ticket0::attempt([&] { return reply(); })), each.is_proof) << each.what;
    EXPECT_TRUE(script_->is_done()) << each.what;
    EXPECT_EQ(methods().size(), each.is_proof ? 5U : 4U) << each.what;
  }
}

/// Nothing of this depends on the limiter, which sees to it otherwise.
TEST_F(ReplyGuard, SendsNothingAgainAfterALastLookThatTookLong) {
  own_.rate_limit.enabled = false;
  for (const auto& [takes, is_sent] : {std::pair{10s, true}, std::pair{11s, false}}) {
    begin_anew();
    script_->answer(500, internal);
    looks(2);
    script_->answer(200, thread({}), {}, takes);
    if (is_sent) script_->answer(201, good_reply);
    EXPECT_EQ(static_cast<bool>(ticket0::attempt([&] { return reply(); })), is_sent);
    EXPECT_TRUE(script_->is_done());
  }
}

/// A service may store it in steps, and show each of them.
TEST_F(ReplyGuard, DoesNotForgetWhatMayHaveBeenIt) {
  const Found whole;
  struct Case {
    const char* what;
    std::vector<std::vector<Found>> looks;
    const char* id;  // of the result; empty: none
  };
  const Case cases[] = {
      {"its text came later", {{{.text = ""}}, {whole}}, ""},
      {"its address came later", {{{.text = "Draft", .from = ""}}, {whole}}, ""},
      {"its time came later", {{{.text = "Draft", .created = ""}}, {whole}}, ""},
      {"it has gone", {{{.text = "Draft"}}, {}, {}}, ""},
      {"it came and went", {{}, {{.text = ""}}, {}}, ""},
      {"it came at the last", {{}, {}, {{.text = ""}}}, ""},
      {"ours beside one without a text, which has gone",
       {{whole, {.id = "msg_2", .text = ""}}, {whole}},
       "msg_1"},
      {"ours beside one that gets another text",
       {{whole, {.id = "msg_2", .text = ""}}, {whole, {.id = "msg_2", .text = "Hello"}}},
       "msg_1"},
      {"ours beside one that gets the same text",
       {{whole, {.id = "msg_2", .text = ""}}, {whole, {.id = "msg_2"}}},
       ""},
  };
  for (const Case& each : cases) {
    begin_anew();
    script_->answer(500, internal);
    for (std::vector<Found> seen : each.looks) {
      for (Found& message : seen)
        if (!message.created.empty())
          message.created =
              ticket0::to_string(std::chrono::floor<ticket0::Timestamp::duration>(clock_->wall()));
      looks(1, thread(seen));
    }
    const auto result = ticket0::attempt([&] { return reply().id.str(); });
    EXPECT_EQ(result ? *result : "", each.id) << each.what;
    EXPECT_TRUE(script_->is_done()) << each.what;
    EXPECT_EQ(methods().size(), 1 + each.looks.size()) << each.what;
  }
}

TEST_F(ReplyGuard, ReadsNoThreadWithoutEnd) {
  class Endless final : public ticket0::Transport {
   public:
    explicit Endless(int& requests) : requests_(requests) {}
    ticket0::HttpResponse send(const ticket0::HttpRequest& request, const ticket0::SendContext&) override {
      if (request.method == "POST") throw ticket0::TransportError{"connection reset"};
      const std::string number = std::to_string(++requests_);
      return {.status = 200,
              .body = thread({{.id = "msg_" + number, .text = "Hello"}}, "\"c" + number + "\"")};
    }

   private:
    int& requests_;
  };
  int requests = 0;
  own_.transport = std::make_shared<Endless>(requests);
  own_.rate_limit.enabled = false;
  EXPECT_THAT(doubt().what(), HasSubstr("more than 1000 pages"));
  EXPECT_EQ(requests, 1'001) << "the first without a limit";
}

TEST_F(ReplyGuard, LooksPastCachesWhateverTheCallerSaid) {
  script_->fail(Outcome::unknown);
  looks(1, thread({{}}));
  (void)reply({.headers = {{"cache-control", "max-age=60"}, {"X-Trace", "1"}}});
  const auto& headers = script_->sent.at(1).request.headers;
  EXPECT_THAT(headers, testing::Contains(testing::Pair("Cache-Control", "no-cache")));
  EXPECT_THAT(headers, testing::Contains(testing::Pair("X-Trace", "1")));
  EXPECT_THAT(headers, testing::Not(testing::Contains(testing::Key("cache-control"))));
}

TEST_F(ReplyGuard, SendsAgainNoMoreThanOnce) {
  script_->answer(500, internal);
  looks(3);
  script_->answer(500, internal);
  looks(3);
  EXPECT_EQ(doubt().attempts(), 2);
  EXPECT_TRUE(script_->is_done());
}

/// What the looks saw is soon too old to go by.
TEST_F(ReplyGuard, SendsAgainWithinTenSecondsOfTheLastLookOrNotAtAll) {
  const auto posts = [&] {
    const auto all = methods();
    return std::count(all.begin(), all.end(), "POST");
  };
  script_->answer(500, internal);
  looks(3);
  script_->answer(429, busy, {{"Retry-After", "9"}}).answer(201, good_reply);
  EXPECT_EQ(reply().id.str(), "msg_9");
  EXPECT_EQ(posts(), 3);
  clock_->advance(1min);

  script_->answer(500, internal);
  looks(3);
  script_->answer(429, busy, {{"Retry-After", "10"}});
  looks(2);
  looks(1, thread({{.created = "2026-01-01T00:01:40Z"}}));
  EXPECT_EQ(reply().id.str(), "msg_1") << "it was made late, and is found";
  EXPECT_TRUE(script_->is_done());
  EXPECT_EQ(posts(), 5) << "the last was refused";
  clock_->advance(1min);

  own_.rate_limit = {.requests = 4};
  script_->answer(500, internal);
  looks(6);
  EXPECT_THAT(doubt().what(), HasSubstr("the client's own limit"));
  EXPECT_TRUE(script_->is_done());
  EXPECT_EQ(posts(), 6);
}

/// Gives a slot after a while, whatever the deadline.
class SlowStore final : public ticket0::BudgetStore {
 public:
  explicit SlowStore(std::shared_ptr<ticket0::fakes::ManualClock> clock) : clock_(std::move(clock)) {}
  ticket0::SlotOffer take(const ticket0::BudgetTerms&, const ticket0::SlotRequest&) override {
    struct Slot final : ticket0::BudgetSlot {
      bool confirm(milliseconds, const ticket0::CancelToken&) noexcept override { return true; }
      void end() noexcept override {}
    };
    if (++slots == 5) clock_->advance(10'001ms);
    return {.slot = std::make_unique<Slot>()};
  }
  void pause(const ticket0::BudgetTerms&, milliseconds) noexcept override {}
  ticket0::RateUsage look(const ticket0::BudgetTerms&) override { return {}; }
  int slots{0};

 private:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
};

TEST_F(ReplyGuard, SendsNothingAgainIfTheStoreOfTheBudgetTookTenSecondsForIt) {
  const auto store = std::make_shared<SlowStore>(clock_);
  own_.rate_limit.store = store;
  script_->answer(500, internal);
  looks(6);
  EXPECT_THAT(doubt({.timeout = 5min}).what(), HasSubstr("repeated only within 10 s"));
  EXPECT_EQ(store->slots, 8);
  EXPECT_THAT(methods(), ElementsAre("POST", "GET", "GET", "GET", "GET", "GET", "GET"));
}

TEST_F(ReplyGuard, SendsNothingAgainIfARejectionOfAnOldKeyTookTenSeconds) {
  own_.rate_limit.enabled = false;
  const ticket0::Client rotating = client();
  script_->on_send = [&] {
    if (script_->sent.size() == 5) rotating.set_api_key(ticket0::Secret{"t0_new"});
  };
  script_->answer(500, internal);
  looks(3);
  script_->answer(401, "", {}, 10'001ms);
  looks(3);
  const auto error = thrown_by<ReplyOutcomeUnknown>([&] { return reply_of(rotating, {.timeout = 5min}); });
  EXPECT_THAT(error.what(), HasSubstr("repeated only within 10 s"));
  EXPECT_EQ(error.attempts(), 2);
  EXPECT_TRUE(script_->is_done());
}

TEST_F(ReplyGuard, CannotTellOnATicketFullOfWhatLooksLikeIt) {
  script_->fail(Outcome::unknown);
  script_->answer(200, thread({}, R"("c1")"));
  for (int page = 2; page < 6; ++page) {
    std::vector<Found> same;
    for (int i = 0; i < 30; ++i) same.push_back({.id = std::to_string(100 * page + i), .created = ""});
    script_->answer(200, thread(same, "\"c" + std::to_string(page) + "\""));
  }
  EXPECT_THAT(doubt().what(), HasSubstr("more than 100 messages on the ticket look like it"));
  EXPECT_TRUE(script_->is_done()) << "and reads no further";
}

TEST_F(ReplyGuard, TakesNoAnswerToTheRepeatForTheFateOfTheFirst) {
  for (const int status : {400, 404, 429}) {
    script_->answer(500, internal);
    looks(3);
    script_->answer(status, "{}");
    looks(3);
    own_.rate_limit.wait = false;
    (void)doubt({.retry_writes = RetryWrites::when_safe});
    begin_anew();
  }
}

TEST_F(ReplyGuard, SendsNothingAgainAfterAnythingElse) {
  const std::function<void()> failures[] = {
      [&] { script_->fail(Outcome::unknown); },
      [&] { script_->fail(ticket0::TimeoutError{"slow"}); },
      [&] { script_->answer(502, "<html>"); },
      [&] { script_->answer(500, "<html>"); },
  };
  for (const auto& failure : failures) {
    failure();
    looks(3);
    EXPECT_THAT(doubt().what(), HasSubstr("three looks at the ticket did not find it"));
    EXPECT_TRUE(script_->is_done());
  }
}

TEST_F(ReplyGuard, SendsNothingAgainWhereTheCallerForbidsIt) {
  for (const ticket0::CallOptions& call :
       std::initializer_list<ticket0::CallOptions>{{.retry_writes = RetryWrites::when_throttled},
                                                   {.retry_writes = RetryWrites::never},
                                                   {.max_attempts = 1}}) {
    script_->answer(500, internal);
    looks(3);
    (void)doubt(call);
    EXPECT_TRUE(script_->is_done());
  }
}

TEST_F(ReplyGuard, IsNotNeededWhereTheFateIsKnown) {
  script_->answer(201, "<html>").answer(400, "{}").fail(Outcome::not_sent).answer(201, good_reply);
  EXPECT_EQ(thrown_by<ticket0::DecodeError>([&] { return reply(); }).outcome(), Outcome::applied);
  EXPECT_EQ(thrown_by<ticket0::ValidationError>([&] { return reply(); }).outcome(), Outcome::rejected);
  EXPECT_EQ(reply().id.str(), "msg_9") << "what was proven not sent is sent again";
  EXPECT_THAT(methods(), ElementsAre("POST", "POST", "POST", "POST"));
}

TEST_F(ReplyGuard, TakesNoOtherMessageForTheReply) {
  struct Case {
    Found message;
    int looks;  // one with the reply's text ends them
  };
  const Case others[] = {
      {{.created = "2025-12-31T23:59:00Z"}, 1},   // the same, a minute before
      {{.text = "On it. Will report back."}, 3},  // a colleague's that begins alike
      {{.from = "sales@acme.com"}, 1},
      {{.direction = "inbound"}, 1},
  };
  for (const Case& other : others) {
    begin_anew();
    script_->answer(500, internal);
    looks(other.looks, thread({other.message}));
    (void)doubt();
    EXPECT_TRUE(script_->is_done()) << message(other.message);
  }
}

TEST_F(ReplyGuard, KnowsTheReplyWithASignatureAndOtherWhiteSpace) {
  script_->fail(Outcome::unknown);
  looks(1, thread({{.text = " On   it.\r\n\r\n-- \r\nAcme", .from = "Acme <HELP@acme.com>"}}));
  EXPECT_EQ(reply().id.str(), "msg_1");
}

TEST_F(ReplyGuard, CannotTellTwoThatLookLikeIt) {
  script_->fail(Outcome::unknown);
  looks(1, thread({{.id = "msg_1"}, {.id = "msg_2"}}));
  EXPECT_THAT(doubt().what(), HasSubstr("two messages on the ticket look like it"));
}

TEST_F(ReplyGuard, CannotTellOneWithoutATime) {
  script_->answer(500, internal);
  looks(1, thread({{.created = ""}}));
  EXPECT_THAT(doubt().what(), HasSubstr("lacks the fields needed to be sure"));
}

TEST_F(ReplyGuard, DoesNotTakeTheMessageOfAnEarlierReply) {
  const ticket0::Client same = client();
  script_->answer(201, message({.id = "msg_1"})).answer(500, internal);
  looks(3, thread({{.id = "msg_1"}}));
  script_->answer(201, good_reply);
  EXPECT_EQ(reply_of(same).id.str(), "msg_1");
  EXPECT_EQ(reply_of(same).id.str(), "msg_9");
}

TEST_F(ReplyGuard, GoesByTheServicesClock) {
  // It is seven hours ahead: what it calls 06:59 was before the call.
  const ticket0::Headers date{{"Date", "Thu, 01 Jan 2026 07:00:02 GMT"}};
  script_->fail(Outcome::unknown).answer(200, thread({{.created = "2026-01-01T07:00:01Z"}}), date);
  EXPECT_EQ(reply().id.str(), "msg_1");
  begin_anew();
  script_->fail(Outcome::unknown)
      .answer(200, thread({{.created = "2026-01-01T06:59:00Z"}}),
              {{"Date", "Thu, 01 Jan 2026 07:00:04 GMT"}});
  (void)doubt();
}

TEST_F(ReplyGuard, ReadsEveryPageOfTheThread) {
  script_->fail(Outcome::unknown)
      .answer(200, thread({{.id = "msg_0", .text = "Hello"}}, "\"c1\""))
      .answer(200, thread({{.id = "msg_0", .text = "Hello"}}, "\"c2\""))
      .answer(200, thread({{.id = "msg_1"}}));
  EXPECT_EQ(reply().id.str(), "msg_1");
  EXPECT_THAT(script_->sent.at(1).request.url, testing::EndsWith("/messages"));
  EXPECT_THAT(script_->sent.at(2).request.url, testing::EndsWith("/messages?limit=200"));
  EXPECT_THAT(script_->sent.at(3).request.url, testing::EndsWith("/messages?limit=200&cursor=c2"));
}

TEST_F(ReplyGuard, SaysWhyItCouldNotLook) {
  script_->fail(Outcome::unknown).answer(403, R"({"error":{"code":"FORBIDDEN","message":"no"}})");
  EXPECT_THAT(doubt().what(),
              HasSubstr("a look at the ticket failed: GET /tickets/:id/messages: 403 FORBIDDEN"));
  script_->fail(Outcome::unknown);
  looks(3, thread({{.text = "Hello"}}, "\"c1\""));
  EXPECT_THAT(doubt().what(), HasSubstr("cursors lead back"));
}

/// Ways in which a look fails, and the next may not.
struct FailingLook {
  const char* what;
  std::function<void(ScriptedTransport&)> fail;
  int attempts{2};  // of two that it may have
};
const FailingLook failing_looks[] = {
    {"503 UNAVAILABLE", [](auto& s) { s.answer(503, R"({"error":{"code":"UNAVAILABLE","message":"x"}})"); }},
    {"502", [](auto& s) { s.answer(502, "<html>"); }},
    {"500 INTERNAL", [](auto& s) { s.answer(500, R"({"error":{"code":"INTERNAL","message":"x"}})"); }},
    {"connection reset", [](auto& s) { s.fail(Outcome::unknown); }},
    {"slow", [](auto& s) { s.fail(ticket0::TimeoutError{"slow"}); }},
    {"400", [](auto& s) { s.answer(400, "{}"); }, 1},
    {"", [](auto& s) { s.answer(200, "<html>"); }},
    {"", [](auto& s) { s.answer(204, ""); }},
};

TEST_F(ReplyGuard, LooksOnAfterALookThatFailed) {
  own_.retry.max_attempts = 1;
  for (const FailingLook& each : failing_looks)
    for (int failed = 1; failed < 3; ++failed) {
      begin_anew();
      script_->fail(Outcome::unknown);
      for (int i = 0; i < failed; ++i) each.fail(*script_);
      looks(1, thread({{.created = ticket0::to_string(
                            std::chrono::floor<ticket0::Timestamp::duration>(clock_->wall()))}}));
      EXPECT_EQ(reply().id.str(), "msg_1") << each.what;
      EXPECT_TRUE(script_->is_done()) << each.what;
    }
}

TEST_F(ReplyGuard, HasNoProofIfALookFailed) {
  own_.retry.max_attempts = 2;
  for (const FailingLook& each : failing_looks)
    for (int failed = 0; failed < 3; ++failed) {
      begin_anew();
      script_->answer(500, internal);
      looks(failed);
      for (int i = 0; i < each.attempts; ++i) each.fail(*script_);
      looks(2 - failed);
      const auto error = doubt();
      EXPECT_THAT(error.what(), HasSubstr("three looks at the ticket did not find it; a look at the ticket "
                                          "failed: GET /tickets/:id/messages: " +
                                          std::string{each.what}));
      EXPECT_THAT(error.explain(), HasSubstr("\n  a look at the ticket failed: ")) << each.what;
      EXPECT_TRUE(script_->is_done()) << each.what;
    }
}

TEST_F(ReplyGuard, DoesNotSayThatItLookedIfEveryLookFailed) {
  own_.retry.max_attempts = 1;
  script_->answer(500, internal);
  for (int i = 0; i < 3; ++i) script_->answer(502, "<html>");
  EXPECT_THAT(doubt().what(), HasSubstr("none of three looks at the ticket succeeded; a look at the ticket "
                                        "failed: GET /tickets/:id/messages: 502"));
  EXPECT_TRUE(script_->is_done());
}

TEST_F(ReplyGuard, LooksNoMoreIfTheNextLookWouldFailAsWell) {
  for (const int status : {401, 403, 404}) {
    begin_anew();
    script_->answer(500, internal).answer(status, "{}");
    EXPECT_THAT(doubt().what(), HasSubstr("a look at the ticket failed")) << status;
    EXPECT_TRUE(script_->is_done()) << status;
  }
}

TEST_F(ReplyGuard, BeginsNoLookBeyondTheDeadline) {
  script_->fail(Outcome::unknown);
  looks(1);
  EXPECT_THAT(doubt({.timeout = 4s}).what(), HasSubstr("no time was left to look at the ticket again"));
  EXPECT_EQ(clock_->waited(), 2s);
}

TEST_F(ReplyGuard, IsEndedByItsToken) {
  const auto clock = std::make_shared<CancellingClock>(clock_, 1);
  own_.clock = clock;
  script_->fail(Outcome::unknown);
  const auto error =
      thrown_by<ticket0::CancelledError>([&] { return reply({.cancel = clock->stop.token()}); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(error.attempts(), 1);
}

TEST_F(ReplyGuard, IsEndedByItsTokenInALook) {
  ticket0::CancelSource stop;
  script_->fail(Outcome::unknown);
  script_->fail(ticket0::TransportError{"cut", Outcome::unknown});
  script_->on_send = [&] {
    if (script_->sent.size() == 2) stop.cancel();
  };
  const auto error = thrown_by<ticket0::CancelledError>([&] { return reply({.cancel = stop.token()}); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_THAT(error.what(), HasSubstr("Look at the ticket before you send it again"));
}

TEST_F(ReplyGuard, IsEndedByItsTokenInTheRepeat) {
  ticket0::CancelSource stop;
  script_->answer(500, internal);
  looks(3);
  script_->fail(Outcome::not_sent);
  script_->on_send = [&] {
    if (script_->sent.size() == 5) stop.cancel();
  };
  const auto error = thrown_by<ticket0::CancelledError>([&] { return reply({.cancel = stop.token()}); });
  EXPECT_EQ(error.outcome(), Outcome::unknown) << "the first may have gone out";
  EXPECT_EQ(error.attempts(), 2);
}

TEST_F(ReplyGuard, CannotTellWhereTheMessageWasGivenToAnotherCallMeanwhile) {
  const auto other = std::make_shared<ScriptedTransport>(clock_);
  other->answer(201, R"({"id":"msg_1"})");
  script_->fail(Outcome::unknown);
  looks(1, thread({{}}));
  own_.rate_limit = {.scope = "shared by both"};
  const ticket0::Client ours = client();
  own_.transport = std::make_shared<DatedTransport>(other, clock_);
  const ticket0::Client theirs = client();
  script_->on_send = [&] {
    if (script_->sent.size() == 2)
      (void)theirs.messages().reply(id_, {.from_address = "help@acme.com", .body_text = "Another"});
  };
  EXPECT_THROW((void)reply_of(ours), ReplyOutcomeUnknown);
  EXPECT_TRUE(script_->is_done());
}

/// Of Client::send(), whose body nobody reads.
TEST_F(ReplyGuard, CannotTellItsOwnFromWhatARawCallSends) {
  const ticket0::Client same = client();
  const auto send_raw = [&](std::string_view path) {
    return same.send("POST", path, R"({"fromAddress":"help@acme.com","bodyText":"On it."})");
  };
  struct Case {
    const char* path;
    int status;
    bool is_doubtful;  // where the raw call ended so; 0: it is lost
  };
  const Case cases[] = {
      {"/tickets/tkt_1/messages", 0, true},    {"/tickets/tkt%5F1/Messages?x=1", 0, true},
      {"/tickets/tkt_1/messages", 502, true},  {"/tickets/tkt_1/messages", 204, true},
      {"/tickets/tkt_1/messages", 400, false}, {"/tickets/tkt_1/messages", 201, false},
      {"/tickets/tkt_2/messages", 0, false},   {"/tickets/tkt_1/messages/", 0, true},
      {"/tickets/tkt_1//messages", 0, true},   {"/tickets/tkt_1/messages/msg_1/read", 0, false},
  };
  for (const Case& each : cases) {
    if (each.status == 0)
      script_->fail(Outcome::unknown);
    else
      script_->answer(each.status, each.status == 201 ? message({.id = "msg_0"}) : "");
    (void)ticket0::attempt([&] { return send_raw(each.path); });
    script_->fail(Outcome::unknown);
    const auto now = std::chrono::floor<ticket0::Timestamp::duration>(clock_->wall());
    looks(1, thread({{.created = ticket0::to_string(now)}}));
    const auto result = ticket0::attempt([&] { return reply_of(same); });
    EXPECT_EQ(!result, each.is_doubtful) << each.path << ' ' << each.status;
    EXPECT_TRUE(script_->is_done());
    clock_->advance(11min);
  }
}

/// Its token is cancelled, or its time is over, when the answer comes: it is given, and not read to its end.
TEST_F(ReplyGuard, CannotTellItsOwnFromTheMessageOfARawCallThatHadNoTimeToReadIt) {
  std::string long_answer = R"({"id":"msg_0","more":[0)";
  for (int i = 0; i < 100'000; ++i) long_answer += ",0";
  long_answer += "]}";
  for (const bool is_cancelled : {true, false}) {
    begin_anew();
    const ticket0::Client same = client();
    ticket0::CancelSource stop;
    script_->answer(201, long_answer, {}, is_cancelled ? 0s : 10s);
    script_->on_send = [&] {
      if (is_cancelled) stop.cancel();
    };
    const auto answer = same.send("POST", "/tickets/tkt_1/messages", "{}",
                                  {.timeout = std::chrono::seconds{10}, .cancel = stop.token()});
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.body, long_answer);
    script_->on_send = {};
    script_->fail(Outcome::unknown);
    const auto now = std::chrono::floor<ticket0::Timestamp::duration>(clock_->wall());
    looks(1, thread({{.created = ticket0::to_string(now)}}));
    EXPECT_THAT(thrown_by<ReplyOutcomeUnknown>([&] { return reply_of(same); }).what(),
                HasSubstr("another call of this program sent"));
  }
}

/// A colleague wrote the same before the call began. The answer took its time after the service dated it.
TEST_F(ReplyGuard, IsNotMisledByALookThatTakesLong) {
  clock_->advance(25s);
  script_->fail(Outcome::unknown);
  const milliseconds look_takes = 25s;
  script_->answer(200, thread({{.created = "2026-01-01T00:00:05Z"}}),
                  {{"Date", "Thu, 01 Jan 2026 00:00:27 GMT"}}, look_takes);
  EXPECT_THAT(doubt().what(), HasSubstr("may be this reply, but lacks the fields needed to be sure"));
}

TEST_F(ReplyGuard, TellsWhatItDid) {
  script_->fail(Outcome::unknown);
  looks(1);
  looks(2, thread({{.text = "Hello"}}));
  EXPECT_EQ(
      doubt().explain(),
      "POST /tickets/:id/messages: connection reset; the reply may or may not have gone out: three looks at "
      "the "
      "ticket did not find it\n"
      "  attempt 1: connection reset (0 ms); not repeated: a reply may already be on its way to the "
      "customer\n"
      "  it may have been sent at 2026-01-01T00:00:00Z, by this machine's clock\n"
      "  wait of 2000 ms: reply guard\n"
      "  look: the reply is not among the ticket's 0 messages\n"
      "  wait of 3000 ms: reply guard\n"
      "  look: the reply is not recognised among the ticket's 1 messages, 1 of which may be it\n"
      "  wait of 10000 ms: reply guard\n"
      "  look: the reply is not recognised among the ticket's 1 messages, 1 of which may be it\n"
      "  outcome: unknown: it may or may not have happened\n"
      "  next: Look at the ticket before you send it again: the customer may already have it.");
}

TEST_F(ReplyGuard, FillsCaptureWithTheReplysAnswerAndNoLooks) {
  ticket0::ResponseInfo info;
  script_->answer(500, internal);
  looks(3);
  script_->answer(201, good_reply);
  (void)reply({.capture = &info});
  EXPECT_EQ(info.status, 201);
  EXPECT_EQ(info.attempts, 2);
  EXPECT_EQ(info.body, good_reply);
}

TEST_F(ReplyGuard, CannotTellItsOwnFromATwinsThatIsBeingSent) {
  const ticket0::Client same = client();
  script_->fail(Outcome::unknown).fail(Outcome::unknown);
  looks(1, thread({{.id = "msg_1"}}));
  // While the first is on its way, another call sends the same to the same ticket, is in doubt, and looks.
  script_->on_send = [&, is_inner = false]() mutable {
    if (std::exchange(is_inner, true)) return;
    EXPECT_THAT(thrown_by<ReplyOutcomeUnknown>([&] { return reply_of(same); }).what(),
                HasSubstr("another call of this program is sending the same"));
    looks(1, thread({{.id = "msg_1"}}));
  };
  EXPECT_THAT(thrown_by<ReplyOutcomeUnknown>([&] { return reply_of(same); }).what(),
              HasSubstr("does not know its message either"))
      << "whose it is has not become clear";
}

}  // namespace
