#include "ticket0/models.hpp"

namespace ticket0::inline v1 {

namespace {

std::string json_of(const std::string& text) { return json_string(text); }
std::string json_of(std::int64_t number) { return std::to_string(number); }
std::string json_of(Timestamp time) { return json_string(to_string(time)); }
template <class Tag>
std::string json_of(const Id<Tag>& id) {
  return json_string(id.str());
}

/// Writes one object, its members in the order of the calls.
class ModelWriter {
 public:
  ModelWriter& raw(std::string_view name, std::string_view json) {
    text_.append(text_.size() == 1 ? "" : ",").append(json_string(name)).append(":").append(json);
    return *this;
  }
  template <class T>
  ModelWriter& value(std::string_view name, const T& value) {
    return raw(name, json_of(value));
  }
  /// Nothing if it is unset.
  template <class T>
  ModelWriter& maybe(std::string_view name, const std::optional<T>& value) {
    return value ? raw(name, json_of(*value)) : *this;
  }
  template <class E>
  ModelWriter& maybe(std::string_view name, const Open<E>& value) {
    return value.text().empty() ? *this : raw(name, json_string(value.text()));
  }
  /// The service sends this one as null if it is unset.
  template <class T>
  ModelWriter& or_null(std::string_view name, const std::optional<T>& value) {
    return raw(name, value ? json_of(*value) : "null");
  }
  ModelWriter& list(std::string_view name, const std::vector<std::string>& values) {
    std::string items;
    for (const std::string& each : values) items.append(items.empty() ? "" : ",").append(json_string(each));
    return raw(name, '[' + items + ']');
  }
  [[nodiscard]] std::string finish(const ExtraFields& extra = {}) {
    for (const auto& [name, json] : extra) raw(name, json);
    return std::move(text_) + '}';
  }

 private:
  std::string text_{"{"};
};

}  // namespace

std::string to_json(const Ticket& ticket) {
  return ModelWriter{}
      .value("id", ticket.id)
      .value("subject", ticket.subject)
      .maybe("status", ticket.status)
      .or_null("assigneeId", ticket.assignee_id)
      .maybe("customerId", ticket.customer_id)
      .maybe("inboxId", ticket.inbox_id)
      .list("tags", ticket.tags)
      .maybe("createdAt", ticket.created_at)
      .maybe("updatedAt", ticket.updated_at)
      .finish(ticket.extra);
}

std::string to_json(const Message& message) {
  ModelWriter out;
  out.value("id", message.id)
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
  if (message.is_note) out.raw("isNote", "true");
  return out.maybe("createdAt", message.created_at).finish(message.extra);
}

std::string to_json(const Customer& customer) {
  ModelWriter metadata;
  for (const auto& [name, value] : customer.metadata) metadata.value(name, value);
  return ModelWriter{}
      .value("id", customer.id)
      .or_null("email", customer.email)
      .or_null("name", customer.name)
      .or_null("externalId", customer.external_id)
      .raw("metadata", metadata.finish())
      .maybe("ticketCount", customer.ticket_count)
      .maybe("createdAt", customer.created_at)
      .finish(customer.extra);
}

std::string to_json(const Article& article) {
  return ModelWriter{}
      .value("id", article.id)
      .value("title", article.title)
      .value("slug", article.slug)
      .maybe("status", article.status)
      .maybe("excerpt", article.excerpt)
      .maybe("body", article.body)
      .maybe("createdAt", article.created_at)
      .maybe("updatedAt", article.updated_at)
      .finish(article.extra);
}

}  // namespace ticket0::inline v1
