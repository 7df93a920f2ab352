#pragma once

#include <string>
#include <string_view>

#include "sandbox/newest_first.hpp"

namespace sandbox {

/// The opaque text that continues `list` (its name and filters in any fixed spelling) after `position`.
std::string encode_cursor(const Position& position, std::string_view list);

/// Throws Refusal (400) for a text that encode_cursor did not make, or made for another list.
Position decode_cursor(std::string_view cursor, std::string_view list);

}  // namespace sandbox
