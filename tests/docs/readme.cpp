// The program that README.md shows.
// [snippet readme]
#include <iostream>

#include "ticket0/client.hpp"

int main() {
  try {
    const ticket0::Client client{ticket0::ClientOptions::from_env()};  // TICKET0_API_KEY
    const auto tickets = client.tickets();

    // The ten most recent open tickets, in one request.
    for (const auto& ticket : tickets.page({.status = ticket0::TicketStatus::open, .limit = 10}).items)
      std::cout << ticket.id.str() << '\n';  // its subject is a stranger's text: see SECURITY.md

    const auto created = tickets.create({.subject = "The printer is on fire",
                                         .customer_email = "ada@example.com",
                                         .body = "Smoke comes out of it. What shall I do?"});

    // Mails the customer. If the answer gets lost, the library looks for the reply before anything else.
    client.messages().reply(created.id, {.from_address = "help@example.com", .body_text = "Leave the room."});

    // Changes only the members named here.
    const auto updated = tickets.update(created.id, {.status = ticket0::TicketStatus::resolved,
                                                     .assignee_id = ticket0::null,  // nobody
                                                     .tags = {"hardware", "priority:high"}});
    std::cout << updated.id.str() << " is " << updated.status.text() << '\n';
  } catch (const ticket0::Error& e) {  // the service said no, no connection, a wrong setting, ...
    std::cerr << e.explain() << '\n';  // what happened, whether it took effect, what to do next
    return 1;
  }
}
// [end]
