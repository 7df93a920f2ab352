#pragma once

#include <chrono>
#include <optional>

namespace sandbox {

/// The workspace's budget: so many requests in a window that starts with the first request after the last
/// window's end.
class RateWindow {
 public:
  using Clock = std::chrono::steady_clock;

  /// `requests` 0: no limit.
  RateWindow(int requests, std::chrono::milliseconds window) : requests_(requests), window_(window) {}

  /// Counts a request that arrives at `now`. Empty if it may pass, else the wait that `Retry-After` asks for:
  /// what is left of the window in whole seconds, rounded up.
  std::optional<std::chrono::seconds> admit(Clock::time_point now);

 private:
  int requests_;
  std::chrono::milliseconds window_;
  std::optional<Clock::time_point> start_{};
  int passed_{0};
};

}  // namespace sandbox
