#include "ticket0/webhook.hpp"
#include "types/words.hpp"

namespace ticket0::inline v1::webhook {

namespace {

constexpr std::array<std::string_view, 9> words{"",
                                                "ticket.created",
                                                "ticket.assigned",
                                                "ticket.resolved",
                                                "ticket.reopened",
                                                "ticket.tagged",
                                                "ticket.csat_received",
                                                "message.sent",
                                                "customer.created"};
static_assert(detail::word_of(EventType::customer_created, words) == words.back());

}  // namespace

std::string_view to_string(EventType value) noexcept { return detail::word_of(value, words); }
EventType parse_as(std::string_view text, EventType otherwise) noexcept {
  return detail::value_of(text, words, otherwise);
}

}  // namespace ticket0::inline v1::webhook
