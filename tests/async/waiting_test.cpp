// Calls that only wait hold no worker: their places are lent to other jobs.
#include <pthread.h>

#include "async/async_fixture.hpp"
#include "unit/standing_clock.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Task;
using ticket0::Ticket;

/// Responds at once, but to the first `failures` requests.
class OpenWire final : public ticket0::Transport {
 public:
  explicit OpenWire(int failures = 0) noexcept : failures_(failures) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext&) override {
    if (failures_-- > 0) throw ticket0::TransportError{"cut", ticket0::Outcome::not_sent};
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }

 private:
  std::atomic<int> failures_;
};

/// Time stands still until the test moves it: who waits for the limit waits.
class WaitingCalls : public testing::Test {
 protected:
  static Ticket get(const Client& client) { return client.tickets().get(ticket0::TicketId{"tkt_1"}); }
  [[nodiscard]] Client client(ticket0::AsyncOptions threads, std::shared_ptr<ticket0::Transport> wire,
                              int budget = 1, std::string scope = {}) const {
    return Client{{.api_key = ticket0::Secret{"t0_test"},
                   .timeout = 24h,
                   .rate_limit = ticket0::RateLimit{.requests = budget, .scope = std::move(scope)},
                   .async = threads,
                   .transport = std::move(wire),
                   .clock = clock}};
  }
  [[nodiscard]] static std::vector<Task<Ticket>> start(const Client& of, int calls) {
    std::vector<Task<Ticket>> tasks;
    for (int i = 0; i < calls; ++i) tasks.push_back(async(of, get));
    return tasks;
  }
  void let_all_pass(std::vector<Task<Ticket>>& tasks) {
    for (auto& task : tasks) {
      while (!task.wait_for(1ms)) clock->advance(60s);
      EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
    }
  }

  std::shared_ptr<StandingClock> clock = std::make_shared<StandingClock>();
  std::shared_ptr<ticket0::Transport> open = std::make_shared<OpenWire>();
};

TEST_F(WaitingCalls, HoldUpNoTaskThatMakesNoCall) {
  const Client own = client({}, open, 60);
  auto reads = start(own, 80);
  ASSERT_TRUE(clock->wait_for_sleepers(20));
  EXPECT_EQ(async(own, [](const Client&) { return 7; }).get(), 7);
  let_all_pass(reads);
}

TEST_F(WaitingCalls, HoldUpNoCallOfLittleTime) {
  const Client own = client({}, open, 60);
  auto reads = start(own, 80);
  ASSERT_TRUE(clock->wait_for_sleepers(20));
  EXPECT_THROW(static_cast<void>(async(own.with({.timeout = 1s}), get).get()), ticket0::RateLimitError);
  let_all_pass(reads);
}

TEST_F(WaitingCalls, HoldUpNoCallOfAnotherClient) {
  const Client own = client({}, open, 60);
  const Client other = client({}, open, 1, "another workspace");
  auto reads = start(own, 80);
  ASSERT_TRUE(clock->wait_for_sleepers(20));
  EXPECT_EQ(async(own, [other](const Client&) { return get(other); }).get().id.str(), "tkt_1");
  let_all_pass(reads);
}

TEST_F(WaitingCalls, LendTheirPlacesBeforeARetryToo) {
  const Client own = client({.threads = 1}, std::make_shared<OpenWire>(1), 60);
  auto read = start(own, 1);
  ASSERT_TRUE(clock->wait_for_sleepers(1));
  EXPECT_EQ(async(own, [](const Client&) { return 7; }).get(), 7);
  let_all_pass(read);
}

TEST_F(WaitingCalls, KeepTheirPlacesWhereTooManyWait) {
  const Client own = client({.threads = 2, .max_waiting = 3}, open);
  auto reads = start(own, 6);  // one passes, three lend, two keep the places
  ASSERT_TRUE(clock->wait_for_sleepers(5));
  auto queued = async(own, [](const Client&) { return 7; });
  EXPECT_FALSE(queued.wait_for(20ms));
  let_all_pass(reads);
  EXPECT_EQ(std::move(queued).get(), 7);
}

TEST_F(WaitingCalls, GoOnAtOnceAndNoNewJobBeginsInTheirPlace) {
  const auto wire = std::make_shared<HeldWire>();
  const Client own = client({.threads = 1}, wire);
  wire->open();
  static_cast<void>(get(own));  // the budget is spent
  wire->close();
  auto waits = async(own, get);
  ASSERT_TRUE(clock->wait_for_sleepers(1));
  Event go_on;
  Event begun;
  auto lent = async(own, [&](const Client&) {
    begun.set();
    return go_on.wait();
  });
  ASSERT_TRUE(begun.wait());
  clock->advance(60s);
  ASSERT_TRUE(wire->wait_for_calls(2)) << "who waited goes on beside the other";
  auto queued = async(own, [](const Client&) { return 7; });
  go_on.set();
  EXPECT_TRUE(std::move(lent).get());
  EXPECT_FALSE(queued.wait_for(20ms)) << "one runs";
  wire->open();
  EXPECT_EQ(std::move(waits).get().id.str(), "tkt_1");
  EXPECT_EQ(std::move(queued).get(), 7);
}

#ifndef __SANITIZE_THREAD__  // it sees no lock of a thread that was cancelled inside a function it replaces
TEST_F(WaitingCalls, GiveTheirPlacesBackWhenTheirThreadIsCancelled) {
  const Client own = client({.threads = 1}, open);
  auto first = start(own, 1);
  static_cast<void>(std::move(first.front()).get());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(cancelled_with(async(own,
                                   [](const Client& c) {
                                     pthread_cancel(pthread_self());
                                     return get(c);
                                   })),
              ticket0::Outcome::unknown);
  Event go_on;
  Event begun;
  auto one = async(own, [&](const Client&) {
    begun.set();
    return go_on.wait();
  });
  ASSERT_TRUE(begun.wait());
  auto two = async(own, [](const Client&) { return 7; });
  EXPECT_FALSE(two.wait_for(20ms)) << "there is one place";
  go_on.set();
  EXPECT_EQ(std::move(two).get(), 7);
}
#endif

TEST_F(WaitingCalls, EndWhenTheClientGoes) {
  std::optional<Client> own = client({.threads = 2}, open);
  auto reads = start(*own, 10);
  ASSERT_TRUE(clock->wait_for_sleepers(9));
  own.reset();
  int ended = 0;
  for (auto& read : reads) ended += cancelled_with(std::move(read)) == ticket0::Outcome::not_sent ? 1 : 0;
  EXPECT_EQ(ended, 9);
}

}  // namespace
