#pragma once

#include "ticket0/outbox.hpp"

namespace ticket0::inline v1::outbox::detail {

/// What to do with an entry whose call failed.
enum class Verdict : std::uint8_t {
  queue,     // nothing was sent, and nothing is wrong: it was told to stop
  pause,     // it stays queued; the key, the network or the service is at fault
  reject,    // the service said no to this entry
  doubt,     // it may have been sent
  look,      // the same, and it was told to stop before it could look
  accepted,  // it was sent, but the response did not say as what
};
[[nodiscard]] Verdict verdict_on(const Error& error);
[[nodiscard]] constexpr bool may_be_there(Verdict verdict) noexcept {
  return verdict == Verdict::doubt || verdict == Verdict::look || verdict == Verdict::accepted;
}

/// How a call failed.
struct Failure {
  Verdict verdict{};
  std::string text{};                 // explain()
  std::chrono::milliseconds wait{0};  // that the service asks for
  bool has_answered{false};           // the service is there, whatever it said
  bool is_forbidden{false};           // by the key's scopes
};
[[nodiscard]] Failure failure_of(const Error& error);

/// Makes a call of the client; empty if it did not fail.
template <class Call>
[[nodiscard]] std::optional<Failure> failure_in(const Call& call) {
  try {
    call();
    return std::nullopt;
  } catch (const Error& error) {
    return failure_of(error);
  }
}

}  // namespace ticket0::inline v1::outbox::detail
