#pragma once

#include <span>

#include "ticket0/outbox.hpp"

namespace ticket0::inline v1::outbox::detail {

/// The tickets whose subjects have these marks, as far as they are among the newest thousand. One scan for
/// all: it ends when a whole page was created well before `since`. Throws what a call throws.
[[nodiscard]] std::map<std::string, TicketId, std::less<>> find_tickets(const Client& client,
                                                                        std::span<const std::string> marks,
                                                                        Timestamp since,
                                                                        const CancelToken& stop);

}  // namespace ticket0::inline v1::outbox::detail
