// What happens while a request is under way: a transport that does not keep its promise, others who work on
// the same file, and a person.
#include "outbox/small_service.hpp"

namespace {

using namespace outbox_test;
using testing::ElementsAre;
using testing::HasSubstr;

class DuringACall : public testing::Test {
 protected:
  [[nodiscard]] Client client(SmallService::Ways ways) {
    service_ = std::make_shared<SmallService>(clock_, std::move(ways));
    return client_of(service_, clock_);
  }
  [[nodiscard]] State state(const char* key) const { return box_.find(key)->state; }
  /// A reply or a ticket that the service takes without saying so.
  [[nodiscard]] static SmallService::Ways loses_responses() {
    return {.after = [](const HttpRequest&) { throw std::runtime_error{"the connection is lost"}; }};
  }

  const Directory directory_;
  const std::shared_ptr<fakes::ManualClock> clock_{std::make_shared<fakes::ManualClock>()};
  const Outbox box_{{.path = directory_.file(), .clock = clock_}};
  std::shared_ptr<SmallService> service_;
  const TicketId ticket_{"tkt_1"};
};

TEST_F(DuringACall, ATransportThatDoesNotAskBeforeTheBytesLeaveSendsOnce) {
  (void)box_.put("reply", ticket_, reply());
  (void)box_.put("ticket", new_ticket());
  EXPECT_EQ(box_.drain(client({.asks = false})).sent, 2U);
  EXPECT_EQ(state("reply"), State::sent);
  EXPECT_EQ(state("ticket"), State::sent);
  EXPECT_EQ(service_->most_often(), 1);
}

TEST_F(DuringACall, ATransportThatDoesNotAskAndLosesTheResponseLeavesADoubt) {
  (void)box_.put("ticket", new_ticket());
  auto ways = loses_responses();
  ways.asks = false;
  const Client lost = client(ways);
  for (int i = 0; i < 3; ++i) {
    (void)box_.drain(lost);
    clock_->advance(1h);
  }
  EXPECT_EQ(state("ticket"), State::unknown);
  EXPECT_EQ(service_->most_often(), 1);
}

TEST_F(DuringACall, AReplyGivesWayToAnEarlierOneWhoseTicketBecomesKnown) {
  (void)box_.put("ticket", new_ticket());
  (void)box_.put_after("first", "ticket", reply("first"));
  (void)box_.put("second", ticket_, reply("second"));
  (void)box_.drain(client(loses_responses()));
  ASSERT_EQ(state("ticket"), State::unknown);
  clock_->advance(2s);
  bool is_settled = false;
  (void)box_.drain(client({.before = [&](const HttpRequest& request) {
    if (request.method == "POST" && !std::exchange(is_settled, true))
      box_.settle_sent(box_.find("ticket")->id, ticket_);
  }}));
  EXPECT_THAT(service_->messages(), ElementsAre(HasSubstr("first"), HasSubstr("second")));
}

TEST_F(DuringACall, APausedOutboxDoesNotAskTheServiceWhileAnotherHasTheOnlyEntry) {
  (void)box_.put("held", ticket_, reply());
  const auto of_others = std::make_shared<SmallService>(clock_);
  std::size_t asked = 1;
  bool is_first = true;
  const auto pause_and_drain = [&](const HttpRequest&) {
    if (!std::exchange(is_first, false)) return;
    (void)box_.put("other", TicketId{"tkt_2"}, reply());
    const CancelSource cancelled;
    cancelled.cancel();
    EXPECT_NE(box_.drain(client_of(of_others, clock_).with({.cancel = cancelled.token()})).paused, "");
    EXPECT_TRUE(box_.withdraw("other"));
    clock_->advance(2s);
    (void)box_.drain(client_of(of_others, clock_));
    asked = of_others->requests();
  };
  EXPECT_EQ(box_.drain(client({.before = pause_and_drain})).sent, 1U);
  EXPECT_EQ(asked, 0U);
}

TEST_F(DuringACall, AnotherWhoFindsThePauseBeingTriedSaysThatItIsPaused) {
  (void)box_.put("a", ticket_, reply("a"));
  (void)box_.put("b", TicketId{"tkt_2"}, reply("b"));
  const CancelSource cancelled;
  cancelled.cancel();
  (void)box_.drain(client({}).with({.cancel = cancelled.token()}));
  clock_->advance(2s);
  const auto of_others = std::make_shared<SmallService>(clock_);
  std::optional<outbox::Report> others;
  const Client tries = client({.before = [&](const HttpRequest&) {
    if (!others) others = box_.drain(client_of(of_others, clock_));
  }});
  EXPECT_EQ(box_.drain(tries).paused, "");
  ASSERT_TRUE(others);
  EXPECT_EQ(others->all.queued.entries, 2U);
  EXPECT_THAT(others->paused, HasSubstr("cancelled"));
}

TEST_F(DuringACall, AStopWhileThePauseIsTriedIsNotReportedAsAPause) {
  (void)box_.put("a", ticket_, reply("a"));
  const CancelSource cancelled;
  cancelled.cancel();
  (void)box_.drain(client({}).with({.cancel = cancelled.token()}));
  clock_->advance(2s);
  const CancelSource stop;
  const Client stopped = client({.before = [&](const HttpRequest&) {
    stop.cancel();
    throw std::runtime_error{"no response"};
  }});
  EXPECT_EQ(box_.drain(stopped, stop.token()).paused, "");
  EXPECT_EQ(state("a"), State::queued);
}

TEST_F(DuringACall, APauseThatIsSetMeanwhileIsNotEndedByItsSuccess) {
  (void)box_.put("a", ticket_, reply("a"));
  (void)box_.put("b", TicketId{"tkt_2"}, reply("b"));
  const CancelSource cancelled;
  cancelled.cancel();
  const Client stopped = client({}).with({.cancel = cancelled.token()});
  bool is_first = true;
  const Client slow = client({.before = [&](const HttpRequest&) {
    if (!std::exchange(is_first, false)) return;
    clock_->advance(1ms);
    EXPECT_NE(box_.drain(stopped).paused, "");
  }});
  const auto report = box_.drain(slow);
  EXPECT_EQ(report.sent, 1U);
  EXPECT_THAT(report.paused, HasSubstr("cancelled"));
  EXPECT_EQ(state("b"), State::queued);
}

TEST_F(DuringACall, AnotherDoesNotLookForWhatHasJustBeenLookedFor) {
  (void)box_.put("a", ticket_, reply("a"));
  (void)box_.put("b", TicketId{"tkt_2"}, reply("b"));
  const Client lost = client({.after = [](const HttpRequest& request) {
    if (request.url.find("/messages") != std::string::npos) throw std::runtime_error{"no response"};
  }});
  for (int i = 0; i < 2; ++i) {
    (void)box_.drain(lost);
    clock_->advance(5s);
  }
  ASSERT_EQ(box_.counts().unknown.entries, 2U);
  std::size_t looks = 0;
  bool is_first = true;
  const Client others = client({.before = [&](const HttpRequest&) { ++looks; }});
  const Client looks_first = client({.before = [&](const HttpRequest&) {
    ++looks;
    if (std::exchange(is_first, false)) (void)box_.drain(others);
  }});
  clock_->advance(1min);
  (void)box_.drain(looks_first);
  EXPECT_EQ(looks, 2U) << "one for each";
}

TEST_F(DuringACall, AClientThatIsCancelledPausesTheOutbox) {
  (void)box_.put("k", ticket_, reply());
  const CancelSource cancelled;
  cancelled.cancel();
  const Client working = client({});
  EXPECT_THAT(box_.drain(working.with({.cancel = cancelled.token()})).paused, HasSubstr("cancelled"));
  EXPECT_EQ(state("k"), State::queued);
  clock_->advance(2s);
  EXPECT_EQ(box_.drain(working).sent, 1U);
}

TEST_F(DuringACall, APersonDecidesNothingAboutAnEntryThatIsBeingSentOrLookedFor) {
  std::vector<std::string> refusals;
  const auto decide = [&](const HttpRequest&) {
    const auto id = box_.find("k")->id;
    for (const auto& act : {std::function<void()>{[&] { box_.retry(id); }},
                            std::function<void()>{[&] { box_.settle_rejected(id); }}}) {
      const auto result = attempt([&] {
        act();
        return 0;
      });
      refusals.emplace_back(result.error_as<InvalidArgument>() ? result.error_as()->what() : "none");
    }
  };
  (void)box_.put("k", new_ticket());
  auto ways = loses_responses();
  (void)box_.drain(client({.after = [&](const HttpRequest& request) {
    decide(request);
    throw std::runtime_error{"the connection is lost"};
  }}));
  EXPECT_THAT(refusals, ElementsAre(HasSubstr("being sent"), HasSubstr("being sent")));
  ASSERT_EQ(state("k"), State::unknown);
  box_.retry(box_.find("k")->id);
  EXPECT_THROW((void)box_.withdraw("k"), InvalidArgument) << "the first may be there: its key stays";
  box_.settle_rejected(box_.find("k")->id);
  EXPECT_EQ(state("k"), State::rejected);
  EXPECT_EQ(service_->most_often(), 1);
}

}  // namespace
