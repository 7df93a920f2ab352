#pragma once

#include <chrono>

/// What the queue of a process and the stores of a shared budget agree on.
namespace ticket0::inline v1::detail {

/// The longest time for which a slot is held without a renewal, by a transport that renews it.
inline constexpr std::chrono::seconds longest_lease{60};
/// The longest pause after a refusal that a store keeps for all.
inline constexpr std::chrono::minutes longest_pause{15};

}  // namespace ticket0::inline v1::detail
