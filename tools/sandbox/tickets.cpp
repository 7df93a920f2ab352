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

void check_status(const std::string& status, Generation generation) {
  const auto& known = statuses(generation);
  if (std::find(known.begin(), known.end(), status) != known.end()) return;
  std::string message = "status must be one of";
  for (const auto each : known) message += " " + std::string(each);
  throw invalid(message);
}

Answer list_tickets(Store& store, const Call& call) {
  const TicketFilter filter{.status = call.query.one_of("status", statuses(call.generation)),
                            .assignee_id = call.query.text("assigneeId"),
                            .inbox_id = call.query.text("inboxId"),
                            .tag = call.query.text("tag"),
                            .generation = call.generation};
  const Listing listing("tickets", {filter.status, filter.assignee_id, filter.inbox_id, filter.tag}, call);
  return {200, listing.json(store.tickets(filter, listing.slice()), call.views().ticket)};
}

Answer create_ticket(Store& store, const Call& call) {
  const Body body(call.request, {"subject", "customerEmail", "body", "inboxId"});
  const auto ticket =
      store.open_ticket({.subject = body.text("subject"),
                         .customer_email = body.email("customerEmail"),
                         .body = body.text("body"),
                         .inbox_id = call.generation == Generation::older ? body.text("inboxId")
                                                                          : body.optional_text("inboxId")});
  return {201, call.views().ticket(ticket)};
}

Answer get_ticket(Store& store, const Call& call) {
  return {200, call.views().full_ticket(store.ticket(call.id))};
}

Answer update_ticket(Store& store, const Call& call) {
  store.ticket(call.id);
  const Body body(call.request, {"status", "assigneeId", "tags"});
  if (body.empty()) throw invalid("the body must change something: status, assigneeId or tags");

  const auto status = body.optional_text("status");
  if (status) check_status(*status, call.generation);
  std::optional<std::string> assignee;
  if (!body.is_null("assigneeId")) assignee = body.optional_text("assigneeId");
  std::vector<std::string> tags;
  if (body.has("tags")) tags = body.texts("tags");

  const auto ticket = store.alter_ticket(call.id, [&](Ticket& each) {
    if (status) each.status = *status;
    if (body.has("assigneeId")) each.assignee_id = assignee;
    if (body.has("tags")) each.tags = tags;
  });
  return {200, call.views().ticket(ticket)};
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
