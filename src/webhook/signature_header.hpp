#pragma once

#include <string_view>
#include <vector>

#include "webhook/digest.hpp"

namespace ticket0::inline v1::detail {

/// The signatures in a header's value: of what commas and blanks part, each `sha256=` with exactly 64 hex
/// digits. All else, other schemes too, is passed over.
[[nodiscard]] std::vector<Digest> signatures_in(std::string_view header);

}  // namespace ticket0::inline v1::detail
