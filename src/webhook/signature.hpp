#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::detail {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);
/// In a time that does not depend on where they differ.
[[nodiscard]] bool equal_in_constant_time(const Digest& a, const Digest& b) noexcept;
/// Lower-case hex digits.
[[nodiscard]] std::string to_hex(const Digest& digest);

/// The signatures in a header's value: each part between commas or blanks of `sha256=` and exactly 64 hex
/// digits. Everything else, other schemes included, is ignored.
[[nodiscard]] std::vector<Digest> signatures_in(std::string_view header);

/// @{
/// Throws E (see check.hpp) if it cannot be used.
template <class E>
void check_secret(std::string_view member, const Secret& secret);
template <class E>
void check_secrets(std::string_view member, std::span<const Secret> secrets);
/// @}

/// Tries every secret against every signature, whichever matches.
[[nodiscard]] bool matches(std::string_view body, std::span<const Digest> signatures,
                           std::span<const Secret> secrets);

}  // namespace ticket0::inline v1::detail
