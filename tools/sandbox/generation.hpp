#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

/// The two of the reference: 2026-04 and 2025-01.
enum class Generation { newer, older };

/// The words that a ticket's status may have.
const std::vector<std::string_view>& statuses(Generation generation);

/// How the generation says a ticket's status: the older one has `open` for processing and `resolved` for
/// closed.
std::string_view status_in(Generation generation, std::string_view status);

/// The older generation has an inbox for every ticket: inb_support unless another is set.
std::optional<std::string> inbox_in(Generation generation, const std::optional<std::string>& inbox);

}  // namespace sandbox
