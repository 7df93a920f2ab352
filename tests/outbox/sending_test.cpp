// What is put goes out once, over real sockets to the sandbox.
#include "outbox/support.hpp"

namespace {

using namespace outbox_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Sending = OnASandbox;

TEST_F(Sending, AReplyIsQueuedThenSentAndItsMessageIsKnown) {
  const Outbox box{options()};
  const auto entry = box.put("order-1-shipped", ticket(), reply());
  EXPECT_EQ(entry.state, State::queued);
  EXPECT_EQ(entry.ticket, ticket());
  EXPECT_EQ(writes(), 0U);
  const auto report = box.drain(client_);
  EXPECT_EQ(report.sent, 1U);
  EXPECT_EQ(report.paused, "");
  const auto sent = box.find("order-1-shipped");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->state, State::sent);
  EXPECT_EQ(sent->attempts, 1);
  EXPECT_EQ(sent->message->str(), service_.store().messages(ticket().str()).back().id);
  EXPECT_TRUE(sent->settled_at);
  EXPECT_THAT(changes_,
              ElementsAre("order-1-shipped queued 0", "order-1-shipped sending 1", "order-1-shipped sent 1"));
  EXPECT_EQ(box.drain(client_).sent, 0U);
  EXPECT_EQ(writes(), 1U);
}

TEST_F(Sending, TheSameKeyWithTheSameContentIsOneEntry) {
  const Outbox box{options()};
  const auto first = box.put("k", ticket(), reply());
  EXPECT_EQ(box.put("k", ticket(), reply()).id, first.id);
  EXPECT_THROW((void)box.put("k", ticket(), reply("Another text.")), InvalidArgument);
  EXPECT_THROW((void)box.put("k", ticket(1), reply()), InvalidArgument);
  EXPECT_THROW((void)box.put("k", new_ticket()), InvalidArgument);
  (void)box.drain(client_);
  EXPECT_EQ(box.put("k", ticket(), reply()).state, State::sent);
  (void)box.drain(client_);
  EXPECT_EQ(writes(), 1U);
}

TEST_F(Sending, ATicketsReplyWaitsForItAndGoesToIt) {
  const Outbox box{options()};
  (void)box.put("t", new_ticket());
  const auto after = box.put_after("r", "t", reply("We are on it."));
  EXPECT_TRUE(after.blocked);
  EXPECT_FALSE(after.ticket);
  EXPECT_EQ(box.drain(client_).sent, 2U);
  const auto made = box.find("t")->ticket;
  ASSERT_TRUE(made);
  EXPECT_EQ(box.find("r")->ticket, made);
  EXPECT_THAT(texts(*made), ElementsAre("We are on it."));
}

TEST_F(Sending, RepliesToATicketKeepTheirOrder) {
  const Outbox box{options()};
  for (int i = 0; i < 4; ++i) {
    (void)box.put("a" + std::to_string(i), ticket(0), reply("a" + std::to_string(i)));
    (void)box.put("b" + std::to_string(i), ticket(1), reply("b" + std::to_string(i)));
  }
  EXPECT_EQ(box.drain(client_).sent, 8U);
  EXPECT_THAT(texts(ticket(0)), ElementsAre("a0", "a1", "a2", "a3"));
  EXPECT_THAT(texts(ticket(1)), ElementsAre("b0", "b1", "b2", "b3"));
}

TEST_F(Sending, WhatTheServiceRejectsIsSettledAndBlocksNothing) {
  const Outbox box{options()};
  service_.store().alter_ticket(ticket().str(), [](sandbox::Ticket& each) { each.status = "closed"; });
  (void)box.put("no", ticket(), reply("Too late."));
  (void)box.put("yes", ticket(1), reply("In time."));
  const auto report = box.drain(client_);
  EXPECT_EQ(report.rejected, 1U);
  EXPECT_EQ(report.sent, 1U);
  const auto no = box.find("no");
  EXPECT_EQ(no->state, State::rejected);
  EXPECT_THAT(no->last_error, HasSubstr("closed"));
  service_.store().alter_ticket(ticket().str(), [](sandbox::Ticket& each) { each.status = "open"; });
  box.retry(no->id);
  EXPECT_EQ(box.drain(client_).sent, 1U);
  EXPECT_THAT(texts(ticket()), ElementsAre("Too late."));
}

TEST_F(Sending, ALostResponseEndsWithTheReplyFoundAndNotSentAgain) {
  service_.inject({.route = "POST /tickets/:id/messages", .kind = sandbox::Fault::Kind::lose_answer});
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  EXPECT_EQ(box.drain(client_).sent, 1U);
  EXPECT_EQ(box.find("k")->state, State::sent) << box.find("k")->last_error;
  EXPECT_EQ(writes(), 1U);
}

TEST_F(Sending, AnHourOf503MakesOneUnknownAndNotOneATicket) {
  service_.inject(
      {.route = "*", .times = 0, .kind = sandbox::Fault::Kind::status_before, .status = 503, .code = "-"});
  const Outbox box{options()};
  for (std::size_t i = 0; i < 5; ++i) (void)box.put("k" + std::to_string(i), ticket(i), reply());
  const auto until = clock_->now() + 1h;
  while (clock_->now() < until) {
    EXPECT_THAT(box.drain(client_).paused, HasSubstr("503"));
    clock_->advance(10s);
  }
  EXPECT_EQ(box.counts().unknown.entries, 1U);
  EXPECT_EQ(box.counts().queued.entries, 4U);
  EXPECT_EQ(service_.requests("POST /tickets/:id/messages"), 1U);
  EXPECT_GE(pauses_, 5);
  service_.clear_faults();
  clock_->advance(16min);
  EXPECT_EQ(box.drain(client_).sent, 4U);
  EXPECT_EQ(box.drain(client_).paused, "");
}

TEST_F(Sending, AWrongKeyPausesAndEveryEntryStaysQueued) {
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  const Client stranger{{.api_key = Secret{"t0_wrong"},
                         .base_url = service_.url(),
                         .rate_limit = {.enabled = false},
                         .clock = clock_}};
  const auto report = box.drain(stranger);
  EXPECT_THAT(report.paused, HasSubstr("401"));
  EXPECT_THAT(report.paused, testing::Not(HasSubstr("t0_wrong")));
  EXPECT_EQ(report.all.queued.entries, 1U);
  EXPECT_TRUE(box.find("k")->next_at);
  EXPECT_EQ(pauses_, 1);
  clock_->advance(2s);
  EXPECT_EQ(box.drain(client_).sent, 1U);
}

TEST_F(Sending, AStatusSettlesAnEntryOnlyIfItIsAboutTheEntry) {
  struct Row {
    int status;
    const char* code;  // "-": a page of something on the way
    State state;
  };
  constexpr std::array rows{
      Row{302, "-", State::queued},          Row{400, "-", State::rejected},
      Row{400, "", State::rejected},         Row{401, "", State::queued},
      Row{401, "-", State::queued},          Row{403, "", State::queued},
      Row{403, "-", State::queued},          Row{404, "", State::rejected},
      Row{404, "-", State::queued},          Row{405, "-", State::queued},
      Row{407, "-", State::queued},          Row{408, "-", State::unknown},
      Row{408, "TIMED_OUT", State::unknown}, Row{409, "CONFLICT", State::rejected},
      Row{409, "-", State::queued},          Row{413, "-", State::rejected},
      Row{421, "-", State::queued},          Row{422, "-", State::rejected},
      Row{425, "-", State::queued},          Row{429, "", State::queued},
      Row{451, "-", State::queued},
  };
  for (const Row& row : rows) {
    service_.clear_faults();
    service_.inject({.route = "POST /tickets/:id/messages",
                     .times = 0,
                     .kind = sandbox::Fault::Kind::status_before,
                     .status = row.status,
                     .code = row.code,
                     .retry_after = row.status == 429 ? std::optional{600} : std::nullopt});
    const Outbox box{{.path = directory_.file(std::to_string(&row - rows.data())), .clock = clock_}};
    (void)box.put("k", ticket(), reply());
    const auto before = clock_->wall();
    const auto report = box.drain(client_);
    const auto entry = box.find("k");
    EXPECT_EQ(entry->state, row.state) << row.status << ' ' << row.code;
    EXPECT_EQ(report.paused.empty(), row.state == State::rejected) << row.status << ' ' << row.code;
    if (row.status == 429) {
      EXPECT_GE(*entry->next_at, before + 600s);
    }
  }
  EXPECT_THAT(texts(ticket()), IsEmpty());
}

TEST_F(Sending, ATimeoutThatAProxyReportsAfterItPassedTheReplyOnLeadsToNoSecondOne) {
  service_.inject({.route = "POST /tickets/:id/messages",
                   .kind = sandbox::Fault::Kind::status_after,
                   .status = 408,
                   .code = "-"});
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  for (const auto time : {2s, 60s}) {
    (void)box.drain(client_);
    clock_->advance(time);
  }
  (void)box.drain(client_);
  EXPECT_EQ(box.find("k")->state, State::sent);
  EXPECT_EQ(texts(ticket()).size(), 1U);
}

TEST_F(Sending, AServiceThatIsNotThereLeavesEverythingQueued) {
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  const Client nowhere{{.api_key = Secret{"t0_key"},
                        .base_url = "http://127.0.0.1:1/api/v1",
                        .rate_limit = {.enabled = false},
                        .clock = clock_}};
  EXPECT_NE(box.drain(nowhere).paused, "");
  EXPECT_EQ(box.find("k")->state, State::queued);
  EXPECT_EQ(box.find("k")->attempts, 0);
  clock_->advance(20s);
  EXPECT_EQ(box.drain(client_).sent, 1U);
}

TEST_F(Sending, WhatTheClientCannotSendIsRejectedAndDoesNotHoldUpTheRest) {
  const Outbox box{options()};
  NewReply repeats = reply();
  repeats.extra = {{"bodyText", "\"twice\""}};
  EXPECT_THROW((void)box.put("k", ticket(), repeats), InvalidArgument);
  (void)box.put("no", TicketId{"tkt\n1"}, reply());
  (void)box.put("yes", ticket(), reply());
  EXPECT_EQ(box.drain(client_).sent, 1U);
  EXPECT_EQ(box.counts().queued.entries, 0U);
}

TEST_F(Sending, WhatAnotherVersionStoredAndThisOneCannotSendIsRejected) {
  {
    const Outbox box{options()};
    (void)box.put("no", ticket(), reply());
  }
  ASSERT_EQ(run_sql(directory_.file(), R"(UPDATE contents SET text = '{"fromAddress":"a@b.c"}')"), 0);
  const Outbox box{options()};
  EXPECT_EQ(box.drain(client_).rejected, 1U);
  EXPECT_THAT(box.find("no")->last_error, HasSubstr("body_text"));
}

TEST_F(Sending, AJumpOfTheCalendarDoesNotProlongAPause) {
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  clock_->advance(1h);
  service_.inject({.route = "*", .kind = sandbox::Fault::Kind::status_before, .status = 401});
  EXPECT_NE(box.drain(client_).paused, "");
  const Outbox before{{.path = directory_.file(), .clock = std::make_shared<fakes::ManualClock>()}};
  EXPECT_EQ(before.drain(client_).sent, 1U)
      << "its calendar shows an earlier time than when the pause was set";
}

TEST_F(Sending, UnknownBlocksItsTicketUntilAPersonHasLooked) {
  const Outbox box{options()};
  service_.inject({.route = "POST /tickets/:id/messages",
                   .kind = sandbox::Fault::Kind::status_before,
                   .status = 504,
                   .code = "-"});
  (void)box.put("lost", ticket(0), reply("lost"));
  (void)box.put("next", ticket(0), reply("next"));
  (void)box.put("other", ticket(1), reply("other"));
  (void)box.drain(client_);
  clock_->advance(2s);
  (void)box.drain(client_);
  EXPECT_EQ(box.find("lost")->state, State::unknown);
  EXPECT_TRUE(box.find("next")->blocked);
  EXPECT_EQ(box.find("other")->state, State::sent);
  EXPECT_EQ(box.content(box.find("lost")->id).reply->body_text, "lost");
  for (const auto time : {1min, 10min, 60min}) {
    clock_->advance(time);
    EXPECT_EQ(box.drain(client_).sent, 0U) << "it was looked for, and what is not seen is not sent again";
  }
  box.retry(box.find("lost")->id);
  EXPECT_EQ(box.drain(client_).sent, 2U);
  EXPECT_THAT(texts(ticket(0)), ElementsAre("lost", "next"));
}

TEST_F(Sending, WhatIsUnknownIsFoundLaterIfTheServiceShowsItLate) {
  const Outbox box{options()};
  store_next_reply_late();
  (void)box.put("late", ticket(), reply());
  (void)box.drain(client_);
  EXPECT_EQ(box.find("late")->state, State::unknown);
  clock_->advance(1min);
  (void)box.drain(client_);
  EXPECT_EQ(box.find("late")->state, State::sent);
  EXPECT_TRUE(box.find("late")->message);
  EXPECT_EQ(writes(), 1U);
}

TEST_F(Sending, APersonsWordSettlesWhatIsUnknown) {
  const Outbox box{options()};
  service_.inject({.route = "POST /tickets",
                   .times = 2,
                   .kind = sandbox::Fault::Kind::status_before,
                   .status = 502,
                   .code = "-"});
  (void)box.put("t1", new_ticket("One"));
  (void)box.put("t2", new_ticket("Two"));
  (void)box.put_after("r1", "t1", reply());
  (void)box.put_after("r2", "t2", reply());
  (void)box.drain(client_);
  clock_->advance(2s);
  (void)box.drain(client_);
  ASSERT_EQ(box.counts().unknown.entries, 2U);
  const auto id = [&](const char* key) { return box.find(key)->id; };
  EXPECT_THROW(box.settle_sent(id("t1"), MessageId{"msg_1"}), InvalidArgument);
  EXPECT_THROW(box.settle_sent(id("r1"), ticket()), InvalidArgument);
  box.settle_sent(id("t1"), ticket());
  box.settle_rejected(id("t2"));
  EXPECT_THROW(box.settle_rejected(id("t2")), InvalidArgument);
  clock_->advance(10s);
  EXPECT_EQ(box.drain(client_).sent, 1U);
  EXPECT_EQ(box.find("r1")->ticket, ticket());
  EXPECT_TRUE(box.find("r2")->blocked);
  EXPECT_TRUE(box.withdraw("r2"));
  EXPECT_FALSE(box.withdraw("r1")) << "it is sent";
}

TEST_F(Sending, AMarkedTicketThatIsInDoubtIsFoundByItsMark) {
  auto with_marks = options();
  with_marks.mark_subjects = true;
  const Outbox box{with_marks};
  service_.inject({.route = "POST /tickets", .kind = sandbox::Fault::Kind::lose_answer});
  (void)box.put("t", new_ticket("Crash in main()"));
  (void)box.drain(client_);
  EXPECT_EQ(box.find("t")->state, State::unknown);
  clock_->advance(1min);
  EXPECT_EQ(box.drain(client_).sent, 1U);
  const auto made = box.find("t")->ticket;
  ASSERT_TRUE(made);
  EXPECT_THAT(service_.store().ticket(made->str()).subject,
              testing::MatchesRegex("Crash in main\\(\\) \\[t0-[0-9a-z]+\\]"));
  EXPECT_EQ(service_.requests("POST /tickets"), 1U);
}

TEST_F(Sending, AnUnmarkedTicketIsNeverSentAgainAfterInternal) {
  const Outbox box{options()};
  service_.inject({.route = "POST /tickets", .kind = sandbox::Fault::Kind::status_after, .status = 500});
  (void)box.put("t", new_ticket());
  (void)box.drain(client_);
  EXPECT_EQ(box.find("t")->state, State::unknown);
  EXPECT_EQ(service_.requests("POST /tickets"), 1U);
}

}  // namespace
