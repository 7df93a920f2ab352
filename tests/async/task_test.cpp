// What a task gives, and what then() makes of it.
#include "async/async_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Task;

struct NoDefault {
  explicit NoDefault(int number) noexcept : value(number) {}
  int value;
};

class Tasks : public AsyncTest {
 protected:
  Tasks() { wire->open(); }
  [[nodiscard]] Task<int> seven() const {
    return async(*client, [](const Client&) { return 7; });
  }
  [[nodiscard]] Task<int> failure() const {
    return async(*client, [](const Client&) -> int { throw std::out_of_range{"too far"}; });
  }
};

static_assert(!std::is_copy_constructible_v<Task<int>>);
static_assert(std::is_nothrow_move_constructible_v<Task<int>> &&
              std::is_nothrow_move_assignable_v<Task<int>>);

TEST_F(Tasks, GiveWhatTheJobGives) { EXPECT_EQ(async(*client, get).get().id.str(), "tkt_1"); }

TEST_F(Tasks, RunOnAnotherThread) {
  EXPECT_NE(async(*client, [](const Client&) { return std::this_thread::get_id(); }).get(),
            std::this_thread::get_id());
}

TEST_F(Tasks, MayGiveNothing) {
  std::atomic<bool> ran{false};
  Task<void> task = async(*client, [&](const Client&) { ran = true; });
  std::move(task).get();
  EXPECT_TRUE(ran);
}

TEST_F(Tasks, MayGiveWhatCanOnlyBeMovedAndHasNoDefault) {
  EXPECT_EQ(*async(*client, [](const Client&) { return std::make_unique<int>(7); }).get(), 7);
  EXPECT_EQ(async(*client, [](const Client&) { return NoDefault{7}; }).get().value, 7);
}

TEST_F(Tasks, TakeFunctionsThatCanOnlyBeMovedOrChangeThemselves) {
  EXPECT_EQ(
      async(*client, [seven = std::make_unique<int>(7)](const Client&) mutable { return std::move(seven); })
          .then([one = std::make_unique<int>(1)](std::unique_ptr<int> before) { return *before + *one; })
          .get(),
      8);
}

TEST_F(Tasks, ThrowWhatTheJobThrew) {
  EXPECT_THROW(static_cast<void>(failure().get()), std::out_of_range);
  Task<void> odd = async(*client, [](const Client&) { throw 42; });
  EXPECT_THROW(std::move(odd).get(), int);
}

TEST_F(Tasks, AreNotDoneUntilTheJobIs) {
  const auto held = std::make_shared<HeldWire>();
  const Client waiting{options_with(held)};
  const Task<ticket0::Ticket> task = async(waiting, get);
  EXPECT_FALSE(task.wait_for(0ms));
  EXPECT_FALSE(task.wait_for(-1ms));
  EXPECT_FALSE(task.wait_for(std::chrono::milliseconds::min()));
  EXPECT_FALSE(task.wait_for(2ms));
  held->open();
  EXPECT_TRUE(task.wait_for(std::chrono::milliseconds::max()));
  EXPECT_TRUE(task.wait_for(0ms));
}

TEST_F(Tasks, MayBeDroppedAndTheWorkGoesOn) {
  Event done;
  {
    Task<void> dropped = async(*client, [&](const Client& c) {
      static_cast<void>(get(c));
      done.set();
    });
  }
  EXPECT_TRUE(done.wait());
}

TEST_F(Tasks, LetGoOfTheFunctionBeforeTheyAreDone) {
  auto held = std::make_shared<int>(7);
  const Task<int> task = async(*client, [held](const Client&) { return *held; });
  ASSERT_TRUE(task.wait_for(soon));
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Tasks, AreEmptyOnceTheResultWasTaken) {
  Task<int> task = seven();
  Task<int> other = std::move(task);
  EXPECT_THROW(static_cast<void>(task.wait_for(0ms)), std::logic_error);
  task.cancel();
  EXPECT_EQ(std::move(other).get(), 7);
  EXPECT_THROW(static_cast<void>(std::move(other).get()), std::logic_error);
  EXPECT_THROW(static_cast<void>(std::move(other).then([](int) {})), std::logic_error);
  other = seven();
  EXPECT_EQ(std::move(other).get(), 7);
}

TEST_F(Tasks, ThrowAtAWorkerThatWouldWaitForItsOwnPool) {
  Task<int> inner = seven();
  Task<int> outer = async(*client, [&](const Client&) { return std::move(inner).get(); });
  EXPECT_THROW(static_cast<void>(std::move(outer).get()), std::logic_error);
  EXPECT_EQ(std::move(inner).get(), 7) << "it is as it was";
}

TEST_F(Tasks, OfAnotherClientMayBeWaitedForOnAWorker) {
  const Client other{options_with(wire)};
  Task<int> inner = async(other, [](const Client&) { return 7; });
  EXPECT_EQ(async(*client, [&](const Client&) { return std::move(inner).get(); }).get(), 7);
}

TEST_F(Tasks, AreFollowedByOthersOnThePool) {
  const auto here = std::this_thread::get_id();
  Task<int> task = seven().then([](int n) { return n + 1; }).then([](int n) { return n * 10; });
  EXPECT_EQ(std::move(task).get(), 80);
  EXPECT_NE(seven().then([](int) { return std::this_thread::get_id(); }).get(), here);
}

TEST_F(Tasks, ThatAreDoneAreFollowedOnThePoolToo) {
  Task<int> done = seven();
  ASSERT_TRUE(done.wait_for(soon));
  Task<std::thread::id> next = std::move(done).then([](int) { return std::this_thread::get_id(); });
  EXPECT_NE(std::move(next).get(), std::this_thread::get_id());
}

TEST_F(Tasks, ThatGiveNothingAreFollowedByAFunctionOfNothing) {
  std::atomic<int> steps{0};
  Task<void> task =
      async(*client, [&](const Client&) { ++steps; }).then([&] { ++steps; }).then([&] { ++steps; });
  std::move(task).get();
  EXPECT_EQ(steps, 3);
}

TEST_F(Tasks, PassAnExceptionOnWithoutRunningWhatFollows) {
  bool ran = false;
  Task<void> task = failure().then([&](int) { ran = true; }).then([&] { ran = true; });
  EXPECT_THROW(std::move(task).get(), std::out_of_range);
  EXPECT_FALSE(ran);
}

TEST_F(Tasks, PassAnExceptionOnWhenTheyAreDone) {
  Task<int> done = failure();
  ASSERT_TRUE(done.wait_for(soon));
  bool ran = false;
  Task<void> next = std::move(done).then([&](int) { ran = true; });
  EXPECT_THROW(std::move(next).get(), std::out_of_range);
  EXPECT_FALSE(ran);
}

TEST_F(Tasks, KeepWhatAFollowingFunctionThrows) {
  Task<int> task =
      seven().then([](int) -> int { throw std::length_error{"too long"}; }).then([](int n) { return n; });
  EXPECT_THROW(static_cast<void>(std::move(task).get()), std::length_error);
}

TEST_F(Tasks, RunWhatFollowsADroppedTask) {
  Event done;
  {
    Task<void> dropped = seven().then([&](int) { done.set(); });
  }
  EXPECT_TRUE(done.wait());
}

TEST_F(Tasks, MayBeFollowedByManyThousands) {
  Task<int> task = seven();
  for (int i = 0; i < 20'000; ++i) task = std::move(task).then([](int n) { return n + 1; });
  EXPECT_EQ(std::move(task).get(), 20'007);
  Task<int> failing = failure();
  for (int i = 0; i < 20'000; ++i) failing = std::move(failing).then([](int n) { return n + 1; });
  EXPECT_THROW(static_cast<void>(std::move(failing).get()), std::out_of_range);
}

/// wait_for() on a worker: of whose pool, of what, and for how long.
struct Waiting {
  std::string name;
  std::chrono::milliseconds limit;
  enum class Of { its_pool, its_pool_and_done, what_follows_on_its_pool, another_pool } of;
  bool throws;
  friend void PrintTo(const Waiting& waiting, std::ostream* out) { *out << waiting.name; }
};

class WaitsOnAWorker : public AsyncTest, public testing::WithParamInterface<Waiting> {};

TEST_P(WaitsOnAWorker, ThrowWhereGetWould) {
  const Waiting& waiting = GetParam();
  Client other{options_with(wire)};
  Task<int> task = async(waiting.of == Waiting::Of::another_pool ? other : *client,
                         [](const Client& c) { return static_cast<int>(get(c).id.str().size()); });
  if (waiting.of == Waiting::Of::what_follows_on_its_pool)
    task = std::move(task).then([](int size) { return size; });
  if (waiting.of == Waiting::Of::its_pool_and_done) {
    wire->open();
    ASSERT_TRUE(task.wait_for(soon));
  }
  const auto threw = async(*client, [&](const Client&) {
                       try {
                         static_cast<void>(task.wait_for(waiting.limit));
                       } catch (const std::logic_error& e) {
                         EXPECT_THAT(e.what(), testing::HasSubstr("wait_for() on a worker of its own pool"));
                         return true;
                       }
                       return false;
                     }).get();
  EXPECT_EQ(threw, waiting.throws);
  wire->open();
}

INSTANTIATE_TEST_SUITE_P(
    For, WaitsOnAWorker,
    testing::Values(Waiting{"NoTime", 0ms, Waiting::Of::its_pool, false},
                    Waiting{"LessThanNoTime", -1ms, Waiting::Of::its_pool, false},
                    Waiting{"NoTimeOfWhatIsDone", 0ms, Waiting::Of::its_pool_and_done, false},
                    Waiting{"NoTimeOfWhatFollows", 0ms, Waiting::Of::what_follows_on_its_pool, false},
                    Waiting{"AMillisecond", 1ms, Waiting::Of::its_pool, true},
                    Waiting{"AnHour", 1h, Waiting::Of::its_pool, true},
                    Waiting{"Ever", std::chrono::milliseconds::max(), Waiting::Of::its_pool, true},
                    Waiting{"AMillisecondOfWhatIsDone", 1ms, Waiting::Of::its_pool_and_done, true},
                    Waiting{"AMillisecondOfWhatFollows", 1ms, Waiting::Of::what_follows_on_its_pool, true},
                    Waiting{"AMillisecondOfAnotherPool", 1ms, Waiting::Of::another_pool, false}),
    [](const auto& each) { return each.param.name; });

}  // namespace
