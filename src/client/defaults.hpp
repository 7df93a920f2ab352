#pragma once

#include <string>
#include <string_view>

#include "ticket0/http.hpp"

/// What a client uses unless its options say otherwise.
namespace ticket0::inline v1::detail {

/// The system's clocks.
class SystemClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() noexcept override;
  std::chrono::system_clock::time_point wall() noexcept override;
  bool wait_until(std::chrono::steady_clock::time_point when, const CancelToken& cancel) override;
};

/// In [0, 1), for spreading waits; not for anything that has to be secret. May be called by any thread.
[[nodiscard]] double random_fraction();

/// `ticket0-cpp/<version> (<os>; <arch>) <transport> <app_info>`, without the empty parts.
[[nodiscard]] std::string user_agent(std::string_view transport, std::string_view app_info);

}  // namespace ticket0::inline v1::detail
