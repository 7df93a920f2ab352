#pragma once

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

/// Every member but `id` may be missing from an answer. Members this version does not know are in `extra`, as
/// the JSON text that came; a single ticket has some that no list has.
struct Ticket {
  TicketId id{};
  std::string subject{};
  Open<TicketStatus> status{};
  std::optional<UserId> assignee_id{};  // empty: unassigned
  std::optional<CustomerId> customer_id{};
  std::optional<InboxId> inbox_id{};  // older workspaces
  std::vector<std::string> tags{};
  std::optional<Timestamp> created_at{};
  std::optional<Timestamp> updated_at{};
  ExtraFields extra{};
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// Which tickets. Filters are combined with "and"; a filter that is set must not be empty.
struct TicketQuery {
  std::optional<Open<TicketStatus>> status{};
  std::optional<UserId> assignee_id{};
  std::optional<InboxId> inbox_id{};
  std::optional<std::string> tag{};
  std::optional<int> limit{};      // the size of a page, 1 to 100; unset: 20 for page(), 100 for list()
  std::optional<Cursor> cursor{};  // where to go on; unset: from the newest ticket
};

/// The service requires `subject`, `customer_email` and `body`.
struct NewTicket {
  std::string subject{};
  std::string customer_email{};
  std::string body{};                 // the customer's first message
  std::optional<InboxId> inbox_id{};  // older workspaces require it
  ExtraFields extra{};                // members this version does not know: name -> JSON text
};

/// What to change: a member that is not set stays as it is. At least one has to be set.
struct TicketPatch {
  Field<Open<TicketStatus>> status{};
  Field<UserId> assignee_id{};  // `ticket0::null` unassigns
  Field<std::vector<std::string>>
      tags{};           // replaces the ticket's tags; `= {}` leaves them, an empty vector clears them
  ExtraFields extra{};  // members this version does not know: name -> JSON text
};

}  // namespace ticket0::inline v1
