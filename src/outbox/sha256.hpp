#pragma once

#include <string>
#include <string_view>

namespace ticket0::inline v1::outbox::detail {

/// SHA-256 (FIPS 180-4), as 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace ticket0::inline v1::outbox::detail
