// Takes one ticket through its life: create, read, tag, assign, resolve. This writes to the workspace.
//   TICKET0_API_KEY=t0_... triage [USER_ID]
// Without USER_ID the ticket is assigned to the assignee of the newest assigned ticket.
#include <iostream>
#include <optional>
#include <string>

#include "arguments.hpp"
#include "run.hpp"
#include "ticket0/client.hpp"

namespace {

std::optional<ticket0::UserId> somebody(const ticket0::Client& client) {
  for (const auto& ticket : client.tickets().list().at_most(100))
    if (ticket.assignee_id) return ticket.assignee_id;
  return std::nullopt;
}

void show(const char* step, const ticket0::Ticket& ticket) {
  std::cout << step << ticket.id.str() << "  " << ticket.status.text() << "  assignee "
            << (ticket.assignee_id ? ticket.assignee_id->str() : "-") << "  tags [";
  for (const char* comma = ""; const auto& tag : ticket.tags) {
    std::cout << comma << tag;
    comma = ", ";
  }
  std::cout << "]\n";
}

void triage(const ticket0::Client& client, std::optional<ticket0::UserId> assignee) {
  const auto tickets = client.tickets();
  if (!assignee) assignee = somebody(client);

  const auto created = tickets.create({.subject = "The printer is on fire",
                                       .customer_email = "ada@example.com",
                                       .body = "Smoke comes out of it. What shall I do?"});
  show("created   ", created);
  show("read      ", tickets.get(created.id));
  show("tagged    ", tickets.update(created.id, {.tags = {"hardware", "priority:high"}}));
  if (assignee)
    show("assigned  ", tickets.update(created.id, {.assignee_id = *assignee}));
  else
    std::cout << "assigned  to nobody: no ticket here has an assignee; name one as the argument\n";
  show("resolved  ", tickets.update(created.id, {.status = ticket0::TicketStatus::resolved}));
}

}  // namespace

int main(int count, char** words) {
  return run([&] {
    Arguments arguments{count, words, "triage [USER_ID]"};
    std::optional<ticket0::UserId> assignee;
    if (count > 1) assignee.emplace(arguments.word());
    arguments.end();
    triage(ticket0::Client{ticket0::ClientOptions::from_env()}, assignee);
  });
}
