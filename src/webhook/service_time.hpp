#pragma once

#include <algorithm>
#include <atomic>
#include <limits>

#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail {

/// The service's time, which is at least what an event received earlier says and what has passed since by the
/// monotonic clock. So this machine's clock may be set back, and an old event is no younger for it. May be
/// used by any thread.
class ServiceTime {
 public:
  using Monotonic = std::chrono::steady_clock::time_point;

  /// `wall` by this machine's clock, or later where an event proves it.
  [[nodiscard]] Timestamp at_least(Timestamp wall, Monotonic at) const noexcept {
    const std::int64_t ahead = ahead_;
    return ahead == nothing ? wall
                            : std::max(wall, Timestamp{since_start(at) + std::chrono::microseconds{ahead}});
  }
  /// An event was accepted at `now`, which at_least() gave. One dated ahead proves no more than `now`.
  void accepted(Timestamp created, Timestamp now, Monotonic at) noexcept {
    const std::int64_t ahead = (std::min(created, now).time_since_epoch() - since_start(at)).count();
    for (std::int64_t before = ahead_; before < ahead && !ahead_.compare_exchange_weak(before, ahead);) {}
  }

 private:
  static constexpr std::int64_t nothing = std::numeric_limits<std::int64_t>::min();
  [[nodiscard]] static std::chrono::microseconds since_start(Monotonic at) noexcept {
    return std::chrono::floor<std::chrono::microseconds>(at.time_since_epoch());
  }
  std::atomic<std::int64_t> ahead_{nothing};  // of the monotonic clock, in microseconds
};

}  // namespace ticket0::inline v1::detail
