// What every consumer project here compiles: it prints the id and subject of the ten most recent open
// tickets.
#include <cstdlib>
#include <iostream>

#include "ticket0/client.hpp"

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

}  // namespace

int main() try {
  ticket0::Client client(
      {.api_key = ticket0::Secret{variable("TICKET0_API_KEY")}, .base_url = variable("TICKET0_BASE_URL")});
  const auto page = client.tickets().page({.status = ticket0::TicketStatus::open, .limit = 10});
  for (const auto& ticket : page.items) std::cout << ticket.id.str() << ' ' << ticket.subject << '\n';
  return 0;
} catch (const ticket0::Error& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
