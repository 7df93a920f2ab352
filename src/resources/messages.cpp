#include "resources/messages.hpp"

#include "resources/list.hpp"
#include "resources/query.hpp"
#include "resources/reply_guard.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {
namespace detail {

std::string target_of(const TicketId& ticket, const MessageQuery& query) {
  Query text{"MessageQuery"};
  text.limit(query.limit, max_message_page_size);
  text.add("cursor", "cursor", query.cursor);
  return path_of(operations::list_messages, ticket.str(), "TicketId") + text.text();
}

namespace {

/// One page, each message with the ticket it belongs to. `source`: see fetch_page().
template <class Source>
Page<Message> fetch_messages(const Engine& engine, const TicketId& ticket, const MessageQuery& query,
                             const Source& source, Lane lane) {
  return fetch_page<Message>(
      engine, operations::list_messages, [&ticket](const MessageQuery& of) { return target_of(ticket, of); },
      query, source, lane,
      [&ticket](Page<Message>& page) {
        for (Message& message : page.items) name_ticket(message, ticket);
      });
}

}  // namespace

std::optional<CallFailure> observe_messages(const Engine& engine, const TicketId& ticket,
                                            const MessageQuery& query, CallScope scope, ObservedPage& seen,
                                            CallLog& log) {
  TimePoint began{};
  const Call call{.operation = operations::list_messages,
                  .target = target_of(ticket, query),
                  .scope = std::move(scope),
                  .began = &began};
  const auto decode = [&](const HttpResponse& response, const json::Stop& stop) {
    seen.time = time_of(response, began, engine.clock().now(), engine.clock().wall());
    seen.status = response.status;
    auto decoded = json::decode_page<Message>(response.body, 0, stop);
    if (decoded.problem.empty()) seen.census = json::take_census(response.body, stop);
    decoded.given_up = decoded.given_up || stop();
    return decoded;
  };
  return engine.try_run(call, decode, seen.page, log);
}

void name_ticket(Message& message, const TicketId& ticket) {
  if (!message.ticket_id) message.ticket_id = ticket;
}

}  // namespace detail

Messages::Messages(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

PagedRange<Message> Messages::list(TicketId ticket, MessageQuery query, CallOptions call) const {
  static_cast<void>(detail::target_of(ticket, query));                      // reports a mistake in it now
  const auto limit_for = [own = query.limit](std::size_t) { return own; };  // newer workspaces send all
  return detail::list_pages<Message>(
      engine_, detail::operations::list_messages, std::move(query), std::move(call), limit_for,
      [ticket = std::move(ticket)](const detail::Engine& engine, const MessageQuery& page,
                                   const detail::CallScope& scope, detail::Lane lane) {
        return detail::fetch_messages(engine, ticket, page, scope, lane);
      });
}

Page<Message> Messages::page(const TicketId& ticket, const MessageQuery& query,
                             const CallOptions& call) const {
  return detail::fetch_messages(*engine_, ticket, query, call, detail::Lane::direct);
}

Message Messages::reply(const TicketId& ticket, const NewReply& reply, const CallOptions& call) const {
  return engine_->observe(detail::operations::send_reply, [&](detail::ObservedCall& seen) {
    Message message = detail::ReplyGuard{*engine_, ticket, reply, call, seen}.send();
    detail::name_ticket(message, ticket);
    return message;
  });
}

ReplyLookup Messages::find_reply(const TicketId& ticket, const NewReply& reply, Timestamp sent_at,
                                 std::span<const MessageId> known, const CallOptions& call) const {
  return engine_->observe(detail::operations::list_messages, [&](detail::ObservedCall& seen) {
    return detail::find_reply(*engine_, ticket, reply, sent_at, known, call, seen);
  });
}

}  // namespace ticket0::inline v1
