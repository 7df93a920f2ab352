#pragma once

#include <chrono>
#include <optional>

namespace sandbox {

/// A budget: so many requests in a window that starts with the first request after the last window's end.
class RateWindow {
 public:
  using Clock = std::chrono::system_clock;

  /// `requests` 0: no limit.
  RateWindow(int requests, std::chrono::milliseconds window) : requests_(requests), window_(window) {}

  /// Counts a request that arrives at `now`. Empty if it may pass, else the wait that `Retry-After` asks for:
  /// what is left of the window in whole seconds, rounded up.
  std::optional<std::chrono::seconds> admit(Clock::time_point now);

  struct Standing {
    int limit{0};                      // 0: there is none
    int remaining{0};                  // requests that may still pass in this window
    std::chrono::sys_seconds reset{};  // its end, rounded up; one that has not begun would begin now
  };
  Standing standing(Clock::time_point now) const;

 private:
  bool running(Clock::time_point now) const { return start_ && now < *start_ + window_; }

  int requests_;
  std::chrono::milliseconds window_;
  std::optional<Clock::time_point> start_{};
  int passed_{0};
};

}  // namespace sandbox
