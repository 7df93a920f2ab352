#include "sandbox/retry_wait.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

namespace sandbox {

std::optional<std::chrono::microseconds> retry_wait(int failed, double scale) {
  using namespace std::chrono_literals;
  constexpr std::array<std::chrono::minutes, 5> waits{1min, 5min, 30min, 2h, 6h};
  const auto index = static_cast<std::size_t>(failed) - 1;
  if (index >= waits.size()) return std::nullopt;
  return std::chrono::round<std::chrono::microseconds>(
      std::chrono::duration<double, std::chrono::minutes::period>(waits[index]) * scale);
}

}  // namespace sandbox
