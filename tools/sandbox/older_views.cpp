#include "sandbox/older_views.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/ascii.hpp"
#include "sandbox/generation.hpp"

namespace sandbox {
namespace {

Json or_null(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }

}  // namespace

Json older_ticket_json(const Ticket& ticket) {
  return Json{{"id", ticket.id},
              {"subject", ticket.subject},
              {"status", status_in(Generation::older, ticket.status)},
              {"assigneeId", or_null(ticket.assignee_id)},
              {"customerId", ticket.customer_id},
              {"inboxId", or_null(inbox_in(Generation::older, ticket.inbox_id))},
              {"tags", ticket.tags},
              {"createdAt", iso8601(ticket.created_at)},
              {"updatedAt", iso8601(ticket.updated_at)}};
}

Json older_message_json(const Message& message) {
  return Json{{"id", message.id},
              {"ticketId", message.ticket_id},
              {"direction", message.direction},
              {"body", message.body_text},
              {"authorEmail", or_null(message.from_address)},
              {"authorName", or_null(message.author_name)},
              {"isNote", message.is_note},
              {"createdAt", iso8601(message.created_at)}};
}

std::string older_error_code(std::string_view code) {
  if (code == "VALIDATION_ERROR") return "bad_request";
  if (code == "INTERNAL") return "internal_error";
  return lower(code);
}

}  // namespace sandbox
