#include "engine/query.hpp"
#include "json/encode.hpp"
#include "resources/listing.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string target_of_list(const TicketQuery& query) {
  detail::Query text{"TicketQuery"};
  text.add("status", "status", query.status);
  text.add("assigneeId", "assignee_id", query.assignee_id);
  text.add("inboxId", "inbox_id", query.inbox_id);
  text.add("tag", "tag", query.tag);
  text.limit(query.limit, detail::highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_tickets.route} + text.text();
}

Page<Ticket> fetch_page(const detail::Engine& engine, const TicketQuery& query, detail::Begun begun) {
  return engine.run(
      {.operation = operations::list_tickets, .target = target_of_list(query), .begun = std::move(begun)},
      &json::decode_page<Ticket>);
}

std::string target_of(const detail::Operation& operation, const TicketId& id) {
  return detail::path_of(operation, id.str(), "TicketId");
}

}  // namespace

Tickets::Tickets(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Ticket> Tickets::list(TicketQuery query, CallOptions call) const {
  if (!query.limit) query.limit = detail::highest_limit;
  static_cast<void>(target_of_list(query));  // a mistake in it is told now
  return detail::walk_pages<Ticket>(engine_, operations::list_tickets, std::move(query), std::move(call),
                                    &fetch_page);
}

Page<Ticket> Tickets::page(const TicketQuery& query, const CallOptions& call) const {
  return fetch_page(*engine_, query, engine_->begin(call));
}

Ticket Tickets::get(const TicketId& id, const CallOptions& call) const {
  return engine_->run({.operation = operations::get_ticket,
                       .target = target_of(operations::get_ticket, id),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Ticket>);
}

Ticket Tickets::create(const NewTicket& ticket, const CallOptions& call) const {
  return engine_->run({.operation = operations::create_ticket,
                       .target = std::string{operations::create_ticket.route},
                       .body = json::encode(ticket),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Ticket>);
}

Ticket Tickets::update(const TicketId& id, const TicketPatch& patch, const CallOptions& call) const {
  return engine_->run({.operation = operations::update_ticket,
                       .target = target_of(operations::update_ticket, id),
                       .body = json::encode(patch),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Ticket>);
}

}  // namespace ticket0::inline v1
