// What is in doubt is looked for: when, and by what it is recognised.
#include "outbox/support.hpp"

namespace {

using namespace outbox_test;

class Looking : public OnASandbox {
 protected:
  /// A request that the service never got, although nobody can tell.
  void lose(const char* route) {
    service_.inject(
        {.route = route, .kind = sandbox::Fault::Kind::status_before, .status = 504, .code = "-"});
  }
  /// How often the ticket is read while what is due is done.
  std::size_t looks(const Outbox& box) {
    const auto before = service_.requests("GET /tickets/:id/messages");
    (void)box.drain(client_);
    return service_.requests("GET /tickets/:id/messages") - before;
  }
  void leave_unknown(const Outbox& box) {
    lose("POST /tickets/:id/messages");
    (void)box.drain(client_);
    ASSERT_EQ(box.find("k")->state, State::unknown);
    clock_->advance(2s);  // the pause is over
  }
};

TEST_F(Looking, HappensOneTenAndSixtyMinutesAfterTheDoubt) {
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  leave_unknown(box);
  EXPECT_EQ(looks(box), 0U);
  for (const auto time : {58s, 540s, 3000s}) {
    clock_->advance(time - 2s);
    EXPECT_EQ(looks(box), 0U);
    clock_->advance(2s);
    EXPECT_EQ(looks(box), 1U);
  }
  clock_->advance(24h);
  EXPECT_EQ(looks(box), 0U);
}

TEST_F(Looking, IsNotHastenedByAnotherStartOfTheMachine) {
  {
    const Outbox box{options()};
    (void)box.put("k", ticket(), reply());
    leave_unknown(box);
  }
  EXPECT_GE(run_sql(directory_.file(), "UPDATE entries SET doubt_boot = 'other', unknown_boot = 'other'"), 0);
  const Outbox box{options()};
  EXPECT_EQ(looks(box), 0U);
  clock_->advance(58s);
  EXPECT_EQ(looks(box), 1U);
  clock_->advance(2s);
  EXPECT_EQ(looks(box), 0U);
  clock_->advance(2h);
  EXPECT_EQ(looks(box), 1U);
  clock_->advance(2s);
  EXPECT_EQ(looks(box), 0U) << "one look that is late stands for all";
}

TEST_F(Looking, IsNotHastenedByAClockThatWasSetBack) {
  {
    const Outbox box{options()};
    (void)box.put("k", ticket(), reply());
    leave_unknown(box);
  }
  EXPECT_GE(run_sql(directory_.file(),
                    "UPDATE entries SET unknown_boot = 'other', unknown_wall = unknown_wall + 86400000000"),
            0);
  const Outbox box{options()};
  for (const auto time : {60s, 540s, 3000s}) {
    EXPECT_EQ(looks(box), 0U);
    clock_->advance(time);
    EXPECT_EQ(looks(box), 1U);
  }
}

TEST_F(Looking, CountsFromTheLastDoubt) {
  const Outbox box{options()};
  (void)box.put("k", ticket(), reply());
  leave_unknown(box);
  clock_->advance(2h);
  EXPECT_EQ(looks(box), 1U);
  box.retry(box.find("k")->id);
  leave_unknown(box);
  EXPECT_EQ(looks(box), 0U);
  clock_->advance(58s);
  EXPECT_EQ(looks(box), 1U);
}

TEST_F(Looking, EndsThePauseIfItFindsWhatItLooksFor) {
  const Outbox box{options()};
  store_next_reply_late();
  (void)box.put("k", ticket(), reply());
  EXPECT_NE(box.drain(client_).paused, "");
  clock_->advance(1min);
  const auto report = box.drain(client_);
  EXPECT_EQ(report.sent, 1U);
  EXPECT_EQ(report.paused, "");
  EXPECT_FALSE(box.put("next", ticket(), reply("next")).next_at);
}

TEST_F(Looking, TakesNoMessageThatIsKnownToBeAnotherReply) {
  const Outbox box{options()};
  (void)box.put("first", ticket(), reply("The same words."));
  EXPECT_EQ(box.drain(client_).sent, 1U);
  (void)box.put("k", ticket(), reply("The same words."));
  leave_unknown(box);
  clock_->advance(58s);
  (void)box.drain(client_that_remembers_nothing());
  EXPECT_EQ(box.find("k")->state, State::unknown);
}

class LookingForATicket : public Looking {
 protected:
  LookingForATicket() {
    auto with_marks = options();
    with_marks.mark_subjects = true;
    box_.emplace(with_marks);
    (void)box_->put("t", new_ticket("Crash"));
    lose("POST /tickets");
    (void)box_->drain(client_);
    clock_->advance(1min);
  }
  void open(const std::string& subject) {
    (void)service_.store().open_ticket(
        {.subject = subject, .customer_email = "jane@example.com", .body = "Hi"});
  }
  [[nodiscard]] std::string subject() const { return box_->content(box_->find("t")->id).ticket->subject; }
  [[nodiscard]] State state_after_the_look() {
    (void)box_->drain(client_);
    return box_->find("t")->state;
  }
  std::optional<Outbox> box_;
};

TEST_F(LookingForATicket, FindsTheOneWithItsSubjectAndMark) {
  open(subject());
  EXPECT_EQ(state_after_the_look(), State::sent);
}
TEST_F(LookingForATicket, FindsItAlthoughTheServiceStoredOtherWhiteSpace) {
  std::string stored = subject();
  stored.replace(stored.find(' '), 1, " \t ");
  open(stored + " ");
  EXPECT_EQ(state_after_the_look(), State::sent);
}
TEST_F(LookingForATicket, DoesNotTakeAnAnswerToItForTheTicket) {
  open("Re: " + subject());
  EXPECT_EQ(state_after_the_look(), State::unknown);
}
TEST_F(LookingForATicket, DoesNotChooseBetweenTwo) {
  open(subject());
  open(subject());
  EXPECT_EQ(state_after_the_look(), State::unknown);
}

TEST_F(Looking, LeavesWhatACrashCutOffAndCannotBeReadToAPerson) {
  for (const bool is_reply : {true, false}) {
    auto with_marks = options();
    with_marks.path = directory_.file(is_reply ? "reply" : "ticket");
    with_marks.mark_subjects = true;
    {
      const Outbox box{with_marks};
      (void)(is_reply ? box.put("k", ticket(), reply()) : box.put("k", new_ticket()));
    }
    EXPECT_GE(run_sql(with_marks.path,
                      "UPDATE contents SET text = '{'; UPDATE entries SET state = 1, attempts = 1, "
                      "doubt_wall = put_at, doubt_running = 0, doubt_boot = ''"),
              0);
    const Outbox box{with_marks};
    (void)box.put("next", ticket(1), reply("next"));
    const auto report = box.drain(client_);
    EXPECT_EQ(report.unknown, 1U);
    EXPECT_EQ(report.sent, 1U);
    const auto entry = box.find("k");
    EXPECT_EQ(entry->state, State::unknown);
    EXPECT_THAT(entry->last_error, testing::HasSubstr("the entry " + std::to_string(entry->id)));
    EXPECT_THAT(entry->last_error, testing::Not(testing::HasSubstr("nothing was sent")));
    box.settle_rejected(entry->id);
  }
}

TEST_F(Looking, SaysWhichEntryCannotBeReadAndPausesNothing) {
  {
    const Outbox box{options()};
    (void)box.put("k", ticket(), reply());
  }
  EXPECT_GE(run_sql(directory_.file(), "UPDATE contents SET text = '{'"), 0);
  const Outbox box{options()};
  const auto id = box.find("k")->id;
  const auto drained = attempt([&] { return box.drain(client_); });
  ASSERT_TRUE(drained.error_as<outbox::StorageError>());
  EXPECT_THAT(drained.error_as()->what(), testing::HasSubstr("the entry " + std::to_string(id)));
  EXPECT_FALSE(box.find("k")->next_at);
  EXPECT_EQ(writes(), 0U);
  EXPECT_TRUE(box.withdraw("k"));
  EXPECT_EQ(box.drain(client_).paused, "");
}

}  // namespace
