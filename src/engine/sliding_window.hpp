#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace ticket0::inline v1::detail {

/// What list() sends yields to all else.
enum class Lane : std::uint8_t { direct, bulk };

/// The arithmetic of the limiter: a log of at most `requests` slots. A slot is live from its start until
/// `per` after its end, so that no window of that length at the service's end, wherever it begins, sees more
/// than `requests`, however long they travel. Not for several threads at once.
class SlidingWindow {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  SlidingWindow(int requests, Duration per) noexcept : requests_(requests), per_(per) {}
  /// The fewer requests and the longer period hold.
  void tighten(int requests, Duration per) noexcept;

  /// Makes room for its end too, so that end() cannot fail.
  void start(TimePoint now);
  void end(TimePoint now) noexcept;
  /// Nothing starts before `until`; then 1, 2, 4, ... in a second, until that is more than `requests`.
  void pause(TimePoint until);

  /// Not before then can a request start that has `ahead` others before it; `now` where it may already.
  [[nodiscard]] TimePoint earliest(Lane lane, std::size_t ahead, TimePoint now);
  [[nodiscard]] int live(TimePoint now);
  /// A new one would behave the same; a minute or so after a pause at the latest.
  [[nodiscard]] bool is_idle(TimePoint now);
  [[nodiscard]] int requests() const noexcept { return requests_; }

 private:
  void drop_expired(TimePoint now) noexcept;
  [[nodiscard]] std::size_t ended() const noexcept { return ended_.size() - first_; }
  /// How many slots a lane may fill.
  [[nodiscard]] int capacity(Lane lane) const noexcept;
  /// After a pause: the moment from which one more may start.
  [[nodiscard]] TimePoint slow_start(TimePoint now) const noexcept;

  int requests_;
  Duration per_;
  int running_{0};
  std::vector<TimePoint> ended_{};  // in order; those before `first_` have expired
  std::size_t first_{0};
  TimePoint paused_until_{TimePoint::min()};
  TimePoint second_{};        // of the slow start: the one that the last start fell into
  int started_in_second_{0};  // and how many did
};

}  // namespace ticket0::inline v1::detail
