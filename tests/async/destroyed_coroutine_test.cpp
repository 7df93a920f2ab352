// Coroutines that are destroyed while they wait for a task that lives on.
#include <random>

#include "async/async_fixture.hpp"
#include "async/coroutines.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Task;

/// What it touches once it goes on: memory that is gone by then, if it was destroyed.
struct Local {
  explicit Local(std::atomic<int>& alive) : count(alive) { ++count; }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;
  ~Local() { --count; }
  std::atomic<int>& count;
  std::string text = std::string(100, 'x');
};

/// A coroutine that ends with this object, and tells when it has come to its end: from then on it does not
/// run.
class Watched {
 public:
  struct promise_type {
    promise_type(Task<int>&, std::atomic<int>&, Event& of_it, std::atomic<int>&) noexcept : ended(of_it) {}
    struct End {
      Event& ended;
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<>) noexcept { ended.set(); }
      void await_resume() noexcept {}
    };
    Watched get_return_object() noexcept {
      return Watched{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    End final_suspend() noexcept { return {ended}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
    Event& ended;
  };
  Watched(Watched&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Watched& operator=(Watched&&) = delete;
  ~Watched() {
    if (handle_) handle_.destroy();
  }

 private:
  explicit Watched(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

Watched await(Task<int>& task, std::atomic<int>& alive, Event& /*ended*/, std::atomic<int>& result) {
  const Local local{alive};
  try {
    result = co_await task + static_cast<int>(local.text.size()) - 100;
  } catch (const ticket0::CancelledError&) {
    result = -1;
  }
}

void spin(unsigned times) {
  std::atomic<unsigned> count{0};
  while (count < times) ++count;
}

/// For one that is to end at some moment.
struct Started {
  Started(Task<int>& task, std::atomic<int>& alive, Event& ended, std::atomic<int>& result)
      : coroutine(await(task, alive, ended, result)) {}
  Watched coroutine;
};

class DestroyedCoroutines : public AsyncTest {
 protected:
  Event let_go{};
  std::atomic<int> alive{0};
  Event ended{};
  std::atomic<int> result{0};

  [[nodiscard]] Task<int> held() {
    return async(*client, [this](const Client&) { return let_go.wait() ? 7 : 0; });
  }
  void expect_never_resumed() {
    client.reset();  // no worker is left
    EXPECT_EQ(result, 0);
    EXPECT_EQ(alive, 0);
  }
};

TEST_F(DestroyedCoroutines, AreNotResumedWhenTheTaskIsDone) {
  Task<int> task = held();
  { const Watched coroutine = await(task, alive, ended, result); }
  let_go.set();
  EXPECT_EQ(std::move(task).get(), 7) << "the result is still there";
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, AreNotResumedWhenTheTaskIsCancelledBeforeItBegins) {
  auto busy = occupy_workers();
  Task<int> task = held();
  { const Watched coroutine = await(task, alive, ended, result); }
  task.cancel();
  wire->open();
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, AreNotResumedWhenTheirTurnHasComeAndNoWorkerWasFree) {
  auto busy = occupy_workers();
  Task<int> task = held();
  {
    const Watched coroutine = await(task, alive, ended, result);
    task.cancel();  // it is done, and the coroutine is queued
  }
  wire->open();
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, AreNotResumedWhenTheClientGoes) {
  Task<int> task = async(*client, [](const Client& c) {
    static_cast<void>(get(c));
    return 7;
  });
  { const Watched coroutine = await(task, alive, ended, result); }
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, AreNotResumedByATaskThatFollowsAnother) {
  Task<int> task = held().then([](int seven) { return seven + 1; });
  { const Watched coroutine = await(task, alive, ended, result); }
  let_go.set();
  EXPECT_EQ(std::move(task).get(), 8);
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, LeaveTheTaskToTheNextOne) {
  Task<int> task = held();
  { const Watched coroutine = await(task, alive, ended, result); }
  const Watched next = await(task, alive, ended, result);
  let_go.set();
  ASSERT_TRUE(ended.wait());
  EXPECT_EQ(result, 7);
}

TEST_F(DestroyedCoroutines, LeaveTheTaskToAFunction) {
  Task<int> task = held();
  { const Watched coroutine = await(task, alive, ended, result); }
  Task<int> next = std::move(task).then([](int seven) { return seven + 1; });
  let_go.set();
  EXPECT_EQ(std::move(next).get(), 8);
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, AreNotResumedWhereTheTaskWentFirst) {
  std::optional<Task<int>> task = held();
  {
    const Watched coroutine = await(*task, alive, ended, result);
    task.reset();
  }
  let_go.set();
  expect_never_resumed();
}

TEST_F(DestroyedCoroutines, MayHaveTriedInVainToAwaitATaskThatIsAwaited) {
  Task<int> task = held();
  const Watched first = await(task, alive, ended, result);
  const auto try_it = [](Task<int>& on, std::atomic<bool>& refused) -> Owned {
    try {
      static_cast<void>(co_await on);
    } catch (const std::logic_error&) {
      refused = true;
    }
  };
  std::atomic<bool> refused{false};
  { const Owned second = try_it(task, refused); }
  EXPECT_TRUE(refused);
  let_go.set();
  ASSERT_TRUE(ended.wait()) << "the first is not forgotten with the second";
  EXPECT_EQ(result, 7);
}

TEST_F(DestroyedCoroutines, MayBeAskedForWhetherTheyWait) {
  Task<int> task = held();
  EXPECT_FALSE(task.end_wait()) << "nobody waits";
  {
    const Watched coroutine = await(task, alive, ended, result);
    EXPECT_TRUE(task.end_wait());
    EXPECT_FALSE(task.end_wait()) << "no longer";
  }
  let_go.set();
  EXPECT_EQ(std::move(task).get(), 7);
  EXPECT_FALSE(task.end_wait()) << "its result is taken";
  expect_never_resumed();
}

/// Of 20,000 tasks the coroutine is destroyed at a random moment, while a worker ends the task: it is resumed
/// once or never, and nothing of it is used afterwards.
TEST_F(DestroyedCoroutines, AreSafeAtAnyMoment) {
  constexpr int rounds = 20'000;
  std::mt19937 dice{1};
  int resumed = 0;
  for (int round = 0; round < rounds; ++round) {
    Event over;
    std::atomic<int> got{0};
    std::atomic<bool> go{false};
    Task<int> task = async(*client, [&go, spins = static_cast<unsigned>(dice() % 300)](const Client&) {
      while (!go) std::this_thread::yield();
      spin(spins);
      return 7;
    });
    {
      auto coroutine = std::make_unique<Started>(task, alive, over, got);
      go = true;
      const unsigned spins = static_cast<unsigned>(dice() % 2'000);
      spin(spins);
      if (round % 3 == 0) std::this_thread::yield();
      if (task.end_wait()) {
        coroutine.reset();
        EXPECT_EQ(got, 0);
        EXPECT_TRUE(task.wait_for(soon));
      } else {
        ASSERT_TRUE(over.wait());
        EXPECT_EQ(got, 7);
        ++resumed;
      }
    }
  }
  EXPECT_GT(resumed, 0);
  EXPECT_LT(resumed, rounds);
  EXPECT_EQ(alive, 0);
}

}  // namespace
