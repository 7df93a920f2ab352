#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/body.hpp"
#include "sandbox/listing.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/route.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

const std::vector<std::string_view> statuses{"processing", "open",     "pending",
                                             "snoozed",    "resolved", "closed"};

Answer list_tickets(Store& store, const Call& call) {
  const TicketFilter filter{.status = call.query.one_of("status", statuses),
                            .assignee_id = call.query.text("assigneeId"),
                            .inbox_id = call.query.text("inboxId"),
                            .tag = call.query.text("tag")};
  const Listing listing("tickets", {filter.status, filter.assignee_id, filter.inbox_id, filter.tag},
                        call.query);
  return {200, listing.json(store.tickets(filter, listing.slice()), ticket_json)};
}

Answer create_ticket(Store& store, const Call& call) {
  const Body body(call.request, {"subject", "customerEmail", "body", "inboxId"});
  const auto ticket = store.open_ticket({.subject = body.text("subject"),
                                         .customer_email = body.email("customerEmail"),
                                         .body = body.text("body"),
                                         .inbox_id = body.optional_text("inboxId")});
  return {201, ticket_json(ticket)};
}

Answer get_ticket(Store& store, const Call& call) { return {200, full_ticket_json(store.ticket(call.id))}; }

Answer update_ticket(Store& store, const Call& call) {
  store.ticket(call.id);
  const Body body(call.request, {"status", "assigneeId", "tags"});
  if (body.empty()) throw invalid("the body must change something: status, assigneeId or tags");

  const auto status = body.optional_text("status");
  if (status && std::find(statuses.begin(), statuses.end(), *status) == statuses.end()) {
    throw invalid("status must be one of processing open pending snoozed resolved closed");
  }
  std::optional<std::string> assignee;
  if (!body.is_null("assigneeId")) assignee = body.optional_text("assigneeId");
  std::vector<std::string> tags;
  if (body.has("tags")) tags = body.texts("tags");

  const auto ticket = store.alter_ticket(call.id, [&](Ticket& each) {
    if (status) each.status = *status;
    if (body.has("assigneeId")) each.assignee_id = assignee;
    if (body.has("tags")) each.tags = tags;
  });
  return {200, ticket_json(ticket)};
}

constexpr std::array routes{
    Route{"GET", "/tickets", Scope::tickets_read, list_tickets},
    Route{"POST", "/tickets", Scope::tickets_write, create_ticket},
    Route{"GET", "/tickets/:id", Scope::tickets_read, get_ticket},
    Route{"PATCH", "/tickets/:id", Scope::tickets_write, update_ticket},
};

}  // namespace

std::span<const Route> ticket_routes() { return routes; }

}  // namespace sandbox
