#include "ticket0/types.hpp"
#include "types/words.hpp"

namespace ticket0::inline v1 {

namespace {
constexpr std::array<std::string_view, 7> words{"",        "processing", "open",  "pending",
                                                "snoozed", "resolved",   "closed"};
static_assert(detail::word_of(TicketStatus::closed, words) == "closed");
}  // namespace

std::string_view to_string(TicketStatus value) noexcept { return detail::word_of(value, words); }
TicketStatus parse_as(std::string_view text, TicketStatus otherwise) noexcept {
  return detail::value_of(text, words, otherwise);
}

}  // namespace ticket0::inline v1
