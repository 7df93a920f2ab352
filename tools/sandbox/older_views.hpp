#pragma once

#include <string>
#include <string_view>

#include "sandbox/json.hpp"
#include "sandbox/models.hpp"

namespace sandbox {

/// What the older generation of the API (2025-01) writes differently.
Json older_ticket_json(const Ticket& ticket);
Json older_message_json(const Message& message);
std::string older_error_code(std::string_view code);

}  // namespace sandbox
