#include <nlohmann/json.hpp>

#include "peers/tickets_by_hand.hpp"

namespace peers {

namespace {

using nlohmann::json;

template <class Id>
std::optional<Id> optional_id(const json& ticket, const char* name) {
  const auto found = ticket.find(name);
  if (found == ticket.end() || found->is_null()) return std::nullopt;
  return Id{found->get<std::string>()};
}

ticket0::Ticket to_ticket(const json& ticket) {
  return {
      .id = ticket0::TicketId{ticket.at("id").get<std::string>()},
      .subject = ticket.at("subject").get<std::string>(),
      .status = ticket0::Open<ticket0::TicketStatus>{ticket.at("status").get<std::string>()},
      .assignee_id = optional_id<ticket0::UserId>(ticket, "assigneeId"),
      .customer_id = optional_id<ticket0::CustomerId>(ticket, "customerId"),
      .tags = ticket.at("tags").get<std::vector<std::string>>(),
      .created_at = ticket0::parse_timestamp(ticket.at("createdAt").get<std::string>()),
      .updated_at = ticket0::parse_timestamp(ticket.at("updatedAt").get<std::string>()),
  };
}

}  // namespace

ticket0::Page<ticket0::Ticket> tickets_by_dom(std::string_view body) {
  const json document = json::parse(body);
  ticket0::Page<ticket0::Ticket> page;
  for (const json& ticket : document.at("tickets")) page.items.push_back(to_ticket(ticket));
  page.next = optional_id<ticket0::Cursor>(document, "nextCursor");
  return page;
}

}  // namespace peers
