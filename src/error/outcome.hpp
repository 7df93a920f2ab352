#pragma once

#include <string_view>

#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

/// The outcome in words, e.g. "not_sent: the service never got the request".
[[nodiscard]] std::string_view describe(Outcome outcome) noexcept;
/// By the status of an answer alone; 0: none came.
[[nodiscard]] Outcome outcome_of_status(int status) noexcept;

}  // namespace ticket0::inline v1::detail
