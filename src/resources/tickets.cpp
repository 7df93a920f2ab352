#include "engine/query.hpp"
#include "json/encode.hpp"
#include "resources/collection.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string target_of(const TicketQuery& query) {
  detail::Query text{"TicketQuery"};
  text.add("status", "status", query.status);
  text.add("assigneeId", "assignee_id", query.assignee_id);
  text.add("inboxId", "inbox_id", query.inbox_id);
  text.add("tag", "tag", query.tag);
  text.limit(query.limit, detail::highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_tickets.route} + text.text();
}

constexpr detail::Collection<Ticket, TicketQuery> the_tickets{operations::list_tickets,
                                                              operations::get_ticket, "TicketId", &target_of};

}  // namespace

Tickets::Tickets(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Ticket> Tickets::list(TicketQuery query, CallOptions call) const {
  return the_tickets.list(engine_, std::move(query), std::move(call));
}

Page<Ticket> Tickets::page(const TicketQuery& query, const CallOptions& call) const {
  return the_tickets.page(*engine_, query, call);
}

Ticket Tickets::get(const TicketId& id, const CallOptions& call) const {
  return the_tickets.get(*engine_, id, call);
}

Ticket Tickets::create(const NewTicket& ticket, const CallOptions& call) const {
  const detail::Operation& operation = operations::create_ticket;
  return the_tickets.create(*engine_, operation, json::encode(ticket), call);
}

Ticket Tickets::update(const TicketId& id, const TicketPatch& patch, const CallOptions& call) const {
  return the_tickets.update(*engine_, operations::update_ticket, id, json::encode(patch), call);
}

}  // namespace ticket0::inline v1
