#pragma once

#include <span>

#include "ticket0/webhook.hpp"
#include "webhook/digest.hpp"

namespace ticket0::inline v1::detail {

/// Tries every secret against every signature, whichever matches.
[[nodiscard]] bool matches(std::string_view body, std::span<const Digest> signatures,
                           std::span<const Secret> secrets);

}  // namespace ticket0::inline v1::detail
