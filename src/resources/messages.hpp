#pragma once

#include "engine/engine.hpp"
#include "json/message_census.hpp"
#include "resources/reply_time.hpp"
#include "ticket0/models.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1::detail {

/// Path and query of one page of a ticket's messages.
[[nodiscard]] std::string target_of(const TicketId& ticket, const MessageQuery& query);

/// A page with all that a look for one of its messages has to know.
struct ObservedPage {
  Page<Message> page{};
  json::MessageCensus census{};
  ResponseTime time{};
  int status{0};
};
[[nodiscard]] std::optional<CallFailure> observe_messages(const Engine& engine, const TicketId& ticket,
                                                          const MessageQuery& query, CallScope scope,
                                                          ObservedPage& seen, CallLog& log);

/// The most messages that a page can have.
inline constexpr int max_message_page_size = 200;

/// Newer responses do not name the ticket that a message belongs to.
void name_ticket(Message& message, const TicketId& ticket);

}  // namespace ticket0::inline v1::detail
