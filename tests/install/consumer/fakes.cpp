// A consumer's own test, on the fakes that ship: no server, no network.
#include "ticket0/fakes.hpp"

#include <iostream>

#include "ticket0/client.hpp"

int main() try {
  auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  auto clock = std::make_shared<ticket0::fakes::ManualClock>();
  wire->respond(200, R"({"id":"tkt_1","subject":"Printer on fire"})");
  ticket0::Client client({.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock});
  const auto ticket = client.tickets().get(ticket0::TicketId{"tkt_1"});
  return ticket.subject == "Printer on fire" && wire->sent().size() == 1 ? 0 : 1;
} catch (const ticket0::Error& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
