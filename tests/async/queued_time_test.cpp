// What becomes of jobs that are queued for long: their time counts from async(), and their client's token
// holds.
#include "async/async_fixture.hpp"
#include "async/loop.hpp"
#include "unit/standing_clock.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Result;
using ticket0::Task;
using ticket0::Ticket;
using ticket0::TimeoutError;

class QueuedJobs : public AsyncTest {};

TEST_F(QueuedJobs, EndWhenTheirTimeIsUpThoughNoWorkerIsFree) {
  const auto busy = occupy_workers();
  bool ran = false;
  auto task = async(client->with({.timeout = 20ms}), [&](const Client&) { ran = true; });
  try {
    std::move(task).get();
    ADD_FAILURE() << "it ran";
  } catch (const TimeoutError& e) {
    EXPECT_EQ(e.outcome(), Outcome::not_sent);
    EXPECT_EQ(e.reason(), TimeoutError::Reason::timeout);
    EXPECT_EQ(e.attempts(), 0);
  }
  wire->open();
  for (const auto& each : busy) EXPECT_TRUE(each.wait_for(soon));
  EXPECT_FALSE(ran);
}

TEST_F(QueuedJobs, EndInTheOrderOfTheirDeadlines) {
  const auto busy = occupy_workers();
  Loop loop;
  std::vector<int> ended;
  for (const int ms : {40, 1, 20})
    async(client->with({.timeout = milliseconds{ms}}), get)
        .on_done(loop.executor(), [&ended, ms](const Result<Ticket>& got) {
          EXPECT_TRUE(got.error_as<TimeoutError>());
          ended.push_back(ms);
        });
  ASSERT_TRUE(loop.run(3));
  EXPECT_THAT(ended, testing::ElementsAre(1, 20, 40));
  wire->open();
}

TEST_F(QueuedJobs, PassTheirTimeoutOn) {
  const auto busy = occupy_workers();
  auto task =
      async(client->with({.timeout = 1ms}), get).then([](const Ticket&) { ADD_FAILURE() << "it ran"; });
  EXPECT_THROW(std::move(task).get(), TimeoutError);
  wire->open();
}

TEST_F(QueuedJobs, EndAtOnceByTheTokenOfTheirClient) {
  const auto busy = occupy_workers();
  const ticket0::CancelSource stop;
  Loop loop;
  std::optional<Outcome> outcome;
  const auto held = std::make_shared<int>(7);
  async(client->with({.cancel = stop.token()}), [held](const Client& c) {
    return get(c);
  }).on_done(loop.executor(), [&](const Result<Ticket>& got) {
    if (const auto error = got.error_as<ticket0::CancelledError>()) outcome = error->outcome();
  });
  EXPECT_EQ(loop.posted(), 0U);
  stop.cancel();
  EXPECT_EQ(loop.posted(), 1U) << "nobody has to work for that";
  EXPECT_EQ(held.use_count(), 1);
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(outcome, Outcome::not_sent);
  wire->open();
}

TEST_F(QueuedJobs, DoNotBeginWithATokenThatIsCancelled) {
  const ticket0::CancelSource stop;
  stop.cancel();
  auto task = async(client->with({.cancel = stop.token()}), [](const Client&) { ADD_FAILURE() << "it ran"; });
  EXPECT_TRUE(task.is_done());
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::not_sent);
}

TEST_F(QueuedJobs, EndWithTheJobThatStartedThem) {
  std::vector<Task<Ticket>> inner;
  Event started;
  auto outer = async(*client, [&](const Client& c) {
    for (int i = 0; i < workers; ++i) inner.push_back(async(c, get));
    started.set();
    return get(c);
  });
  ASSERT_TRUE(started.wait());
  ASSERT_TRUE(wire->wait_for_calls(workers));
  outer.cancel();
  EXPECT_TRUE(inner.back().is_done()) << "it was queued";
  EXPECT_EQ(cancelled_with(std::move(inner.back())), Outcome::not_sent);
}

/// Each attempt's time, by a clock that stands still.
class QueuedTime : public testing::Test {
 protected:
  class Wire final : public ticket0::Transport {
   public:
    ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext& context) override {
      times.push_back(context.time_left);  // of one worker
      return {.status = 200, .body = R"({"id":"tkt_1","tickets":[]})"};
    }
    std::vector<milliseconds> times{};
  };
  static Ticket get(const Client& client, ticket0::CallOptions call = {}) {
    return client.tickets().get(ticket0::TicketId{"tkt_1"}, call);
  }
  /// Runs `job` after it was queued for four seconds.
  template <class F>
  auto queued(const Client& on, F job) {
    Event begun;
    Event go_on;
    auto busy = async(on, [&](const Client&) {
      begun.set();
      return go_on.wait();
    });
    EXPECT_TRUE(begun.wait());
    auto task = async(on, std::move(job));
    clock->advance(4s);
    go_on.set();
    EXPECT_TRUE(std::move(busy).get());
    return std::move(task).get();
  }

  std::shared_ptr<Wire> wire = std::make_shared<Wire>();
  std::shared_ptr<StandingClock> clock = std::make_shared<StandingClock>();
  Client client{{.api_key = ticket0::Secret{"t0_test"},
                 .timeout = 10s,
                 .async = {.threads = 1},
                 .transport = wire,
                 .clock = clock}};
};

TEST_F(QueuedTime, IsTakenOffTheFirstCall) {
  queued(client, [](const Client& c) {
    static_cast<void>(get(c));
    static_cast<void>(get(c));
  });
  EXPECT_THAT(wire->times, testing::ElementsAre(6s, 10s));
}

TEST_F(QueuedTime, IsTakenOffTheCallsOwnTimeout) {
  queued(client, [](const Client& c) { static_cast<void>(get(c.with({}), {.timeout = 5s})); });
  EXPECT_THAT(wire->times, testing::ElementsAre(1s));
}

TEST_F(QueuedTime, IsTakenOffTheFirstPageOfAList) {
  queued(client, [](const Client& c) {
    EXPECT_TRUE(c.tickets().list().to_vector().empty());
    static_cast<void>(get(c));
  });
  EXPECT_THAT(wire->times, testing::ElementsAre(6s, 10s));
}

TEST_F(QueuedTime, MayLeaveNoneForTheFirstCall) {
  try {
    queued(client, [](const Client& c) { static_cast<void>(get(c, {.timeout = 4s})); });
    ADD_FAILURE() << "it was sent";
  } catch (const TimeoutError& e) {
    EXPECT_EQ(e.outcome(), Outcome::not_sent);
  }
  EXPECT_TRUE(wire->times.empty());
}

TEST_F(QueuedTime, IsCheckedByTheWorkerThatTakesTheJob) {
  const Client hasty = client.with({.timeout = 4s});
  EXPECT_THROW(queued(hasty, [](const Client&) { ADD_FAILURE() << "it ran"; }), TimeoutError);
}

}  // namespace
