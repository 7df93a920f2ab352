#include "outbox/moments.hpp"

#include <time.h>

#include <fstream>

namespace ticket0::inline v1::outbox::detail {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

/// Empty if the system does not say: then no two moments are known to be from the same start.
std::string boot_of_system() {
  std::ifstream file{"/proc/sys/kernel/random/boot_id"};
  std::string boot;
  std::getline(file, boot);
  return boot;
}

std::int64_t running_of_system() noexcept {
#ifdef CLOCK_BOOTTIME
  constexpr clockid_t clock = CLOCK_BOOTTIME;
#else
  constexpr clockid_t clock = CLOCK_MONOTONIC;  // runs on in suspend on macOS
#endif
  timespec time{};
  clock_gettime(clock, &time);
  const std::int64_t seconds{time.tv_sec};
  return seconds * 1'000'000 + time.tv_nsec / 1'000;
}

}  // namespace

Moments::Moments(std::shared_ptr<Clock> clock)
    : clock_(std::move(clock)), boot_(clock_ ? "clock" : boot_of_system()) {}

Moment Moments::now() const noexcept {
  if (!clock_)
    return {.wall = duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count(),
            .running = running_of_system()};
  return {.wall = duration_cast<microseconds>(clock_->wall().time_since_epoch()).count(),
          .running = duration_cast<microseconds>(clock_->now().time_since_epoch()).count()};
}

bool Moments::wait(microseconds time, const CancelToken& stop) const {
  return clock_ ? clock_->wait_until(clock_->now() + time, stop)
                : stop.wait_until(std::chrono::steady_clock::now() + time);
}

}  // namespace ticket0::inline v1::outbox::detail
