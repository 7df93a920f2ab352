#include "ticket0/fakes.hpp"

namespace ticket0::inline v1::fakes {

namespace {

/// Writes one JSON object, members in the order of the calls. An empty value is left out.
class Object {
 public:
  Object& text(std::string_view name, std::string_view value) {
    return value.empty() ? *this : raw(name, json_string(value));
  }
  Object& optional(std::string_view name, const std::optional<std::string>& value) {
    return value ? raw(name, json_string(*value)) : *this;
  }
  template <class Tag>
  Object& id(std::string_view name, const std::optional<Id<Tag>>& value) {
    return value ? text(name, value->str()) : *this;
  }
  Object& time(std::string_view name, const std::optional<Timestamp>& value) {
    return value ? text(name, to_string(*value)) : *this;
  }
  Object& number(std::string_view name, const std::optional<std::int64_t>& value) {
    return value ? raw(name, std::to_string(*value)) : *this;
  }
  Object& texts(std::string_view name, const std::vector<std::string>& values) {
    std::string all;
    for (const std::string& value : values) all.append(all.empty() ? "" : ",").append(json_string(value));
    return values.empty() ? *this : raw(name, "[" + all + "]");
  }
  Object& raw(std::string_view name, std::string_view json) {
    text_.append(text_.empty() ? "" : ",").append(json_string(name)).append(":").append(json);
    return *this;
  }
  [[nodiscard]] std::string finish(const ExtraFields& extra = {}) {
    for (const auto& [name, json] : extra) raw(name, json);
    return "{" + text_ + "}";
  }

 private:
  std::string text_{};
};

template <class T>
std::string page_json(std::string_view name, const Page<T>& page) {
  std::string items;
  for (const T& item : page.items) items.append(items.empty() ? "" : ",").append(json(item));
  return Object{}
      .raw(name, "[" + items + "]")
      .raw("nextCursor", page.next ? json_string(page.next->str()) : "null")
      .number("total", page.total)
      .finish();
}

}  // namespace

std::string json(const Ticket& ticket) {
  return Object{}
      .text("id", ticket.id.str())
      .text("subject", ticket.subject)
      .text("status", ticket.status.text())
      .id("assigneeId", ticket.assignee_id)
      .id("customerId", ticket.customer_id)
      .id("inboxId", ticket.inbox_id)
      .texts("tags", ticket.tags)
      .time("createdAt", ticket.created_at)
      .time("updatedAt", ticket.updated_at)
      .finish(ticket.extra);
}

std::string json(const Message& message) {
  Object object;
  object.text("id", message.id.str())
      .id("ticketId", message.ticket_id)
      .id("conversationId", message.conversation_id)
      .text("direction", message.direction.text())
      .text("channel", message.channel.text())
      .optional("subject", message.subject)
      .optional("fromAddress", message.from_address)
      .optional("fromName", message.from_name)
      .texts("toAddresses", message.to_addresses)
      .texts("ccAddresses", message.cc_addresses)
      .optional("bodyText", message.body_text)
      .optional("bodyHtml", message.body_html)
      .optional("bodyTextCleaned", message.body_text_cleaned)
      .optional("externalId", message.external_id)
      .optional("inReplyTo", message.in_reply_to)
      .text("authorType", message.author_type.text())
      .optional("authorId", message.author_id)
      .optional("authorName", message.author_name)
      .text("aiSentiment", message.ai_sentiment.text())
      .optional("detectedLanguage", message.detected_language);
  if (message.is_note) object.raw("isNote", "true");
  return object.time("createdAt", message.created_at).finish(message.extra);
}

std::string json(const Customer& customer) {
  Object metadata;
  for (const auto& [name, value] : customer.metadata) metadata.raw(name, json_string(value));
  Object object;
  object.text("id", customer.id.str())
      .optional("email", customer.email)
      .optional("name", customer.name)
      .optional("externalId", customer.external_id);
  if (!customer.metadata.empty()) object.raw("metadata", metadata.finish());
  return object.number("ticketCount", customer.ticket_count)
      .time("createdAt", customer.created_at)
      .finish(customer.extra);
}

std::string json(const Article& article) {
  return Object{}
      .text("id", article.id.str())
      .text("title", article.title)
      .text("slug", article.slug)
      .text("status", article.status.text())
      .optional("excerpt", article.excerpt)
      .optional("body", article.body)
      .time("createdAt", article.created_at)
      .time("updatedAt", article.updated_at)
      .finish(article.extra);
}

std::string json(const Page<Ticket>& page) { return page_json("tickets", page); }
std::string json(const Page<Message>& page) { return page_json("messages", page); }
std::string json(const Page<Customer>& page) { return page_json("customers", page); }
std::string json(const Page<Article>& page) { return page_json("articles", page); }

}  // namespace ticket0::inline v1::fakes
