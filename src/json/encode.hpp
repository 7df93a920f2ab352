#pragma once

#include <string>

#include "ticket0/models.hpp"

/// Request bodies: exactly what was set, in a stable order. InvalidArgument if something cannot be sent.
namespace ticket0::inline v1::detail::json {

[[nodiscard]] std::string encode(const NewTicket& ticket);
[[nodiscard]] std::string encode(const TicketPatch& patch);
[[nodiscard]] std::string encode(const NewReply& reply);
[[nodiscard]] std::string encode(const NewCustomer& customer);
[[nodiscard]] std::string encode(const CustomerPatch& patch);

}  // namespace ticket0::inline v1::detail::json
