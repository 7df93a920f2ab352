#pragma once

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

/// Every member but `id` may be missing from a response; null or a wrong type counts as missing. Then an
/// optional, a string or a list is empty, and an Open has the text "". Members that this version does not
/// know are in `extra`, as the JSON text received; a single ticket has some that lists lack.
struct Ticket {
  TicketId id{};                            ///< Never empty; "tkt_..." in the service's examples.
  std::string subject{};                    ///< Written by a stranger, unchanged; "" if missing.
  Open<TicketStatus> status{};              ///< Older workspaces have neither `processing` nor `closed`.
  std::optional<UserId> assignee_id{};      ///< The operator. Empty: unassigned.
  std::optional<CustomerId> customer_id{};  ///< The customer who asks, for Customers::get().
  std::optional<InboxId> inbox_id{};        ///< Set by older workspaces; may be missing from newer ones.
  std::vector<std::string> tags{};          ///< Any strings, colons included: "team:billing".
  std::optional<Timestamp> created_at{};    ///< By the service's clock.
  std::optional<Timestamp> updated_at{};    ///< The service does not say what counts as an update.
  ExtraFields extra{};                      ///< Not sent back by an update, which sends only the patch.
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// One message of a ticket, from either generation of the API. Missing members are as in Ticket.
struct Message {
  MessageId id{};                                   ///< Never empty; "msg_..." in the service's examples.
  std::optional<TicketId> ticket_id{};              ///< Taken from the request if the response has none.
  std::optional<ConversationId> conversation_id{};  ///< Newer API only; no call accepts it.
  Open<Direction> direction{};                      ///< Who wrote: the customer, or the workspace.
  Open<Channel> channel{};                          ///< Newer API only.
  std::optional<std::string>
      subject{};  ///< Newer API only: the mail's; for the ticket's see Ticket::subject.
  std::optional<std::string> from_address{};       ///< Older API: authorEmail.
  std::optional<std::string> from_name{};          ///< Newer API only; the older has just author_name.
  std::vector<std::string> to_addresses{};         ///< Newer API only.
  std::vector<std::string> cc_addresses{};         ///< Newer API only.
  std::optional<std::string> body_text{};          ///< Plain text. Older API: body.
  std::optional<std::string> body_html{};          ///< Newer API only. A stranger's HTML, not sanitised.
  std::optional<std::string> body_text_cleaned{};  ///< Inbound only: no quoted replies, no signature.
  std::optional<std::string> external_id{};        ///< The mail's Message-ID (RFC 5322), in angle brackets.
  std::optional<std::string> in_reply_to{};        ///< The Message-ID of the mail it answers.
  Open<AuthorType> author_type{};                  ///< Newer API only.
  std::optional<std::string> author_id{};          ///< What it names depends on author_type.
  std::optional<std::string> author_name{};        ///< In both generations.
  Open<Sentiment> ai_sentiment{};                  ///< Newer API only, if the AI detected one.
  std::optional<std::string> detected_language{};  ///< Newer API only: ISO 639-1, e.g. "de".
  bool is_note{false};                    ///< Older API: an internal note, never sent to the customer.
  std::optional<Timestamp> created_at{};  ///< By the service's clock.
  ExtraFields extra{};                    ///< Members this version does not know.
  friend bool operator==(const Message&, const Message&) = default;
};

/// A person who writes to the workspace. Missing members are as in Ticket; both generations of the API have
/// the same members.
struct Customer {
  CustomerId id{};                     ///< Never empty; "cus_..." or "cust_..." in the service's examples.
  std::optional<std::string> email{};  ///< CustomerQuery::email filters by it.
  std::optional<std::string> name{};   ///< May be missing: only the address is required of a new customer.
  std::optional<std::string> external_id{};  ///< Your own id for the customer.
  std::map<std::string, std::string, std::less<>>
      metadata{};                              ///< Your data. A value that is not a string is dropped.
  std::optional<std::int64_t> ticket_count{};  ///< Counted by the service.
  std::optional<Timestamp> created_at{};       ///< By the service's clock.
  ExtraFields extra{};                         ///< Members this version does not know.
  friend bool operator==(const Customer&, const Customer&) = default;
};

/// A knowledge base article. get() returns `body`, lists do not. Missing members are as in Ticket.
struct Article {
  ArticleId id{};                         ///< Never empty; "art_..." in the service's examples.
  std::string title{};                    ///< "" if missing.
  std::string slug{};                     ///< For URLs, e.g. "how-to-track-your-order"; "" if missing.
  Open<ArticleStatus> status{};           ///< Published or draft.
  std::optional<std::string> excerpt{};   ///< A summary; lists have it too.
  std::optional<std::string> body{};      ///< Markdown. Empty in a list.
  std::optional<Timestamp> created_at{};  ///< By the service's clock.
  std::optional<Timestamp> updated_at{};  ///< By the service's clock.
  ExtraFields extra{};                    ///< Members this version does not know.
  friend bool operator==(const Article&, const Article&) = default;
};

/// Filters for tickets, combined with "and". A filter that is set must not be empty.
struct TicketQuery {
  std::optional<Open<TicketStatus>> status{};  ///< Or any string: `Open<TicketStatus>{"archived"}`.
  std::optional<UserId> assignee_id{};         ///< The service documents no filter for unassigned tickets.
  std::optional<InboxId> inbox_id{};           ///< Only tickets in this inbox.
  std::optional<std::string> tag{};            ///< Only tickets with this tag.
  std::optional<int> limit{};      ///< Items per page, 1 to 100. Unset: 20 for page(), 100 for list().
  std::optional<Cursor> cursor{};  ///< Where to continue. Unset: the newest ticket.
};

/// Paging of a ticket's messages on older workspaces. Newer ones send all messages and ignore both members.
struct MessageQuery {
  std::optional<int> limit{};      ///< 1 to 200. Unset: the service's default, 50 on older workspaces.
  std::optional<Cursor> cursor{};  ///< Where to continue. Unset: the first message.
};

/// Filters for customers, combined with "and". A filter that is set must not be empty.
struct CustomerQuery {
  std::optional<std::string> email{};        ///< The customer's address.
  std::optional<std::string> external_id{};  ///< Your own id for the customer.
  std::optional<int> limit{};                ///< As in TicketQuery.
  std::optional<Cursor> cursor{};            ///< As in TicketQuery.
};

/// Filters for articles, combined with "and". A filter that is set must not be empty.
struct ArticleQuery {
  std::optional<std::string> query{};           ///< Full-text search.
  std::optional<Open<ArticleStatus>> status{};  ///< Unset: the service decides; it does not document how.
  std::optional<int> limit{};                   ///< As in TicketQuery.
  std::optional<Cursor> cursor{};               ///< As in TicketQuery.
};

/// The service requires `subject`, `customer_email` and `body`: InvalidArgument if one is empty.
struct NewTicket {
  std::string subject{};              ///< Required.
  std::string customer_email{};       ///< Required. The service finds or creates the customer by it.
  std::string body{};                 ///< Required. The customer's first message.
  std::optional<InboxId> inbox_id{};  ///< Older workspaces require it.
  ExtraFields extra{};                ///< Members this version does not know: name -> JSON text.
};

/// What to change: an unset member keeps its value. InvalidArgument if none is set.
struct TicketPatch {
  Field<Open<TicketStatus>> status{};  ///< `closed` is final: the service rejects later replies.
  Field<UserId> assignee_id{};  ///< `ticket0::null` to unassign: a guess, not documented by the service.
  /// Replaces all of the ticket's tags, as the service's example suggests: `{"billing", "vip"}`. `= {}`
  /// leaves them as they are; an empty vector clears them.
  Field<std::vector<std::string>> tags{};
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text.
};

/// The service requires both members: InvalidArgument if one is empty.
struct NewReply {
  std::string from_address{};  ///< Required. An address of the workspace.
  std::string body_text{};     ///< Required. Plain text, mailed to the customer.
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text. See Messages on notes.
};

/// The service requires `email`: InvalidArgument if it is empty.
struct NewCustomer {
  std::string email{};                ///< Required.
  std::optional<std::string> name{};  ///< Unset: the service decides.
  /// Your own id. If the service knows it, the existing customer is returned and nothing is changed.
  std::optional<std::string> external_id{};
  std::map<std::string, std::string, std::less<>> metadata{};  ///< Your data, under names of your choice.
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text.
};

/// What to change: an unset member keeps its value. InvalidArgument if none is set. The service documents no
/// way to change an address or an external id.
struct CustomerPatch {
  Field<std::string> name{};  ///< The service does not document what `ticket0::null` does.
  /// Merged name by name: a name that is not here keeps its value, `ticket0::null` removes it.
  /// InvalidArgument for an entry that is unset.
  std::map<std::string, Field<std::string>, std::less<>> metadata{};
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text.
};

/// @{
/// The object as JSON on one line: the service's names and order, with `extra`. Unset members are left out,
/// or null if the service sends them so. Throws InvalidArgument for a string that is not UTF-8.
[[nodiscard]] TICKET0_EXPORT std::string to_json(const Ticket& ticket);
[[nodiscard]] TICKET0_EXPORT std::string to_json(const Message& message);
[[nodiscard]] TICKET0_EXPORT std::string to_json(const Customer& customer);
[[nodiscard]] TICKET0_EXPORT std::string to_json(const Article& article);
/// @}

}  // namespace ticket0::inline v1
