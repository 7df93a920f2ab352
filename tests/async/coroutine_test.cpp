// co_await of a task.
#include "async/async_fixture.hpp"
#include "async/coroutines.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Task;

class Coroutines : public AsyncTest {
 protected:
  /// What a coroutine came to.
  struct Report {
    Event ended{};
    std::string id{};
    std::optional<Outcome> cancelled{};
    std::thread::id thread{};
  };
  /// Both outlive it. The task stays where it is, so that the test can cancel it.
  static Detached await(Task<ticket0::Ticket>& task, Report& report) {
    try {
      report.id = (co_await task).id.str();
    } catch (const ticket0::CancelledError& e) {
      report.cancelled = e.outcome();
    }
    report.thread = std::this_thread::get_id();
    report.ended.set();
  }
};

TEST_F(Coroutines, GoOnWithTheResultOnAWorker) {
  Report report;
  auto task = async(*client, get);
  await(task, report);
  wire->open();
  ASSERT_TRUE(report.ended.wait());
  EXPECT_EQ(report.id, "tkt_1");
  EXPECT_NE(report.thread, std::this_thread::get_id());
}

TEST_F(Coroutines, DoNotWaitForATaskThatIsDone) {
  wire->open();
  Report report;
  auto task = async(*client, get);
  ASSERT_TRUE(task.wait_for(soon));
  await(task, report);
  EXPECT_EQ(report.id, "tkt_1");
  EXPECT_EQ(report.thread, std::this_thread::get_id());
}

TEST_F(Coroutines, GoOnWithTheException) {
  Report report;
  auto task = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  await(task, report);
  task.cancel();
  ASSERT_TRUE(report.ended.wait());
  EXPECT_EQ(report.cancelled, Outcome::unknown);
}

TEST_F(Coroutines, GoOnOnAWorkerWhereTheTaskWasCancelledBeforeItBegan) {
  auto busy = occupy_workers();
  Report report;
  auto task = async(*client, get);
  await(task, report);
  task.cancel();
  EXPECT_EQ(report.thread, std::thread::id{}) << "no worker is free";
  wire->open();
  ASSERT_TRUE(report.ended.wait());
  EXPECT_EQ(report.cancelled, Outcome::not_sent);
  EXPECT_NE(report.thread, std::this_thread::get_id());
}

TEST_F(Coroutines, GoOnWithCancelledErrorWhenTheClientGoes) {
  std::vector<Report> reports(workers + 8);
  std::vector<Task<ticket0::Ticket>> tasks;
  for (std::size_t i = 0; i < reports.size(); ++i) tasks.push_back(async(*client, get));
  ASSERT_TRUE(wire->wait_for_calls(workers));
  for (std::size_t i = 0; i < reports.size(); ++i) await(tasks[i], reports[i]);
  client.reset();
  int not_sent = 0;
  for (Report& report : reports) {
    ASSERT_TRUE(report.ended.wait());
    ASSERT_TRUE(report.cancelled);
    not_sent += report.cancelled == Outcome::not_sent ? 1 : 0;
  }
  EXPECT_EQ(not_sent, 8);
}

Owned await_and_own(Task<bool> task, bool& went_on) {
  static_cast<void>(co_await std::move(task));
  went_on = true;
}

TEST_F(Coroutines, MayEndWhileTheyWait) {
  Event begun;
  Event go_on;
  bool went_on = false;
  auto task = async(*client, [&](const Client&) {
    begun.set();
    return go_on.wait();
  });
  { const Owned coroutine = await_and_own(std::move(task), went_on); }
  ASSERT_TRUE(begun.wait());
  go_on.set();
  client.reset();  // waits for the worker
  EXPECT_FALSE(went_on);
}

/// The one that is to be resumed stands behind the busy workers by then.
TEST_F(Coroutines, MayEndWhileTheyWaitForAWorker) {
  auto busy = occupy_workers();
  bool went_on = false;
  Task<bool>* task = nullptr;
  const auto await = [](Task<bool> own, Task<bool>*& shown, bool& done) -> Owned {
    shown = &own;
    static_cast<void>(co_await own);
    done = true;
  };
  {
    const Owned coroutine = await(async(*client, [](const Client&) { return true; }), task, went_on);
    task->cancel();
  }
  wire->open();
  client.reset();  // waits for the workers
  EXPECT_FALSE(went_on);
}

TEST_F(Coroutines, WaitForATaskOneAtATime) {
  Report first;
  auto task = async(*client, get);
  await(task, first);
  EXPECT_THROW(static_cast<void>(task.operator co_await().await_suspend(std::noop_coroutine())),
               std::logic_error);
  EXPECT_THROW(static_cast<void>(std::move(task).then([](const ticket0::Ticket&) {})), std::logic_error);
  wire->open();
  ASSERT_TRUE(first.ended.wait());
  EXPECT_EQ(first.id, "tkt_1");
}

Detached run_many(const Client& client, int count, std::atomic<int>& sum, Event& ended) {
  for (int i = 0; i < count; ++i) {
    auto task = async(client, [](const Client&) { return 1; }).then([](int one) { return one + 1; });
    sum += co_await std::move(task);
  }
  ended.set();
}

TEST_F(Coroutines, MayAwaitOneTaskAfterTheOther) {
  std::atomic<int> sum{0};
  Event ended;
  run_many(*client, 2'000, sum, ended);
  ASSERT_TRUE(ended.wait());
  EXPECT_EQ(sum, 4'000);
}

TEST_F(Coroutines, AwaitATaskOfNothing) {
  Event ended;
  const auto run = [](const Client& on, Event& done) -> Detached {
    auto task = async(on, [](const Client&) {});
    co_await std::move(task);
    done.set();
  };
  run(*client, ended);
  EXPECT_TRUE(ended.wait());
}

}  // namespace
