#pragma once

#include <chrono>
#include <optional>

namespace sandbox {

/// How long a webhook waits after so many failed attempts, of which there is one at least: 1 min, 5 min, 30
/// min, 2 h, 6 h, each times `scale`. Nothing: it is abandoned.
std::optional<std::chrono::microseconds> retry_wait(int failed, double scale);

}  // namespace sandbox
