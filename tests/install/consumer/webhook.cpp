// A consumer that receives webhooks: no client, no network.
#include "ticket0/webhook.hpp"

#include <iostream>

int main() try {
  const ticket0::Secret secret{"whsec_test"};
  const std::string body = R"({"id":"evt_1","type":"ticket.created","data":{"id":"tkt_1"}})";
  const auto event = ticket0::webhook::parse(body, ticket0::webhook::sign(body, secret), secret);
  const auto ticket = event.as<ticket0::Ticket>();
  if (!ticket || ticket->id.str() != "tkt_1") return 1;
  (void)ticket0::webhook::parse(body, "sha256=forged", secret);
  return 1;
} catch (const ticket0::webhook::SignatureError& e) {
  return e.refusal() == ticket0::webhook::Refusal::malformed ? 0 : 1;
} catch (const ticket0::Error& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
