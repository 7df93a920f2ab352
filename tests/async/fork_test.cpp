// fork() with workers and tasks in the middle of their work.
#include <sys/wait.h>
#include <unistd.h>

#include "async/async_fixture.hpp"
#include "async/loop.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Outcome;
using ticket0::Task;

/// Answers at once: a forked child can use it, whatever the parent's threads do.
class OpenWire final : public ticket0::Transport {
 public:
  OpenWire() : Transport(ticket0::Budget::own) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext&) override {
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }
};

class ForkedTasks : public AsyncTest {
 protected:
  /// The exit status of a child that does this; -1 where it ends by a signal.
  template <class Life>
  [[nodiscard]] static int child(Life life) {
    const pid_t process = fork();
    if (process == 0) {
      alarm(20);  // ends a child that hangs
      _exit(life());
    }
    int status = 0;
    waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

TEST_F(ForkedTasks, StartAnewInTheChildOfAProcessWithBusyWorkers) {
  const Client open{options_with(std::make_shared<OpenWire>())};
  std::atomic<bool> stop{false};
  std::vector<Task<void>> busy;
  for (int i = 0; i < workers; ++i)
    busy.push_back(async(open, [&](const Client& c) {
      while (!stop) static_cast<void>(get(c));
    }));
  EXPECT_EQ(
      child([&] {
        for (int i = 0; i < 100; ++i)
          if (async(open, get).then([](const ticket0::Ticket& t) { return t.id.str(); }).get() != "tkt_1")
            return 1;
        return 0;
      }),
      0);
  stop = true;
  for (auto& task : busy) std::move(task).get();
  EXPECT_EQ(async(open, get).get().id.str(), "tkt_1") << "the parent's workers live";
}

TEST_F(ForkedTasks, OfTheParentCountAsCancelledInTheChild) {
  auto pending = async(*client, get);
  auto followed = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(2));
  EXPECT_EQ(child([&] {
              if (!pending.wait_for(0ms)) return 1;
              pending.cancel();
              if (cancelled_with(std::move(followed).then([](const ticket0::Ticket&) {})) != Outcome::unknown)
                return 2;
              return cancelled_with(std::move(pending)) == Outcome::unknown ? 0 : 3;
            }),
            0);
  EXPECT_FALSE(pending.wait_for(0ms)) << "the child's cancel() is the child's";
  wire->open();
  EXPECT_EQ(std::move(pending).get().id.str(), "tkt_1");
}

TEST_F(ForkedTasks, ThatWereDoneGiveTheirResultInTheChild) {
  wire->open();
  auto done = async(*client, get);
  auto followed = async(*client, get);
  ASSERT_TRUE(done.wait_for(soon));
  ASSERT_TRUE(followed.wait_for(soon));
  EXPECT_EQ(child([&] {
              if (std::move(done).get().id.str() != "tkt_1") return 1;
              bool ran = false;
              auto next = std::move(followed).then([&](const ticket0::Ticket&) { ran = true; });
              return cancelled_with(std::move(next)) == Outcome::unknown && !ran ? 0 : 2;
            }),
            0);
}

TEST_F(ForkedTasks, OfTheParentGiveTheChildNoCompletion) {
  Loop loop;
  std::atomic<int> came{0};
  const auto count = [&](const auto&) { ++came; };
  async(*client, get).on_done(loop.executor(), count);
  async(*client, [](const Client&) {}).on_done(loop.executor(), count);
  ASSERT_TRUE(loop.wait_for(1));
  ASSERT_TRUE(wire->wait_for_calls(1));
  EXPECT_EQ(child([&] {
              static_cast<void>(loop.run());  // what is in its copy of the queue
              client.reset();
              return came == 0 && loop.posted() == 0 ? 0 : 1;
            }),
            0);
  wire->open();
  EXPECT_TRUE(loop.run(2));
  EXPECT_EQ(came, 2);
}

TEST_F(ForkedTasks, OfTheParentCompleteAsCancelledWhereTheChildAsks) {
  Loop loop;
  auto pending = async(*client, get);
  ASSERT_TRUE(wire->wait_for_calls(1));
  EXPECT_EQ(child([&] {
              std::optional<Outcome> outcome;
              std::move(pending).on_done(loop.executor(), [&](const ticket0::Result<ticket0::Ticket>& got) {
                if (const auto error = got.error_as<ticket0::CancelledError>()) outcome = error->outcome();
              });
              return loop.run() && outcome == Outcome::unknown ? 0 : 1;
            }),
            0);
  wire->open();
  EXPECT_EQ(std::move(pending).get().id.str(), "tkt_1");
}

/// Others of the parent's threads give and lose completions at the moment of the fork.
TEST_F(ForkedTasks, CompleteInTheChildWhateverTheParentsThreadsHold) {
  const ticket0::CancelSource cancelled;
  cancelled.cancel();
  std::atomic<bool> stop{false};
  std::vector<std::jthread> busy;
  for (int i = 0; i < 2; ++i)
    busy.emplace_back([&] {
      const Client own = client->with({.cancel = cancelled.token()});
      while (!stop) async(own, get).on_done([](const auto&) {}, [](const auto&) {});
    });
  auto pending = async(*client, get);
  Loop loop;
  for (int i = 0; i < 200 && !HasFailure(); ++i)
    EXPECT_EQ(child([&] {
                std::move(pending).on_done(loop.executor(), [](const auto&) {});
                return loop.run() ? 0 : 1;
              }),
              0);
  stop = true;
  wire->open();
  EXPECT_EQ(std::move(pending).get().id.str(), "tkt_1");
}

TEST_F(ForkedTasks, DoNotKeepAChildFromDroppingTheClient) {
  const auto busy = occupy_workers();
  EXPECT_EQ(child([&] {
              client.reset();
              return 0;
            }),
            0);
  wire->open();
  for (const auto& task : busy) EXPECT_TRUE(task.wait_for(soon));
}

}  // namespace
