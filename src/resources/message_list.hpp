#pragma once

#include "engine/engine.hpp"
#include "ticket0/models.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1::detail {

/// Path and query of one page of a ticket's messages.
[[nodiscard]] std::string target_of(const TicketId& ticket, const MessageQuery& query);

/// That page, each message with the ticket it belongs to.
[[nodiscard]] Page<Message> fetch_messages(const Engine& engine, const TicketId& ticket,
                                           const MessageQuery& query, Begun begun, Lane lane);

/// Newer answers do not name the ticket that a message belongs to.
void name_ticket(Message& message, const TicketId& ticket);

}  // namespace ticket0::inline v1::detail
