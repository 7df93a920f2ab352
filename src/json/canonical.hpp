#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail::json {

/// `text` as equivalent JSON text without blanks, the digits of its numbers as they are; empty where it is
/// not one JSON value of at most 512 levels.
[[nodiscard]] std::optional<std::string> canonical(std::string_view text);

}  // namespace ticket0::inline v1::detail::json
