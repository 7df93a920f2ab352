#include "json/encode.hpp"

#include <array>

#include "json/request_body_writer.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

constexpr WireName subject{"subject", "subject"};
constexpr WireName customer_email{"customerEmail", "customer_email"};
constexpr WireName body{"body", "body"};
constexpr WireName inbox_id{"inboxId", "inbox_id"};
constexpr WireName status{"status", "status"};
constexpr WireName assignee_id{"assigneeId", "assignee_id"};
constexpr WireName tags{"tags", "tags"};
constexpr WireName from_address{"fromAddress", "from_address"};
constexpr WireName body_text{"bodyText", "body_text"};
constexpr WireName email{"email", "email"};
constexpr WireName customer_name{"name", "name"};
constexpr WireName external_id{"externalId", "external_id"};
constexpr WireName metadata{"metadata", "metadata"};

constexpr std::array new_ticket_names{subject, customer_email, body, inbox_id};
constexpr std::array ticket_patch_names{status, assignee_id, tags};
constexpr std::array new_reply_names{from_address, body_text};
constexpr std::array new_customer_names{email, customer_name, external_id, metadata};
constexpr std::array customer_patch_names{customer_name, metadata};

/// Writes what a Field holds: nothing, null, or its value by `write`.
template <class T, class Write>
void field(RequestBodyWriter& out, const WireName& name, const Field<T>& field, const Write& write) {
  if (field.is_null()) out.null(name);
  if (field.has_value()) write(*field);
}

}  // namespace

std::string encode(const NewTicket& ticket) {
  RequestBodyWriter out{"NewTicket", new_ticket_names};
  out.required_text(subject, ticket.subject);
  out.required_text(customer_email, ticket.customer_email);
  out.required_text(body, ticket.body);
  if (ticket.inbox_id) out.id(inbox_id, ticket.inbox_id->str(), "leave it unset for the workspace's default");
  out.extra(ticket.extra);
  return out.finish();
}

std::string encode(const TicketPatch& patch) {
  RequestBodyWriter out{"TicketPatch", ticket_patch_names};
  field(out, status, patch.status, [&](const auto& value) { out.word(status, value); });
  field(out, assignee_id, patch.assignee_id,
        [&](const UserId& id) { out.id(assignee_id, id.str(), "write ticket0::null to unassign"); });
  field(out, tags, patch.tags, [&](const auto& values) { out.texts(tags, values); });
  out.extra(patch.extra);
  return out.finish();
}

std::string encode(const NewReply& reply) {
  RequestBodyWriter out{"NewReply", new_reply_names};
  out.required_text(from_address, reply.from_address);
  out.required_text(body_text, reply.body_text);
  out.extra(reply.extra);
  return out.finish();
}

std::string encode(const NewCustomer& customer) {
  RequestBodyWriter out{"NewCustomer", new_customer_names};
  out.required_text(email, customer.email);
  if (customer.name) out.text(customer_name, *customer.name);
  if (customer.external_id) out.id(external_id, *customer.external_id, "leave it unset for none");
  if (!customer.metadata.empty())
    out.map(metadata, [&](RequestBodyWriter::Map& map) {
      for (const auto& [key, value] : customer.metadata) map.text(key, value);
    });
  out.extra(customer.extra);
  return out.finish();
}

std::string encode(const CustomerPatch& patch) {
  RequestBodyWriter out{"CustomerPatch", customer_patch_names};
  field(out, customer_name, patch.name, [&](const std::string& text) { out.text(customer_name, text); });
  if (!patch.metadata.empty())
    out.map(metadata, [&](RequestBodyWriter::Map& map) {
      for (const auto& [key, value] : patch.metadata) {
        if (value.is_unset()) map.refuse_unset(key);
        if (value.is_null()) map.null(key);
        if (value.has_value()) map.text(key, *value);
      }
    });
  out.extra(patch.extra);
  return out.finish();
}

}  // namespace ticket0::inline v1::detail::json
