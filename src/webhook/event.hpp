#pragma once

#include <span>

#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::detail {

/// Throws E (see check.hpp) if a member is out of range.
template <class E>
void check(const webhook::Checks& checks);

/// Why a delivery is refused.
struct Refused {
  webhook::Refusal refusal{};
  std::string text{};
};

/// webhook::parse() with secrets and checks that are known to be valid. `event` is the result unless it is
/// refused.
[[nodiscard]] std::optional<Refused> try_parse(std::string_view body, std::string_view signature,
                                               std::span<const Secret> secrets, const webhook::Checks& checks,
                                               webhook::Event& event);

}  // namespace ticket0::inline v1::detail
