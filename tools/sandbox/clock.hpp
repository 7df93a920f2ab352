#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace sandbox {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A point in time together with the UTC offset that it is written with.
struct Moment {
  Instant at{};
  std::chrono::minutes offset{0};
};

/// `2026-04-22T10:30:00Z`; milliseconds only where they are not zero, `+02:00` instead of `Z` where there is
/// an offset.
std::string iso8601(const Moment& moment);

/// The form of the `Date` header: `Wed, 22 Apr 2026 10:30:00 GMT`.
std::string http_date(Instant at);

/// The sandbox's time: the system's unless another is given. Thread-safe if that one is.
class Clock {
 public:
  using Time = std::chrono::system_clock::time_point;

  explicit Clock(std::function<Time()> now = {});

  Time now() const;
  Instant instant() const;

  /// Runs `act`, during which every clock tells this thread that it is `at`.
  static void as_of(Time at, const std::function<void()>& act);

 private:
  std::function<Time()> now_;
};

/// Changes that are made after the answer to whoever asked for them. Thread-safe.
class LateChanges {
 public:
  void add(Clock::Time due, std::function<void()> change);

  /// What waits is never made.
  void clear();

  /// Makes each change that is due by now, once, in the order of their times and as of them. Whoever returns
  /// from here finds them all made, also those that another thread had begun. A change must not come back
  /// here.
  void make_due(Clock::Time now);

 private:
  std::mutex mutex_;
  std::multimap<Clock::Time, std::function<void()>> waiting_;
};

}  // namespace sandbox
