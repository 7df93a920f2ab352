// Senders that are killed, stopped and continued while the service has bad days: nothing is sent twice,
// nothing is lost, and the order of each ticket holds.
#include <signal.h>

#include <cstdlib>
#include <thread>

#include "outbox/battle.hpp"

namespace {

using namespace outbox_test;

/// OUTBOX_SCALE: 10 is the whole test, 1 a tenth of it.
int scale() {
  const char* const text = std::getenv("OUTBOX_SCALE");
  return text != nullptr ? std::max(1, std::atoi(text)) : 1;
}

const std::vector<std::string> steps_of_put{"put.before", "commit.before", "commit.after", "put.after"};
const std::vector<std::string> steps_of_sending{
    "pick.before", "pick.after", "call.before",  "begin.before", "commit.before", "commit.after",
    "begin.after", "call.after", "settle.after", "look.claimed", "look.seen",     "look.stored"};

const std::vector<std::string> steps_to_stop_at{"begin.after", "call.before", "begin.before"};

void print(Battle& battle, const Tally& tally) {
  const auto counts = battle.counts();
  std::cout << "entries " << tally.entries << ", sent " << counts.sent.entries << ", rejected "
            << counts.rejected.entries << ", unknown " << counts.unknown.entries << "; at the service once "
            << tally.once << ", twice " << tally.twice << ", missing " << tally.missing << ", out of order "
            << tally.out_of_order;
  for (const auto& [what, number] : battle.person_found())
    std::cout << "; a person found " << number << ' ' << what;
  std::cout << '\n';
}

constexpr int threads = 2;

/// Kills a sender, alone, at each step in turn. What one that was killed while it sent has left is what the
/// next looks for. Returns how many were killed.
int kill_at_each_step(Battle& battle) {
  int killed = 0;
  const auto kill_at = [&](const std::string& step) {
    auto aimed = battle.start(threads, {.step = step, .times = 1, .signal = SIGKILL});
    const bool is_hit = aimed.has_ended(60s) && aimed.code() == -1;
    EXPECT_TRUE(is_hit) << "nobody came to " << step;
    ++killed;
  };
  for (const std::string& step : steps_of_sending) {
    if (step.starts_with("look.")) kill_at("begin.after");
    kill_at(step);
  }
  return killed;
}

TEST(KilledSenders, SendNothingTwiceLoseNothingAndKeepTheOrder) {
  Battle battle{{.entries = 1'050 * scale(), .tickets = 50U * static_cast<unsigned>(scale())}};
  battle.put_killed(5 * scale(), steps_of_put);
  EXPECT_EQ(battle.counts().queued.entries, static_cast<std::size_t>(1'050 * scale()));

  int killed = kill_at_each_step(battle);
  std::map<std::string, int> hits;
  std::map<std::string, int> stops;
  auto other = battle.start(threads);  // goes on, and is replaced now and then
  for (int i = 0; i < 5 * scale(); ++i) {
    for (const std::string& step : steps_of_sending) {
      auto aimed = battle.start(threads, {.step = step, .times = battle.random(1, 6), .signal = SIGKILL});
      if (aimed.has_ended(300ms)) ++hits[step];
    }
    for (int k = 0; k < 4; ++k) {
      auto at_random = battle.start(threads);
      std::this_thread::sleep_for(std::chrono::milliseconds{battle.random(5, 60)});
    }
    if (i % 5 < 2) {
      const std::string& step = steps_to_stop_at.at(static_cast<std::size_t>(i) % steps_to_stop_at.size());
      auto stopped = battle.start(threads, {.step = step, .times = 1, .signal = SIGSTOP});
      if (stopped.has_stopped(10s)) {
        ++stops[step];
        std::this_thread::sleep_for(6s + 500ms);  // longer than the call's ten minutes by the fast clock
        stopped.signal(SIGCONT);
        std::this_thread::sleep_for(50ms);
      }
    }
    killed += static_cast<int>(steps_of_sending.size()) + 4 + 2;  // with the stopped one and the other
    other = battle.start(threads);
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20 * scale()};
  while (battle.counts().queued.entries > 0 && std::chrono::steady_clock::now() < until) {
    const auto before = battle.counts().queued.entries;
    std::this_thread::sleep_for(1s);
    if (battle.counts().queued.entries == before) break;  // the rest waits for a person
  }
  other.kill();
  const auto in_doubt = battle.counts().unknown.entries + battle.counts().sending.entries;
  const auto on_their_way = static_cast<std::size_t>((killed + 1) * threads) + battle.lost_by_service();
  battle.settle_all();

  const Tally tally = battle.tally();
  print(battle, tally);
  std::cout << "kills that hit:";
  for (const auto& [step, number] : hits) std::cout << ' ' << step << ' ' << number;
  std::cout << "; stops:";
  for (const auto& [step, number] : stops) std::cout << ' ' << step << ' ' << number;
  std::cout << "; " << in_doubt << " in doubt of at most " << on_their_way << '\n';
  EXPECT_GT(stops["begin.after"], 0);
  EXPECT_LE(in_doubt, on_their_way);
  EXPECT_EQ(tally.twice, 0);
  EXPECT_EQ(tally.out_of_order, 0);
  EXPECT_EQ(tally.missing, 0);
  const auto counts = battle.counts();
  EXPECT_EQ(counts.sent.entries + counts.rejected.entries + counts.unknown.entries,
            static_cast<std::size_t>(tally.entries));
  EXPECT_EQ(battle.overlooked(), 0);
}

}  // namespace
