#pragma once

#include <string_view>

/// For the tests that kill or stop a process between two steps, or that show that a rule is needed by
/// breaking it: they compile the sources with TICKET0_OUTBOX_STEPS and define these two.
namespace ticket0::inline v1::outbox::detail {

/// Rules, each of which keeps an entry from being sent twice.
enum class Rule : unsigned char {
  sending_is_committed_first,   // before the request's bytes leave, not after the response
  a_sender_is_known_by_a_lock,  // and not by the time that has passed
  absence_proves_nothing,       // what is not found after a crash is not sent again
};

#ifdef TICKET0_OUTBOX_STEPS
void step(std::string_view name) noexcept;
[[nodiscard]] bool is_broken(Rule rule) noexcept;
#else
inline void step(std::string_view /*name*/) noexcept {}
[[nodiscard]] constexpr bool is_broken(Rule /*rule*/) noexcept { return false; }
#endif

}  // namespace ticket0::inline v1::outbox::detail
