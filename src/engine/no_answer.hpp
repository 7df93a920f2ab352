#pragma once

#include "engine/operation.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

/// How an attempt failed that got no answer.
struct NoAnswer {
  Outcome outcome{Outcome::unknown};
  TransportError::Reason reason{TransportError::Reason::other};
  bool timed_out{false};
  bool hopeless{false};  // the next attempt would end the same way
  std::string text{};
};

/// What the caller can do, in a sentence.
[[nodiscard]] std::string_view next_step(TransportError::Reason reason) noexcept;

/// What the caller has to do before anything else: empty unless a change was made, or may have been.
[[nodiscard]] std::string_view first_step(Outcome outcome, CallClass call_class) noexcept;

}  // namespace ticket0::inline v1::detail
