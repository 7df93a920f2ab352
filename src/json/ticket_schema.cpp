#include <array>

#include "json/schema.hpp"
#include "ticket0/models.hpp"

namespace ticket0::inline v1::detail::json {

namespace {
constexpr std::array members{
    member<&Ticket::id>("id"),
    member<&Ticket::subject>("subject"),
    member<&Ticket::status>("status"),
    member<&Ticket::assignee_id>("assigneeId"),
    member<&Ticket::customer_id>("customerId"),
    member<&Ticket::inbox_id>("inboxId"),
    member<&Ticket::tags>("tags"),
    member<&Ticket::created_at>("createdAt"),
    member<&Ticket::updated_at>("updatedAt"),
};
}  // namespace

template <>
const Schema& schema_of<Ticket>() noexcept {
  static constexpr Schema ticket = schema<Ticket>("Ticket", "ticket", "tickets", members);
  return ticket;
}

}  // namespace ticket0::inline v1::detail::json
