// Functions that end the worker they run on: the process goes on, the task ends, and others take the work.
#include <pthread.h>

#include "async/async_fixture.hpp"
#include "async/coroutines.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Task;

struct Way {
  std::string name;
  void (*end)();
  friend void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }
};

void leave() { pthread_exit(nullptr); }

const Way ways[] = {
    {"PthreadExit", leave},
    {"PthreadExitWithinACatch",
     [] {
       try {
         throw std::runtime_error{"no more"};
       } catch (const std::exception&) {
         leave();
       }
     }},
    {"PthreadCancel",
     [] {
       pthread_cancel(pthread_self());
       pthread_testcancel();
     }},
#ifndef __SANITIZE_THREAD__  // it sees no lock of a thread that was cancelled inside a function it replaces
    {"PthreadCancelInASleep",
     [] {
       pthread_cancel(pthread_self());
       std::this_thread::sleep_for(1h);
     }},
#endif
};

class EndOfAWorker : public AsyncTest, public testing::WithParamInterface<Way> {
 protected:
  void expect_a_worker() {
    EXPECT_EQ(async(*client, [](const Client&) { return 1; }).get(), 1);
  }
};

TEST_P(EndOfAWorker, EndsItsTask) {
  EXPECT_EQ(cancelled_with(async(*client, [](const Client&) { GetParam().end(); })), Outcome::unknown);
  expect_a_worker();
}

TEST_P(EndOfAWorker, EndsWhatFollows) {
  EXPECT_EQ(cancelled_with(async(*client, [](const Client&) { GetParam().end(); }).then([] { return 1; })),
            Outcome::unknown);
  EXPECT_EQ(cancelled_with(async(*client, [](const Client&) {}).then([] { GetParam().end(); })),
            Outcome::unknown);
  expect_a_worker();
}

TEST_P(EndOfAWorker, ResumesTheCoroutineThatWaits) {
  Event ended;
  std::optional<Outcome> outcome;
  auto task = async(*client, [](const Client&) { GetParam().end(); });
  const auto await = [](Task<void>& of, std::optional<Outcome>& got, Event& done) -> Detached {
    try {
      co_await of;
    } catch (const ticket0::CancelledError& e) {
      got = e.outcome();
    }
    done.set();
  };
  await(task, outcome, ended);
  ASSERT_TRUE(ended.wait());
  EXPECT_EQ(outcome, Outcome::unknown);
}

TEST_P(EndOfAWorker, LeavesTheQueueToOthersHoweverManyEnd) {
  std::vector<Task<void>> ends;
  std::vector<Task<int>> others;
  for (int i = 0; i < 100; ++i) {
    ends.push_back(async(*client, [](const Client&) { GetParam().end(); }));
    others.push_back(async(*client, [i](const Client&) { return i; }));
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(std::move(others[static_cast<std::size_t>(i)]).get(), i);
  for (auto& each : ends) EXPECT_EQ(cancelled_with(std::move(each)), Outcome::unknown);
}

TEST_P(EndOfAWorker, WhileTheClientGoesEndsWhatIsQueued) {
  Event go_on;
  std::vector<Task<void>> tasks;
  for (int i = 0; i < workers; ++i)
    tasks.push_back(async(*client, [&](const Client& c) {
      try {
        static_cast<void>(get(c));
      } catch (const ticket0::CancelledError&) {}
      GetParam().end();
    }));
  ASSERT_TRUE(wire->wait_for_calls(workers));
  for (int i = 0; i < 8; ++i) tasks.push_back(async(*client, [](const Client&) {}));
  client.reset();
  for (std::size_t i = 0; i < tasks.size(); ++i)
    EXPECT_EQ(cancelled_with(std::move(tasks[i])), i < workers ? Outcome::unknown : Outcome::not_sent);
}

INSTANTIATE_TEST_SUITE_P(By, EndOfAWorker, testing::ValuesIn(ways),
                         [](const auto& each) { return each.param.name; });

class CancelledWorker : public AsyncTest {};

TEST_F(CancelledWorker, ThatDoesNotNoticeEndsAfterItsJobWithItsResult) {
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(async(*client,
                    [](const Client&) {
                      pthread_cancel(pthread_self());
                      return 7;
                    })
                  .get(),
              7);
}

/// A thread that is cancelled within CancelSource::cancel() has told everybody before it ends.
TEST(CancelledThread, HasCancelledTheWholeSource) {
  const ticket0::CancelSource source;
  int woken = 0;
  const auto wake = [&] {
    pthread_testcancel();  // as a write to a pipe is
    ++woken;
  };
  const auto one = source.token().on_cancel(wake);
  const auto other = source.token().on_cancel(wake);
  std::thread{[&] {
    pthread_cancel(pthread_self());
    source.cancel();
    pthread_testcancel();
    ADD_FAILURE() << "it was cancelled";
  }}.join();
  EXPECT_TRUE(source.token().cancelled());
  EXPECT_EQ(woken, 2);
}

}  // namespace
