// Who goes next where calls wait for the limiter: in virtual time, with a thread for each.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "faults/slow_service.hpp"
#include "ticket0/client.hpp"

namespace {

using namespace std::chrono_literals;
using namespace faults;
using std::chrono::milliseconds;
using ticket0::Client;

/// Something that a thread of its own does at a moment of its own.
struct Job {
  milliseconds at;
  std::function<void(const Client&)> act;
};

struct Arrival {
  milliseconds at;
  bool is_list;
};

/// Checks that no call is sent before the time that it is told. That holds where nobody gives up.
class Punctual final : public ticket0::Observer {
 public:
  explicit Punctual(std::shared_ptr<SimulatedClock> clock) : clock_(std::move(clock)) {}
  void on_wait(const Attempt&, milliseconds time, ticket0::WaitReason) noexcept override {
    if (time > 1ms) not_before_ = clock_->now() + time;  // one is the least that is told
  }
  void on_send(const Attempt&) noexcept override { EXPECT_GE(clock_->now(), not_before_); }

 private:
  std::shared_ptr<SimulatedClock> clock_;
  static thread_local SimulatedClock::TimePoint not_before_;
};
thread_local SimulatedClock::TimePoint Punctual::not_before_{};

/// Runs the jobs over one budget of so many requests a minute. Gives what reached the service, in order.
std::vector<Arrival> arrivals_of(int requests, const std::vector<Job>& jobs, int longest_ms = 0,
                                 bool is_punctual = false) {
  const auto clock = std::make_shared<SimulatedClock>(static_cast<int>(jobs.size()));
  const auto service = std::make_shared<SlowService>(clock, longest_ms);
  const Client client{{.api_key = ticket0::Secret{"t0_x"},
                       .timeout = 24h,
                       .rate_limit = {.requests = requests},
                       .observer = is_punctual ? std::make_shared<Punctual>(clock) : nullptr,
                       .transport = service,
                       .clock = clock}};
  const auto began = clock->now();
  std::vector<std::thread> threads;
  for (const Job& job : jobs)
    threads.emplace_back([&, client] {
      clock->wait_until(began + job.at, {});
      job.act(client);
      clock->leave();
    });
  for (std::thread& thread : threads) thread.join();
  std::vector<Arrival> arrivals;
  for (const auto& each : service->arrivals())
    arrivals.push_back({std::chrono::duration_cast<milliseconds>(each.at - began), each.is_list});
  return arrivals;
}

void get(const Client& client) { (void)client.tickets().get(ticket0::TicketId{"tkt_1"}); }
void list(const Client& client) { (void)client.tickets().list().to_vector(); }
std::function<void(const Client&)> repeat(int count, void (*call)(const Client&)) {
  return [=](const Client& client) {
    for (int i = 0; i < count; ++i) call(client);
  };
}

std::vector<milliseconds> times(const std::vector<Arrival>& arrivals) {
  std::vector<milliseconds> all;
  for (const Arrival& each : arrivals) all.push_back(each.at);
  return all;
}

/// One letter for each: 'L' of a list, 'g' of all else.
std::string kinds(const std::vector<Arrival>& arrivals) {
  std::string all;
  for (const Arrival& each : arrivals) all += each.is_list ? 'L' : 'g';
  return all;
}

TEST(LimiterQueue, MovesUpWhenTheFirstInItIsCancelled) {
  ticket0::CancelSource stop;
  const auto arrivals =
      arrivals_of(1, {
                         {0s, get},
                         {1s,
                          [&](const Client& client) {
                            EXPECT_THROW((void)client.tickets().page({}, {.cancel = stop.token()}),
                                         ticket0::CancelledError);
                          }},
                         {2s, get},
                         {10s, [&](const Client&) { stop.cancel(); }},
                     });
  EXPECT_EQ(times(arrivals), (std::vector<milliseconds>{0s, 60s}));
}

TEST(LimiterQueue, LetsWhatComesLaterPassAList) {
  const auto arrivals = arrivals_of(1, {{0s, get}, {1s, list}, {2s, get}});
  EXPECT_EQ(times(arrivals), (std::vector<milliseconds>{0s, 60s, 120s}));
  EXPECT_EQ(kinds(arrivals), "ggL");
}

/// Three calls, a second apart, so that no two slots become free at once; then many that wait, all the time.
std::vector<Job> busy_with(const std::vector<Job>& more) {
  std::vector<Job> jobs{{0s, get}, {1s, get}, {2s, get}};
  for (int i = 0; i < 5; ++i) jobs.push_back({3s, repeat(4, get)});
  jobs.insert(jobs.end(), more.begin(), more.end());
  return jobs;
}

TEST(LimiterQueue, LetsAListHaveEveryThirdTurnWhereThreeMayGoAMinute) {
  const std::string in_turns =
      "ggg"
      "ggL"
      "ggL"
      "ggL"
      "ggL"
      "ggg"
      "ggg"
      "ggg"
      "ggg";
  EXPECT_EQ(kinds(arrivals_of(3, busy_with({{4s, repeat(4, list)}}))), in_turns) << "one after the other";
  EXPECT_EQ(kinds(arrivals_of(3, busy_with({{4s, repeat(2, list)}, {5s, repeat(2, list)}}))), in_turns)
      << "two at a time";
}

/// Twelve of thirteen a minute: a slot is always free, is kept for what comes, and nobody waits but the list.
TEST(LimiterQueue, WakesAListAsSoonAsItsTurnHasCome) {
  std::vector<Job> jobs{{62s, list}};
  for (auto at = 0s; at < 200s; at += 5s) jobs.push_back({at, get});
  const auto arrivals = arrivals_of(13, jobs);
  const auto found =
      std::find_if(arrivals.begin(), arrivals.end(), [](const auto& each) { return each.is_list; });
  ASSERT_NE(found, arrivals.end());
  EXPECT_EQ(found->at, 115s) << "eleven came since 65 s";
}

TEST(LimiterQueue, GivesTheTurnOfAListThatIsCancelledToTheNextOne) {
  ticket0::CancelSource stop;
  const auto arrivals = arrivals_of(
      3, busy_with({{4s,
                     [&](const Client& client) {
                       EXPECT_THROW((void)client.tickets().list({}, {.cancel = stop.token()}).to_vector(),
                                    ticket0::CancelledError);
                     }},
                    {5s, list},
                    {61'500ms, [&](const Client&) { stop.cancel(); }}}));
  EXPECT_EQ(kinds(arrivals).substr(0, 9),
            "ggg"
            "ggL"
            "ggg");
  EXPECT_EQ(arrivals[5].at, 62s) << "when a slot is free";
}

/// As many as a minute has slots, at the beginning of each: a page is in time all the same.
TEST(LimiterQueue, LetsAListMoveBetweenJobsThatSpendAllOfEachMinute) {
  std::vector<Job> jobs{{300ms, [](const Client& client) {
                           for (int page = 0; page < 5; ++page) EXPECT_NO_THROW(list(client)) << page;
                         }}};
  for (auto minute = 0min; minute < 8min; ++minute)
    for (int i = 0; i < 12; ++i) jobs.push_back({minute, get});
  const auto arrivals = arrivals_of(12, jobs, 200);
  std::vector<milliseconds> pages;
  for (const Arrival& each : arrivals)
    if (each.is_list) pages.push_back(each.at);
  ASSERT_EQ(pages.size(), 5U);
  for (std::size_t i = 1; i < pages.size(); ++i) EXPECT_LE(pages[i] - pages[i - 1], 61s) << "page " << i;
}

TEST(LimiterQueue, LetsEveryListMoveUnderAnyLoadAndNoMoreThanOneForSoManyCalls) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    Dice dice{seed};
    const int requests = dice.from(1, seed % 4 == 0 ? 20 : 8);
    const int readers = dice.chance(60) ? requests + dice.from(1, 4) : dice.from(1, 8);
    const int listers = dice.from(1, 3);
    const milliseconds longest_trip{dice.from(0, 2'000)};
    const auto turn = 4 * (60s + 2 * longest_trip);  // three rounds of the slots, and some
    std::atomic<int> busy{listers};
    std::vector<Job> jobs;
    for (int i = 0; i < readers; ++i)
      jobs.push_back({0s, [&](const Client& client) {
                        while (busy != 0) get(client);
                      }});
    for (int i = 0; i < listers; ++i)
      jobs.push_back({1s, [&](const Client& client) {
                        try {
                          for (int page = 0; page < 3; ++page)
                            (void)client.tickets().list({}, {.timeout = listers * turn}).to_vector();
                        } catch (const ticket0::Error& e) {
                          ADD_FAILURE() << "seed " << seed << ": " << e.what();
                        }
                        --busy;
                      }});
    const std::string all = kinds(arrivals_of(requests, jobs, static_cast<int>(longest_trip.count()), true));
    const auto lists = std::count(all.begin(), all.end(), 'L');
    EXPECT_EQ(lists, 3 * listers) << "seed " << seed;
    if (readers > requests) {  // some wait at any time
      EXPECT_GE(std::count(all.begin(), all.end(), 'g'),
                lists * std::max(1, requests - std::max(1, requests / 6)))
          << "seed " << seed;
    }
  }
}

}  // namespace
