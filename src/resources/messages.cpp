#include "resources/listing.hpp"
#include "resources/message_list.hpp"
#include "resources/reply_guard.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

Messages::Messages(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Message> Messages::list(TicketId ticket, MessageQuery query, CallOptions call) const {
  static_cast<void>(detail::target_of(ticket, query));  // a mistake in it is told now
  return detail::walk_pages<Message>(
      engine_, detail::operations::list_messages, std::move(query), std::move(call),
      [ticket = std::move(ticket)](const detail::Engine& engine, const MessageQuery& page,
                                   const detail::Begun& begun, detail::Lane lane) {
        return detail::fetch_messages(engine, ticket, page, begun, lane);
      });
}

Page<Message> Messages::page(const TicketId& ticket, const MessageQuery& query,
                             const CallOptions& call) const {
  return detail::fetch_messages(*engine_, ticket, query, engine_->begin(call), detail::Lane::direct);
}

Message Messages::reply(const TicketId& ticket, const NewReply& reply, const CallOptions& call) const {
  Message message = detail::ReplyGuard{*engine_, ticket, reply, call}.send();
  detail::name_ticket(message, ticket);
  return message;
}

}  // namespace ticket0::inline v1
