#pragma once

#include <span>

#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::detail {

/// @{
/// Throws ConfigError, which begins with the member's name, where it cannot be used.
void check_secret(std::string_view member, const Secret& secret);
void check_secrets(std::string_view member, std::span<const Secret> secrets);
void check_time(std::string_view member, std::chrono::seconds time,
                std::chrono::seconds lowest = std::chrono::seconds{1},
                std::chrono::days highest = std::chrono::days{366});
void check_count(std::string_view member, std::size_t count);
void check(const webhook::Checks& checks);
/// @}

}  // namespace ticket0::inline v1::detail
