// Shows the ten most recent open tickets of a workspace, in one request:
//   TICKET0_API_KEY=t0_... list_open_tickets
#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <vector>

#include "run.hpp"
#include "text.hpp"
#include "ticket0/client.hpp"

namespace {

using Row = std::array<std::string, 4>;

Row row_of(const ticket0::Ticket& ticket) {
  using std::chrono::seconds;
  const auto& created = ticket.created_at;
  return {ticket.id.str(), created ? ticket0::to_string(std::chrono::floor<seconds>(*created)) : "-",
          ticket.assignee_id ? ticket.assignee_id->str() : "-", ticket.subject};
}

/// The last column gets what the others leave of 100 columns, but at least 20.
void print_table(const std::vector<Row>& rows) {
  std::size_t left = 100;
  std::array<std::size_t, 3> widths{};
  for (std::size_t column = 0; column < widths.size(); ++column) {
    for (const Row& row : rows) widths[column] = std::max(widths[column], columns_of(row[column]));
    left -= std::min(left, widths[column] + 2);
  }
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < widths.size(); ++column)
      std::cout << padded(row[column], widths[column] + 2);
    std::cout << cut(row.back(), std::max<std::size_t>(left, 20)) << '\n';
  }
}

}  // namespace

int main() {
  return run([] {
    const ticket0::Client client{ticket0::ClientOptions::from_env()};
    const auto page = client.tickets().page({.status = ticket0::TicketStatus::open, .limit = 10});

    std::vector<Row> rows{{"ID", "CREATED", "ASSIGNEE", "SUBJECT"}};
    for (const auto& ticket : page.items) rows.push_back(row_of(ticket));
    print_table(rows);
    std::cout << page.items.size() << (page.items.size() == 1 ? " open ticket" : " open tickets")
              << (page.has_next() ? "; there are more\n" : "; that is all\n");
  });
}
