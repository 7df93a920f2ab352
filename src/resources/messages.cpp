#include "engine/query.hpp"
#include "json/encode.hpp"
#include "resources/listing.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

constexpr int highest_message_limit = 200;

std::string target_of(const detail::Operation& operation, const TicketId& ticket) {
  return detail::path_of(operation, ticket.str(), "TicketId");
}

std::string target_of_list(const TicketId& ticket, const MessageQuery& query) {
  detail::Query text{"MessageQuery"};
  text.limit(query.limit, highest_message_limit);
  text.add("cursor", "cursor", query.cursor);
  return target_of(operations::list_messages, ticket) + text.text();
}

/// Newer answers do not name the ticket that a message belongs to.
void name_ticket(Message& message, const TicketId& ticket) {
  if (!message.ticket_id) message.ticket_id = ticket;
}

Page<Message> fetch_page(const detail::Engine& engine, const TicketId& ticket, const MessageQuery& query,
                         detail::Begun begun) {
  Page<Message> page = engine.run({.operation = operations::list_messages,
                                   .target = target_of_list(ticket, query),
                                   .begun = std::move(begun)},
                                  &json::decode_page<Message>);
  for (Message& message : page.items) name_ticket(message, ticket);
  return page;
}

}  // namespace

Messages::Messages(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Message> Messages::list(TicketId ticket, MessageQuery query, CallOptions call) const {
  static_cast<void>(target_of_list(ticket, query));  // a mistake in it is told now
  return detail::walk_pages<Message>(
      engine_, operations::list_messages, std::move(query), std::move(call),
      [ticket = std::move(ticket)](const detail::Engine& engine, const MessageQuery& page,
                                   detail::Begun begun) {
        return fetch_page(engine, ticket, page, std::move(begun));
      });
}

Page<Message> Messages::page(const TicketId& ticket, const MessageQuery& query,
                             const CallOptions& call) const {
  return fetch_page(*engine_, ticket, query, engine_->begin(call));
}

Message Messages::reply(const TicketId& ticket, const NewReply& reply, const CallOptions& call) const {
  Message message = engine_->run({.operation = operations::send_reply,
                                  .target = target_of(operations::send_reply, ticket),
                                  .body = json::encode(reply),
                                  .begun = engine_->begin(call)},
                                 &json::decode_one<Message>);
  name_ticket(message, ticket);
  return message;
}

}  // namespace ticket0::inline v1
