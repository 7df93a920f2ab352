// on_done(): a completion that always comes, once, on the executor that was named.
#include "async/async_fixture.hpp"
#include "async/coroutines.hpp"
#include "async/loop.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Result;
using ticket0::Task;
using ticket0::Ticket;

class Completions : public AsyncTest {
 protected:
  /// Has what the last completion was given.
  [[nodiscard]] auto keep() {
    return [this](Result<Ticket> result) {
      got = std::move(result);
      ++calls;
      thread = std::this_thread::get_id();
    };
  }
  [[nodiscard]] std::optional<Outcome> cancelled() const {
    const auto error = got ? got->error_as<ticket0::CancelledError>() : std::nullopt;
    return error ? std::optional{error->outcome()} : std::nullopt;
  }

  Loop loop{};
  std::optional<Result<Ticket>> got{};
  int calls{0};
  std::thread::id thread{};
};

TEST_F(Completions, GetTheValueOnTheExecutorsThread) {
  wire->open();
  async(*client, get).on_done(loop.executor(), keep());
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(got->value().id.str(), "tkt_1");
  EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST_F(Completions, GetTheValueOfATaskThatIsDone) {
  wire->open();
  Task<Ticket> task = async(*client, get);
  ASSERT_TRUE(task.wait_for(soon));
  std::move(task).on_done(loop.executor(), keep());
  EXPECT_EQ(calls, 0) << "not before the loop runs";
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(got->value().id.str(), "tkt_1");
}

TEST_F(Completions, GetTheErrorThatWasThrown) {
  async(*client, [](const Client&) -> Ticket {
    throw ticket0::NotFoundError{"gone"};
  }).on_done(loop.executor(), keep());
  ASSERT_TRUE(loop.run());
  EXPECT_TRUE(got->error_as<ticket0::NotFoundError>());
}

TEST_F(Completions, GetAnExceptionThatIsNoErrorAsOne) {
  async(*client, [](const Client&) -> Ticket {
    throw std::out_of_range{"no such row"};
  }).on_done(loop.executor(), keep());
  ASSERT_TRUE(loop.run());
  EXPECT_STREQ(got->error().what(), "no such row");
  EXPECT_EQ(got->error().outcome(), Outcome::unknown);
  EXPECT_THROW(std::rethrow_exception(got->exception()), std::out_of_range);
}

TEST_F(Completions, OfATaskOfNothingGetAResultOfNothing) {
  std::vector<bool> well;
  const auto note = [&](const Result<void>& done) { well.push_back(static_cast<bool>(done)); };
  async(*client, [](const Client&) {}).on_done(loop.executor(), note);
  ASSERT_TRUE(loop.run());
  async(*client, [](const Client&) { throw ticket0::ConfigError{"bad"}; }).on_done(loop.executor(), note);
  ASSERT_TRUE(loop.run());
  EXPECT_THAT(well, testing::ElementsAre(true, false));
}

TEST_F(Completions, AndTheirValuesMayBeMoveOnly) {
  int sum = 0;
  async(*client, [](const Client&) {
    return std::make_unique<int>(7);
  }).on_done(loop.executor(), [&sum, one = std::make_unique<int>(1)](Result<std::unique_ptr<int>>&& seven) {
    sum = **std::move(seven) + *one;
  });
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(sum, 8);
}

TEST_F(Completions, GetTheResultOfAChain) {
  wire->open();
  std::optional<Result<std::size_t>> size;
  async(*client, get)
      .then([](const Ticket& ticket) { return ticket.id.str(); })
      .then([](const std::string& id) { return id.size(); })
      .on_done(loop.executor(), [&](Result<std::size_t> result) { size = std::move(result); });
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(size->value(), 5U);
}

TEST_F(Completions, HaveLetGoOfTheirResultAndTheirFunctionWhenTheyHaveRun) {
  const auto held = std::make_shared<int>(7);
  async(*client, [held](const Client&) {
    return held;
  }).on_done(loop.executor(), [held](const Result<std::shared_ptr<int>>&) {});
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Completions, ThrowIntoTheLoop) {
  async(*client, [](const Client&) {}).on_done(loop.executor(), [](const Result<void>&) {
    throw std::length_error{"the window is too small"};
  });
  EXPECT_THROW(static_cast<void>(loop.run()), std::length_error);
}

TEST_F(Completions, RunOnceHoweverOftenTheExecutorRunsThem) {
  std::function<void()> kept;
  Event posted;
  async(*client, [](const Client&) { return Ticket{}; })
      .on_done(
          [&](std::function<void()> call) {
            kept = std::move(call);
            posted.set();
          },
          keep());
  ASSERT_TRUE(posted.wait());
  kept();
  kept();
  EXPECT_EQ(calls, 1);
}

/// What a completion holds tells when it was destroyed.
TEST_F(Completions, AreDestroyedUnrunByAnExecutorThatThrows) {
  const auto held = std::make_shared<int>(7);
  Event refused;
  async(*client, [](const Client&) {})
      .on_done(
          [&](const std::function<void()>&) {
            refused.set();
            throw std::runtime_error{"the loop is closed"};
          },
          [held](const Result<void>&) { ADD_FAILURE() << "it ran"; });
  ASSERT_TRUE(refused.wait());
  client.reset();  // waits for the worker
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Completions, AreDestroyedUnrunByAnExecutorThatDropsThem) {
  const auto held = std::make_shared<int>(7);
  async(*client, [](const Client&) {}).on_done(loop.executor(), [held](const Result<void>&) {
    ADD_FAILURE() << "it ran";
  });
  ASSERT_TRUE(loop.wait_for(1));
  loop.drop_all();
  client.reset();
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Completions, NeedAnExecutor) {
  Task<Ticket> task = async(*client, get);
  EXPECT_THROW(std::move(task).on_done(nullptr, keep()), std::logic_error);
  wire->open();
  EXPECT_EQ(std::move(task).get().id.str(), "tkt_1") << "it is as it was";
}

TEST_F(Completions, TakeTheTask) {
  Task<Ticket> task = async(*client, get);
  std::move(task).on_done(loop.executor(), keep());
  EXPECT_THROW(static_cast<void>(task.is_done()), std::logic_error);
  EXPECT_THROW(std::move(task).on_done(loop.executor(), keep()), std::logic_error);
  wire->open();
  ASSERT_TRUE(loop.run());
}

TEST_F(Completions, DoNotTakeATaskThatACoroutineAwaits) {
  Event ended;
  Task<Ticket> task = async(*client, get);
  const auto await = [](Task<Ticket>& of, Event& done) -> Detached {
    static_cast<void>(co_await of);
    done.set();
  };
  await(task, ended);
  EXPECT_THROW(std::move(task).on_done(loop.executor(), keep()), std::logic_error);
  wire->open();
  EXPECT_TRUE(ended.wait());
  EXPECT_EQ(loop.posted(), 0U);
}

TEST_F(Completions, ComeWhenTheClientGoes) {
  const auto busy = occupy_workers();
  async(*client, get).on_done(loop.executor(), keep());
  client.reset();
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(cancelled(), Outcome::not_sent) << "it was queued";
}

TEST_F(Completions, OfARunningCallComeWhenTheClientGoes) {
  async(*client, get).on_done(loop.executor(), keep());
  ASSERT_TRUE(wire->wait_for_calls(1));
  client.reset();
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(cancelled(), Outcome::unknown);
}

TEST_F(Completions, ComeWhereTheClientIsGone) {
  const Client kept = async(*client, [](const Client& c) { return c; }).get();
  client.reset();
  async(kept, get).on_done(loop.executor(), keep());
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(cancelled(), Outcome::not_sent);
}

/// Its loop may be gone after its client.
TEST_F(Completions, BehindAFunctionThatTheLoopHasComeBeforeTheClientIsGone) {
  bool ran = false;
  async(*client, [](const Client&) {})
      .then(loop.executor(),
            [&] {
              ran = true;
              return Ticket{};
            })
      .on_done(loop.executor(), keep());
  ASSERT_TRUE(loop.wait_for(1));
  client.reset();
  EXPECT_EQ(loop.posted(), 2U);
  ASSERT_TRUE(loop.run(2));
  EXPECT_EQ(cancelled(), Outcome::unknown) << "what came before was done";
  EXPECT_FALSE(ran);
}

class FunctionsOnAnExecutor : public Completions {};

TEST_F(FunctionsOnAnExecutor, RunOnItsThread) {
  auto here = async(*client, [](const Client&) { return 7; }).then(loop.executor(), [](int seven) {
    return std::pair{seven, std::this_thread::get_id()};
  });
  ASSERT_TRUE(loop.run());
  EXPECT_EQ(std::move(here).get(), (std::pair{7, std::this_thread::get_id()}));
}

TEST_F(FunctionsOnAnExecutor, AreFollowedByOthersOnThePoolOrOnAnExecutor) {
  auto task = async(*client, [](const Client&) {})
                  .then(loop.executor(), [] { return std::vector{std::this_thread::get_id()}; })
                  .then([](auto threads) {
                    threads.push_back(std::this_thread::get_id());
                    return threads;
                  })
                  .then(loop.executor(), [](auto threads) {
                    threads.push_back(std::this_thread::get_id());
                    return threads;
                  });
  ASSERT_TRUE(loop.run(2));
  const auto here = std::this_thread::get_id();
  EXPECT_THAT(std::move(task).get(), testing::ElementsAre(here, testing::Ne(here), here));
}

TEST_F(FunctionsOnAnExecutor, DoNotRunAfterAnError) {
  auto task = async(*client, [](const Client&) -> int {
                throw std::out_of_range{"x"};
              }).then(loop.executor(), [](int) { ADD_FAILURE() << "it ran"; });
  EXPECT_THROW(std::move(task).get(), std::out_of_range);
  EXPECT_EQ(loop.posted(), 0U);
}

TEST_F(FunctionsOnAnExecutor, MayFailAsAnyOther) {
  auto task = async(*client, [](const Client&) {
              }).then(loop.executor(), [] {
                  throw std::out_of_range{"x"};
                }).then([] { ADD_FAILURE() << "it ran"; });
  ASSERT_TRUE(loop.run()) << "it does not throw into the loop";
  EXPECT_THROW(std::move(task).get(), std::out_of_range);
}

TEST_F(FunctionsOnAnExecutor, EndAtOnceWhenTheyAreCancelledInTheLoopsQueue) {
  auto held = std::make_shared<int>(7);
  auto task = async(*client, [](const Client&) {}).then(loop.executor(), [held] { return *held; });
  ASSERT_TRUE(loop.wait_for(1));
  task.cancel();
  EXPECT_TRUE(task.is_done());
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
  EXPECT_TRUE(loop.run()) << "what is left in the queue does nothing";
}

TEST_F(FunctionsOnAnExecutor, EndWhenTheExecutorDropsThem) {
  auto task =
      async(*client, [](const Client&) {}).then(loop.executor(), [] { ADD_FAILURE() << "it ran"; }).then([] {
        return 7;
      });
  ASSERT_TRUE(loop.wait_for(1));
  loop.drop_all();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
}

TEST_F(FunctionsOnAnExecutor, EndWhenTheClientGoes) {
  auto task = async(*client, [](const Client&) {}).then(loop.executor(), [] { ADD_FAILURE() << "it ran"; });
  ASSERT_TRUE(loop.wait_for(1));
  client.reset();
  EXPECT_TRUE(task.is_done());
  EXPECT_TRUE(loop.run());
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
}

TEST_F(FunctionsOnAnExecutor, AreAwaitedAsAnyOther) {
  Event ended;
  std::thread::id resumed;
  auto task = async(*client, [](const Client&) {}).then(loop.executor(), [] { return 7; });
  const auto await = [](Task<int>& of, std::thread::id& on, Event& done) -> Detached {
    EXPECT_EQ(co_await of, 7);
    on = std::this_thread::get_id();
    done.set();
  };
  await(task, resumed, ended);
  ASSERT_TRUE(loop.run());
  ASSERT_TRUE(ended.wait());
  EXPECT_NE(resumed, std::this_thread::get_id()) << "on a worker";
}

TEST_F(FunctionsOnAnExecutor, MayBeManyThousandInARow) {
  auto task = async(*client, [](const Client&) { return 0; });
  for (int i = 0; i < 10'000; ++i) task = std::move(task).then(loop.executor(), [](int n) { return n + 1; });
  ASSERT_TRUE(loop.run(10'000));
  EXPECT_EQ(std::move(task).get(), 10'000);
  auto failing = async(*client, [](const Client&) -> int { throw std::out_of_range{"x"}; });
  for (int i = 0; i < 10'000; ++i)
    failing = std::move(failing).then(loop.executor(), [](int n) { return n; });
  EXPECT_THROW(static_cast<void>(std::move(failing).get()), std::out_of_range);
}

}  // namespace
