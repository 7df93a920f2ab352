#include <iostream>

#include "ticket0/client.hpp"
#include "ticket0/version.hpp"
#include "ticket0/webhook.hpp"

int main() try {
  const ticket0::Secret secret{"whsec_test"};
  const auto event = ticket0::webhook::parse("{}", ticket0::webhook::sign("{}", secret), secret);
  const ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"}}};  // sends nothing
  std::cout << "ticket0 " << TICKET0_VERSION << '\n';
  return event.raw == "{}" ? 0 : 1;
} catch (const ticket0::Error& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
