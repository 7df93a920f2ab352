#include <atomic>
#include <thread>

#include "ticket0/fakes.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using State = SeenStore::State;
using std::chrono::days;
using std::chrono::seconds;

constexpr auto lease = 60s;

class MemoryStore : public testing::Test {
 protected:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_{std::make_shared<ticket0::fakes::ManualClock>()};
  MemorySeenStore store_{{.keep = 25h, .max_events = 3, .clock = clock_}};

  [[nodiscard]] State claim(std::string_view id, seconds for_time = lease) {
    return store_.claim(id, for_time).state;
  }
  void handle(std::string_view id) {
    const SeenStore::Claim claim = store_.claim(id, lease);
    EXPECT_EQ(claim.state, State::mine) << id;
    EXPECT_TRUE(store_.done(id, claim.token));
  }
};

TEST_F(MemoryStore, GivesAnEventToTheFirstWhoClaimsIt) {
  EXPECT_EQ(claim("evt_1"), State::mine);
  EXPECT_EQ(claim("evt_1"), State::in_progress);
  EXPECT_EQ(claim("evt_2"), State::mine);
}

TEST_F(MemoryStore, KnowsWhatWasHandled) {
  handle("evt_1");
  EXPECT_EQ(claim("evt_1"), State::handled);
}

TEST_F(MemoryStore, GivesAReleasedEventToTheNext) {
  store_.release("evt_1", store_.claim("evt_1", lease).token);
  EXPECT_EQ(claim("evt_1"), State::mine);
}

TEST_F(MemoryStore, GivesAnEventAgainWhenItsLeaseIsOver) {
  EXPECT_EQ(claim("evt_1"), State::mine);
  clock_->advance(lease - 1ms);
  EXPECT_EQ(claim("evt_1"), State::in_progress);
  clock_->advance(1ms);
  EXPECT_EQ(claim("evt_1"), State::mine);
  clock_->advance(lease - 1ms);
  EXPECT_EQ(claim("evt_1"), State::in_progress) << "the lease began anew";
}

TEST_F(MemoryStore, DoesNotForgetAHandledEventWhenItsLeaseIsOver) {
  handle("evt_1");
  clock_->advance(2 * lease);
  EXPECT_EQ(claim("evt_1"), State::handled);
  store_.release("evt_1", "1");
  EXPECT_EQ(claim("evt_1"), State::handled) << "a release is for what is in progress";
}

TEST_F(MemoryStore, ForgetsByAge) {
  handle("evt_1");
  clock_->advance(25h - 1ms);
  EXPECT_EQ(claim("evt_1"), State::handled);
  clock_->advance(1ms);
  EXPECT_EQ(claim("evt_1"), State::mine);
}

TEST_F(MemoryStore, ForgetsTheOldestBeyondItsSize) {
  for (const auto* id : {"evt_1", "evt_2", "evt_3", "evt_4"}) handle(id);
  EXPECT_EQ(claim("evt_4"), State::handled);
  EXPECT_EQ(claim("evt_2"), State::handled);
  EXPECT_EQ(claim("evt_1"), State::mine);
}

TEST_F(MemoryStore, SaysHowFarBackItRemembersOnceItIsFull) {
  handle("evt_1");
  clock_->advance(10s);
  for (const auto* id : {"evt_2", "evt_3"}) handle(id);
  EXPECT_EQ(store_.claim("evt_4", lease).remembers, std::nullopt) << "nothing was forgotten";
  handle("evt_5");
  EXPECT_EQ(store_.claim("evt_6", lease).remembers, 10s) << "since evt_1";
  clock_->advance(25h - 11s);
  EXPECT_EQ(store_.claim("evt_7", lease).remembers, 25h - 1s);
  clock_->advance(1s);
  EXPECT_EQ(store_.claim("evt_8", lease).remembers, std::nullopt) << "evt_1 would be forgotten in any case";
}

TEST_F(MemoryStore, NeverForgetsWhatIsInProgress) {
  EXPECT_EQ(claim("evt_0"), State::mine);
  for (const auto* id : {"evt_1", "evt_2", "evt_3", "evt_4"}) handle(id);
  EXPECT_EQ(claim("evt_0"), State::in_progress);
}

TEST_F(MemoryStore, TakesWhatItIsToldTwice) {
  const std::string token = store_.claim("evt_1", lease).token;
  EXPECT_TRUE(store_.done("evt_1", token));
  EXPECT_TRUE(store_.done("evt_1", token));
  EXPECT_TRUE(store_.done("never claimed", "token"));
  store_.release("never heard of", "token");
  EXPECT_EQ(claim("evt_1"), State::handled);
  EXPECT_EQ(claim("never claimed"), State::handled);
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
        const SeenStore::Claim claim = store.claim(id, lease);
        if (claim.state != State::mine) continue;
        ++mine;
        store.done(id, claim.token);
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
  EXPECT_THAT(made_with({.keep = days(1'000) + 1s}), refuses("MemorySeenStore::Options.keep"));
  EXPECT_THAT(made_with({.keep = seconds::max()}), refuses("MemorySeenStore::Options.keep"));
  EXPECT_THAT(made_with({.max_events = 0}), refuses("MemorySeenStore::Options.max_events is 0"));
}

TEST_F(MemoryStore, KeepsAClaimHoweverLongItsLease) {
  EXPECT_EQ(claim("evt_1", seconds::max()), State::mine);
  EXPECT_EQ(claim("evt_1", seconds::max()), State::in_progress);
}

TEST(MemoryStores, RememberForYears) {
  const auto clock = std::make_shared<ticket0::fakes::ManualClock>();
  MemorySeenStore store{{.keep = days(1'000), .clock = clock}};
  store.done("evt_1", "token");
  clock->advance(days(1'000) - 1s);
  EXPECT_EQ(store.claim("evt_1", lease).state, State::handled);
  EXPECT_EQ(store.remembers(), days(1'000));
}

}  // namespace
