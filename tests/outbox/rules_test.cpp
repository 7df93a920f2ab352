// Three rules keep an entry from being sent twice. Each is shown to hold, and to be needed: without it the
// same story ends with two mails.
#include <signal.h>

#include <thread>

#include "outbox/battle.hpp"

namespace {

using namespace outbox_test;

/// In the order of outbox/steps.hpp.
enum : int { none, sending_is_committed_first, a_sender_is_known_by_a_lock, absence_proves_nothing };

/// Sends until nothing is left to send or to look for at once.
void send_the_rest(Battle& battle) {
  auto sender = battle.start(1);
  const auto until = std::chrono::steady_clock::now() + 20s;
  const auto is_busy = [&] {
    const auto counts = battle.counts();
    return counts.queued.entries + counts.sending.entries > 0;
  };
  while (is_busy() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(10ms);
}

/// Killed when the response has come and is not yet stored; then others go on.
int twice_after_a_kill(int broken_rule) {
  Battle battle{{.entries = 5, .tickets = 5, .with_faults = false, .broken_rule = broken_rule}};
  auto killed = battle.start(1, {.step = "call.after", .times = 2, .signal = SIGKILL});
  EXPECT_TRUE(killed.has_ended(20s));
  send_the_rest(battle);
  return battle.tally().twice;
}

TEST(AKillBeforeTheResponseIsStored, SendsNothingTwice) { EXPECT_EQ(twice_after_a_kill(none), 0); }
TEST(AKillBeforeTheResponseIsStored, WouldSendTwiceIfSendingWereCommittedAfterTheResponse) {
  EXPECT_EQ(twice_after_a_kill(sending_is_committed_first), 1);
}

/// The service stores another text, so that the reply is not recognised.
int twice_if_not_recognised(int broken_rule) {
  Battle battle{{.entries = 1, .tickets = 1, .with_faults = false, .broken_rule = broken_rule}};
  battle.service().inject({.route = "POST /tickets/:id/messages",
                           .times = 0,
                           .kind = sandbox::Fault::Kind::rewrite,
                           .mode = "text_escaped"});
  auto killed = battle.start(1, {.step = "call.after", .times = 1, .signal = SIGKILL});
  EXPECT_TRUE(killed.has_ended(20s));
  send_the_rest(battle);
  if (broken_rule == none) {
    EXPECT_EQ(battle.counts().unknown.entries, 1U);
  }
  return battle.tally().twice;
}

TEST(AReplyThatIsNotRecognised, IsNotSentAgain) { EXPECT_EQ(twice_if_not_recognised(none), 0); }
TEST(AReplyThatIsNotRecognised, WouldBeSentTwiceIfItsAbsenceWereProof) {
  EXPECT_EQ(twice_if_not_recognised(absence_proves_nothing), 1);
}

/// Stopped when `sending` is stored and the bytes have not left; a person looks and has sent again what is
/// unknown; then it goes on.
int twice_after_a_stop(int broken_rule) {
  Battle battle{{.entries = 1, .tickets = 1, .with_faults = false, .broken_rule = broken_rule}};
  auto stopped = battle.start(1, {.step = "begin.after", .times = 1, .signal = SIGSTOP});
  EXPECT_TRUE(stopped.has_stopped(20s));
  std::this_thread::sleep_for(1s);  // 100 s on the clock of the test: longer than the lease
  auto person = battle.start(Battle::person);
  EXPECT_TRUE(person.has_ended(20s));
  stopped.signal(SIGCONT);
  const auto until = std::chrono::steady_clock::now() + 5s;
  const auto has_come = [&] {
    return broken_rule == none ? battle.tally().once == 1 : battle.tally().twice == 1;
  };
  while ((!has_come() || battle.counts().sending.entries > 0) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(10ms);
  EXPECT_GE(battle.tally().once + battle.tally().twice, 1);
  return battle.tally().twice;
}

TEST(AStoppedSender, KeepsItsEntryAndItGoesOutOnce) { EXPECT_EQ(twice_after_a_stop(none), 0); }
TEST(AStoppedSender, WouldSendWhatAPersonHasSentAgainIfItHadALease) {
  EXPECT_EQ(twice_after_a_stop(a_sender_is_known_by_a_lock), 1);
}

}  // namespace
