#pragma once

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

namespace ticket0::inline v1::detail {

/// Differs between a process and its forked child.
[[nodiscard]] inline long current_process() noexcept {
#ifdef _WIN32
  return _getpid();
#else
  return getpid();
#endif
}

}  // namespace ticket0::inline v1::detail
