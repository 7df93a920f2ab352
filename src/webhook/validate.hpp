#pragma once

#include <span>

#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::detail {

/// @{
/// Throws E, whose text begins with the member's name, if the value cannot be used. E is ConfigError for
/// options, InvalidArgument for the arguments of a call.
template <class E>
void check_secret(std::string_view member, const Secret& secret);
template <class E>
void check_secrets(std::string_view member, std::span<const Secret> secrets);
template <class E>
void check_time(std::string_view member, std::chrono::seconds time,
                std::chrono::seconds lowest = std::chrono::seconds{1},
                std::chrono::days highest = std::chrono::days{366});
template <class E>
void check_count(std::string_view member, std::size_t count);
template <class E>
void check(const webhook::Checks& checks);
/// @}

}  // namespace ticket0::inline v1::detail
