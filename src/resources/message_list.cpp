#include "resources/message_list.hpp"

#include "engine/query.hpp"

namespace ticket0::inline v1::detail {

std::string target_of(const TicketId& ticket, const MessageQuery& query) {
  Query text{"MessageQuery"};
  text.limit(query.limit, highest_message_limit);
  text.add("cursor", "cursor", query.cursor);
  return path_of(operations::list_messages, ticket.str(), "TicketId") + text.text();
}

Page<Message> fetch_messages(const Engine& engine, const TicketId& ticket, const MessageQuery& query,
                             Begun begun, Lane lane) {
  Page<Message> page = engine.run({.operation = operations::list_messages,
                                   .target = target_of(ticket, query),
                                   .begun = std::move(begun),
                                   .lane = lane},
                                  [](std::string_view body) { return json::decode_page<Message>(body); });
  for (Message& message : page.items) name_ticket(message, ticket);
  return page;
}

ObservedPage observe_messages(const Engine& engine, const TicketId& ticket, const MessageQuery& query,
                              Begun begun) {
  ObservedPage seen;
  TimePoint began{};
  seen.page = engine.run({.operation = operations::list_messages,
                          .target = target_of(ticket, query),
                          .begun = std::move(begun),
                          .began = &began},
                         [&](const HttpResponse& answer) {
                           seen.time = time_of(answer, began, engine.clock().now());
                           seen.status = answer.status;
                           auto decoded = json::decode_page<Message>(answer.body);
                           if (decoded.problem.empty()) seen.census = json::take_census(answer.body);
                           return decoded;
                         });
  return seen;
}

void name_ticket(Message& message, const TicketId& ticket) {
  if (!message.ticket_id) message.ticket_id = ticket;
}

}  // namespace ticket0::inline v1::detail
