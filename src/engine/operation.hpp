#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ticket0::inline v1::detail {

/// What a second request with the same content could do.
enum class CallClass : std::uint8_t {
  read,
  idempotent,  // the same change again
  unsafe,      // a second ticket, a second reply
};

/// An endpoint of the vendor's reference, as data.
struct Operation {
  std::string_view method;
  std::string_view route;  // ":id" stands for an id
  CallClass call_class;
  std::string_view scope;
  std::string_view risk{};          // why an unsafe request is not repeated in doubt
  bool check_before_repeat{false};  // after 500 INTERNAL: first check whether it took effect
  std::string_view in_doubt{};      // the next step if it may have taken effect; empty: as its class says
};

namespace operations {
inline constexpr Operation list_tickets{"GET", "/tickets", CallClass::read, "tickets:read"};
inline constexpr Operation create_ticket{"POST", "/tickets", CallClass::unsafe, "tickets:write",
                                         "the ticket may already be there"};
inline constexpr Operation get_ticket{"GET", "/tickets/:id", CallClass::read, "tickets:read"};
inline constexpr Operation update_ticket{"PATCH", "/tickets/:id", CallClass::idempotent, "tickets:write"};
inline constexpr Operation list_messages{"GET", "/tickets/:id/messages", CallClass::read, "messages:read"};
inline constexpr Operation send_reply{"POST",
                                      "/tickets/:id/messages",
                                      CallClass::unsafe,
                                      "messages:send",
                                      "a reply may already be on its way to the customer",
                                      true};
inline constexpr Operation list_customers{"GET", "/customers", CallClass::read, "customers:read"};
inline constexpr Operation create_customer{"POST", "/customers", CallClass::unsafe, "customers:write",
                                           "the customer may already be there"};
/// With an external id: get or create, so that a second request changes nothing.
inline constexpr Operation get_or_create_customer{
    "POST",
    "/customers",
    CallClass::read,
    "customers:write",
    {},
    false,
    "Send it again: the service returns the customer that has this external_id."};
inline constexpr Operation get_customer{"GET", "/customers/:id", CallClass::read, "customers:read"};
inline constexpr Operation update_customer{"PATCH", "/customers/:id", CallClass::idempotent,
                                           "customers:write"};
inline constexpr Operation list_articles{"GET", "/knowledge-base", CallClass::read, "tickets:read"};
inline constexpr Operation get_article{"GET", "/knowledge-base/:id", CallClass::read, "tickets:read"};

inline constexpr std::array all{
    list_tickets,    create_ticket,  get_ticket,      update_ticket,          list_messages,
    send_reply,      list_customers, create_customer, get_or_create_customer, get_customer,
    update_customer, list_articles,  get_article,
};
}  // namespace operations

}  // namespace ticket0::inline v1::detail
