// The program that docs/by-hand.md shows second.
// [snippet by_hand_ticket0]
#include <iostream>

#include "ticket0/client.hpp"

int main() {
  try {
    const ticket0::Client client{ticket0::ClientOptions::from_env()};
    const auto ticket = client.tickets().create({.subject = "Where is my order?",
                                                 .customer_email = "ada@example.com",
                                                 .body = "It was to come on Friday."});
    const auto sent = client.messages().reply(
        ticket.id, {.from_address = "support@example.com", .body_text = "It ships tomorrow."});
    std::cout << ticket.id.str() << ' ' << sent.id.str() << '\n';
  } catch (const ticket0::Error& e) {
    std::cerr << e.explain() << '\n';
    return 1;
  }
}
// [end]
