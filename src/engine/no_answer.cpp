#include "engine/no_answer.hpp"

namespace ticket0::inline v1::detail {

std::string_view first_step(Outcome outcome, CallClass call_class) noexcept {
  if (call_class == CallClass::read) return {};
  if (outcome == Outcome::applied)
    return "The answer was a success: read the object before you send it again.";
  if (outcome != Outcome::unknown) return {};
  switch (call_class) {
    case CallClass::read: break;
    case CallClass::idempotent: return "It may have taken effect: read the object before you send it again.";
    case CallClass::unsafe:
      return "It may have taken effect: look whether it is there before you send it again.";
  }
  return {};
}

std::string_view next_step(TransportError::Reason reason) noexcept {
  using Reason = TransportError::Reason;
  switch (reason) {
    case Reason::dns: return "Check ClientOptions.base_url, and that this machine can look up names.";
    case Reason::connect:
      return "Check ClientOptions.base_url, and that the service can be reached from here.";
    case Reason::tls:
      return "Check ClientOptions.base_url and the certificate authorities (ClientOptions.tls.ca_file, or "
             "the system's).";
    case Reason::proxy: return "Check ClientOptions.proxy, or the proxy that the environment names.";
    case Reason::timeout: return "Try again, or allow more time (timeout, attempt_timeout, connect_timeout).";
    case Reason::send:
    case Reason::receive: return "Try again: a broken connection often is a passing fault.";
    case Reason::limit:  // the text has it
    case Reason::other: break;
  }
  return {};
}

}  // namespace ticket0::inline v1::detail
