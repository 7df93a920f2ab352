// 1,000 tasks of four threads, followed and awaited, a third of them cancelled at random, and a client that
// goes in the middle: each of them ends, and everything that waits for one gets on.
#include <random>

#include "async/async_fixture.hpp"
#include "async/coroutines.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::async;
using ticket0::Client;
using ticket0::Task;

constexpr int threads = 4;
constexpr int tasks_of_a_thread = 250;
constexpr int all_tasks = threads * tasks_of_a_thread;

/// Takes up to a millisecond; one request in eight fails.
class RestlessWire final : public ticket0::Transport {
 public:
  RestlessWire() : Transport(ticket0::Budget::own) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext& context) override {
    const int number = ++sent_;
    const auto then = std::chrono::steady_clock::now() + std::chrono::microseconds{number * 37 % 1'000};
    if (!context.cancel.wait_until(then) || number % 8 == 0) throw ticket0::TransportError{"lost"};
    return {.status = 200, .body = R"({"id":"tkt_1"})"};
  }

 private:
  std::atomic<int> sent_{0};
};

/// How many ended, and how. What a function holds tells whether it was let go.
struct Tally {
  std::atomic<int> ended{0};
  std::atomic<int> good{0};
  std::atomic<int> failed{0};
  std::shared_ptr<int> held = std::make_shared<int>(1);

  template <class Take>
  void count(const Take& take) noexcept {
    try {
      take();
      ++good;
    } catch (const ticket0::Error&) {
      ++failed;
    } catch (...) {
      ADD_FAILURE() << "what nobody threw";
    }
    ++ended;
  }
};

int job(const Client& client) {
  return static_cast<int>(client.tickets().get(ticket0::TicketId{"tkt_1"}).id.str().size());
}

Detached await(Task<int> task, Tally& tally) {
  int size = 0;
  std::exception_ptr error;
  try {
    size = co_await std::move(task);
  } catch (...) {
    error = std::current_exception();
  }
  tally.count([&] {
    if (error) std::rethrow_exception(std::move(error));
    EXPECT_EQ(size, 5);
  });
}

/// Task number `kind`, kept in `tasks` where somebody is to take its result here.
void add_task(const Client& client, unsigned kind, bool is_cancelled, Tally& tally,
              std::vector<Task<int>>& tasks) {
  auto task = async(client, [held = tally.held](const Client& c) { return job(c); });
  if (kind % 2 == 1)
    task = std::move(task)
               .then([held = tally.held](int size) { return size + *held; })
               .then([held = tally.held](int size) {
                 if (size != 6) throw std::logic_error{"not what came before"};
                 return size - *held;
               });
  if (is_cancelled) task.cancel();
  switch (kind) {
    case 0:
    case 1: tasks.push_back(std::move(task)); break;
    default: await(std::move(task), tally); break;
  }
}

void run_round(unsigned seed) {
  Tally tally;
  std::atomic<int> made{0};
  std::optional<Client> client{options_with(std::make_shared<RestlessWire>())};
  {
    // The threads make their tasks with what a job was given, and so do not hold the client.
    const Client given = async(*client, [](const Client& c) { return c; }).get();
    const auto work = [&](unsigned self) {
      std::mt19937 dice{seed * threads + self};
      std::vector<Task<int>> tasks;
      for (int i = 0; i < tasks_of_a_thread; ++i) {
        add_task(given, static_cast<unsigned>(dice() % 4), dice() % 6 == 0, tally, tasks);
        if (!tasks.empty() && dice() % 6 == 0) tasks[dice() % tasks.size()].cancel();
        ++made;
      }
      for (auto& task : tasks) tally.count([&] { EXPECT_EQ(std::move(task).get(), 5); });
    };
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work, i);
    while (made < all_tasks / 2) std::this_thread::yield();
    client.reset();
    for (auto& each : workers) each.join();
  }
  EXPECT_EQ(tally.ended, all_tasks);
  EXPECT_GT(tally.failed, all_tasks / 4);
  EXPECT_EQ(tally.held.use_count(), 1) << "a function was not let go";
}

TEST(Async, LosesNoTaskNoContinuationAndNoAwaiterWhateverIsCancelledAndWhenTheClientGoes) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    run_round(seed);
  }
}

}  // namespace
