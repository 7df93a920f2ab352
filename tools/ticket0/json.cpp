#include "json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tool {
namespace {

using ticket0::json_string;

/// Writes one object. A field without a value is left out, unless it is one that the service sends as null.
class Object {
 public:
  Object& text(std::string_view name, std::string_view value) { return json(name, json_string(value)); }
  Object& json(std::string_view name, std::string_view value) {
    text_ += (text_.size() == 1 ? "" : ",") + json_string(name) + ':' + std::string{value};
    return *this;
  }
  template <class T>
  Object& maybe(std::string_view name, const std::optional<T>& value) {
    if (value) json(name, of(*value));
    return *this;
  }
  template <class T>
  Object& or_null(std::string_view name, const std::optional<T>& value) {
    return json(name, value ? of(*value) : "null");
  }
  template <class E>
  Object& maybe(std::string_view name, const ticket0::Open<E>& value) {
    if (!value.text().empty()) text(name, value.text());
    return *this;
  }
  Object& list(std::string_view name, const std::vector<std::string>& values) {
    std::string items;
    for (const auto& each : values) items += (items.empty() ? "" : ",") + json_string(each);
    return json(name, '[' + items + ']');
  }
  std::string with(const ticket0::ExtraFields& extra) {
    for (const auto& [name, value] : extra) json(name, value);
    return text_ + '}';
  }

 private:
  static std::string of(const std::string& value) { return json_string(value); }
  static std::string of(std::int64_t value) { return std::to_string(value); }
  static std::string of(ticket0::Timestamp value) { return json_string(ticket0::to_string(value)); }
  template <class Tag>
  static std::string of(const ticket0::Id<Tag>& value) {
    return json_string(value.str());
  }
  std::string text_{"{"};
};

}  // namespace

std::string json_of(const ticket0::Ticket& ticket) {
  return Object{}
      .text("id", ticket.id.str())
      .text("subject", ticket.subject)
      .maybe("status", ticket.status)
      .or_null("assigneeId", ticket.assignee_id)
      .maybe("customerId", ticket.customer_id)
      .maybe("inboxId", ticket.inbox_id)
      .list("tags", ticket.tags)
      .maybe("createdAt", ticket.created_at)
      .maybe("updatedAt", ticket.updated_at)
      .with(ticket.extra);
}

std::string json_of(const ticket0::Message& message) {
  Object object;
  object.text("id", message.id.str())
      .maybe("ticketId", message.ticket_id)
      .maybe("conversationId", message.conversation_id)
      .maybe("direction", message.direction)
      .maybe("channel", message.channel)
      .maybe("subject", message.subject)
      .maybe("fromAddress", message.from_address)
      .maybe("fromName", message.from_name)
      .list("toAddresses", message.to_addresses)
      .list("ccAddresses", message.cc_addresses)
      .maybe("bodyText", message.body_text)
      .maybe("bodyHtml", message.body_html)
      .or_null("bodyTextCleaned", message.body_text_cleaned)
      .maybe("externalId", message.external_id)
      .maybe("inReplyTo", message.in_reply_to)
      .maybe("authorType", message.author_type)
      .maybe("authorId", message.author_id)
      .maybe("authorName", message.author_name)
      .maybe("aiSentiment", message.ai_sentiment)
      .maybe("detectedLanguage", message.detected_language);
  if (message.is_note) object.json("isNote", "true");
  return object.maybe("createdAt", message.created_at).with(message.extra);
}

std::string json_of(const ticket0::Customer& customer) {
  Object metadata;
  for (const auto& [name, value] : customer.metadata) metadata.text(name, value);
  return Object{}
      .text("id", customer.id.str())
      .or_null("email", customer.email)
      .or_null("name", customer.name)
      .or_null("externalId", customer.external_id)
      .json("metadata", metadata.with({}))
      .maybe("ticketCount", customer.ticket_count)
      .maybe("createdAt", customer.created_at)
      .with(customer.extra);
}

std::string json_of(const ticket0::Article& article) {
  return Object{}
      .text("id", article.id.str())
      .text("title", article.title)
      .text("slug", article.slug)
      .maybe("status", article.status)
      .maybe("excerpt", article.excerpt)
      .maybe("body", article.body)
      .maybe("createdAt", article.created_at)
      .maybe("updatedAt", article.updated_at)
      .with(article.extra);
}

}  // namespace tool
