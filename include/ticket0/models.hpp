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

/// One message of a ticket, whichever generation of the API answered.
struct Message {
  MessageId id{};
  std::optional<TicketId> ticket_id{};  // filled from the request where the answer has none
  std::optional<ConversationId> conversation_id{};
  Open<Direction> direction{};
  Open<Channel> channel{};
  std::optional<std::string> subject{};
  std::optional<std::string> from_address{};  // older API: authorEmail
  std::optional<std::string> from_name{};
  std::vector<std::string> to_addresses{};
  std::vector<std::string> cc_addresses{};
  std::optional<std::string> body_text{};  // older API: body
  std::optional<std::string> body_html{};
  std::optional<std::string> body_text_cleaned{};  // inbound only: without quoted replies and signature
  std::optional<std::string> external_id{};        // the mail's Message-ID (RFC 5322), with angle brackets
  std::optional<std::string> in_reply_to{};        // the Message-ID of what it answers
  Open<AuthorType> author_type{};
  std::optional<std::string> author_id{};  // what it names depends on author_type
  std::optional<std::string> author_name{};
  Open<Sentiment> ai_sentiment{};
  std::optional<std::string> detected_language{};  // ISO 639-1, e.g. "de"
  bool is_note{false};                             // older API: internal, the customer never got it
  std::optional<Timestamp> created_at{};
  ExtraFields extra{};
  friend bool operator==(const Message&, const Message&) = default;
};

struct Customer {
  CustomerId id{};
  std::optional<std::string> email{};
  std::optional<std::string> name{};
  std::optional<std::string> external_id{};  // your own id for the customer
  std::map<std::string, std::string, std::less<>> metadata{};
  std::optional<std::int64_t> ticket_count{};
  std::optional<Timestamp> created_at{};
  ExtraFields extra{};
  friend bool operator==(const Customer&, const Customer&) = default;
};

/// A knowledge base article. `body` (Markdown) comes with get(), not with a list.
struct Article {
  ArticleId id{};
  std::string title{};
  std::string slug{};
  Open<ArticleStatus> status{};
  std::optional<std::string> excerpt{};
  std::optional<std::string> body{};
  std::optional<Timestamp> created_at{};
  std::optional<Timestamp> updated_at{};
  ExtraFields extra{};
  friend bool operator==(const Article&, const Article&) = default;
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

/// Older workspaces page a ticket's messages; newer ones send them all and know neither member.
struct MessageQuery {
  std::optional<int> limit{};  // 1 to 200; unset: what the service takes, 50 on older workspaces
  std::optional<Cursor> cursor{};
};

struct CustomerQuery {
  std::optional<std::string> email{};
  std::optional<std::string> external_id{};
  std::optional<int> limit{};  // as in TicketQuery
  std::optional<Cursor> cursor{};
};

struct ArticleQuery {
  std::optional<std::string> query{};  // full text
  std::optional<Open<ArticleStatus>> status{};
  std::optional<int> limit{};  // as in TicketQuery
  std::optional<Cursor> cursor{};
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

/// The service requires both members.
struct NewReply {
  std::string from_address{};  // an address of the workspace
  std::string body_text{};
  ExtraFields extra{};  // members this version does not know: name -> JSON text
};

/// The service requires `email`.
struct NewCustomer {
  std::string email{};
  std::optional<std::string> name{};
  /// Your own id. One that the service knows gives the existing customer, as it is: nothing of it is changed.
  std::optional<std::string> external_id{};
  std::map<std::string, std::string, std::less<>> metadata{};
  ExtraFields extra{};  // members this version does not know: name -> JSON text
};

/// What to change: a member that is not set stays as it is. At least one has to be set.
struct CustomerPatch {
  Field<std::string> name{};
  std::map<std::string, Field<std::string>, std::less<>> metadata{};  // merged; `ticket0::null` removes a key
  ExtraFields extra{};  // members this version does not know: name -> JSON text
};

}  // namespace ticket0::inline v1
