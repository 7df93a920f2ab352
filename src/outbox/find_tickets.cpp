#include "outbox/find_tickets.hpp"

#include <algorithm>

namespace ticket0::inline v1::outbox::detail {

std::map<std::string, TicketId, std::less<>> find_tickets(const Client& client,
                                                          std::span<const std::string> marks, Timestamp since,
                                                          const CancelToken& stop) {
  constexpr int most_pages = 10;
  constexpr int largest_page = 100;
  constexpr std::chrono::minutes clocks_differ_by{5};
  const auto is_older = [&](const Ticket& ticket) {
    return ticket.created_at && *ticket.created_at < since - clocks_differ_by;
  };
  std::map<std::string, TicketId, std::less<>> found;
  TicketQuery query{.limit = largest_page};
  for (int i = 0; i < most_pages && found.size() < marks.size(); ++i) {
    const Page<Ticket> page = client.tickets().page(query, {.cancel = stop});
    for (const Ticket& ticket : page.items)
      for (const std::string& mark : marks)
        if (ticket.subject.find(mark) != std::string::npos) found.try_emplace(mark, ticket.id);
    const bool is_past = !page.items.empty() && std::all_of(page.items.begin(), page.items.end(), is_older);
    if (is_past || !page.next) break;
    query.cursor = page.next;
  }
  return found;
}

}  // namespace ticket0::inline v1::outbox::detail
