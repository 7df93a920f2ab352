#pragma once

#include "engine/operation.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

/// The classes of ApiError.
enum class ApiErrorKind : std::uint8_t {
  other,
  validation,
  authentication,
  permission,
  not_found,
  rate_limit,
  server
};

/// By the service's code where it is a known one, else by the status.
[[nodiscard]] ApiErrorKind kind_of(int status, ErrorCode code) noexcept;
[[nodiscard]] Outcome outcome_of(int status, ApiErrorKind kind) noexcept;
/// What the caller can do, in a sentence.
[[nodiscard]] std::string next_step(ApiErrorKind kind, int status, ErrorCode code,
                                    const Operation& operation);

}  // namespace ticket0::inline v1::detail
