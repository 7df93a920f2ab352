#include <atomic>
#include <thread>

#include "ticket0/fakes.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using Claim = SeenStore::Claim;
using std::chrono::days;
using std::chrono::seconds;

constexpr auto lease = 60s;

class MemoryStore : public testing::Test {
 protected:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_{std::make_shared<ticket0::fakes::ManualClock>()};
  MemorySeenStore store_{{.keep = 25h, .max_events = 3, .clock = clock_}};

  void handle(std::string_view id) {
    EXPECT_EQ(store_.claim(id, lease), Claim::mine) << id;
    store_.done(id);
  }
};

TEST_F(MemoryStore, GivesAnEventToTheFirstWhoClaimsIt) {
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::in_progress);
  EXPECT_EQ(store_.claim("evt_2", lease), Claim::mine);
}

TEST_F(MemoryStore, KnowsWhatWasHandled) {
  handle("evt_1");
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::handled);
}

TEST_F(MemoryStore, GivesAReleasedEventToTheNext) {
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
  store_.release("evt_1");
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
}

TEST_F(MemoryStore, GivesAnEventAgainWhenItsLeaseIsOver) {
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
  clock_->advance(lease - 1ms);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::in_progress);
  clock_->advance(1ms);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
  clock_->advance(lease - 1ms);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::in_progress) << "the lease began anew";
}

TEST_F(MemoryStore, DoesNotForgetAHandledEventWhenItsLeaseIsOver) {
  handle("evt_1");
  clock_->advance(2 * lease);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::handled);
  store_.release("evt_1");
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::handled) << "a release is for what is in progress";
}

TEST_F(MemoryStore, ForgetsByAge) {
  handle("evt_1");
  clock_->advance(25h - 1ms);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::handled);
  clock_->advance(1ms);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
}

TEST_F(MemoryStore, ForgetsTheOldestBeyondItsSize) {
  for (const auto* id : {"evt_1", "evt_2", "evt_3", "evt_4"}) handle(id);
  EXPECT_EQ(store_.claim("evt_4", lease), Claim::handled);
  EXPECT_EQ(store_.claim("evt_2", lease), Claim::handled);
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::mine);
}

TEST_F(MemoryStore, NeverForgetsWhatIsInProgress) {
  EXPECT_EQ(store_.claim("evt_0", lease), Claim::mine);
  for (const auto* id : {"evt_1", "evt_2", "evt_3", "evt_4"}) handle(id);
  EXPECT_EQ(store_.claim("evt_0", lease), Claim::in_progress);
}

TEST_F(MemoryStore, TakesWhatItIsToldTwice) {
  handle("evt_1");
  store_.done("evt_1");
  store_.done("never claimed");
  store_.release("never heard of");
  EXPECT_EQ(store_.claim("evt_1", lease), Claim::handled);
  EXPECT_EQ(store_.claim("never claimed", lease), Claim::handled);
}

TEST(MemoryStores, GiveAnEventToOneOfManyThreads) {
  MemorySeenStore store;
  constexpr int events = 200;
  constexpr int threads = 8;
  std::atomic<int> mine{0};
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&] {
      for (int event = 0; event < events; ++event) {
        const std::string id = "evt_" + std::to_string(event);
        if (store.claim(id, lease) != Claim::mine) continue;
        ++mine;
        store.done(id);
      }
    });
  for (std::thread& each : all) each.join();
  EXPECT_EQ(mine, events);
}

TEST(MemoryStores, WantRoomAndTime) {
  const auto made_with = [](MemorySeenStore::Options options) {
    return [options] { MemorySeenStore{options}; };
  };
  EXPECT_THAT(made_with({.keep = 0s}), refuses("MemorySeenStore::Options.keep is 0 s"));
  EXPECT_THAT(made_with({.keep = -1s}), refuses("MemorySeenStore::Options.keep is -1 s"));
  EXPECT_THAT(made_with({.keep = days(366) + 1s}), refuses("MemorySeenStore::Options.keep"));
  EXPECT_THAT(made_with({.keep = seconds::max()}), refuses("MemorySeenStore::Options.keep"));
  EXPECT_THAT(made_with({.max_events = 0}), refuses("MemorySeenStore::Options.max_events is 0"));
}

TEST_F(MemoryStore, KeepsAClaimHoweverLongItsLease) {
  EXPECT_EQ(store_.claim("evt_1", seconds::max()), Claim::mine);
  EXPECT_EQ(store_.claim("evt_1", seconds::max()), Claim::in_progress);
}

TEST(MemoryStores, RememberForAYear) {
  const auto clock = std::make_shared<ticket0::fakes::ManualClock>();
  MemorySeenStore store{{.keep = days(366), .clock = clock}};
  store.done("evt_1");
  clock->advance(days(366) - 1s);
  EXPECT_EQ(store.claim("evt_1", lease), Claim::handled);
}

}  // namespace
