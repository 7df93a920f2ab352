// Never more than N requests in any window of length W, wherever it begins and however long they travel, and
// when the next can start.
#include "limiter/sliding_window.hpp"

#include <algorithm>
#include <queue>
#include <random>

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::detail::Lane;
using ticket0::detail::SlidingWindow;
using Duration = SlidingWindow::Duration;
using TimePoint = SlidingWindow::TimePoint;

constexpr TimePoint t0{1h};

/// When one can start that has `ahead` others of its lane before it.
TimePoint earliest(SlidingWindow& window, Lane lane, std::size_t ahead, TimePoint now) {
  SlidingWindow::Forecast forecast = window.forecast(now);
  for (; ahead > 0; --ahead) forecast.start(lane);
  return forecast.earliest(lane);
}

bool may_start(SlidingWindow& window, Lane lane, TimePoint now) {
  return earliest(window, lane, 0, now) <= now;
}

/// As many as may start at `now`; they end at once.
int start_all(SlidingWindow& window, Lane lane, TimePoint now, int most = 1'000'000) {
  int started = 0;
  for (; started < most && may_start(window, lane, now); ++started) {
    window.start(now);
    window.end(now);
  }
  return started;
}

TEST(SlidingWindow, LetsSoManyStartAndTheNextWhenTheFirstIsAPeriodOld) {
  SlidingWindow window{3, 60s};
  EXPECT_EQ(start_all(window, Lane::direct, t0, 1), 1);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 10s, 1), 1);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 20s), 1);
  EXPECT_EQ(window.live(t0 + 20s), 3);
  EXPECT_FALSE(may_start(window, Lane::direct, t0 + 60s - 1ns));
  EXPECT_EQ(window.live(t0 + 60s - 1ns), 3);
  EXPECT_EQ(window.live(t0 + 60s), 2);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 60s), 1);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 75s), 1);
  EXPECT_EQ(window.live(t0 + 1h), 0);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 1h), 3);
}

TEST(SlidingWindow, CountsAPeriodFromARequestsEnd) {
  SlidingWindow window{1, 60s};
  window.start(t0);
  EXPECT_FALSE(may_start(window, Lane::direct, t0 + 1h)) << "it is still on its way";
  window.end(t0 + 1h);
  EXPECT_FALSE(may_start(window, Lane::direct, t0 + 1h + 60s - 1ns));
  EXPECT_TRUE(may_start(window, Lane::direct, t0 + 1h + 60s));
}

TEST(SlidingWindow, KeepsSlotsOfTheBulkLaneForTheOther) {
  struct Case {
    int requests;
    int bulk;
  };
  constexpr Case cases[] = {{1, 1},   {5, 5},   {6, 5},   {11, 10},  {12, 10},    {59, 50},
                            {60, 50}, {61, 51}, {66, 56}, {100, 90}, {1'000, 990}};
  for (const auto& [requests, bulk] : cases) {
    SlidingWindow window{requests, 60s};
    EXPECT_EQ(start_all(window, Lane::bulk, t0), bulk) << requests;
    EXPECT_EQ(start_all(window, Lane::direct, t0), requests - bulk) << requests;
    SlidingWindow direct_first{requests, 60s};
    EXPECT_EQ(start_all(direct_first, Lane::direct, t0), requests);
    EXPECT_EQ(start_all(direct_first, Lane::bulk, t0), 0);
  }
}

TEST(SlidingWindow, TakesTheFewerRequestsAndTheLongerPeriod) {
  SlidingWindow window{10, 60s};
  EXPECT_EQ(start_all(window, Lane::direct, t0, 5), 5);
  window.tighten(20, 30s);
  EXPECT_EQ(window.requests(), 10);
  window.tighten(3, 30s);
  EXPECT_EQ(window.requests(), 3);
  EXPECT_FALSE(may_start(window, Lane::direct, t0 + 59s));
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 60s), 3);
  window.tighten(3, 90s);
  EXPECT_EQ(earliest(window, Lane::direct, 0, t0 + 60s), t0 + 150s);
}

TEST(SlidingWindow, OfFewerRequestsThanAreLiveWaitsUntilEnoughHaveExpired) {
  SlidingWindow window{5, 60s};
  for (const auto at : {0s, 1s, 2s, 3s, 4s}) start_all(window, Lane::direct, t0 + at, 1);
  window.tighten(2, 60s);
  // Four of the five have to go before one can start, and all before two can.
  EXPECT_EQ(earliest(window, Lane::direct, 0, t0 + 5s), t0 + 63s);
  EXPECT_EQ(earliest(window, Lane::direct, 1, t0 + 5s), t0 + 64s);
  EXPECT_EQ(earliest(window, Lane::direct, 2, t0 + 5s), t0 + 123s);
}

TEST(SlidingWindow, LetsNothingStartInAPauseAndThenTwiceAsManyEachSecond) {
  SlidingWindow window{60, 60s};
  window.pause(t0 + 10s);
  std::vector<int> started(70);
  for (auto at = 0ms; at < 70s; at += 10ms)
    started[static_cast<std::size_t>(at / 1s)] += start_all(window, Lane::direct, t0 + at);
  for (std::size_t second = 0; second < 10; ++second) EXPECT_EQ(started[second], 0) << second;
  const std::vector<int> from_then{started.begin() + 10, started.begin() + 16};
  EXPECT_EQ(from_then, (std::vector{1, 2, 4, 8, 16, 29}));
  EXPECT_EQ(std::count_if(started.begin() + 16, started.end(), [](int each) { return each != 0; }), 0);
}

TEST(SlidingWindow, StartsSlowlyEachSecondOnItsOwn) {
  SlidingWindow window{60, 60s};
  window.pause(t0);
  EXPECT_EQ(earliest(window, Lane::direct, 0, t0 - 5s), t0);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 900ms), 1);
  EXPECT_EQ(earliest(window, Lane::direct, 0, t0 + 900ms), t0 + 1s) << "the next second";
  // Seconds that nobody used count too.
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 3'500ms), 8);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 6s), 51) << "from then on all that is free";
}

TEST(SlidingWindow, PausesUntilTheLatestMomentNamed) {
  SlidingWindow window{60, 60s};
  window.pause(t0 + 10s);
  window.pause(t0 + 5s);
  EXPECT_FALSE(may_start(window, Lane::direct, t0 + 9s));
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 11s), 2);
  window.pause(t0 + 12s);  // a refusal in the slow start: it begins anew
  EXPECT_FALSE(may_start(window, Lane::direct, t0 + 12s - 1ns));
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 12s), 1);
  EXPECT_EQ(start_all(window, Lane::direct, t0 + 13s), 2);
}

TEST(SlidingWindow, OfOneRequestStillStartsSlowlyAndEnds) {
  SlidingWindow window{1, 100ms};
  window.pause(t0);
  EXPECT_EQ(start_all(window, Lane::bulk, t0), 1);
  EXPECT_EQ(earliest(window, Lane::bulk, 0, t0 + 100ms), t0 + 1s);
  EXPECT_EQ(start_all(window, Lane::bulk, t0 + 1s), 1);
  EXPECT_EQ(earliest(window, Lane::bulk, 0, t0 + 1'100ms), t0 + 1'100ms);
}

TEST(SlidingWindow, OfWhichManyWaitForThePauseToEndStillNamesAMoment) {
  SlidingWindow window{2, 60s};
  window.pause(t0 + 100s);  // nothing is live, and all wait
  EXPECT_EQ(earliest(window, Lane::direct, 0, t0), t0 + 100s);
  EXPECT_EQ(earliest(window, Lane::direct, 1, t0), t0 + 101s);
  EXPECT_EQ(earliest(window, Lane::direct, 2, t0), t0 + 160s);
  EXPECT_EQ(earliest(window, Lane::direct, 3, t0), t0 + 161s);
  EXPECT_EQ(earliest(window, Lane::direct, 4, t0), t0 + 220s);
  window.start(t0 + 100s);
  window.end(t0 + 100s);
  EXPECT_EQ(earliest(window, Lane::direct, 1, t0 + 110s), t0 + 160s);
  EXPECT_EQ(earliest(window, Lane::direct, 2, t0 + 110s), t0 + 170s);
  EXPECT_EQ(earliest(window, Lane::direct, 3, t0 + 110s), t0 + 220s);
}

TEST(SlidingWindow, ForeseesThatAQueueBehindAPauseStartsSlowly) {
  SlidingWindow window{60, 60s};
  window.pause(t0 + 10s);
  struct Case {
    std::size_t first, last;  // that many are ahead
    Duration starts;
  };
  constexpr Case cases[] = {{0, 0, 10s},   {1, 2, 11s},   {3, 6, 12s},   {7, 14, 13s},
                            {15, 30, 14s}, {31, 59, 15s}, {60, 60, 70s}, {61, 62, 71s}};
  for (const auto& [first, last, starts] : cases)
    for (std::size_t ahead = first; ahead <= last; ++ahead)
      EXPECT_EQ(earliest(window, Lane::direct, ahead, t0) - t0, starts) << ahead;
  EXPECT_EQ(earliest(window, Lane::bulk, 49, t0) - t0, 15s);
  EXPECT_EQ(earliest(window, Lane::bulk, 50, t0) - t0, 70s);
}

TEST(SlidingWindow, ForeseesTheLanesInAnyOrder) {
  SlidingWindow window{6, 60s};  // five for the bulk lane
  auto forecast = window.forecast(t0);
  for (int i = 0; i < 5; ++i) forecast.start(Lane::bulk);
  EXPECT_EQ(forecast.earliest(Lane::bulk), t0 + 60s);
  EXPECT_EQ(forecast.earliest(Lane::direct), t0);
  forecast.start(Lane::bulk);
  EXPECT_EQ(forecast.earliest(Lane::direct), t0 + 60s) << "it is behind what waits";
  for (int i = 0; i < 5; ++i) forecast.start(Lane::direct);
  EXPECT_EQ(forecast.earliest(Lane::direct), t0 + 120s);
  for (int i = 0; i < 2; ++i) forecast.start(Lane::direct);
  EXPECT_EQ(forecast.earliest(Lane::bulk), t0 + 120s);
}

TEST(SlidingWindow, LetsASteadyLoadHaveItsWholeShare) {
  for (const auto latency : {0ms, 300ms, 1'000ms}) {
    SlidingWindow window{60, 60s};
    std::priority_queue<TimePoint, std::vector<TimePoint>, std::greater<>> ends;
    int started = 0;
    constexpr auto length = 20min;
    for (TimePoint now = t0; now < t0 + length; now += 50ms) {
      for (; !ends.empty() && ends.top() <= now; ends.pop()) window.end(ends.top());
      for (; may_start(window, Lane::direct, now); ++started) {
        window.start(now);
        ends.push(now + latency);
      }
    }
    EXPECT_GE(started, 20 * 60 * 95 / 100) << latency.count();
    EXPECT_LE(started, 20 * 60);
  }
}

/// A load made up at random, and what became of it.
class Load {
 public:
  explicit Load(std::uint32_t seed) : random_(seed) {}
  [[nodiscard]] int upto(int most) { return std::uniform_int_distribution<int>{0, most}(random_); }
  [[nodiscard]] Duration time_upto(Duration most) {
    return Duration{std::uniform_int_distribution<Duration::rep>{0, most.count()}(random_)};
  }

 private:
  std::mt19937 random_;
};
struct Sent {
  TimePoint grant;
  TimePoint end;
};
/// The most of them that a window of that length can see, if each arrives when it likes while it is sent.
long most_in_a_window(const std::vector<Sent>& all, Duration length) {
  long most = 0;
  for (const Sent& first : all) {  // the fullest window begins where one ends
    const TimePoint from = first.end;
    most = std::max<long>(most, std::count_if(all.begin(), all.end(), [&](const Sent& each) {
                            return each.end >= from && each.grant < from + length;
                          }));
  }
  return most;
}

TEST(SlidingWindow, HoldsItsPromiseUnderAnyLoad) {
  for (std::uint32_t seed = 0; seed < 2'500; ++seed) {
    Load load{seed};
    const int requests = 1 + load.upto(seed % 3 == 0 ? 70 : 8);
    const Duration per = 1ms + load.time_upto(60s);
    const int reserve = std::min(10, requests / 6);
    SlidingWindow window{requests, per};
    std::vector<Sent> sent;
    using Running = std::pair<TimePoint, std::size_t>;
    std::priority_queue<Running, std::vector<Running>, std::greater<>> ends;
    const auto end_until = [&](TimePoint now) {
      for (; !ends.empty() && ends.top().first <= now; ends.pop()) window.end(ends.top().first);
    };
    TimePoint now = t0;
    TimePoint paused_until = t0;
    for (int step = 0; step < 150; ++step) {
      now += load.time_upto(load.upto(3) == 0 ? per : per / (2 * requests));
      end_until(now);
      if (load.upto(99) == 0) {
        paused_until = std::max(paused_until, now + load.time_upto(per));
        window.pause(paused_until);
      }
      const Lane lane = load.upto(2) == 0 ? Lane::bulk : Lane::direct;
      const auto live = std::count_if(
          sent.begin(), sent.end(), [&](const Sent& each) { return each.end > now || each.end + per > now; });
      ASSERT_EQ(window.live(now), live) << "seed " << seed;
      const bool may = may_start(window, lane, now);
      const TimePoint next = earliest(window, lane, 0, now);
      ASSERT_EQ(may, next <= now) << "seed " << seed;
      if (may) {
        ASSERT_LT(live, lane == Lane::bulk ? requests - reserve : requests) << "seed " << seed;
        ASSERT_GE(now, paused_until) << "seed " << seed;
        window.start(now);
        sent.push_back({now, now + load.time_upto(load.upto(5) == 0 ? 2 * per : per / 10)});
        ends.emplace(sent.back().end, sent.size() - 1);
      } else if (ends.empty() || ends.top().first >= next) {
        EXPECT_FALSE(may_start(window, lane, next - 1ns)) << "seed " << seed;
        if (ends.empty()) {
          EXPECT_TRUE(may_start(window, lane, next)) << "seed " << seed;
        }
        now = next;
        end_until(now);
      }
    }
    ASSERT_LE(most_in_a_window(sent, per), requests) << "seed " << seed;
    ASSERT_GT(sent.size(), 10U) << "seed " << seed;
  }
}

/// When the last of them starts, each of which takes up to `latency`.
TimePoint start_of_last(SlidingWindow window, std::vector<TimePoint> running, const std::vector<Lane>& lanes,
                        TimePoint now, Load& load, Duration latency) {
  std::priority_queue<TimePoint, std::vector<TimePoint>, std::greater<>> ends{std::greater<>{},
                                                                              std::move(running)};
  for (const Lane lane : lanes) {
    while (!may_start(window, lane, now)) {
      now = earliest(window, lane, 0, now);
      for (; !ends.empty() && ends.top() <= now; ends.pop()) window.end(ends.top());
    }
    window.start(now);
    const TimePoint end = now + load.time_upto(latency);
    if (end > now)
      ends.push(end);
    else
      window.end(end);
  }
  return now;
}

TEST(SlidingWindow, NamesAMomentBeforeWhichNoneBehindOthersStartsAndTheVeryOneWhereNothingRuns) {
  for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
    Load load{seed};
    const int requests = 1 + load.upto(seed % 5 == 0 ? 70 : 12);
    const Duration per = 1s + load.time_upto(60s);
    SlidingWindow window{requests, per};
    TimePoint now = t0;
    if (load.upto(3) == 0) window.pause(t0);  // the slow start has begun
    const bool is_still = seed % 2 == 0;      // nothing runs, and what starts ends at once
    std::vector<TimePoint> running;
    for (int i = load.upto(requests); i > 0; --i) {
      now += load.time_upto(per / requests);
      if (!may_start(window, Lane::direct, now)) continue;
      window.start(now);
      if (is_still || load.upto(1) == 0)
        window.end(now);
      else
        running.push_back(now);
    }
    for (TimePoint& each : running) each = now + 1ns + load.time_upto(per);
    if (load.upto(3) == 0) window.tighten(1 + load.upto(12), per);
    if (load.upto(1) == 0) window.pause(now + load.time_upto(2 * per));
    std::vector<Lane> lanes(static_cast<std::size_t>(1 + load.upto(4 * requests)));
    for (Lane& each : lanes) each = load.upto(2) == 0 ? Lane::bulk : Lane::direct;
    auto forecast = window.forecast(now);
    for (std::size_t i = 1; i < lanes.size(); ++i) forecast.start(lanes[i - 1]);
    const TimePoint named = forecast.earliest(lanes.back());
    const TimePoint actual =
        start_of_last(window, running, lanes, now, load, is_still ? Duration::zero() : per);
    if (is_still)
      EXPECT_EQ(named - t0, actual - t0) << "seed " << seed;
    else
      EXPECT_LE(named - t0, actual - t0) << "seed " << seed;
  }
}

TEST(SlidingWindow, ForeseesInOneStepWhatASimulationDoes) {
  for (std::uint32_t seed = 0; seed < 3'000; ++seed) {
    Load load{seed};
    const int requests = 1 + load.upto(seed % 5 == 0 ? 70 : 14);
    const Duration per = 1ms + load.time_upto(60s);
    SlidingWindow window{requests, per};
    TimePoint now = t0;
    if (load.upto(5) == 0) window.pause(t0);
    for (int i = load.upto(2 * requests); i > 0; --i) {
      now += load.time_upto(per / requests);
      if (!may_start(window, Lane::direct, now)) continue;
      window.start(now);
      if (load.upto(2) != 0) window.end(now);
    }
    if (load.upto(3) == 0) window.tighten(1 + load.upto(12), per);
    const auto full = static_cast<std::size_t>(load.upto(4 * requests));
    const auto bulk = static_cast<std::size_t>(load.upto(4 * requests));
    auto forecast = window.forecast(now);
    for (std::size_t i = 0; i < full; ++i) forecast.start(Lane::direct);
    if (bulk == 0) {
      EXPECT_EQ(window.start_behind(full, 0, Lane::direct, now), forecast.earliest(Lane::direct)) << seed;
    }
    for (std::size_t i = 0; i < bulk; ++i) forecast.start(Lane::bulk);
    EXPECT_EQ(window.start_behind(full, bulk, Lane::bulk, now), forecast.earliest(Lane::bulk)) << seed;
  }
}

}  // namespace
