#include "json/encode.hpp"
#include "resources/list.hpp"
#include "resources/object.hpp"
#include "resources/query.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string tickets_target(const TicketQuery& query) {
  detail::Query text{"TicketQuery"};
  text.add("status", "status", query.status);
  text.add("assigneeId", "assignee_id", query.assignee_id);
  text.add("inboxId", "inbox_id", query.inbox_id);
  text.add("tag", "tag", query.tag);
  text.limit(query.limit, detail::max_page_size);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_tickets.route} + text.text();
}

}  // namespace

Tickets::Tickets(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Ticket> Tickets::list(TicketQuery query, CallOptions call) const {
  return detail::list_all<Ticket>(engine_, operations::list_tickets, &tickets_target, std::move(query),
                                  std::move(call));
}

Page<Ticket> Tickets::page(const TicketQuery& query, const CallOptions& call) const {
  return detail::fetch_page<Ticket>(*engine_, operations::list_tickets, &tickets_target, query, call,
                                    detail::Lane::direct);
}

Ticket Tickets::get(const TicketId& id, const CallOptions& call) const {
  return detail::get_object<Ticket>(*engine_, operations::get_ticket, "TicketId", id, call);
}

Ticket Tickets::create(const NewTicket& ticket, const CallOptions& call) const {
  const detail::Operation& operation = operations::create_ticket;
  return detail::create_object<Ticket>(
      *engine_, operation, [&] { return json::encode(ticket); }, call);
}

Ticket Tickets::update(const TicketId& id, const TicketPatch& patch, const CallOptions& call) const {
  return detail::call_object<Ticket>(
      *engine_, operations::update_ticket, "TicketId", id, [&] { return json::encode(patch); }, call);
}

}  // namespace ticket0::inline v1
