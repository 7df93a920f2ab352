#pragma once

#include <chrono>
#include <functional>

#include "sandbox/moment.hpp"

namespace sandbox {

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

}  // namespace sandbox
