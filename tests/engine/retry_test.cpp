// What a call tries again, when, and what it says when it gives up.
#include <cmath>
#include <limits>

#include "engine/call_script.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using Reason = TransportError::Reason;

class Retry : public ScriptedTest {
 public:
  Ticket get(const CallOptions& call = {}) const { return client().tickets().get(id_, call); }
  Ticket patch(const CallOptions& call = {}) const {
    return client().tickets().update(id_, {.status = TicketStatus::resolved}, call);
  }
  Ticket create(const CallOptions& call = {}) const {
    return client().tickets().create({.subject = "s", .customer_email = "e", .body = "b"}, call);
  }
};

/// How one attempt ends, in a script.
using Ending = std::function<void(ScriptedTransport&)>;
Ending answered(int status, std::string body, Headers headers = {}) {
  return [=](ScriptedTransport& script) { script.answer(status, body, headers); };
}
template <class E>
Ending failed(E error) {
  return [=](ScriptedTransport& script) { script.fail(error); };
}

struct NamedCall {
  const char* name;
  char letter;  // r: read, i: idempotent, u: unsafe
  std::function<void(const Client&)> make;
};
const NamedCall every_call[] = {
    {"tickets().get", 'r', [](const Client& c) { (void)c.tickets().get(TicketId{"tkt_1"}); }},
    {"customers().get", 'r', [](const Client& c) { (void)c.customers().get(CustomerId{"tkt_1"}); }},
    {"knowledge_base().get", 'r', [](const Client& c) { (void)c.knowledge_base().get(ArticleId{"tkt_1"}); }},
    {"tickets().update", 'i',
     [](const Client& c) { c.tickets().update(TicketId{"tkt_1"}, {.tags = {"a"}}); }},
    {"customers().update", 'i',
     [](const Client& c) { c.customers().update(CustomerId{"tkt_1"}, {.name = "A"}); }},
    {"customers().create, externalId", 'r',
     [](const Client& c) { c.customers().create({.email = "e", .external_id = "x"}); }},
    {"customers().create", 'u', [](const Client& c) { c.customers().create({.email = "e"}); }},
    {"tickets().create", 'u',
     [](const Client& c) { c.tickets().create({.subject = "s", .customer_email = "e", .body = "b"}); }},
    {"send GET", 'r', [](const Client& c) { c.send("GET", "/macros"); }},
    {"send POST", 'u', [](const Client& c) { c.send("POST", "/macros", "{}"); }},
    {"send PATCH", 'u', [](const Client& c) { c.send("PATCH", "/macros/1", "{}"); }},
    {"send DELETE", 'u', [](const Client& c) { c.send("DELETE", "/macros/1"); }},
    {"send PUT", 'u', [](const Client& c) { c.send("PUT", "/macros/1", "{}"); }},
};

TEST_F(Retry, AdvisesToSendACustomerWithAnExternalIdAgain) {
  for (int i = 0; i < 3; ++i) script_->fail(TransportError{"reset", Outcome::unknown});
  const auto error = thrown_by<TransportError>(
      [&] { return client().customers().create({.email = "e", .external_id = "x"}); });
  EXPECT_EQ(error.attempts(), 3);
  EXPECT_THAT(error.explain(),
              HasSubstr("next: Send it again: the service returns the customer that has this external_id."));
}

TEST_F(Retry, AMovedFromClientAndResourceStillMakeCalls) {
  Client first = client();
  const Client second = std::move(first);
  Customers customers = first.customers();
  const Customers others = std::move(customers);
  script_->answer(200, R"({"id":"cus_1"})");
  EXPECT_EQ(customers.get(CustomerId{"cus_1"}).id, CustomerId{"cus_1"});
}

TEST_F(Retry, IsTheTableOfCallsAndFailures) {
  struct Row {
    const char* name;
    Ending ending;
    const char* again;  // the letters of the calls that are tried again
    Outcome outcome;    // of those that are not
  };
  const auto error = [](int status, const char* code) {
    return answered(status, std::string{R"({"error":{"code":")"} + code + R"("}})");
  };
  const Row table[] = {
      {"name look-up", failed(TransportError{"x", Outcome::not_sent, Reason::dns}), "riu", {}},
      {"refused", failed(TransportError{"x", Outcome::not_sent, Reason::connect}), "riu", {}},
      {"connect time-out", failed(TimeoutError{"x", Outcome::not_sent}), "riu", {}},
      {"proxy down", failed(TransportError{"x", Outcome::not_sent, Reason::proxy}), "riu", {}},
      {"certificate", failed(TransportError{"x", Outcome::not_sent, Reason::tls}), "", Outcome::not_sent},
      {"limit", failed(TransportError{"x", Outcome::unknown, Reason::limit}), "", Outcome::unknown},
      {"429", answered(429, busy), "riu", {}},
      {"429 of a gateway", answered(429, "<html>"), "riu", {}},
      {"403 rate_limited", error(403, "rate_limited"), "riu", {}},
      {"400", error(400, "VALIDATION_ERROR"), "", Outcome::rejected},
      {"401", error(401, "UNAUTHORIZED"), "", Outcome::rejected},
      {"403", error(403, "FORBIDDEN"), "", Outcome::rejected},
      {"404", error(404, "NOT_FOUND"), "", Outcome::rejected},
      {"408", answered(408, ""), "", Outcome::rejected},
      {"409", error(409, "CONFLICT"), "", Outcome::rejected},
      {"302", answered(302, ""), "", Outcome::rejected},
      {"500 INTERNAL", answered(500, internal), "riu", {}},
      {"500 internal_error", error(500, "internal_error"), "riu", {}},
      {"500 of a gateway", answered(500, "<html>"), "ri", Outcome::unknown},
      {"500 cut", answered(500, R"({"error":{"code":"INTERNAL")"), "ri", Outcome::unknown},
      {"502", answered(502, ""), "ri", Outcome::unknown},
      {"503", answered(503, internal), "ri", Outcome::unknown},
      {"504", answered(504, ""), "ri", Outcome::unknown},
      {"reset", failed(TransportError{"x", Outcome::unknown, Reason::receive}), "ri", Outcome::unknown},
      {"time-out", failed(TimeoutError{"x", Outcome::unknown}), "ri", Outcome::unknown},
      {"a bug in the transport", failed(std::runtime_error{"x"}), "ri", Outcome::unknown},
  };
  for (const Row& row : table) {
    for (const NamedCall& call : every_call) {
      SCOPED_TRACE(std::string{row.name} + ", " + call.name);
      own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
      const Client client{own_};
      row.ending(*script_);
      script_->answer(200, good);
      if (std::string_view{row.again}.find(call.letter) != std::string_view::npos) {
        EXPECT_NO_THROW(call.make(client));
        EXPECT_EQ(script_->sent.size(), 2U);
        EXPECT_EQ(script_->sent.back().request.body, script_->sent.front().request.body);
        EXPECT_EQ(script_->sent.back().request.url, script_->sent.front().request.url);
        EXPECT_EQ(script_->sent.back().request.headers, script_->sent.front().request.headers);
      } else {
        const auto before = clock_->waited();
        const auto error_of_call = thrown_by<Error>([&] { return call.make(client), 0; });
        EXPECT_EQ(error_of_call.outcome(), row.outcome);
        EXPECT_EQ(error_of_call.attempts(), 1);
        EXPECT_EQ(script_->sent.size(), 1U);
        EXPECT_EQ(clock_->waited(), before) << "no time is spent";
      }
    }
  }
}

TEST_F(Retry, OfASuccessThatCannotBeReadIsForReadsAlone) {
  script_->answer(200, "no json").answer(200, good);
  EXPECT_EQ(get().id.str(), "tkt_1");
  using Call = Ticket (Retry::*)(const CallOptions&) const;
  for (const Call call : {&Retry::patch, &Retry::create}) {
    script_->answer(200, "no json");
    const auto error = thrown_by<DecodeError>([&] { return (this->*call)({}); });
    EXPECT_EQ(error.outcome(), Outcome::applied);
    EXPECT_EQ(error.attempts(), 1);
    EXPECT_THAT(error.explain(),
                HasSubstr("with a body that cannot be read (0 ms); not repeated: the response "
                          "was a success\n"));
  }
}

TEST_F(Retry, OfAnAnswerNestedTooDeeplyWouldBringTheSame) {
  script_->answer(200, R"({"id":"tkt_1","a":)" + std::string(600, '['));
  const auto error = thrown_by<DecodeError>([&] { return get(); });
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_THAT(error.what(), HasSubstr("512"));
  EXPECT_EQ(script_->sent.size(), 1U);
}

TEST_F(Retry, MakesThreeAttemptsWithBackoffsThatDouble) {
  script_->fail(Outcome::not_sent).fail(Outcome::unknown).answer(502, "bad gateway");
  const auto error = thrown_by<ServerError>([&] { return get(); });
  EXPECT_EQ(error.attempts(), 3);
  EXPECT_THAT(script_->times(), ElementsAre(0ms, 375ms, 1'125ms));
  EXPECT_THAT(notes_->lines,
              ElementsAre("GET /tickets/:id #2: 375 ms, backoff", "GET /tickets/:id #3: 750 ms, backoff"));
  EXPECT_EQ(clock_->waited(), 1'125ms);
}

TEST_F(Retry, WaitsHalfToAllOfTheBackoff) {
  const auto waited_by = [&](const std::function<Client()>& make) {
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    for (int i = 0; i < 3; ++i) script_->fail(Outcome::unknown);
    const auto before = clock_->waited();
    EXPECT_THROW((void)make().tickets().get(id_), TransportError);
    return clock_->waited() - before;
  };
  EXPECT_EQ(waited_by([&] { return client_with(own_, 0); }), 750ms);
  EXPECT_THAT(waited_by([&] { return client_with(own_, 0.999); }), AllOf(Ge(1'490ms), Le(1'500ms)));
  EXPECT_THAT(waited_by([&] { return Client{own_}; }), AllOf(Ge(750ms), Le(1'500ms)));
}

TEST_F(Retry, FollowsThePolicyOfTheClientOfWithAndOfTheCallEachBeforeTheOther) {
  const auto attempts_of = [&](const std::function<void()>& call) {
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    for (int i = 0; i < 9; ++i) script_->fail(Outcome::not_sent);
    EXPECT_THROW(call(), TransportError);
    return script_->sent.size();
  };
  own_.retry.max_attempts = 2;
  EXPECT_EQ(attempts_of([&] { get(); }), 2U);
  EXPECT_EQ(attempts_of([&] { get({.max_attempts = 1}); }), 1U);
  EXPECT_EQ(attempts_of([&] { get({.max_attempts = 5}); }), 5U);
  EXPECT_EQ(attempts_of([&] { (void)client().with({.max_attempts = 4}).tickets().get(id_); }), 4U);
  EXPECT_EQ(
      attempts_of([&] { (void)client().with({.max_attempts = 4}).tickets().get(id_, {.max_attempts = 3}); }),
      3U);
  EXPECT_EQ(attempts_of([&] { create(); }), 2U);
  EXPECT_EQ(attempts_of([&] { create({.retry_writes = RetryWrites::never}); }), 1U);
  own_.retry.retry_writes = RetryWrites::never;
  EXPECT_EQ(attempts_of([&] { create(); }), 1U);
  EXPECT_EQ(attempts_of([&] { create({.retry_writes = RetryWrites::when_throttled}); }), 2U);
  EXPECT_EQ(attempts_of([&] { patch(); }), 2U) << "it is for unsafe calls alone";
}

TEST_F(Retry, NeverGivesAWriteOneAttemptRefusedOrNot) {
  own_.retry.retry_writes = RetryWrites::never;
  script_->answer(429, busy, {{"Retry-After", "1"}});
  const auto error = thrown_by<RateLimitError>([&] { return create(); });
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(error.outcome(), Outcome::throttled);
  EXPECT_THAT(error.explain(), HasSubstr("not repeated: RetryWrites::never allows one attempt"));
  clock_->advance(1min);
  script_->answer(429, busy).answer(200, good);
  EXPECT_NO_THROW(get()) << "a read is none";
}

TEST_F(Retry, WhenRefusedRepeatsNoInternal) {
  own_.retry.retry_writes = RetryWrites::when_throttled;
  script_->answer(500, internal);
  const auto error = thrown_by<ServerError>([&] { return create(); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_THAT(error.explain(), HasSubstr("not repeated: RetryWrites::when_throttled"));
  script_->answer(429, busy).answer(200, good);
  EXPECT_NO_THROW(create());
}

TEST_F(Retry, TellsATransportWhichAttemptItIsAndThatAnUnsafeOneMustNotRepeat) {
  script_->fail(Outcome::not_sent).answer(429, busy).answer(200, good);
  create();
  std::vector<int> numbers;
  for (const auto& each : script_->sent) {
    numbers.push_back(each.context.attempt);
    EXPECT_TRUE(each.context.at_most_once);
  }
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3));
}

TEST_F(Retry, CountsAttemptsInWhatIsCaptured) {
  ResponseInfo info;
  script_->fail(Outcome::not_sent).answer(503, "").answer(200, good);
  get({.capture = &info});
  EXPECT_EQ(info.status, 200);
  EXPECT_EQ(info.attempts, 3);
  script_->answer(503, "").fail(Outcome::unknown).fail(Outcome::unknown);
  EXPECT_THROW(get({.capture = &info}), TransportError);
  EXPECT_EQ(info.status, 503) << "the last answer that came";
  EXPECT_EQ(info.attempts, 1);
  script_->fail(Outcome::not_sent).fail(Outcome::not_sent).fail(Outcome::not_sent);
  EXPECT_THROW(get({.capture = &info}), TransportError);
  EXPECT_EQ(info.status, 0) << "not that of the call before";
  EXPECT_EQ(info.body, "");
}

TEST_F(Retry, OfAChangeInDoubtSaysToLookFirstWhateverTheLastAnswer) {
  for (const int status : {400, 401, 403, 404, 409}) {
    script_->answer(500, internal).answer(status, "");
    const auto error = thrown_by<ticket0::ApiError>([&] { return create(); });
    EXPECT_EQ(error.status(), status);
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_THAT(error.what(), testing::EndsWith("check whether it is there before you send it again."));
  }
}

TEST_F(Retry, ThatIsGivenUpExplainsItself) {
  script_->answer(503, "", {}, 40ms).fail(Outcome::unknown, 3s);
  const auto error = thrown_by<TransportError>([&] { return patch(); });
  EXPECT_EQ(error.explain(),
            "PATCH /tickets/:id: connection reset\n"
            "  attempt 1: HTTP 503 (40 ms)\n"
            "  wait of 375 ms: backoff\n"
            "  attempt 2: connection reset (3000 ms); not repeated: a change that may have been made is "
            "repeated once\n"
            "  outcome: unknown: it may or may not have happened\n"
            "  next: It may have taken effect: read the object before you send it again.");
  EXPECT_STREQ(error.what(),
               "PATCH /tickets/:id: connection reset. It may have taken effect: read the object before you "
               "send it again.");
}

TEST_F(Retry, OfAnUnsafeCallNamesItsRisk) {
  script_->fail(Outcome::unknown);
  EXPECT_THAT(thrown_by<TransportError>([&] { return create(); }).explain(),
              HasSubstr("attempt 1: connection reset (0 ms); not repeated: the ticket may already be "
                        "there\n"));
  script_->answer(504, "");
  EXPECT_THAT(thrown_by<ServerError>([&] { return client().send("POST", "/macros", "{}"); }).explain(),
              HasSubstr("not repeated: the change may already be made\n"));
}

TEST_F(Retry, OfAnAnswerThatSpeaksForItselfHasNoRule) {
  script_->answer(404, "");
  EXPECT_THAT(thrown_by<NotFoundError>([&] { return get(); }).explain(), Not(HasSubstr("not repeated")));
}

TEST_F(Retry, OfAChangeInDoubtBeginsWithinTenSecondsOrNotAtAll) {
  struct Case {
    milliseconds takes;
    bool again;
  };
  // The backoff is 375 ms.
  for (const auto& [takes, again] :
       {Case{0ms, true}, Case{9'625ms, true}, Case{9'626ms, false}, Case{30s, false}}) {
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    script_->fail(Outcome::unknown, takes).answer(200, good);
    if (again) {
      EXPECT_NO_THROW(patch()) << takes.count();
      EXPECT_EQ(script_->sent.at(1).at, takes + 375ms);
      continue;
    }
    const auto before = clock_->waited();
    const auto error = thrown_by<TransportError>([&] { return patch(); });
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_EQ(error.attempts(), 1);
    EXPECT_EQ(clock_->waited(), before);
    EXPECT_THAT(error.explain(),
                HasSubstr("not repeated: a change that may have been made is repeated only within 10 s"));
  }
}

TEST_F(Retry, OfAChangeInDoubtCountsTheQueueToo) {
  struct Case {
    milliseconds per;
    bool again;
  };
  for (const auto& [per, again] : {Case{5s, true}, Case{10s, false}, Case{11s, false}}) {
    own_.rate_limit = {.requests = 1, .per = per};
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    script_->fail(Outcome::unknown, 1ms).answer(200, good);
    if (again) {
      EXPECT_NO_THROW(patch());
      EXPECT_EQ(script_->sent.at(1).at, per + 1ms);
    } else {
      const auto error = thrown_by<TransportError>([&] { return patch(); });
      EXPECT_EQ(error.outcome(), Outcome::unknown);
      EXPECT_EQ(script_->sent.size(), 1U);
      EXPECT_THAT(error.explain(),
                  HasSubstr("not repeated: a change that may have been made is repeated only "
                            "within 10 s"));
    }
  }
}

/// Of a machine that was asleep, say.
class OversleepingClock final : public Clock {
 public:
  explicit OversleepingClock(std::shared_ptr<fakes::ManualClock> clock) : clock_(std::move(clock)) {}
  std::chrono::steady_clock::time_point now() noexcept override { return clock_->now(); }
  std::chrono::system_clock::time_point wall() noexcept override { return clock_->wall(); }
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override {
    return clock_->wait_until(when + by, cancel);
  }
  milliseconds by{10s};

 private:
  std::shared_ptr<fakes::ManualClock> clock_;
};

TEST_F(Retry, OfAChangeInDoubtIsNotBegunAfterAWaitThatTookTooLong) {
  for (const bool is_limited : {true, false}) {
    own_.clock = std::make_shared<OversleepingClock>(clock_);
    if (!is_limited) own_.rate_limit.enabled = false;
    script_->fail(Outcome::unknown);
    const auto error = thrown_by<TransportError>([&] { return patch(); });
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_EQ(error.attempts(), 1);
    EXPECT_THAT(error.explain(), HasSubstr("only within 10 s"));
  }
  script_->fail(Outcome::unknown).answer(200, good);
  EXPECT_NO_THROW(get()) << "a read has no such limit";
}

TEST_F(Retry, AfterAWaitThatPassedTheDeadlineIsNotBegun) {
  const auto clock = std::make_shared<OversleepingClock>(clock_);
  clock->by = 2min;
  own_.clock = clock;
  script_->answer(503, "");
  const auto error = thrown_by<ServerError>([&] { return get(); });
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_THAT(error.explain(), HasSubstr("deadline"));
}

TEST_F(Retry, OfAChangeInDoubtKeepsItsTenSecondsWhateverComesBetween) {
  // In doubt from the start; then refused, with a time to wait that fits, and one that does not.
  script_->fail(Outcome::unknown).answer(429, busy, {{"Retry-After", "5"}}).answer(200, good);
  EXPECT_NO_THROW(patch());
  EXPECT_THAT(script_->times(), ElementsAre(0ms, 375ms, 5'875ms));
  clock_->advance(1min);
  script_->fail(Outcome::unknown).answer(429, busy, {{"Retry-After", "10"}});
  const auto error = thrown_by<RateLimitError>([&] { return patch(); });
  EXPECT_EQ(error.outcome(), Outcome::unknown) << "the first may have happened";
  EXPECT_EQ(error.retry_after(), 10s);
  EXPECT_THAT(error.explain(), HasSubstr("only within 10 s"));
  EXPECT_TRUE(script_->is_done());
}

TEST_F(Retry, WhoseBackoffWouldPassTheDeadlineIsNotBegun) {
  script_->fail(Outcome::not_sent);
  const auto error = thrown_by<TransportError>([&] { return get({.timeout = 375ms}); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_THAT(error.explain(), HasSubstr("attempt 1: connection reset (0 ms); not repeated: the wait before "
                                         "the next attempt would pass the call's deadline\n"));
  script_->fail(Outcome::not_sent).answer(200, good);
  EXPECT_NO_THROW(get({.timeout = 376ms}));
  EXPECT_EQ(script_->sent.back().context.time_left, 1ms) << "one deadline for attempts and waits";
}

TEST_F(Retry, AfterRetryAfterWaitsSoLongAndUpToASecondMore) {
  struct Case {
    const char* name;
    int status;
    Headers headers;
    std::string body;
    milliseconds waits;
  };
  const Case cases[] = {
      {"seconds", 429, {{"Retry-After", "7"}}, "", 7'500ms},
      {"its name in another case", 429, {{"retry-AFTER", "7"}}, "", 7'500ms},
      {"nothing", 429, {{"Retry-After", "0"}}, "", 500ms},
      {"a date", 429, {{"Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT"}}, "", 9'500ms},
      {"a date that has passed", 429, {{"Retry-After", "Wed, 31 Dec 2025 00:00:09 GMT"}}, "", 500ms},
      {"the most", 429, {{"Retry-After", "119"}}, "", 119'500ms},
      {"junk", 429, {{"Retry-After", "soon"}}, "", 2'500ms},
      {"a fraction", 429, {{"Retry-After", "7.5"}}, "", 8'500ms},
      {"a fraction with a comma", 429, {{"Retry-After", "7,5"}}, "", 2'500ms},
      {"a negative number", 429, {{"Retry-After", "-5"}}, "", 2'500ms},
      {"an empty text", 429, {{"Retry-After", ""}}, "", 2'500ms},
      {"no header", 429, {}, "", 2'500ms},
      {"the body's time", 429, {}, R"({"error":{"retryAfter":"2026-01-01T00:00:31Z"}})", 31'500ms},
      {"junk, then the body's time",
       429,
       {{"Retry-After", "?"}},
       R"({"error":{"retryAfter":"2026-01-01T00:00:31Z"}})",
       31'500ms},
      {"the window's end", 429, {{"X-RateLimit-Reset", "1767225611"}}, "", 11'500ms},
      {"by its code", 403, {{"Retry-After", "3"}}, R"({"error":{"code":"RATE_LIMITED"}})", 3'500ms},
      {"503", 503, {{"Retry-After", "7"}}, "", 7'500ms},
      {"503 with junk", 503, {{"Retry-After", "soon"}}, "", 375ms},
      {"503 with less than the backoff", 503, {{"Retry-After", "0"}}, "", 375ms},
      {"503 with a body's time", 503, {}, R"({"error":{"retryAfter":"2026-01-01T00:00:31Z"}})", 375ms},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    own_.clock = clock_ = std::make_shared<fakes::ManualClock>();
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    script_->answer(each.status, each.body, each.headers).answer(200, good);
    EXPECT_NO_THROW(get());
    EXPECT_EQ(clock_->waited(), each.waits);
  }
}

TEST_F(Retry, WaitsTwiceAsLongAfterEachRefusalInARow) {
  const Headers seven{{"Retry-After", "7"}};
  script_->answer(429, busy, seven).answer(429, busy, seven).answer(429, busy, seven).fail(Outcome::not_sent);
  script_->answer(429, busy, seven).answer(200, good);
  get();
  EXPECT_THAT(
      notes_->lines,
      ElementsAre("GET /tickets/:id #2: 7500 ms, service busy", "GET /tickets/:id #3: 14500 ms, service busy",
                  "GET /tickets/:id #4: 28500 ms, service busy", "GET /tickets/:id #5: 375 ms, backoff",
                  "GET /tickets/:id #6: 7500 ms, service busy"));
}

TEST_F(Retry, EndsAtTheFifthRefusal) {
  for (int i = 0; i < 5; ++i) script_->answer(429, busy);
  const auto error = thrown_by<RateLimitError>([&] { return get(); });
  EXPECT_EQ(error.attempts(), 5);
  EXPECT_EQ(error.outcome(), Outcome::throttled);
  EXPECT_EQ(error.retry_after(), std::nullopt);
  EXPECT_EQ(clock_->waited(), 2'500ms + 4'500ms + 8'500ms + 16'500ms);
  EXPECT_THAT(error.explain(),
              HasSubstr("attempt 5: HTTP 429 RATE_LIMITED (0 ms); not repeated: the service throttled "
                        "it five times\n"));
}

TEST_F(Retry, OfARefusalIsCountedApartFromTheAttempts) {
  own_.retry.max_attempts = 1;
  using Call = Ticket (Retry::*)(const CallOptions&) const;
  for (const Call call : {&Retry::get, &Retry::patch, &Retry::create}) {
    script_->answer(429, busy).answer(200, good);
    EXPECT_NO_THROW((this->*call)({}));
  }
  script_->answer(429, busy).answer(429, busy).fail(Outcome::not_sent);
  EXPECT_EQ(thrown_by<TransportError>([&] { return get(); }).attempts(), 3);
}

TEST_F(Retry, ThatTheServiceWantsTooLateIsNotWaitedFor) {
  struct Case {
    Headers headers;
    CallOptions call;
    std::chrono::seconds retry_after;
    const char* rule;
  };
  const Case cases[] = {
      {{{"Retry-After", "3600"}}, {}, 3600s, "max_retry_after"},
      {{{"Retry-After", "121"}}, {.timeout = 1h}, 121s, "max_retry_after"},
      {{{"Retry-After", "99999999999999999999999"}}, {}, 1'000'000'000s, "max_retry_after"},
      {{{"Retry-After", "120"}}, {}, 120s, "deadline"},
      {{{"Retry-After", "5"}}, {.timeout = 5s}, 5s, "deadline"},
      {{{"Retry-After", "Thu, 01 Jan 2026 01:00:00 GMT"}}, {}, 3600s, "max_retry_after"},
  };
  for (const Case& each : cases) {
    for (const int status : {429, 503}) {
      SCOPED_TRACE(each.headers.front().second + " with " + std::to_string(status));
      script_->answer(status, "", each.headers);
      const auto error = thrown_by<ApiError>([&] { return get(each.call); });
      EXPECT_EQ(error.status(), status);
      EXPECT_EQ(error.retry_after(), each.retry_after);
      EXPECT_EQ(clock_->waited(), 0s);
      EXPECT_THAT(error.explain(), HasSubstr(each.rule));
    }
  }
}

TEST_F(Retry, HasTheOutcomeOfAllItsAttempts) {
  struct Case {
    const char* name;
    Ending first;
    Ending last;
    Outcome outcome;
  };
  const Ending lost = failed(TransportError{"x", Outcome::unknown});
  const Ending not_sent = failed(TransportError{"x", Outcome::not_sent});
  const Ending hopeless = failed(TransportError{"x", Outcome::not_sent, Reason::tls});
  const Ending refused = answered(429, busy);
  const Ending not_found = answered(404, "");
  const Case cases[] = {
      {"lost, 404", lost, not_found, Outcome::unknown},
      {"lost, no connection", lost, not_sent, Outcome::unknown},
      {"lost, unreadable", lost, answered(200, "?"), Outcome::applied},
      {"INTERNAL, 404", answered(500, internal), not_found, Outcome::unknown},
      {"429, no connection", refused, hopeless, Outcome::throttled},
      {"429, 404", refused, not_found, Outcome::rejected},
      {"429, lost", refused, lost, Outcome::unknown},
      {"no connection, 404", not_sent, not_found, Outcome::rejected},
      {"no connection twice", not_sent, not_sent, Outcome::not_sent},
  };
  for (const Case& each : cases) {
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    each.first(*script_);
    each.last(*script_);
    EXPECT_EQ(thrown_by<Error>([&] { return patch({.timeout = 3s, .max_attempts = 2}); }).outcome(),
              each.outcome)
        << each.name;
  }
}

TEST_F(Retry, OfWhatTheTransportKnowsBetterFollowsIt) {
  // A transport of the user's own may say more than whether it was sent.
  struct Case {
    Outcome outcome;
    std::size_t sent;
  };
  for (const auto& [outcome, sent] :
       {Case{Outcome::throttled, 5}, Case{Outcome::rejected, 1}, Case{Outcome::applied, 1}}) {
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    for (int i = 0; i < 9; ++i) script_->fail(outcome);
    EXPECT_EQ(thrown_by<TransportError>([&] { return create(); }).outcome(), outcome);
    EXPECT_EQ(script_->sent.size(), sent);
  }
}

TEST_F(Retry, EndsWhenItIsCancelledInItsWait) {
  struct Case {
    const char* name;
    Ending ending;
    Outcome outcome;
    milliseconds waited;
    const char* line;
  };
  const Case cases[] = {
      {"backoff", failed(TransportError{"x", Outcome::not_sent}), Outcome::not_sent, 187ms,
       "wait of 187 ms: backoff"},
      {"backoff in doubt", failed(TransportError{"x", Outcome::unknown}), Outcome::unknown, 187ms, "backoff"},
      {"Retry-After", answered(429, "", {{"Retry-After", "9"}}), Outcome::throttled, 4'750ms,
       "wait of 4750 ms: service busy"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    clock_ = std::make_shared<fakes::ManualClock>();
    const auto clock = std::make_shared<CancellingClock>(clock_, 1);
    own_.clock = clock;
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    each.ending(*script_);
    const auto error = thrown_by<CancelledError>([&] { return patch({.cancel = clock->stop.token()}); });
    EXPECT_EQ(error.outcome(), each.outcome);
    EXPECT_EQ(error.attempts(), 1);
    EXPECT_EQ(clock_->waited(), each.waited);
    EXPECT_THAT(error.explain(), AllOf(HasSubstr("attempt 1: "), HasSubstr(each.line)));
  }
}

TEST_F(Retry, OfACallThatIsCancelledWhileItIsSentIsNone) {
  CancelSource stop;
  script_->on_send = [&] { stop.cancel(); };
  script_->fail(Outcome::unknown);
  const auto error = thrown_by<CancelledError>([&] { return get({.cancel = stop.token()}); });
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_THAT(error.explain(), HasSubstr("attempt 1: cancelled (0 ms)"));
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(Retry, OfAPageIsItsOwnAndLosesNothing) {
  script_->answer(200, R"({"tickets":[{"id":"1"}],"nextCursor":"a"})").answer(503, "").fail(Outcome::unknown);
  script_->answer(200, R"({"tickets":[{"id":"2"}]})");
  EXPECT_EQ(client().tickets().list().to_vector().size(), 2U);
  EXPECT_THAT(notes_->lines, ElementsAre(EndsWith("#2: 375 ms, backoff"), EndsWith("#3: 750 ms, backoff")));
}

TEST_F(Retry, ToldByATransportOfTheUsersOwnSaysNothingOfAQuery) {
  script_->fail(ticket0::TransportError{
      "GET https://app.ticket0.ai/api/v1/customers?email=jane%40example.com failed", Outcome::rejected});
  const auto error = thrown_by<ticket0::TransportError>(
      [&] { return client().customers().page({.email = "jane@example.com"}); });
  EXPECT_THAT(error.explain(), AllOf(HasSubstr("/customers?... failed"), Not(HasSubstr("jane"))));
}

}  // namespace
