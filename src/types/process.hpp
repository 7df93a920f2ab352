#pragma once

namespace ticket0::inline v1::detail {

/// Differs between a process and every child that was forked from it, directly or not, however that was done
/// and whatever its pid is.
[[nodiscard]] long current_process() noexcept;

}  // namespace ticket0::inline v1::detail
