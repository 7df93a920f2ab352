#pragma once

#include "outbox/content.hpp"
#include "outbox/moments.hpp"

/// What is stored, read and changed: each function is a statement or two of SQL.
namespace ticket0::inline v1::outbox::detail {

/// An entry with what only the outbox itself needs.
struct Row {
  Entry entry{};
  Kind kind{Kind::reply};
  std::string marker{};
  std::optional<Moment> doubt{};  // when the first request that may have taken effect was begun
  std::string doubt_boot{};
  std::optional<Moment> unknown{};  // when it became so
  std::string unknown_boot{};
  std::optional<int> looks{};
};

/// SQL: `e` waits for a reply to the same ticket. Kind 1 is a new ticket; 0, 1 and 4 are the states that
/// block.
inline constexpr std::string_view waits_for_an_earlier = R"(EXISTS(
  SELECT 1 FROM entries AS b
  WHERE b.ticket = e.ticket AND b.kind <> 1 AND b.state IN (0, 1, 4) AND b.id < e.id))";

/// Row::looks of what is to be looked for at once.
inline constexpr int not_looked_for = -1;
/// What Row::looks is when the entry becomes unknown: a ticket without a mark cannot be looked for.
[[nodiscard]] inline std::optional<int> first_look_of(const Row& row) {
  return row.kind == Kind::ticket && row.marker.empty() ? std::nullopt : std::optional{0};
}

/// @{
[[nodiscard]] std::optional<Row> find_row(const Database& database, std::string_view key);
[[nodiscard]] std::optional<Row> find_row(const Database& database, std::int64_t id);
/// @}
[[nodiscard]] std::vector<Entry> list_entries(const Database& database, std::optional<State> state,
                                              std::size_t limit, std::int64_t after);
[[nodiscard]] Counts count_entries(const Database& database);
/// The content as it is stored; empty once it is wiped.
[[nodiscard]] std::optional<std::string> text_of(const Database& database, std::int64_t id);
/// Queued entries that may be sent now, the oldest first.
[[nodiscard]] std::vector<std::int64_t> due_entries(const Database& database, std::size_t limit);
/// All entries in a state whose ids are above `after`.
[[nodiscard]] std::vector<Row> rows_in(const Database& database, State state, std::int64_t after,
                                       std::size_t limit);
/// The messages of the ticket that replies of this outbox are known to be.
[[nodiscard]] std::vector<MessageId> known_messages(const Database& database, const TicketId& ticket);
[[nodiscard]] bool has_dependents(const Database& database, std::int64_t id);
[[nodiscard]] bool has_to_wipe(const Database& database, const Moment& now);

/// What put() may store.
struct Room {
  std::size_t max_entries;
  std::uint64_t max_bytes;
};
enum class Stored : std::uint8_t {
  stored,
  there_already,
  other_content,
  no_such_ticket,
  too_many,
  too_large
};
/// Adds an entry, unless its key is taken.
[[nodiscard]] Stored add_entry(Database& database, const Draft& draft, const std::string& hash,
                               const Room& room, const Moment& now);

/// An attempt to send an entry: it changes the entry only as long as no other attempt has begun.
struct Attempt {
  std::int64_t entry{0};
  int number{0};  // attempts so far
};
/// Before the bytes leave. False: the entry is not to be sent now. On success one attempt is added.
/// `has_left`: they are gone already, so the order of the ticket is not asked about.
[[nodiscard]] bool begin_sending(Database& database, Attempt& attempt, const Moment& now,
                                 const std::string& boot, bool has_left = false);
/// @{
/// How the attempt ended. False: nothing was changed: the entry has gone on without it. What is sent
/// may have been called unknown before.
struct Sent {
  std::optional<TicketId> ticket{};    // of a new ticket
  std::optional<MessageId> message{};  // of a reply
  bool by_person{false};               // who may correct what was rejected
};
bool become_sent(Database& database, const Attempt& attempt, const Sent& sent, const Moment& now,
                 std::chrono::hours keep);
bool become_rejected(Database& database, const Attempt& attempt, std::string_view error, const Moment& now,
                     std::chrono::hours keep);
bool become_unknown(Database& database, const Attempt& attempt, std::string_view error,
                    std::optional<int> looks, const Moment& now, const std::string& boot);
bool become_queued(Database& database, const Attempt& attempt, std::string_view error, bool keeps_doubt);
/// @}
/// It was looked for once more, and `looks` is the number of looks since; empty: there will be no more.
bool was_looked_for(Database& database, const Attempt& attempt, std::optional<int> looks);
/// It was unknown already, but its times to look are counted from now.
void stamp_unknown(Database& database, const Attempt& attempt, const Moment& now, const std::string& boot);
/// A person's word. False: the entry has another state by now, or no content.
bool send_again(Database& database, std::int64_t id, State from);
bool remove_queued(Database& database, std::int64_t id);
/// Removes the contents of up to 500 entries whose time has come.
int wipe_contents(Database& database, const Moment& now);
/// What is queued may have been sent by the file that this one is a copy of.
void doubt_all_queued(Database& database, std::string_view error, const Moment& now, const std::string& boot);

}  // namespace ticket0::inline v1::outbox::detail
