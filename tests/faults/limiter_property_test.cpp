// No window of the period, wherever it starts, sees more than N requests at the service's end, but for those
// that were given up on their way: in virtual time, with threads, random latencies, time-outs, cancellations.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "faults/slow_service.hpp"
#include "ticket0/client.hpp"
#ifdef WITH_FILE_BUDGET
#include "budget/file_store.hpp"
#include "budget/temporary_directory.hpp"
#endif

namespace {

using namespace std::chrono_literals;
using namespace faults;
using std::chrono::milliseconds;
using TimePoint = SimulatedClock::TimePoint;

enum class Calls { mixed, direct, lists };

/// Makes a store for each thread, so that they share no more than processes do.
using MakeStore = std::function<std::shared_ptr<ticket0::BudgetStore>()>;
/// Of stores that go by that clock.
using ShareABudget = std::function<MakeStore(std::shared_ptr<SimulatedClock>)>;

struct Load {
  std::string name;
  int requests;
  milliseconds per;
  int threads;
  int calls;  // of each thread
  int longest_ms;
  milliseconds attempt_timeout{1h};
  int cancelled_in_hundred{0};
  int refused_in_hundred{0};
  Calls kind{Calls::mixed};
  ShareABudget stores{};  // none: the process's own memory
  friend void PrintTo(const Load& load, std::ostream* out) { *out << load.name; }
};

/// The token of the call that a thread makes now, for others to cancel.
class CurrentCall {
 public:
  ticket0::CancelToken begin() {
    const std::lock_guard lock{mutex_};
    source_ = {};
    return source_.token();
  }
  void cancel() {
    ticket0::CancelSource source;
    {
      const std::lock_guard lock{mutex_};
      source = source_;
    }
    source.cancel();
  }

 private:
  std::mutex mutex_{};
  ticket0::CancelSource source_{};
};

struct Seen {
  std::vector<TimePoint> arrivals{};
  std::size_t given_up{0};  // and arrived later
  std::size_t finished{0};
  milliseconds took{0};
};

bool make_a_call(const ticket0::Client& client, Calls kind, Dice& dice, const ticket0::CallOptions& call) {
  try {
    switch (kind == Calls::lists ? 0 : dice.from(kind == Calls::direct ? 1 : 0, 2)) {
      case 0: (void)client.tickets().list({}, call).to_vector(); break;
      case 1: (void)client.tickets().page({}, call); break;
      default:
        client.tickets().update(ticket0::TicketId{"tkt_1"}, {.tags = std::vector<std::string>{"a"}}, call);
    }
    return true;
  } catch (const ticket0::Error&) {
    return false;
  }
}

/// Every thread makes its calls, with a client of its own; one thread more cancels some of them.
Seen run(const Load& load) {
  const auto clock = std::make_shared<SimulatedClock>(load.threads + 1);
  const auto service = std::make_shared<SlowService>(clock, load.longest_ms);
  service->refused_in_hundred = load.refused_in_hundred;
  const ticket0::ClientOptions options{
      .api_key = ticket0::Secret{"t0_x"},
      .timeout = 1h,
      .attempt_timeout = load.attempt_timeout,
      .rate_limit = {.requests = load.requests, .per = load.per, .scope = "property"},
      .transport = service,
      .clock = clock};
  const MakeStore make_store = load.stores ? load.stores(clock) : nullptr;
  const TimePoint began = clock->now();
  std::atomic<std::size_t> finished{0};
  std::atomic<int> busy{load.threads};
  std::vector<CurrentCall> calls(static_cast<std::size_t>(load.threads));
  std::vector<std::thread> threads;
  for (int self = 0; self < load.threads; ++self)
    threads.emplace_back([&, self] {
      Dice dice{static_cast<unsigned>(self)};
      ticket0::ClientOptions own = options;
      if (make_store) own.rate_limit.store = make_store();
      const ticket0::Client client{std::move(own)};
      for (int left = load.calls; left > 0; --left)
        if (make_a_call(client, load.kind, dice, {.cancel = calls[static_cast<std::size_t>(self)].begin()}))
          ++finished;
      --busy;
      clock->leave();
    });
  threads.emplace_back([&] {
    Dice dice{99};
    while (busy != 0) {
      clock->wait_until(clock->now() + milliseconds{dice.from(1, 400)}, {});
      if (dice.chance(load.cancelled_in_hundred))
        calls[static_cast<std::size_t>(dice.from(0, load.threads - 1))].cancel();
    }
    clock->leave();
  });
  for (std::thread& thread : threads) thread.join();
  Seen seen{.finished = finished, .took = std::chrono::duration_cast<milliseconds>(clock->now() - began)};
  for (const SlowService::Arrival& each : service->arrivals()) {
    if (each.is_given_up)
      ++seen.given_up;
    else
      seen.arrivals.push_back(each.at);
  }
  return seen;
}

/// The most that any window of `per` has, wherever it starts: one that starts with an arrival has the most.
std::size_t busiest_window(const std::vector<TimePoint>& arrivals, milliseconds per) {
  std::size_t most = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < arrivals.size(); ++last) {
    while (arrivals[last] - arrivals[first] >= per) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

class Limiter : public testing::TestWithParam<Load> {};

TEST_P(Limiter, KeepsEveryWindowWithinItsSize) {
  const Load& load = GetParam();
  const Seen seen = run(load);
  ASSERT_GT(seen.arrivals.size(), static_cast<std::size_t>(load.requests))
      << "the load has to be more than a window";
  EXPECT_LE(busiest_window(seen.arrivals, load.per), static_cast<std::size_t>(load.requests));
  EXPECT_GT(seen.finished, 0U);
  if (load.cancelled_in_hundred > 0 || load.attempt_timeout < 1h) {
    EXPECT_GT(seen.given_up, 0U);
  }
}

Load a_second_of_twenty() {
  return {.name = "ASecondOfTwenty",
          .requests = 20,
          .per = 1s,
          .threads = 8,
          .calls = 40,
          .longest_ms = 300,
          .cancelled_in_hundred = 30};
}
Load some_refused() {
  return {.name = "SomeRefused",
          .requests = 60,
          .per = 60s,
          .threads = 4,
          .calls = 60,
          .longest_ms = 2'000,
          .cancelled_in_hundred = 10,
          .refused_in_hundred = 2};
}

INSTANTIATE_TEST_SUITE_P(
    InVirtualTime, Limiter,
    testing::Values(
        Load{.name = "SlowAnswers",
             .requests = 60,
             .per = 60s,
             .threads = 8,
             .calls = 60,
             .longest_ms = 2'000},
        Load{.name = "ManyCancelled",
             .requests = 60,
             .per = 60s,
             .threads = 8,
             .calls = 60,
             .longest_ms = 1'000,
             .cancelled_in_hundred = 60},
        Load{.name = "ManyTimeOut",
             .requests = 20,
             .per = 5s,
             .threads = 8,
             .calls = 20,
             .longest_ms = 1'000,
             .attempt_timeout = 700ms},
        a_second_of_twenty(),
        Load{.name = "AnswersSlowerThanThePeriod",
             .requests = 5,
             .per = 1s,
             .threads = 6,
             .calls = 15,
             .longest_ms = 3'000,
             .cancelled_in_hundred = 10},
        some_refused(),
        Load{.name = "OneASecond", .requests = 1, .per = 1s, .threads = 3, .calls = 10, .longest_ms = 50}),
    [](const auto& each) { return each.param.name; });

#ifdef WITH_FILE_BUDGET
MakeStore in_a_file(std::shared_ptr<SimulatedClock> clock) {
  const auto directory = std::make_shared<TemporaryDirectory>();
  return [clock, directory] {
    return std::make_shared<ticket0::detail::FileStore>(directory->file("budget"),
                                                        [clock] { return clock->now().time_since_epoch(); });
  };
}

Load with_stores(Load load) {
  load.stores = in_a_file;
  return load;
}

INSTANTIATE_TEST_SUITE_P(WithABudgetInAFile, Limiter,
                         testing::Values(with_stores(a_second_of_twenty()), with_stores(some_refused())),
                         [](const auto& each) { return each.param.name; });
#endif

/// How many requests of a steady load a window has on average; latency is small against it.
double requests_per_window(int requests, Calls kind) {
  const Seen seen = run({.name = {},
                         .requests = requests,
                         .per = 60s,
                         .threads = 8,
                         .calls = 90,
                         .longest_ms = 10,
                         .kind = kind});
  return static_cast<double>(seen.arrivals.size()) * (60.0 * 1'000) / static_cast<double>(seen.took.count());
}

TEST(LimiterThroughput, OfASteadyLoadIsWhatTheWindowAllows) {
  EXPECT_GE(requests_per_window(60, Calls::direct), 0.95 * 60);
}

TEST(LimiterThroughput, OfListsAloneIsTheWindowWithoutWhatIsKeptForOthers) {
  EXPECT_GE(requests_per_window(60, Calls::lists), 0.95 * 50);
}

}  // namespace
