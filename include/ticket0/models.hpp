#pragma once

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

/// Every member but `id` may be missing from an answer, and one that is null or of the wrong type counts as
/// missing: an optional is empty then, a text or a list "" or empty, an Open has the text "". Members this
/// version does not know are in `extra`, as the JSON text that came; a single ticket has some that no list
/// has.
struct Ticket {
  TicketId id{};                            ///< Never empty; "tkt_..." in the service's examples.
  std::string subject{};                    ///< A stranger's text, as it came; "" where the answer has none.
  Open<TicketStatus> status{};              ///< Older workspaces have neither `processing` nor `closed`.
  std::optional<UserId> assignee_id{};      ///< The operator it is given to. Empty: unassigned.
  std::optional<CustomerId> customer_id{};  ///< Who asks, for Customers::get().
  std::optional<InboxId> inbox_id{};        ///< Set by older workspaces; may be missing from newer ones.
  std::vector<std::string> tags{};          ///< Any text, also with a colon: "team:billing".
  std::optional<Timestamp> created_at{};    ///< By the service's clock.
  std::optional<Timestamp> updated_at{};    ///< The service does not say what counts as an update.
  ExtraFields extra{};                      ///< Not sent back by an update: a patch has what you put into it.
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// One message of a ticket, whichever generation of the API answered. Missing is as in Ticket.
struct Message {
  MessageId id{};                                   ///< Never empty; "msg_..." in the service's examples.
  std::optional<TicketId> ticket_id{};              ///< Filled from the request where the answer has none.
  std::optional<ConversationId> conversation_id{};  ///< Newer API only; no call takes it.
  Open<Direction> direction{};                      ///< Who wrote: the customer, or the workspace.
  Open<Channel> channel{};                          ///< Newer API only.
  std::optional<std::string>
      subject{};  ///< Newer API only: the mail's own, see Ticket::subject for the ticket's.
  std::optional<std::string> from_address{};       ///< Older API: authorEmail.
  std::optional<std::string> from_name{};          ///< Newer API only. The older one has author_name alone.
  std::vector<std::string> to_addresses{};         ///< Newer API only.
  std::vector<std::string> cc_addresses{};         ///< Newer API only.
  std::optional<std::string> body_text{};          ///< Plain text. Older API: body.
  std::optional<std::string> body_html{};          ///< Newer API only. A stranger's HTML: not made safe here.
  std::optional<std::string> body_text_cleaned{};  ///< Inbound only: without quoted replies and signature.
  std::optional<std::string> external_id{};        ///< The mail's Message-ID (RFC 5322), with angle brackets.
  std::optional<std::string> in_reply_to{};        ///< The Message-ID of what it answers.
  Open<AuthorType> author_type{};                  ///< Newer API only.
  std::optional<std::string> author_id{};          ///< What it names depends on author_type.
  std::optional<std::string> author_name{};        ///< Of both generations.
  Open<Sentiment> ai_sentiment{};                  ///< Newer API only, and only where the AI has found one.
  std::optional<std::string> detected_language{};  ///< Newer API only: ISO 639-1, e.g. "de".
  bool is_note{false};                             ///< Older API: internal, the customer never got it.
  std::optional<Timestamp> created_at{};           ///< By the service's clock.
  ExtraFields extra{};                             ///< Members this version does not know.
  friend bool operator==(const Message&, const Message&) = default;
};

/// Who writes to the workspace. Missing is as in Ticket; both generations of the API have the same members.
struct Customer {
  CustomerId id{};                     ///< Never empty; "cus_..." or "cust_..." in the service's examples.
  std::optional<std::string> email{};  ///< CustomerQuery::email filters by it.
  std::optional<std::string> name{};   ///< May be missing: only the address is required of a new customer.
  std::optional<std::string> external_id{};                    ///< Your own id for the customer.
  std::map<std::string, std::string, std::less<>> metadata{};  ///< Yours. A value that is no text is dropped.
  std::optional<std::int64_t> ticket_count{};                  ///< Counted by the service.
  std::optional<Timestamp> created_at{};                       ///< By the service's clock.
  ExtraFields extra{};                                         ///< Members this version does not know.
  friend bool operator==(const Customer&, const Customer&) = default;
};

/// A knowledge base article. `body` comes with get(), not with a list. Missing is as in Ticket.
struct Article {
  ArticleId id{};                ///< Never empty; "art_..." in the service's examples.
  std::string title{};           ///< "" where the answer has none.
  std::string slug{};            ///< For URLs, e.g. "how-to-track-your-order"; "" where the answer has none.
  Open<ArticleStatus> status{};  ///< Published or draft.
  std::optional<std::string> excerpt{};   ///< A short text; a list has it too.
  std::optional<std::string> body{};      ///< Markdown. Empty in a list.
  std::optional<Timestamp> created_at{};  ///< By the service's clock.
  std::optional<Timestamp> updated_at{};  ///< By the service's clock.
  ExtraFields extra{};                    ///< Members this version does not know.
  friend bool operator==(const Article&, const Article&) = default;
};

/// Which tickets. Filters are combined with "and"; a filter that is set must not be empty.
struct TicketQuery {
  std::optional<Open<TicketStatus>> status{};  ///< Also a word of your own: `Open<TicketStatus>{"archived"}`.
  std::optional<UserId> assignee_id{};         ///< The service documents no filter for unassigned tickets.
  std::optional<InboxId> inbox_id{};           ///< Only tickets of this inbox.
  std::optional<std::string> tag{};            ///< Tickets that have this tag.
  std::optional<int> limit{};      ///< The size of a page, 1 to 100; unset: 20 for page(), 100 for list().
  std::optional<Cursor> cursor{};  ///< Where to go on; unset: from the newest ticket.
};

/// Older workspaces page a ticket's messages; newer ones send them all and know neither member.
struct MessageQuery {
  std::optional<int> limit{};      ///< 1 to 200; unset: what the service takes, 50 on older workspaces.
  std::optional<Cursor> cursor{};  ///< Where to go on; unset: from the beginning.
};

/// Which customers. Filters are combined with "and"; a filter that is set must not be empty.
struct CustomerQuery {
  std::optional<std::string> email{};        ///< The customer's address.
  std::optional<std::string> external_id{};  ///< Your own id for the customer.
  std::optional<int> limit{};                ///< As in TicketQuery.
  std::optional<Cursor> cursor{};            ///< As in TicketQuery.
};

/// Which articles. Filters are combined with "and"; a filter that is set must not be empty.
struct ArticleQuery {
  std::optional<std::string> query{};           ///< Full text.
  std::optional<Open<ArticleStatus>> status{};  ///< Unset: the service's choice, which it does not document.
  std::optional<int> limit{};                   ///< As in TicketQuery.
  std::optional<Cursor> cursor{};               ///< As in TicketQuery.
};

/// The service requires `subject`, `customer_email` and `body`: ConfigError where one is empty.
struct NewTicket {
  std::string subject{};              ///< Required.
  std::string customer_email{};       ///< Required. The service finds or makes the customer by it.
  std::string body{};                 ///< Required. The customer's first message.
  std::optional<InboxId> inbox_id{};  ///< Older workspaces require it.
  ExtraFields extra{};                ///< Members this version does not know: name -> JSON text.
};

/// What to change: a member that is not set stays as it is. ConfigError where none is set.
struct TicketPatch {
  Field<Open<TicketStatus>> status{};  ///< `closed` is final: such a ticket takes no reply any more.
  Field<UserId> assignee_id{};         ///< `ticket0::null` unassigns: a guess, the service documents no way.
  /// Replaces the ticket's tags, as the service's example suggests. `= {}` leaves them as they are, an empty
  /// vector clears them.
  Field<std::vector<std::string>> tags{};
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text.
};

/// The service requires both members: ConfigError where one is empty.
struct NewReply {
  std::string from_address{};  ///< Required. An address of the workspace.
  std::string body_text{};     ///< Required. Plain text, mailed to the customer.
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text. See Messages on notes.
};

/// The service requires `email`: ConfigError where it is empty.
struct NewCustomer {
  std::string email{};                ///< Required.
  std::optional<std::string> name{};  ///< Unset: left to the service.
  /// Your own id. One that the service knows gives the existing customer, as it is: nothing of it is changed.
  std::optional<std::string> external_id{};
  std::map<std::string, std::string, std::less<>> metadata{};  ///< Yours, by names of yours.
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text.
};

/// What to change: a member that is not set stays as it is. ConfigError where none is set. The service
/// documents no change of an address or an external id.
struct CustomerPatch {
  Field<std::string> name{};  ///< What the service makes of `ticket0::null` is not documented.
  /// Merged, name by name: one that is not here stays as it is, `ticket0::null` removes one.
  std::map<std::string, Field<std::string>, std::less<>> metadata{};
  ExtraFields extra{};  ///< Members this version does not know: name -> JSON text.
};

}  // namespace ticket0::inline v1
