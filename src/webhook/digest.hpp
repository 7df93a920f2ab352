#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);
/// In a time that does not depend on where they differ.
[[nodiscard]] bool equal_in_constant_time(const Digest& a, const Digest& b) noexcept;
/// Lower-case hex digits.
[[nodiscard]] std::string to_hex(const Digest& digest);

}  // namespace ticket0::inline v1::detail
