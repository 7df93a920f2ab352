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
#include "sandbox/router.hpp"
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
  const NewTicket wanted{.subject = body.text("subject"),
                         .customer_email = body.email("customerEmail"),
                         .body = body.text("body"),
                         .inbox_id = call.generation == Generation::older ? body.text("inboxId")
                                                                          : body.optional_text("inboxId")};
  const auto customer = store.customer_with(wanted.customer_email);
  Answer answer{201, call.views().ticket(store.open_ticket(wanted))};
  if (customer.created) answer.events.push_back({"customer.created", customer_json(customer.customer)});
  answer.events.push_back({"ticket.created", answer.body});
  return answer;
}

bool is_done(const Ticket& ticket) { return ticket.status == "resolved" || ticket.status == "closed"; }

std::vector<std::string_view> changes(const Ticket& before, const Ticket& after) {
  std::vector<std::string_view> types;
  if (after.assignee_id && after.assignee_id != before.assignee_id) types.emplace_back("ticket.assigned");
  if (after.status == "resolved" && !is_done(before)) types.emplace_back("ticket.resolved");
  if (is_done(before) && !is_done(after)) types.emplace_back("ticket.reopened");
  if (after.tags != before.tags) types.emplace_back("ticket.tagged");
  return types;
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

  Ticket before;
  const auto ticket = store.alter_ticket(call.id, [&](Ticket& each) {
    before = each;
    if (status) each.status = *status;
    if (body.has("assigneeId")) each.assignee_id = assignee;
    if (body.has("tags")) each.tags = tags;
  });
  Answer answer{200, call.views().ticket(ticket)};
  for (const auto type : changes(before, ticket)) answer.events.push_back({type, answer.body});
  return answer;
}

constexpr std::array routes_of_tickets{
    Route{"GET", "/tickets", Scope::tickets_read, list_tickets},
    Route{"POST", "/tickets", Scope::tickets_write, create_ticket},
    Route{"GET", "/tickets/:id", Scope::tickets_read, get_ticket},
    Route{"PATCH", "/tickets/:id", Scope::tickets_write, update_ticket},
};

}  // namespace

std::span<const Route> ticket_routes() { return routes_of_tickets; }

}  // namespace sandbox
