#pragma once

namespace ticket0::inline v1::detail {

/// In [0, 1), for spreading waits; for nothing that has to be secret. From any thread.
[[nodiscard]] double random_fraction();

}  // namespace ticket0::inline v1::detail
