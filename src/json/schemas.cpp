#include <array>

#include "json/schema.hpp"
#include "ticket0/models.hpp"

namespace ticket0::inline v1::detail::json {

namespace {

constexpr std::array ticket_members{
    member<&Ticket::id>("id"),
    member<&Ticket::subject>("subject"),
    member<&Ticket::status>("status"),
    member<&Ticket::assignee_id>("assigneeId"),
    member<&Ticket::customer_id>("customerId"),
    member<&Ticket::inbox_id>("inboxId"),
    member<&Ticket::tags>("tags"),
    member<&Ticket::created_at>("createdAt"),
    member<&Ticket::updated_at>("updatedAt"),
};

constexpr std::array message_members{
    member<&Message::id>("id"),
    member<&Message::ticket_id>("ticketId"),
    member<&Message::conversation_id>("conversationId"),
    member<&Message::direction>("direction"),
    member<&Message::channel>("channel"),
    member<&Message::subject>("subject"),
    newer_member<&Message::from_address>("fromAddress"),
    older_member<&Message::from_address>("authorEmail"),
    member<&Message::from_name>("fromName"),
    member<&Message::to_addresses>("toAddresses"),
    member<&Message::cc_addresses>("ccAddresses"),
    newer_member<&Message::body_text>("bodyText"),
    older_member<&Message::body_text>("body"),
    member<&Message::body_html>("bodyHtml"),
    member<&Message::body_text_cleaned>("bodyTextCleaned"),
    member<&Message::external_id>("externalId"),
    member<&Message::in_reply_to>("inReplyTo"),
    member<&Message::author_type>("authorType"),
    member<&Message::author_id>("authorId"),
    member<&Message::author_name>("authorName"),
    member<&Message::ai_sentiment>("aiSentiment"),
    member<&Message::detected_language>("detectedLanguage"),
    member<&Message::is_note>("isNote"),
    member<&Message::created_at>("createdAt"),
};

constexpr std::array customer_members{
    member<&Customer::id>("id"),
    member<&Customer::email>("email"),
    member<&Customer::name>("name"),
    member<&Customer::external_id>("externalId"),
    member<&Customer::metadata>("metadata"),
    member<&Customer::ticket_count>("ticketCount"),
    member<&Customer::created_at>("createdAt"),
};

constexpr std::array article_members{
    member<&Article::id>("id"),
    member<&Article::title>("title"),
    member<&Article::slug>("slug"),
    member<&Article::status>("status"),
    member<&Article::excerpt>("excerpt"),
    member<&Article::body>("body"),
    member<&Article::created_at>("createdAt"),
    member<&Article::updated_at>("updatedAt"),
};

// What this library wrote, to be read again.
constexpr std::array new_ticket_members{
    member<&NewTicket::subject>("subject"),
    member<&NewTicket::customer_email>("customerEmail"),
    member<&NewTicket::body>("body"),
    member<&NewTicket::inbox_id>("inboxId"),
};

constexpr std::array new_reply_members{
    member<&NewReply::from_address>("fromAddress"),
    member<&NewReply::body_text>("bodyText"),
};

constexpr Schema ticket = schema<Ticket>("Ticket", "ticket", "tickets", ticket_members);
constexpr Schema message = schema<Message>("Message", "message", "messages", message_members);
constexpr Schema customer = schema<Customer>("Customer", "customer", "customers", customer_members);
constexpr Schema article = schema<Article>("Article", "article", "articles", article_members);

constexpr Schema new_ticket = schema<NewTicket>("NewTicket", "", "", new_ticket_members);
constexpr Schema new_reply = schema<NewReply>("NewReply", "", "", new_reply_members);

}  // namespace

template <>
const Schema& schema_of<Ticket>() noexcept {
  return ticket;
}
template <>
const Schema& schema_of<Message>() noexcept {
  return message;
}
template <>
const Schema& schema_of<Customer>() noexcept {
  return customer;
}
template <>
const Schema& schema_of<Article>() noexcept {
  return article;
}

template <>
const Schema& schema_of<NewTicket>() noexcept {
  return new_ticket;
}
template <>
const Schema& schema_of<NewReply>() noexcept {
  return new_reply;
}

}  // namespace ticket0::inline v1::detail::json
