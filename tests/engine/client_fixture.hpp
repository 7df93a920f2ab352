#pragma once

#include <gmock/gmock.h>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

/// A client whose service is a script and whose time stands still. It makes one attempt and waits for
/// nothing.
class ClientTest : public testing::Test {
 protected:
  static constexpr const char* key = "t0_canary_key";
  [[nodiscard]] ticket0::ClientOptions options() const {
    return {.api_key = ticket0::Secret{key},
            .retry = {.max_attempts = 1},
            .rate_limit = {.requests = 1'000, .wait = false},
            .transport = wire_,
            .clock = clock_};
  }
  [[nodiscard]] ticket0::Tickets tickets() const { return ticket0::Client{options()}.tickets(); }
  [[nodiscard]] ticket0::fakes::SentRequest sent(std::size_t index = 0) const {
    return wire_->sent().at(index);
  }

  std::shared_ptr<ticket0::fakes::FakeTransport> wire_ = std::make_shared<ticket0::fakes::FakeTransport>();
  std::shared_ptr<ticket0::fakes::ManualClock> clock_ = std::make_shared<ticket0::fakes::ManualClock>();
  const ticket0::TicketId id_{"tkt_1"};
};

/// A client whose waits lie at `random` of their range, 0 to 1: known beforehand.
[[nodiscard]] ticket0::Client client_with(ticket0::ClientOptions options, double random = 0.5);

/// The E that `call` throws.
template <class E, class Call>
[[nodiscard]] E thrown_by(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const E& e) {
    return e;
  }
  throw std::logic_error{"nothing was thrown"};
}
