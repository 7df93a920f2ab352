#pragma once

#include <cstdint>
#include <string>

#include "ticket0/outbox.hpp"

namespace ticket0::inline v1::outbox::detail {

/// A moment by two clocks: the calendar, which people read and which may jump; and one that runs on in
/// suspend, from the machine's start.
struct Moment {
  std::int64_t wall{0};     // microseconds since 1970
  std::int64_t running{0};  // microseconds since the start of `boot`
};

/// The outbox's source of time.
class Moments {
 public:
  /// Null: the system's clocks.
  explicit Moments(std::shared_ptr<Clock> clock);
  [[nodiscard]] Moment now() const noexcept;
  /// Which start of the machine Moment::running counts from.
  [[nodiscard]] const std::string& boot() const noexcept { return boot_; }
  /// Waits on the clock; false if `stop` was cancelled.
  bool wait(std::chrono::microseconds time, const CancelToken& stop) const;

 private:
  std::shared_ptr<Clock> clock_;
  std::string boot_;
};

[[nodiscard]] inline Timestamp timestamp(std::int64_t wall) noexcept {
  return Timestamp{std::chrono::microseconds{wall}};
}

}  // namespace ticket0::inline v1::outbox::detail
