// The client's own limit: sixty requests in any minute, by whatever client of the budget.
#include "engine/call_script.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Rate : public ScriptedTest {
 protected:
  static void ask(const Client& client, int count = 1, const CallOptions& call = {}) {
    for (int i = 0; i < count; ++i) (void)client.tickets().get(TicketId{"tkt_1"}, call);
  }
  void answer(int count) {
    for (int i = 0; i < count; ++i) script_->answer(200, R"({"id":"tkt_1","tickets":[]})");
  }
  static int used(const Client& client) { return client.rate_usage().value_or(RateUsage{.used = -1}).used; }
};

TEST_F(Rate, LetsSixtyGoAndTheNextAMinuteLater) {
  const Client c = client();
  answer(121);
  ask(c, 60);
  EXPECT_EQ(clock_->waited(), 0s);
  clock_->advance(10s);
  ask(c, 61);
  EXPECT_EQ(script_->sent.at(60).at, 60s);
  EXPECT_EQ(script_->sent.at(119).at, 60s);
  EXPECT_EQ(script_->sent.at(120).at, 120s);
  EXPECT_THAT(notes_->lines, ElementsAre("GET /tickets/:id #1: 50000 ms, rate limit",
                                         "GET /tickets/:id #1: 60000 ms, rate limit"));
}

TEST_F(Rate, CountsARequestFromItsBeginningToAMinuteAfterItsEnd) {
  const Client c = client();
  own_.rate_limit.requests = 1;
  const Client one = client();
  script_->answer(200, good, {}, 20s).answer(200, good);
  ask(one, 2);
  EXPECT_THAT(script_->times(), ElementsAre(0s, 80s));
}

TEST_F(Rate, IsToldOfByTheClient) {
  const Client c = client();
  answer(60);
  ask(c, 59);
  clock_->advance(20s);
  ask(c);
  clock_->advance(10s);
  const auto usage = c.rate_usage();
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->used, 60);
  EXPECT_EQ(usage->free, 0);
  EXPECT_EQ(usage->waiting, 0);
  EXPECT_EQ(usage->next_in, 30s);
}

TEST_F(Rate, CountsEachAttempt) {
  const Client c = client();
  script_->fail(Outcome::not_sent).answer(503, "").answer(200, good);
  ask(c);
  EXPECT_EQ(used(c), 3);
}

TEST_F(Rate, OfNoneIsNoLimit) {
  own_.rate_limit.enabled = false;
  const Client c = client();
  answer(500);
  ask(c, 500);
  EXPECT_EQ(c.rate_usage(), std::nullopt);
  EXPECT_EQ(clock_->waited(), 0s);
  script_->answer(429, busy, {{"Retry-After", "3"}}).answer(200, good);
  ask(c);
  EXPECT_EQ(clock_->waited(), 3'500ms) << "a refusal is still waited for";
}

TEST_F(Rate, WhoNeverWaitsIsToldAtOnce) {
  own_.rate_limit.wait = false;
  const Client c = client();
  answer(60);
  ask(c, 60);
  clock_->advance(14'500ms);
  const auto error = thrown_by<RateLimitError>([&] { return c.tickets().get(id_); });
  EXPECT_EQ(error.status(), 0);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 0);
  EXPECT_EQ(error.retry_after(), 46s) << "rounded up";
  EXPECT_EQ(error.code().text(), "");
  EXPECT_EQ(error.message(), "");
  EXPECT_EQ(clock_->waited(), 0s);
  EXPECT_EQ(used(c), 60);
  EXPECT_EQ(error.explain(),
            "GET /tickets/:id: the client's own limit (ClientOptions.rate_limit) allows no request for the "
            "next 45500 ms\n"
            "  outcome: not_sent: the service never got the request\n"
            "  next: Wait as long as retry_after() says, or allow the call more time (timeout).");
  clock_->advance(45'500ms);
  answer(1);
  EXPECT_NO_THROW(ask(c));
}

TEST_F(Rate, WhoNeverWaitsIsToldOfARefusalToo) {
  own_.rate_limit.wait = false;
  const Client c = client();
  script_->answer(429, busy, {{"Retry-After", "1"}});
  const auto error = thrown_by<RateLimitError>([&] { return c.tickets().get(id_); });
  EXPECT_EQ(error.status(), 429);
  EXPECT_EQ(error.retry_after(), 1s);
  EXPECT_THAT(
      error.explain(),
      HasSubstr("not repeated: waiting is turned off (RateLimit::wait, CallOptions::wait_for_limit)"));
  EXPECT_EQ(thrown_by<RateLimitError>([&] { return c.tickets().get(id_); }).status(), 0)
      << "until then nothing goes";
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(Rate, WaitsThatWouldPassTheDeadlineAreNotBegun) {
  const Client c = client();
  answer(61);
  ask(c, 60);
  const auto error = thrown_by<RateLimitError>([&] { return c.tickets().get(id_, {.timeout = 60s}); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.retry_after(), 60s);
  EXPECT_EQ(clock_->waited(), 0s);
  ask(c, 1, {.timeout = 60'001ms});
  EXPECT_EQ(script_->sent.back().context.time_left, 1ms);
}

TEST_F(Rate, WhoNeverWaitsIsToldOfTheOwnLimitInTheMiddleOfACallToo) {
  own_.rate_limit = {.requests = 1, .per = 5s, .wait = false};
  const Client c = client();
  script_->answer(503, "");
  const auto error =
      thrown_by<RateLimitError>([&] { return c.tickets().update(id_, {.status = TicketStatus::closed}); });
  EXPECT_THAT(error.what(), HasSubstr("the client's own limit"));
  EXPECT_EQ(error.outcome(), Outcome::unknown) << "the first attempt may have happened";
  EXPECT_EQ(error.attempts(), 1);
}

TEST_F(Rate, OfACallThatThePauseAfterARefusalHoldsUpNamesThePause) {
  own_.rate_limit.wait = false;
  const Client c = client();
  script_->answer(429, busy, {{"Retry-After", "600"}});
  EXPECT_THROW(ask(c), RateLimitError);
  const auto error = thrown_by<RateLimitError>([&] { return c.tickets().get(id_); });
  EXPECT_THAT(error.what(),
              StartsWith("GET /tickets/:id: the pause after a 429 allows no request for the next "));
  EXPECT_GE(error.retry_after(), 600s);
}

/// Each look at it takes 0.6 ms, as on a busy machine.
class SlowClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() noexcept override { return now_ += 600us; }
  std::chrono::system_clock::time_point wall() noexcept override { return {}; }
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& /*cancel*/) override {
    now_ = std::max(now_, when);
    return true;
  }

 private:
  std::chrono::steady_clock::time_point now_{};
};

TEST_F(Rate, OfACallWhoseTimeIsUpSpendsNoSlot) {
  own_.clock = std::make_shared<SlowClock>();
  const Client c = client();
  for (int i = 0; i < 100; ++i) {
    const auto error = thrown_by<TimeoutError>([&] { return c.tickets().get(id_, {.timeout = 1ms}); });
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
  }
  EXPECT_EQ(used(c), 0);
}

/// Whose time is finer than a call's.
struct FineClock final : Clock {
  std::chrono::steady_clock::time_point now() noexcept override { return time; }
  std::chrono::system_clock::time_point wall() noexcept override { return {}; }
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& /*cancel*/) override {
    time = when;
    return true;
  }
  std::chrono::steady_clock::time_point time{};
};

TEST_F(Rate, OfACallThatCouldBeginOnlyInItsLastMillisecondIsNotWaitedFor) {
  const auto fine = std::make_shared<FineClock>();
  own_.clock = fine;
  own_.rate_limit.requests = 1;
  const Client c = client();
  answer(2);
  ask(c);
  fine->time += 500us;
  const auto begun = fine->time;
  EXPECT_THROW((void)c.tickets().get(id_, {.timeout = 60s}), RateLimitError);
  EXPECT_EQ(fine->time, begun);
  ask(c, 1, {.timeout = 60'001ms});
}

TEST_F(Rate, ListsLeaveTenSlotsToAllElse) {
  const Client c = client();
  for (int i = 0; i < 60; ++i)
    script_->answer(200, R"({"tickets":[{"id":")" + std::to_string(i) + R"("}],"nextCursor":")" +
                             std::to_string(i) + R"("})");
  auto list = c.tickets().list({}, {.timeout = 1s});
  auto at = list.begin();
  for (int i = 1; i < 50; ++i) ++at;
  EXPECT_THROW(++at, RateLimitError);
  EXPECT_EQ(used(c), 50);
  for (int i = 0; i < 10; ++i) (void)c.tickets().page();
  EXPECT_EQ(used(c), 60);
  EXPECT_EQ(clock_->waited(), 0s);
}

TEST_F(Rate, IsOneForAClientItsCopiesAndThoseOfWith) {
  const Client c = client();
  const Client copy = c;
  const Client other = c.with({.timeout = 5s});
  answer(3);
  ask(c);
  ask(copy);
  ask(other);
  EXPECT_EQ(used(c), 3);
  EXPECT_EQ(used(other), 3);
}

TEST_F(Rate, IsAClientsOwnWithATransportOfItsOwnAndNoScope) {
  const Client a = client();
  const Client b = client();
  answer(2);
  ask(a, 2);
  EXPECT_EQ(used(b), 0);
}

TEST_F(Rate, OfAScopeIsOneForAllWhoNameItWhateverTheirKey) {
  own_.rate_limit.scope = "workspace of " + std::string{"RateTest"};
  const Client a = client();
  own_.api_key = Secret{"t0_another"};
  const Client b = client();
  own_.rate_limit.scope += " 2";
  const Client other_scope = client();
  own_.rate_limit.scope.resize(own_.rate_limit.scope.size() - 2);
  own_.base_url = "https://other.example/api";
  const Client other_service = client();
  answer(2);
  ask(a);
  ask(b);
  EXPECT_EQ(used(a), 2);
  EXPECT_EQ(used(b), 2);
  EXPECT_EQ(used(other_scope), 0);
  EXPECT_EQ(used(other_service), 0);
}

TEST_F(Rate, OfAScopeOutlivesItsClients) {
  own_.rate_limit.scope = "outlives";
  answer(60);
  { ask(client(), 40); }
  clock_->advance(59s);
  EXPECT_EQ(used(client()), 40);
  own_.rate_limit.requests = 45;
  ask(client(), 5);
  own_.rate_limit.requests = 60;
  EXPECT_EQ(client().rate_usage()->free, 0) << "the fewest requests hold";
  clock_->advance(1s);
  EXPECT_EQ(used(client()), 5);
  clock_->advance(1min);
  EXPECT_EQ(client().rate_usage()->free, 60);
}

TEST_F(Rate, ARefusalPausesAllWhoShareItAndThenTheyStartSlowly) {
  own_.rate_limit.scope = "refusal";
  const Client a = client();
  const Client b = client();
  script_->answer(429, busy, {{"Retry-After", "10"}});
  EXPECT_THROW(ask(a, 1, {.timeout = 5s}), RateLimitError);
  EXPECT_EQ(b.rate_usage()->next_in, 10s);
  answer(8);
  ask(b, 8);
  EXPECT_THAT(script_->times(), ElementsAre(0s, 10s, 11s, 11s, 12s, 12s, 12s, 12s, 13s));
}

TEST_F(Rate, ARefusalForAVeryLongTimePausesOthersForAnHourAtMost) {
  const Client c = client();
  script_->answer(429, busy, {{"Retry-After", "999999999"}});
  EXPECT_THROW(ask(c), RateLimitError);
  EXPECT_EQ(c.rate_usage()->next_in, 1h);
}

TEST_F(Rate, ACancelledCallLeavesTheQueue) {
  const auto clock = std::make_shared<CancellingClock>(clock_, 1);
  own_.clock = clock;
  const Client c = client();
  answer(60);
  ask(c, 60);
  const auto error =
      thrown_by<CancelledError>([&] { return c.tickets().get(id_, {.cancel = clock->stop.token()}); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 0);
  EXPECT_EQ(clock_->waited(), 30s);
  EXPECT_EQ(c.rate_usage()->waiting, 0);
  EXPECT_THAT(error.explain(), HasSubstr("wait of 30000 ms: rate limit"));
}

TEST_F(Rate, ThatStopsASecondAttemptTellsOfTheFirst) {
  own_.rate_limit = {.requests = 1};
  const Client c = client();
  script_->answer(503, "");
  const auto error = thrown_by<Error>([&] { return c.tickets().get(id_, {.timeout = 30s}); });
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_THAT(error.explain(), HasSubstr("attempt 1: HTTP 503"));
  EXPECT_LT(clock_->waited(), 1s);
}

TEST_F(Rate, OfManyRequestsInAShortTimeAndFewInALongOneIsKept) {
  struct Case {
    int requests;
    milliseconds per;
  };
  for (const auto& [requests, per] : {Case{1, 1ms}, Case{3, 500ms}, Case{7, 1h}}) {
    own_.rate_limit = {.requests = requests, .per = per};
    own_.timeout = 24h;
    own_.transport = script_ = std::make_shared<ScriptedTransport>(clock_);
    const Client c = client();
    answer(3 * requests + 1);
    ask(c, 3 * requests + 1);
    for (std::size_t i = static_cast<std::size_t>(requests); i < script_->sent.size(); ++i)
      EXPECT_GE(script_->sent[i].at - script_->sent[i - static_cast<std::size_t>(requests)].at, per);
    EXPECT_EQ(script_->sent.back().at, 3 * per);
  }
}

TEST_F(Rate, IsWaitedForOrNotAsTheCallSays) {
  own_.rate_limit = {.requests = 1};
  answer(3);
  const Client waiting = client();
  ask(waiting);
  EXPECT_THROW(ask(waiting, 1, {.wait_for_limit = false}), RateLimitError);
  EXPECT_THROW(ask(waiting.with({.wait_for_limit = false})), RateLimitError);
  EXPECT_EQ(clock_->waited(), 0s);
  own_.rate_limit.wait = false;
  const Client impatient = client();
  ask(impatient);
  ask(impatient, 1, {.wait_for_limit = true});
  EXPECT_EQ(clock_->waited(), 60s);
}

/// list() leaves two of twelve slots to others.
TEST_F(Rate, IsYieldedByACallInTheBackgroundAndNotByAListThatIsNone) {
  own_.rate_limit = {.requests = 12, .wait = false};
  answer(12);
  const Client c = client();
  ask(c, 10, {.background = true});
  EXPECT_THROW(ask(c, 1, {.background = true}), RateLimitError);
  EXPECT_THROW((void)c.tickets().list().to_vector(), RateLimitError);
  EXPECT_NO_THROW(ask(c));
  EXPECT_NO_THROW((void)c.tickets().list({}, {.background = false}).to_vector());
}

}  // namespace
