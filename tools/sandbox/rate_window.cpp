#include "sandbox/rate_window.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace sandbox {

std::optional<std::chrono::seconds> RateWindow::admit(Clock::time_point now) {
  using std::chrono::seconds;
  if (requests_ <= 0) return std::nullopt;
  if (!start_ || now >= *start_ + window_) {
    start_ = now;
    passed_ = 0;
  }
  if (passed_ < requests_) {
    ++passed_;
    return std::nullopt;
  }
  return std::max(seconds{1}, std::chrono::ceil<seconds>(*start_ + window_ - now));
}

}  // namespace sandbox
