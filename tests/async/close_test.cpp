// The end of a client that does not wait for its jobs: a close button.
#include "async/async_fixture.hpp"
#include "async/loop.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Result;
using ticket0::Ticket;

/// Holds a call until the test lets it go, whatever its token says: the worst that a transport can do.
class StuckWire final : public ticket0::Transport {
 public:
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext&) override {
    begun.set();
    EXPECT_TRUE(let_go.wait());
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }
  Event begun{};
  Event let_go{};
};

class ClosedClients : public AsyncTest {
 protected:
  ~ClosedClients() override {
    stuck->let_go.set();
    while (stuck.use_count() > 1) std::this_thread::yield();  // its worker uses the test's own
  }
  [[nodiscard]] Client without_wait(int threads = 1) const {
    ticket0::ClientOptions options = options_with(stuck);
    options.async = {.threads = threads, .wait_at_end = false};
    return Client{std::move(options)};
  }
  [[nodiscard]] auto note() {
    return [this](const Result<Ticket>& got) {
      const auto error = got.error_as<ticket0::CancelledError>();
      outcomes.push_back(error ? std::optional{error->outcome()} : std::nullopt);
    };
  }

  std::shared_ptr<StuckWire> stuck = std::make_shared<StuckWire>();
  Loop loop{};
  std::vector<std::optional<Outcome>> outcomes{};
};

TEST_F(ClosedClients, CompleteWhatIsPendingAndReturnAtOnce) {
  {
    const Client own = without_wait();
    async(own, get).on_done(loop.executor(), note());
    ASSERT_TRUE(stuck->begun.wait());
    async(own, get).on_done(loop.executor(), note());
    async(own, get).then([](Ticket ticket) { return ticket; }).on_done(loop.executor(), note());
  }
  EXPECT_EQ(loop.posted(), 3U);
  ASSERT_TRUE(loop.run(3));
  EXPECT_THAT(outcomes,
              testing::UnorderedElementsAre(Outcome::unknown, Outcome::not_sent, Outcome::not_sent));
}

TEST_F(ClosedClients, CallNoExecutorAfterwards) {
  std::atomic<bool> is_gone{false};
  Event ended;
  {
    const Client own = without_wait();
    async(own, get).on_done(
        [&, post = loop.executor()](std::function<void()> call) {
          EXPECT_FALSE(is_gone);
          post(std::move(call));
        },
        note());
    async(own, [&](const Client& c) {
      ended.set();
      return get(c);
    }).on_done(loop.executor(), note());
    ASSERT_TRUE(stuck->begun.wait());
  }
  is_gone = true;
  stuck->let_go.set();
  EXPECT_FALSE(ended.happened()) << "it never begins";
  EXPECT_EQ(loop.posted(), 2U);
}

/// It would be called by a worker, for a loop that may be gone.
TEST_F(ClosedClients, DropTheCompletionsOfJobsThatOutliveThem) {
  Event closed;
  Event begun;
  auto held = std::make_shared<int>(7);
  std::optional<Client> own = without_wait();
  auto task = async(*own, [&, held](const Client& c) {
    begun.set();
    EXPECT_TRUE(closed.wait());
    async(c, get).on_done(loop.executor(), [held](const auto&) { ADD_FAILURE() << "it ran"; });
    return held.use_count();
  });
  ASSERT_TRUE(begun.wait());
  own.reset();
  closed.set();
  EXPECT_EQ(std::move(task).get(), 2) << "this test and the job";
  EXPECT_EQ(loop.posted(), 0U);
}

TEST_F(ClosedClients, SayThatNothingWasSentAndKeepToThat) {
  Event begun;
  Event closed;
  std::optional<Client> own = without_wait();
  async(*own, [&, mine = *client](const Client&) {
    begun.set();
    EXPECT_TRUE(closed.wait());
    return get(mine);  // a client that is not cancelled
  }).on_done(loop.executor(), note());
  ASSERT_TRUE(begun.wait());
  wire->open();
  own.reset();
  closed.set();
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::not_sent));
  client.reset();
  while (wire.use_count() > 1) std::this_thread::yield();  // the job has ended
  EXPECT_EQ(wire->begun(), 0);
}

/// A job that makes its calls elsewhere than on the thread that it runs on.
class ClosedJobsWithThreads : public ClosedClients {
 protected:
  ~ClosedJobsWithThreads() override {
    over.set();
    stuck->let_go.set();
    own.reset();
    while (stuck.use_count() > 1) std::this_thread::yield();  // the job has ended
  }
  /// Starts a job that gives its client to `use`, and goes on.
  template <class F>
  void start(F use) {
    Event used;
    async(*own, [this, &used, use = std::move(use)](const Client& c) {
      use(c);
      used.set();
      EXPECT_TRUE(over.wait());
      return Ticket{};
    }).on_done(loop.executor(), note());
    ASSERT_TRUE(used.wait());
  }

  Event over{};
  std::optional<Client> own = without_wait(2);
};

TEST_F(ClosedJobsWithThreads, SayThatAnotherThreadMayHaveSent) {
  std::jthread caller;
  start([&](const Client& c) {
    caller = std::jthread{[c] { static_cast<void>(ticket0::attempt([&] { return get(c); })); }};
  });
  ASSERT_TRUE(stuck->begun.wait());
  own.reset();
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::unknown));
  stuck->let_go.set();
}

/// A client whose calls are not cancelled.
TEST_F(ClosedJobsWithThreads, SayThatAJobOfAnotherClientThatTheyStartedMayHaveSent) {
  start([&](const Client&) { static_cast<void>(async(*client, get)); });
  ASSERT_TRUE(wire->wait_for_calls(1));
  own.reset();
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::unknown));
  wire->open();
}

TEST_F(ClosedJobsWithThreads, SayThatTheJobThatAJobOfTheirsStartedMayHaveSent) {
  start([&](const Client& c) {
    static_cast<void>(
        async(c, [](const Client& same) { static_cast<void>(async(same.with({.timeout = 1h}), get)); }));
  });
  ASSERT_TRUE(stuck->begun.wait());
  own.reset();
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::unknown));
}

TEST_F(ClosedJobsWithThreads, KeepAllThatTheyStartedFromSendingOnceTheySaidThatNothingWasSent) {
  Event go_on;
  std::optional<Client> given;
  std::optional<ticket0::Task<Ticket>> started;
  start([&](const Client& c) {
    given = c;
    started = async(*client, [&](const Client& other) {
      EXPECT_TRUE(go_on.wait());
      return get(other);
    });
  });
  own.reset();
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::not_sent));
  wire->open();
  go_on.set();
  EXPECT_EQ(cancelled_with(*std::move(started)), Outcome::not_sent);
  EXPECT_EQ(cancelled_with(async(*client, [&](const Client&) { return get(*given); })), Outcome::not_sent);
  EXPECT_EQ(wire->begun(), 0);
  EXPECT_FALSE(stuck->begun.happened());
}

/// A thread of the test's ends them all, one in the call of another's executor.
TEST_F(ClosedClients, MayBeDestroyedByAnExecutorThatIsCalledByAnothers) {
  const auto busy = std::make_shared<HeldWire>();
  ticket0::ClientOptions options = options_with(busy);
  options.async.threads = 1;
  std::optional<Client> own{std::move(options)};
  auto running = async(*own, get);
  ASSERT_TRUE(busy->wait_for_calls(1));
  const ticket0::CancelSource stop;
  const ticket0::CancelSource stop_first;
  async(own->with({.cancel = stop.token()}), get).on_done([&](const auto&) { own.reset(); }, note());
  async(own->with({.cancel = stop_first.token()}), get).on_done([&](const auto&) { stop.cancel(); }, note());
  stop_first.cancel();
  EXPECT_FALSE(own);
  EXPECT_EQ(cancelled_with(std::move(running)), Outcome::unknown);
}

TEST_F(ClosedClients, WaitForASetTimeAtMost) {
  const Client own = without_wait();
  async(own, get).on_done(loop.executor(), note());
  ASSERT_TRUE(stuck->begun.wait());
  EXPECT_FALSE(own.close(1ms));
  EXPECT_EQ(loop.posted(), 1U);
  stuck->let_go.set();
  EXPECT_TRUE(own.close(soon)) << "it has ended";
}

TEST_F(ClosedClients, HaveTheirResultsWhereTheyEndInTime) {
  async(*client, get).on_done(loop.executor(), note());
  ASSERT_TRUE(wire->wait_for_calls(1));
  EXPECT_TRUE(client->close(soon));
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::unknown)) << "cut by the close";
}

TEST_F(ClosedClients, StillMakeCallsButRunNoJobs) {
  EXPECT_TRUE(client->close(0ms));
  wire->open();
  EXPECT_EQ(get(*client).id.str(), "tkt_1");
  EXPECT_EQ(cancelled_with(async(*client, get)), Outcome::not_sent);
  async(*client, get).on_done(loop.executor(), note());
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome::not_sent));
}

TEST_F(ClosedClients, AreClosedForTheirCopies) {
  const Client copy = client->with({.timeout = 5s});
  EXPECT_TRUE(copy.close(0ms));
  EXPECT_EQ(cancelled_with(async(*client, get)), Outcome::not_sent);
}

TEST_F(ClosedClients, MayBeClosedByAJob) {
  EXPECT_FALSE(async(*client, [](const Client& c) { return c.close(1h); }).get()) << "its worker goes on";
  EXPECT_EQ(cancelled_with(async(*client, get)), Outcome::not_sent);
}

}  // namespace
