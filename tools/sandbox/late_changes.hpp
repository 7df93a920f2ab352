#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "sandbox/clock.hpp"

namespace sandbox {

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
