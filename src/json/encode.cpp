#include "json/encode.hpp"

#include <array>

#include "json/object_writer.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

constexpr WireName subject{"subject", "subject"};
constexpr WireName customer_email{"customerEmail", "customer_email"};
constexpr WireName body{"body", "body"};
constexpr WireName inbox_id{"inboxId", "inbox_id"};
constexpr WireName status{"status", "status"};
constexpr WireName assignee_id{"assigneeId", "assignee_id"};
constexpr WireName tags{"tags", "tags"};

constexpr std::array new_ticket_names{subject, customer_email, body, inbox_id};
constexpr std::array ticket_patch_names{status, assignee_id, tags};

/// Writes what a Field holds: nothing, null, or its value by `write`.
template <class T, class Write>
void field(ObjectWriter& out, const WireName& name, const Field<T>& field, const Write& write) {
  if (field.is_null()) out.null(name);
  if (field.has_value()) write(*field);
}

}  // namespace

std::string encode(const NewTicket& ticket) {
  ObjectWriter out{"NewTicket", new_ticket_names};
  out.required_text(subject, ticket.subject);
  out.required_text(customer_email, ticket.customer_email);
  out.required_text(body, ticket.body);
  if (ticket.inbox_id) out.id(inbox_id, *ticket.inbox_id, "leave it unset for the workspace's default");
  out.extra(ticket.extra);
  return out.finish();
}

std::string encode(const TicketPatch& patch) {
  ObjectWriter out{"TicketPatch", ticket_patch_names};
  field(out, status, patch.status, [&](const auto& value) { out.word(status, value); });
  field(out, assignee_id, patch.assignee_id,
        [&](const UserId& id) { out.id(assignee_id, id, "write ticket0::null to unassign"); });
  field(out, tags, patch.tags, [&](const auto& values) { out.texts(tags, values); });
  out.extra(patch.extra);
  return out.finish();
}

}  // namespace ticket0::inline v1::detail::json
