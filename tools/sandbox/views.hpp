#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/clock.hpp"
#include "sandbox/generation.hpp"
#include "sandbox/json.hpp"
#include "sandbox/models.hpp"

namespace sandbox {

/// How the newer generation of the API (2026-04) writes its objects.
Json ticket_json(const Ticket& ticket);
Json full_ticket_json(const Ticket& ticket);  // with members that the reference does not list
Json message_json(const Message& message);
Json customer_json(const Customer& customer);
Json article_json(const Article& article);  // without its body
Json full_article_json(const Article& article);

/// The body of an error; the older generation has a time in it of when to come back.
Json error_json(std::string_view code, std::string_view message,
                const std::optional<Instant>& retry_at = std::nullopt);

/// How a generation writes what it has a way of its own for.
struct Views {
  Json (*ticket)(const Ticket& ticket);
  Json (*full_ticket)(const Ticket& ticket);
  Json (*message)(const Message& message);
  std::string (*error_code)(std::string_view code);  // the newer one's in, its own out
};
const Views& views_of(Generation generation);

}  // namespace sandbox
