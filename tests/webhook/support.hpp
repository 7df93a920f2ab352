#pragma once

#include <gmock/gmock.h>

#include "ticket0/webhook.hpp"

namespace webhook_test {

using namespace std::chrono_literals;
using namespace ticket0::webhook;
using ticket0::Secret;
using ticket0::Timestamp;

inline const Secret secret{"whsec_one"};
inline const Secret other_secret{"whsec_two"};
/// When all events of these tests were created.
inline const Timestamp created = *ticket0::parse_timestamp("2026-04-22T10:30:00Z");

/// The documented envelope.
inline std::string envelope(std::string_view id, std::string_view type, std::string_view data) {
  return R"({"id":")" + std::string{id} + R"(","type":")" + std::string{type} +
         R"(","createdAt":"2026-04-22T10:30:00Z","workspaceId":"ws_1","data":)" + std::string{data} + "}";
}
inline const std::string body = envelope("evt_1", "ticket.created", R"({"id":"tkt_1","subject":"Hi"})");

/// Matches a function that throws an E whose text begins with `what`.
template <class E = ticket0::ConfigError>
auto refuses(const std::string& what) {
  return testing::ThrowsMessage<E>(testing::StartsWith(what));
}

/// That of a delivery that is refused; a failure of the test where it is not.
template <class Deliver>
std::optional<SignatureError> refusal_of(const Deliver& deliver) {
  try {
    (void)deliver();
  } catch (const SignatureError& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was refused";
  return std::nullopt;
}

}  // namespace webhook_test
