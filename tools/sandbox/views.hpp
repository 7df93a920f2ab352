#pragma once

#include <string_view>
#include <vector>

#include "sandbox/json.hpp"
#include "sandbox/models.hpp"

namespace sandbox {

/// How the newer generation of the API (2026-04) writes its objects.
Json ticket_json(const Ticket& ticket);
Json full_ticket_json(const Ticket& ticket);  // with members that the reference does not list
Json message_json(const Message& message);
Json messages_json(const std::vector<Message>& messages);
Json customer_json(const Customer& customer);
Json article_json(const Article& article);  // without its body
Json full_article_json(const Article& article);
Json error_json(std::string_view code, std::string_view message);

}  // namespace sandbox
