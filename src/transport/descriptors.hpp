#pragma once

#include <string_view>

namespace ticket0::inline v1::detail {

/// Whether this process, or the system, has hardly a file descriptor left. Asked after something failed that
/// needs some: libcurl and the TLS library under it say that a file cannot be read, or that a host cannot be
/// reached, where it is only that. What failed has closed its own by then.
[[nodiscard]] bool descriptors_short() noexcept;

inline constexpr std::string_view no_descriptors =
    "no file descriptor is left for it (see ulimit -n); close some, or raise the limit";

}  // namespace ticket0::inline v1::detail
