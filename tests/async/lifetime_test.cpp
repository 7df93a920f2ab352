// Who keeps the workers, and what becomes of work when nobody does.
#include <latch>

#include "async/async_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Task;

class LastHandle : public AsyncTest {};

TEST_F(LastHandle, CancelsWhatRuns) {
  auto task = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  client.reset();
  EXPECT_TRUE(task.wait_for(0ms)) << "the client's end waits for it";
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
}

TEST_F(LastHandle, CancelsWhatIsQueuedAndDoesNotRunIt) {
  const auto busy = occupy_workers();
  std::atomic<int> ran{0};
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 50; ++i) tasks.push_back(async(*client, [&](const Client&) { ++ran; }));
  client.reset();
  for (auto& task : tasks) EXPECT_EQ(cancelled_with(std::move(task)), Outcome::not_sent);
  EXPECT_EQ(ran, 0);
}

/// For a moment async() is all that holds on to what a job's client gives it.
TEST_F(LastHandle, WaitsForJobsThatStartOthers) {
  wire->open();
  for (int i = 0; i < 300; ++i) {
    std::atomic<int> running{0};
    std::atomic<bool> is_over{false};
    std::optional<Client> own{options_with(wire)};
    Event begun;
    for (int job = 0; job < 2; ++job)
      static_cast<void>(async(*own, [&](const Client& c) {
        ++running;
        begun.set();
        for (int others = 0; others < 1'000 && !is_over; ++others)
          static_cast<void>(async(c, [](const Client&) {}));
        --running;
      }));
    ASSERT_TRUE(begun.wait());
    own.reset();
    is_over = true;
    ASSERT_EQ(running, 0) << "round " << i;
  }
}

TEST_F(LastHandle, WakesWhoWaits) {
  auto task = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  std::optional<Outcome> outcome;
  std::thread waiter{[&] { outcome = cancelled_with(std::move(task)); }};
  client.reset();
  waiter.join();
  EXPECT_EQ(outcome, Outcome::unknown);
}

TEST_F(LastHandle, EndsWhatFollows) {
  bool ran = false;
  auto running = async(*client, get).then([&](const ticket0::Ticket&) { ran = true; }).then([] { return 7; });
  ASSERT_TRUE(wire->wait_for_calls(1));
  client.reset();
  EXPECT_EQ(cancelled_with(std::move(running)), Outcome::unknown);
  EXPECT_FALSE(ran);
}

TEST_F(LastHandle, KeepsWhatFollowsFromStartingAfterAJobThatEndsWell) {
  Event begun;
  Event closing;
  bool ran = false;
  auto task = async(*client, [&](const Client& c) {
                begun.set();
                // Cancelled as soon as the client goes.
                EXPECT_THROW(static_cast<void>(get(c)), ticket0::CancelledError);
                return 7;
              }).then([&](int) { ran = true; });
  ASSERT_TRUE(begun.wait());
  client.reset();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
  EXPECT_FALSE(ran);
}

TEST_F(LastHandle, KeepsWhatIsDone) {
  wire->open();
  auto task = async(*client, get);
  auto followed = async(*client, get);
  ASSERT_TRUE(task.wait_for(soon));
  ASSERT_TRUE(followed.wait_for(soon));
  client.reset();
  EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
  bool ran = false;
  auto late = std::move(followed).then([&](const ticket0::Ticket&) { ran = true; });
  EXPECT_EQ(cancelled_with(std::move(late)), Outcome::unknown) << "there is no worker for it";
  EXPECT_FALSE(ran);
}

TEST_F(LastHandle, MayBeACopyOrAnotherViewOfTheClient) {
  const auto handles_work = [&](auto make_handle) {
    const auto held = std::make_shared<HeldWire>();
    std::optional<Client> first{options_with(held)};
    auto task = async(*first, get);
    ASSERT_TRUE(held->wait_for_calls(1));
    {
      const auto handle = make_handle(*first);
      first.reset();
      EXPECT_FALSE(task.wait_for(1ms)) << "the other handle keeps the workers";
    }
    EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
  };
  handles_work([](const Client& c) { return c; });
  handles_work([](const Client& c) { return c.with({.timeout = 5s}); });
  handles_work([](const Client& c) { return c.tickets(); });
  handles_work([](const Client& c) { return c.messages().list(ticket0::TicketId{"tkt_1"}); });
}

TEST_F(LastHandle, IsNotTheClientThatAJobWasGiven) {
  wire->open();
  const Client kept = async(*client, [](const Client& c) { return c; }).get();
  EXPECT_EQ(get(kept).id.str(), "tkt_1");
  EXPECT_EQ(async(kept, get).get().id.str(), "tkt_1") << "it works while the client does";
  client.reset();
  EXPECT_THROW(static_cast<void>(get(kept)), ticket0::CancelledError);
  EXPECT_EQ(cancelled_with(async(kept, get)), Outcome::not_sent);
  EXPECT_EQ(cancelled_with(async(kept.with({.timeout = 5s}), get)), Outcome::not_sent);
}

TEST_F(LastHandle, InAJobIsAHandleUntilTheJobEnds) {
  auto task = async(*client, [mine = *client](const Client&) { return get(mine); });
  ASSERT_TRUE(wire->wait_for_calls(1));
  client.reset();
  EXPECT_FALSE(task.wait_for(1ms)) << "the job holds the client";
  wire->open();
  EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
}

TEST_F(LastHandle, MayGoOnAWorker) {
  Event go_on;
  auto last = std::make_unique<Client>(*std::move(client));
  client.reset();
  const Client& borrowed = *last;
  const auto busy = async(borrowed, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  std::optional<Task<ticket0::Ticket>> queued;
  auto task = async(borrowed, [&go_on, &queued, mine = std::move(last)](const Client& c) mutable {
    EXPECT_TRUE(go_on.wait());
    mine.reset();
    EXPECT_THROW(static_cast<void>(get(c)), ticket0::CancelledError);
    queued.emplace(async(c, get));
    return 7;
  });
  go_on.set();
  EXPECT_EQ(std::move(task).get(), 7);
  EXPECT_TRUE(busy.wait_for(soon));
  EXPECT_EQ(cancelled_with(*std::move(queued)), Outcome::not_sent);
}

TEST_F(LastHandle, OfTwoClientsMayGoOnAWorkerOfTheOther) {
  std::optional<Client> other{options_with(wire)};
  std::latch together{3};
  const auto drop = [&](std::optional<Client>& handle) {
    return [&](const Client&) {
      together.arrive_and_wait();
      handle.reset();
      return true;
    };
  };
  auto one = async(*client, drop(other));
  auto two = async(*other, drop(client));
  together.arrive_and_wait();
  EXPECT_TRUE(std::move(one).get());
  EXPECT_TRUE(std::move(two).get());
}

}  // namespace
