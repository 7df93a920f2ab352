#include "http/system_clock.hpp"

namespace ticket0::inline v1 {

Clock::~Clock() = default;

namespace detail {

std::chrono::steady_clock::time_point SystemClock::now() noexcept { return std::chrono::steady_clock::now(); }
std::chrono::system_clock::time_point SystemClock::wall() noexcept {
  return std::chrono::system_clock::now();
}
bool SystemClock::wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) {
  return cancel.wait_until(when);
}

}  // namespace detail
}  // namespace ticket0::inline v1
