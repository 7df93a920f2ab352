#pragma once

#include "ticket0/http.hpp"

namespace ticket0::inline v1::detail {

/// The system's clocks: what a client uses unless it is given another.
class SystemClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() noexcept override;
  std::chrono::system_clock::time_point wall() noexcept override;
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override;
};

}  // namespace ticket0::inline v1::detail
