#include "sandbox/views.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/ascii.hpp"
#include "sandbox/generation.hpp"

namespace sandbox {
namespace {

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// @{
/// What the older generation of the API (2025-01) writes differently.
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
/// @}

}  // namespace

Json ticket_json(const Ticket& ticket) {
  Json json{{"id", ticket.id},
            {"subject", ticket.subject},
            {"status", ticket.status},
            {"assigneeId", or_null(ticket.assignee_id)},
            {"customerId", ticket.customer_id}};
  if (ticket.inbox_id) json["inboxId"] = *ticket.inbox_id;
  json["tags"] = ticket.tags;
  json["createdAt"] = iso8601(ticket.created_at);
  json["updatedAt"] = iso8601(ticket.updated_at);
  return json;
}

Json full_ticket_json(const Ticket& ticket) {
  Json json = ticket_json(ticket);
  json["conversationId"] = ticket.conversation_id;
  json["priority"] = ticket.priority;
  json["sentiment"] = or_null(ticket.sentiment);
  json["csat"] = nullptr;
  if (ticket.csat) json["csat"] = Json{{"rating", ticket.csat->rating}, {"comment", ticket.csat->comment}};
  return json;
}

Json message_json(const Message& message) {
  return Json{{"id", message.id},
              {"direction", message.direction},
              {"channel", message.channel},
              {"subject", message.subject},
              {"fromAddress", or_null(message.from_address)},
              {"fromName", or_null(message.from_name)},
              {"toAddresses", message.to_addresses},
              {"ccAddresses", Json::array()},
              {"bodyText", message.body_text},
              {"bodyHtml", or_null(message.body_html)},
              {"bodyTextCleaned", or_null(message.body_text_cleaned)},
              {"externalId", or_null(message.external_id)},
              {"inReplyTo", or_null(message.in_reply_to)},
              {"authorType", message.author_type},
              {"authorId", or_null(message.author_id)},
              {"authorName", or_null(message.author_name)},
              {"conversationId", message.conversation_id},
              {"aiSentiment", or_null(message.sentiment)},
              {"detectedLanguage", or_null(message.language)},
              {"createdAt", iso8601(message.created_at)}};
}

Json customer_json(const Customer& customer) {
  return Json{{"id", customer.id},
              {"email", or_null(customer.email)},
              {"name", or_null(customer.name)},
              {"externalId", or_null(customer.external_id)},
              {"metadata", Json(customer.metadata)},
              {"ticketCount", customer.ticket_count},
              {"createdAt", iso8601(customer.created_at)}};
}

Json article_json(const Article& article) {
  return Json{{"id", article.id},
              {"title", article.title},
              {"slug", article.slug},
              {"status", article.status},
              {"excerpt", article.excerpt},
              {"createdAt", iso8601(article.created_at)},
              {"updatedAt", iso8601(article.updated_at)}};
}

Json full_article_json(const Article& article) {
  Json json = article_json(article);
  json["body"] = article.body;
  return json;
}

Json error_json(std::string_view code, std::string_view message, const std::optional<Instant>& retry_at) {
  Json error{{"code", code}, {"message", message}};
  if (retry_at) error["retryAfter"] = iso8601({*retry_at});
  return Json{{"error", error}};
}

const Views& views_of(Generation generation) {
  static constexpr Views newer{ticket_json, full_ticket_json, message_json,
                               [](std::string_view code) { return std::string(code); }};
  static constexpr Views older{older_ticket_json, older_ticket_json, older_message_json, older_error_code};
  return generation == Generation::older ? older : newer;
}

}  // namespace sandbox
