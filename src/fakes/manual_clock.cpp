#include <mutex>

#include "ticket0/fakes.hpp"

namespace ticket0::inline v1::fakes {

using std::chrono::steady_clock;
using std::chrono::system_clock;

struct ManualClock::Time {
  mutable std::mutex mutex;
  steady_clock::duration elapsed{};
  steady_clock::duration waited{};
};

namespace {
constexpr steady_clock::time_point start{std::chrono::hours{1}};
constexpr std::chrono::sys_days calendar_start{std::chrono::year{2026} / 1 / 1};
}  // namespace

ManualClock::ManualClock() : time_(std::make_unique<Time>()) {}
ManualClock::~ManualClock() = default;

steady_clock::time_point ManualClock::now() noexcept {
  const std::lock_guard lock{time_->mutex};
  return start + time_->elapsed;
}

system_clock::time_point ManualClock::wall() noexcept {
  return calendar_start + std::chrono::duration_cast<system_clock::duration>(now() - start);
}

bool ManualClock::wait_until(steady_clock::time_point when, const CancelToken& cancel) {
  if (cancel.cancelled()) return false;
  // Nothing really waits that long: another thread will wake this one.
  if (when - now() > std::chrono::hours{24 * 365})
    return cancel.wait_until(steady_clock::now() + std::chrono::hours{1});
  const std::lock_guard lock{time_->mutex};
  if (const auto wait = when - start - time_->elapsed; wait > steady_clock::duration::zero()) {
    time_->elapsed += wait;
    time_->waited += wait;
  }
  return true;
}

void ManualClock::advance(std::chrono::milliseconds by) {
  const std::lock_guard lock{time_->mutex};
  time_->elapsed += by;
}

std::chrono::milliseconds ManualClock::waited() const noexcept {
  const std::lock_guard lock{time_->mutex};
  return std::chrono::duration_cast<std::chrono::milliseconds>(time_->waited);
}

}  // namespace ticket0::inline v1::fakes
