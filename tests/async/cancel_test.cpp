// Cancelling a task: the call in progress, one that waits for a worker, and what follows one.
#include "async/async_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Task;

class CancelledTasks : public AsyncTest {};

TEST_F(CancelledTasks, EndTheCallInProgress) {
  auto task = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  task.cancel();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown) << "the request was on its way";
}

TEST_F(CancelledTasks, EndTheCallsThatTheJobMakesAfterwards) {
  Event cancelled;
  auto task = async(*client, [&](const Client& c) {
    EXPECT_TRUE(cancelled.wait());
    return get(c);
  });
  task.cancel();
  cancelled.set();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::not_sent);
  EXPECT_EQ(wire->begun(), 0);
}

TEST_F(CancelledTasks, LeaveAJobThatMakesNoCallAlone) {
  Event begun;
  Event cancelled;
  auto task = async(*client, [&](const Client&) {
    begun.set();
    return cancelled.wait();
  });
  ASSERT_TRUE(begun.wait());
  task.cancel();
  cancelled.set();
  EXPECT_TRUE(std::move(task).get());
}

TEST_F(CancelledTasks, LeaveOtherTasksAlone) {
  auto one = async(*client, get);
  auto other = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(2));
  one.cancel();
  ASSERT_TRUE(one.wait_for(soon));
  EXPECT_FALSE(other.wait_for(0ms));
  wire->open();
  EXPECT_EQ(std::move(other).get().id.str(), "tkt_1");
}

TEST_F(CancelledTasks, DoNotWaitForAWorkerWhereTheyHaveNotBegun) {
  const auto busy = occupy_workers();
  auto held = std::make_shared<int>(7);
  auto queued = async(*client, [held](const Client&) { return *held; });
  queued.cancel();
  EXPECT_TRUE(queued.wait_for(0ms));
  EXPECT_EQ(held.use_count(), 1) << "the function is gone";
  EXPECT_EQ(cancelled_with(std::move(queued)), Outcome::not_sent);
  wire->open();
}

TEST_F(CancelledTasks, StayAsTheyAreWhenTheyAreDone) {
  wire->open();
  auto task = async(*client, get);
  ASSERT_TRUE(task.wait_for(soon));
  task.cancel();
  EXPECT_EQ(std::move(task).get().id.str(), "tkt_1");
}

TEST_F(CancelledTasks, CancelWhatTheyFollow) {
  bool ran = false;
  auto task = async(*client, get).then([&](const ticket0::Ticket&) { ran = true; }).then([&] { ran = true; });
  ASSERT_TRUE(wire->wait_for_calls(1));
  task.cancel();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
  EXPECT_FALSE(ran);
}

TEST_F(CancelledTasks, PassOnThatNothingWasSent) {
  const auto busy = occupy_workers();
  bool ran = false;
  auto task = async(*client, get).then([&](const ticket0::Ticket&) { ran = true; });
  task.cancel();
  EXPECT_TRUE(task.wait_for(0ms)) << "nobody has to work for that";
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::not_sent);
  EXPECT_FALSE(ran);
  wire->open();
}

TEST_F(CancelledTasks, DoNotSayNotSentWhereWhatTheyFollowWasDone) {
  Event begun;
  Event cancelled;
  bool ran = false;
  auto task = async(*client, [&](const Client&) {
                begun.set();
                return cancelled.wait();
              }).then([&](bool) { ran = true; });
  ASSERT_TRUE(begun.wait());
  task.cancel();
  cancelled.set();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
  EXPECT_FALSE(ran);
}

TEST_F(CancelledTasks, ThatFollowATaskThatIsDoneNeedNotWaitForAWorker) {
  auto done = async(*client, [](const Client&) { return 7; });
  ASSERT_TRUE(done.wait_for(soon));
  const auto busy = occupy_workers();
  bool ran = false;
  auto next = std::move(done).then([&](int) { ran = true; });
  next.cancel();
  EXPECT_TRUE(next.wait_for(0ms));
  EXPECT_EQ(cancelled_with(std::move(next)), Outcome::unknown);
  EXPECT_FALSE(ran);
  wire->open();
}

TEST_F(CancelledTasks, CancelTheCallsOfJobsThatTheirJobStarted) {
  Event started;
  std::optional<Task<ticket0::Ticket>> inner;
  auto outer = async(*client, [&](const Client& c) {
    inner.emplace(async(c, get));
    started.set();
    return get(c);
  });
  ASSERT_TRUE(started.wait());
  ASSERT_TRUE(wire->wait_for_calls(2));
  outer.cancel();
  EXPECT_EQ(cancelled_with(std::move(outer)), Outcome::unknown);
  EXPECT_EQ(cancelled_with(*std::move(inner)), Outcome::unknown);
}

TEST_F(CancelledTasks, AreCancelledByTheTokenOfTheirClientToo) {
  ticket0::CancelSource stop;
  auto task = async(client->with({.cancel = stop.token()}), get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  stop.cancel();
  EXPECT_EQ(cancelled_with(std::move(task)), Outcome::unknown);
}

}  // namespace
