#pragma once

#include <string>
#include <string_view>

#include "ticket0/error.hpp"

namespace ticket0::inline v1::outbox::detail {

/// Throws for an argument of a call; nothing has changed.
[[noreturn]] inline void refuse(std::string_view member, const std::string& why) {
  throw InvalidArgument{std::string{member} + " " + why};
}

}  // namespace ticket0::inline v1::outbox::detail
