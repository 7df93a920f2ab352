// Slots that processes share in memory, by a clock that the test moves.
#include "budget/slot_table.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using ticket0::detail::SlotTable;
using Time = SlotTable::Time;

/// W as the table counts it: a thousandth more than the period.
constexpr Time counted(milliseconds per) { return Time{per} + Time{per} / 1'000; }

class SlotTableTest : public testing::Test {
 protected:
  static constexpr std::size_t size = 100;
  SlotTable table(std::size_t slots, milliseconds per = 60s) {
    return {pause_, std::span{words_}.first(slots), per, [this] { return now_; }};
  }
  SlotTable::Taken take(SlotTable& from, milliseconds lease = 10s, int leave_free = 0) {
    return from.take(lease, leave_free);
  }
  int take_all(SlotTable& from, milliseconds lease = 10s) {
    int taken = 0;
    while (take(from, lease).word != nullptr) ++taken;
    return taken;
  }

  SlotTable::Word pause_{0};
  std::array<SlotTable::Word, size> words_{};
  Time now_{1h};
};

TEST_F(SlotTableTest, GrantsAsManyAsThereAreSlots) {
  SlotTable all = table(3);
  EXPECT_EQ(take_all(all), 3);
  EXPECT_EQ(all.look().used, 3);
}

TEST_F(SlotTableTest, ASlotThatEndsIsFreeAPeriodLater) {
  SlotTable one = table(1);
  const auto taken = take(one);
  now_ += 2s;
  one.end(taken);
  EXPECT_EQ(take(one).free_in, counted(60s));
  now_ += 60s;
  EXPECT_EQ(take(one).word, nullptr) << "clocks of two machines differ by a little";
  now_ += 61ms;
  EXPECT_NE(take(one).word, nullptr);
}

TEST_F(SlotTableTest, ASlotThatNobodyEndsIsFreeAPeriodAfterItsLease) {
  SlotTable one = table(1);
  take(one, 10s);
  EXPECT_EQ(take(one).free_in, counted(60s)) << "it may end now";
  now_ += 10s + counted(60s) - 1ms;
  EXPECT_EQ(take(one).word, nullptr);
  now_ += 2ms;
  EXPECT_NE(take(one).word, nullptr);
}

TEST_F(SlotTableTest, AConfirmedSlotIsHeldForItsLeaseFromThen) {
  SlotTable one = table(1);
  auto taken = take(one, 10s);
  now_ += 9s;
  EXPECT_TRUE(one.confirm(taken, 10s));
  now_ += 10s + 60s;
  EXPECT_EQ(take(one).word, nullptr);
}

TEST_F(SlotTableTest, ASlotThatAnotherHasTakenIsNotConfirmedNorEnded) {
  SlotTable one = table(1);
  auto lost = take(one, 1s);
  now_ += 2min;
  auto other = take(one, 10s);
  ASSERT_NE(other.word, nullptr);
  EXPECT_FALSE(one.confirm(lost, 10s));
  one.end(lost);
  EXPECT_TRUE(one.confirm(other, 10s));
}

TEST_F(SlotTableTest, AConfirmationThatIsStoppedForLongerThanItsLeaseIsDoneAgain) {
  SlotTable one = table(1, 1s);
  auto taken = take(one, 1s);
  int looks = 0;
  SlotTable stopped{pause_, std::span{words_}.first(1), 1s, [&] {
                      if (++looks == 2) now_ += 5s;  // between the look at the clock and the slot
                      return now_;
                    }};
  EXPECT_TRUE(stopped.confirm(taken, 1s));
  EXPECT_EQ(one.look().used, 1) << "it holds from when it was done";
}

TEST_F(SlotTableTest, LeavesSlotsFreeIfItIsTold) {
  SlotTable all = table(12);
  for (int i = 0; i < 10; ++i, now_ += 1s) ASSERT_NE(take(all, 10s, 2).word, nullptr) << i;
  const auto refused = take(all, 10s, 2);
  EXPECT_EQ(refused.word, nullptr);
  EXPECT_EQ(take_all(all), 2);
}

TEST_F(SlotTableTest, NamesTheTimeWhenEnoughAreFree) {
  SlotTable all = table(12);
  std::vector<SlotTable::Taken> taken;
  for (int i = 0; i < 12; ++i) taken.push_back(take(all));
  for (const auto& each : taken) {
    all.end(each);
    now_ += 1s;
  }
  EXPECT_EQ(take(all).free_in, counted(60s) - 12s);
  EXPECT_EQ(take(all, 10s, 2).free_in, counted(60s) - 10s) << "three of them have to go";
}

TEST_F(SlotTableTest, OfASmallerCountUsesTheFirstSlotsOnly) {
  SlotTable all = table(10);
  SlotTable few = table(4);
  EXPECT_EQ(take_all(few), 4);
  EXPECT_EQ(take_all(all), 6);
  EXPECT_EQ(take(few).word, nullptr);
}

TEST_F(SlotTableTest, PausesForAllAndThenStartsSlowly) {
  SlotTable a = table(60);
  SlotTable b = table(60);
  a.pause(10s);
  std::vector<int> granted(17);
  for (milliseconds at = 0ms; at < 17s; at += 10ms, now_ += 10ms)
    granted[static_cast<std::size_t>(at / 1s)] += take_all(at / 10ms % 2 == 0 ? a : b);
  EXPECT_THAT(granted, testing::ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 29, 0));
  EXPECT_FALSE(take(a).paused) << "it is full";
}

TEST_F(SlotTableTest, ALongerPauseHoldsAndAShorterDoesNotEndIt) {
  SlotTable all = table(60);
  all.pause(10s);
  all.pause(5s);
  EXPECT_EQ(take(all).free_in, 10s);
  EXPECT_TRUE(take(all).paused);
  all.pause(24h);
  EXPECT_EQ(take(all).free_in, 15min);
}

TEST_F(SlotTableTest, AGrantOfAnEarlierBootCountsForAPeriod) {
  SlotTable all = table(2);
  now_ = 240h;
  EXPECT_EQ(take_all(all, 24h), 2);
  now_ = 30s;  // the machine was started again
  EXPECT_EQ(take(all).word, nullptr);
  now_ += counted(60s) - 1ms;
  EXPECT_EQ(take(all).word, nullptr);
  now_ += 2ms;
  EXPECT_EQ(take_all(all), 2);
}

TEST_F(SlotTableTest, APauseOfAnEarlierBootHoldsForAPeriod) {
  SlotTable all = table(2);
  now_ = 240h;
  all.pause(15min);
  now_ = 30s;
  EXPECT_EQ(take(all).free_in, counted(60s));
  now_ += 61s;
  EXPECT_NE(take(all).word, nullptr);
}

TEST_F(SlotTableTest, AGrantAfterTheLookAtTheClockIsNotTakenForOneOfAnEarlierBoot) {
  SlotTable one = table(1);
  bool is_stopped = true;
  SlotTable slow{pause_, std::span{words_}.first(1), 60s, [&] {
                   const Time seen = now_;
                   if (std::exchange(is_stopped, false)) {  // while it stands, another takes the slot
                     now_ += 5min;
                     (void)take(one, 10s);
                   }
                   return seen;
                 }};
  EXPECT_EQ(take(slow).word, nullptr);
  now_ += 60s;
  EXPECT_EQ(one.look().used, 1) << "10 s and a period";
}

TEST(SlotTableOfThreads, GrantsEachSlotOnce) {
  SlotTable::Word pause{0};
  std::array<SlotTable::Word, 1'000> words{};
  std::vector<std::thread> threads;
  std::atomic<int> granted{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      SlotTable all{pause, words, 60s, [] { return Time{1h}; }};
      while (all.take(10s, 0).word != nullptr) ++granted;
    });
  for (auto& each : threads) each.join();
  EXPECT_EQ(granted, 1'000);
}

}  // namespace
