#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace ticket0::inline v1::detail {

/// What list() sends is bulk, and yields to all else.
enum class Lane : std::uint8_t { direct, bulk };

/// The arithmetic of the limiter: a log of at most `requests` slots. A slot is live from its start until
/// `per` after its end, so that no window of that length at the service's end, wherever it begins, sees more
/// than `requests` of those that arrive before their end, however long they travel. One that was given up
/// may still arrive later. Not for several threads at once.
class SlidingWindow {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;
  class Forecast;

  SlidingWindow(int requests, Duration per) noexcept : requests_(requests), per_(per) {}
  /// The smaller count and the longer period apply.
  void tighten(int requests, Duration per) noexcept;

  /// Makes room for its end too, so that end() cannot fail.
  void start(TimePoint now);
  void end(TimePoint now) noexcept;
  /// The one that started sent nothing, so it does not count.
  void undo() noexcept { --running_; }
  /// Nothing starts before `until`; then 1, 2, 4, ... in a second, until that is more than `requests`.
  void pause(TimePoint until);
  [[nodiscard]] bool is_paused(TimePoint now) const noexcept { return now < slow_start_.paused_until; }

  /// When a call with others before it can start: `full` of them may fill the whole window, and then
  /// `bulk` leave the reserve. It may itself take the slots of the lane `slots`. As forecast() says, but in
  /// one step unless a pause is in force.
  [[nodiscard]] TimePoint start_behind(std::size_t full, std::size_t bulk, Lane slots, TimePoint now);
  /// What can start from `now` on; valid until this window changes.
  [[nodiscard]] Forecast forecast(TimePoint now);
  [[nodiscard]] int live(TimePoint now);
  /// A new one would behave the same; a minute or so after a pause at the latest.
  [[nodiscard]] bool is_idle(TimePoint now);
  [[nodiscard]] int requests() const noexcept { return requests_; }
  /// Slots that the bulk lane leaves to the other.
  [[nodiscard]] int reserve() const noexcept;
  /// How many of the direct lane start before the bulk lane's turn comes: few enough that a slot of the same
  /// window is left for it.
  [[nodiscard]] int bulk_yield_limit() const noexcept;

 private:
  /// After a pause: how many have started in the second that the last start fell into.
  struct SlowStart {
    TimePoint paused_until{TimePoint::min()};
    TimePoint second{};
    std::int64_t started{0};
    /// The moment from which one more may start.
    [[nodiscard]] TimePoint earliest(TimePoint now, int requests) const noexcept;
    void start(TimePoint now) noexcept;
  };

  void drop_expired(TimePoint now) noexcept;
  [[nodiscard]] std::size_t ended() const noexcept { return ended_.size() - first_; }
  /// How many slots a lane may fill.
  [[nodiscard]] int capacity(Lane lane) const noexcept;

  int requests_;
  Duration per_;
  int running_{0};
  std::vector<TimePoint> ended_{};  // in order; those before `first_` have expired
  std::size_t first_{0};
  SlowStart slow_start_{};
};

/// Simulates queued starts. What runs is assumed to end now, and what starts to end at once, so every time is
/// a lower bound.
class SlidingWindow::Forecast {
 public:
  /// When the next call of that lane can start; `now` if it may already.
  [[nodiscard]] TimePoint earliest(Lane lane) const noexcept;
  /// It starts then.
  void start(Lane lane);

 private:
  friend class SlidingWindow;
  Forecast(const SlidingWindow& window, TimePoint now) noexcept
      : window_(window), now_(now), last_(now), slow_start_(window.slow_start_) {}
  /// When the slot of that place in the order of ends expires.
  [[nodiscard]] TimePoint expiry(std::size_t place) const noexcept;
  [[nodiscard]] std::size_t live_now() const noexcept {
    return window_.ended() + static_cast<std::size_t>(window_.running_);
  }

  const SlidingWindow& window_;
  TimePoint now_;
  TimePoint last_;                    // the latest start
  std::vector<TimePoint> started_{};  // in order
  SlowStart slow_start_;
};

}  // namespace ticket0::inline v1::detail
