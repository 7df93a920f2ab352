#include "engine/engine.hpp"
#include "engine/query.hpp"
#include "json/encode.hpp"
#include "resources/listing.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

constexpr int highest_limit = 100;

std::string target_of(const TicketQuery& query) {
  detail::Query text{"TicketQuery"};
  text.add("status", "status", query.status);
  text.add("assigneeId", "assignee_id", query.assignee_id);
  text.add("inboxId", "inbox_id", query.inbox_id);
  text.add("tag", "tag", query.tag);
  text.limit(query.limit, highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_tickets.route} + text.text();
}

std::string target_of(const detail::Operation& operation, const TicketId& id) {
  return detail::path_of(operation, id.str(), "TicketId");
}

}  // namespace

Tickets::Tickets(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Ticket> Tickets::list(TicketQuery query, CallOptions call) const {
  if (!query.limit) query.limit = highest_limit;  // requests are what is scarce, see the service's limit
  return detail::walk_pages<Ticket, TicketQuery>(engine_, operations::list_tickets, std::move(query),
                                                 std::move(call), &target_of);
}

Page<Ticket> Tickets::page(const TicketQuery& query, const CallOptions& call) const {
  return detail::fetch_page<Ticket>(*engine_, operations::list_tickets, target_of(query), call,
                                    engine_->begin(call));
}

Ticket Tickets::get(const TicketId& id, const CallOptions& call) const {
  return engine_->run({.operation = operations::get_ticket,
                       .target = target_of(operations::get_ticket, id),
                       .options = call,
                       .deadline = engine_->begin(call)},
                      &json::decode_one<Ticket>);
}

Ticket Tickets::create(const NewTicket& ticket, const CallOptions& call) const {
  return engine_->run({.operation = operations::create_ticket,
                       .target = std::string{operations::create_ticket.route},
                       .body = json::encode(ticket),
                       .options = call,
                       .deadline = engine_->begin(call)},
                      &json::decode_one<Ticket>);
}

Ticket Tickets::update(const TicketId& id, const TicketPatch& patch, const CallOptions& call) const {
  return engine_->run({.operation = operations::update_ticket,
                       .target = target_of(operations::update_ticket, id),
                       .body = json::encode(patch),
                       .options = call,
                       .deadline = engine_->begin(call)},
                      &json::decode_one<Ticket>);
}

}  // namespace ticket0::inline v1
