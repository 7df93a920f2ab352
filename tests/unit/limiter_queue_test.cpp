// Many threads that wait for their turn: who wakes, when, and how often.
#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "limiter/limiter.hpp"
#include "standing_clock.hpp"
#include "support.hpp"
#include "ticket0/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::Lane;
using detail::Limiter;
using std::chrono::milliseconds;
using Result = Limiter::Result;

void until(const auto& condition) {
  while (!condition()) std::this_thread::yield();
}

class LimiterQueue : public testing::Test {
 protected:
  ~LimiterQueue() override { leave(); }
  void make(int requests) { limiter_.emplace(requests, 60s, clock_); }
  void spend(int count) {
    for (int i = 0; i < count; ++i) ASSERT_EQ(try_take(Lane::direct).result, Result::granted) << i;
  }
  /// What one of that lane is told that comes now.
  milliseconds predicted(Lane lane) {
    return std::chrono::duration_cast<milliseconds>(try_take(lane).predicted);
  }
  Limiter::Admission try_take(Lane lane) {
    return limiter_->take(lane, clock_->now(), false, {}, [](auto) {});
  }
  /// A call of a thread of its own, which is in the queue then. Its end is written down by its name.
  CancelSource enter(char name, milliseconds within = 24h) {
    const int before = limiter_->usage().waiting;
    CancelSource stop;
    stops_.push_back(stop);
    threads_.emplace_back([this, name, within, stop] {
      const Lane lane = name == 'b' ? Lane::bulk : Lane::direct;
      auto turn = limiter_->take(lane, clock_->now() + within, true, stop.token(), [](auto) {});
      turn.slot.end();  // before the test moves on
      const std::lock_guard lock{mutex_};
      ended_ += name;
      ended_ += turn.result == Result::granted ? '+' : turn.result == Result::too_late ? '-' : 'x';
    });
    until([&] { return limiter_->usage().waiting > before && clock_->sleeping > 0; });
    return stop;
  }
  /// Once so many calls have ended, and somebody keeps the time for those who are left.
  std::string ended(std::size_t count) {
    until([&] {
      const std::lock_guard lock{mutex_};
      return ended_.size() >= 2 * count;
    });
    until([&] { return limiter_->usage().waiting == 0 || clock_->sleeping > 0; });
    const std::lock_guard lock{mutex_};
    return ended_;
  }
  void leave() {
    for (const CancelSource& each : stops_) each.cancel();
    for (std::thread& each : threads_) each.join();
    stops_.clear();
    threads_.clear();
  }

  std::shared_ptr<StandingClock> clock_ = std::make_shared<StandingClock>();
  std::optional<Limiter> limiter_{};

 private:
  std::mutex mutex_{};
  std::string ended_{};
  std::vector<CancelSource> stops_{};
  std::vector<std::thread> threads_{};
};

TEST_F(LimiterQueue, WhoIsNotNextSleepsUntilItsTurn) {
  constexpr int waiting = 200;
  make(10);
  spend(10);
  for (int i = 0; i < waiting; ++i) enter('d');
  until([&] { return clock_->sleeping == waiting; });
  clock_->looks = 0;
  clock_->waits = 0;
  for (std::size_t done = 10; done <= waiting; done += 10) {
    for (int i = 0; i < 1'000; ++i) clock_->advance(60ms);
    (void)ended(done);
  }
  EXPECT_EQ(limiter_->usage().waiting, 0);
  EXPECT_LE(clock_->waits, 2 * waiting);
  EXPECT_LE(clock_->looks, 8 * waiting);
}

TEST_F(LimiterQueue, IsServedInTheOrderOfComing) {
  make(1);
  spend(1);
  for (const char name : {'1', '2', '3', '4'}) enter(name);
  std::string seen;
  for (std::size_t i = 1; i <= 4; ++i) {
    clock_->advance(60s);
    seen = ended(i);
  }
  EXPECT_EQ(seen, "1+2+3+4+");
}

TEST_F(LimiterQueue, WhoseTimeIsUpLeavesItThoughItIsNotNext) {
  make(1);
  spend(1);
  enter('1');
  enter('2', 150s);
  enter('3', 200s);
  enter('4', 300s);
  limiter_->pause(clock_->now() + 1h);
  clock_->advance(60s);
  EXPECT_EQ(ended(0), "");
  clock_->advance(90s);
  EXPECT_EQ(ended(1), "2-");
  clock_->advance(50s);
  EXPECT_EQ(ended(2), "2-3-");
  clock_->advance(100s);
  EXPECT_EQ(ended(3), "2-3-4-");
  clock_->advance(1h);
  EXPECT_EQ(ended(4), "2-3-4-1+");
}

TEST_F(LimiterQueue, AllWhoseTimeIsUpLeaveItTogether) {
  make(1);
  spend(1);
  enter('1');
  for (int i = 0; i < 20; ++i) enter('2', 1h);
  limiter_->pause(clock_->now() + 2h);
  clock_->advance(60s);
  EXPECT_EQ(ended(0), "");
  clock_->advance(1h);
  EXPECT_EQ(ended(20), "2-2-2-2-2-2-2-2-2-2-2-2-2-2-2-2-2-2-2-2-");
  EXPECT_EQ(limiter_->usage().waiting, 1);
}

TEST_F(LimiterQueue, WhoIsNextAndGivesUpHandsItsTurnOn) {
  make(1);
  spend(1);
  const CancelSource first = enter('1');
  const CancelSource second = enter('2');
  enter('3');
  second.cancel();
  EXPECT_EQ(ended(1), "2x");
  first.cancel();
  EXPECT_EQ(ended(2), "2x1x");
  clock_->advance(60s);
  EXPECT_EQ(ended(3), "2x1x3+");
}

TEST_F(LimiterQueue, WhoIsNextAndComesTooLateHandsItsTurnOn) {
  make(1);
  spend(1);
  enter('1', 70s);
  enter('2');
  limiter_->pause(clock_->now() + 100s);
  clock_->advance(60s);  // its turn as it was told
  EXPECT_EQ(ended(1), "1-");
  clock_->advance(40s);
  EXPECT_EQ(ended(2), "1-2+");
}

TEST_F(LimiterQueue, AListIsWokenWhenItsTurnComes) {
  make(12);  // ten of them for the list
  spend(12);
  enter('b');
  for (int i = 0; i < 10; ++i) enter('d');
  clock_->advance(60s);
  const std::string all = ended(11);
  EXPECT_EQ(std::count(all.begin(), all.end(), '+'), 11)
      << all << ": in a slot that is kept for the others, at that very moment";
}

TEST_F(LimiterQueue, AListIsNextAsSoonAsATighterWindowSaysSo) {
  make(12);
  for (int i = 0; i < 12; ++i, clock_->advance(1s)) spend(1);
  enter('b');
  clock_->advance(48s);
  spend(1);  // the one that is free, in which the list may not start: one has passed it
  enter('d');
  limiter_->tighten(1, 60s);
  clock_->advance(60s);
  EXPECT_EQ(ended(1), "b+");
  clock_->advance(60s);
  EXPECT_EQ(ended(2), "b+d+");
}

/// Time moves when somebody waits: one who is not next must not move it to the end of its own time.
TEST(LimiterQueueOfAManualClock, HasATurnForEach) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  Limiter limiter{10, 60s, clock};
  std::atomic<int> granted{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i)
    threads.emplace_back([&] {
      const auto turn = limiter.take(Lane::direct, clock->now() + 24h, true, {}, [](auto) {});
      if (turn.result == Result::granted) ++granted;
    });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(granted, 50);
  EXPECT_GE(clock->waited(), 240s);
  EXPECT_LT(clock->waited(), 24h) << "a slot that ends after a jump counts longer";
}

/// The rule in plain words: who of the queue starts when, all of it known at the beginning.
std::vector<milliseconds> starts_of(std::string queue, int requests, std::vector<milliseconds> starts) {
  std::vector<milliseconds> of(queue.size());
  int passed = 0;
  milliseconds now = 0ms;
  const int kept = std::min(10, requests / 6);
  while (queue.find_first_not_of('-') != std::string::npos) {
    const auto direct = queue.find('d');
    const auto bulk = queue.find('b');
    const auto live =
        std::count_if(starts.begin(), starts.end(), [&](auto each) { return each + 60s > now; });
    const bool is_turn = passed >= std::max(1, requests - std::max(1, kept));
    const bool is_bulk = bulk != std::string::npos && (direct == std::string::npos || is_turn);
    if (live >= requests - (is_bulk && !is_turn ? kept : 0)) {
      now += 1s;
      continue;
    }
    const auto who = is_bulk ? bulk : direct;
    of[who] = now;
    starts.push_back(now);
    queue[who] = '-';
    passed = is_bulk || bulk == std::string::npos ? 0 : passed + 1;
  }
  return of;
}

TEST_F(LimiterQueue, TellsEachTheVeryMomentOfItsTurnWhereNobodyElseComes) {
  std::mt19937 random{1};
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>{0, most}(random); };
  for (int round = 0; round < 60; ++round) {
    const int requests = 1 + upto(13);
    make(requests);
    std::vector<milliseconds> starts;
    for (int i = 0; i < requests; ++i) {
      spend(1);
      const std::chrono::seconds later{upto(2)};
      for (milliseconds& each : starts) each -= later;
      starts.push_back(-later);
      clock_->advance(later);
    }
    std::string queue;
    for (int i = upto(3 * requests); i > 0; --i) queue += upto(2) == 0 ? 'b' : 'd';
    for (const char lane : queue) enter(lane);
    EXPECT_EQ(predicted(Lane::bulk), starts_of(queue + 'b', requests, starts).back())
        << requests << " of " << queue;
    EXPECT_EQ(predicted(Lane::direct), starts_of(queue + 'd', requests, starts).back())
        << requests << " of " << queue;
    leave();
    EXPECT_EQ(limiter_->usage().waiting, 0);
  }
}

}  // namespace
