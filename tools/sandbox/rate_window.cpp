#include "sandbox/rate_window.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace sandbox {

using std::chrono::seconds;

std::optional<seconds> RateWindow::admit(Clock::time_point now) {
  if (requests_ <= 0) return std::nullopt;
  if (!running(now)) {
    start_ = now;
    passed_ = 0;
  }
  if (passed_ < requests_) {
    ++passed_;
    return std::nullopt;
  }
  return std::max(seconds{1}, std::chrono::ceil<seconds>(*start_ + window_ - now));
}

RateWindow::Standing RateWindow::standing(Clock::time_point now) const {
  if (requests_ <= 0) return {};
  return {.limit = requests_,
          .remaining = running(now) ? requests_ - passed_ : requests_,
          .reset = std::chrono::ceil<seconds>((running(now) ? *start_ : now) + window_)};
}

}  // namespace sandbox
