#include "outbox/entries.hpp"

namespace ticket0::inline v1::outbox::detail {

namespace {

std::int64_t wipe_time(const Moment& now, std::chrono::hours keep) {
  return now.wall + std::chrono::microseconds{keep}.count();
}

std::int64_t total(const Database& database, std::string_view what) {
  Statement row = database.query("SELECT total(amount) FROM totals WHERE state " + std::string{what});
  return row.step() ? row.integer(0) : 0;
}

}  // namespace

Stored add_entry(Database& database, const Draft& draft, const std::string& hash, const Room& room,
                 const Moment& now) {
  {
    Statement there = database.query("SELECT hash FROM entries WHERE key = ?", draft.key);
    if (there.step()) return there.text(0) == hash ? Stored::there_already : Stored::other_content;
  }
  std::optional<std::string> ticket = draft.ticket;
  std::optional<std::int64_t> after;
  if (draft.ticket_key) {
    const auto before = find_row(database, *draft.ticket_key);
    if (!before || before->kind != Kind::ticket) return Stored::no_such_ticket;
    after = before->entry.id;
    if (before->entry.ticket) ticket = before->entry.ticket->str();
  }
  if (total(database, "IN (0, 1, 4)") >= static_cast<std::int64_t>(room.max_entries)) return Stored::too_many;
  if (static_cast<std::uint64_t>(total(database, "= -1")) + draft.text.size() > room.max_bytes)
    return Stored::too_large;
  database.run(
      "INSERT INTO entries(key, kind, after, ticket, hash, put_at, marker) VALUES(?, ?, ?, ?, ?, ?, ?)",
      draft.key, draft.kind, after, ticket, Blob{hash}, now.wall, draft.marker);
  database.run("INSERT INTO contents(entry, text) VALUES(last_insert_rowid(), ?)", draft.text);
  return Stored::stored;
}

bool begin_sending(Database& database, Attempt& attempt, const Moment& now, const std::string& boot,
                   bool has_left) {
  const std::string sql = R"(
    UPDATE entries AS e SET state = 1, attempts = attempts + 1,
      doubt_boot = iif(doubt_wall IS NULL, ?3, doubt_boot),
      doubt_running = iif(doubt_wall IS NULL, ?4, doubt_running),
      doubt_wall = ifnull(doubt_wall, ?5)
    WHERE id = ?1 AND attempts = ?2 AND state IN (0, 1) AND (?6 OR NOT )" +
                          std::string{waits_for_an_earlier} + ")";
  const bool begun =
      database.run(sql, attempt.entry, attempt.number, boot, now.running, now.wall, has_left) == 1;
  if (begun) ++attempt.number;
  return begun;
}

bool become_sent(Database& database, const Attempt& attempt, const Sent& sent, const Moment& now,
                 std::chrono::hours keep) {
  const auto text = [](const auto& id) { return id ? std::optional{id->str()} : std::nullopt; };
  const bool is_changed =
      database.run(R"(
    UPDATE entries SET state = 2, ticket = ifnull(?3, ticket), message = ?4, settled_at = ?5, wipe_at = ?6,
      looks = NULL, last_error = ''
    WHERE id = ?1 AND attempts = ?2 AND state IN (1, 4, ?7))",
                   attempt.entry, attempt.number, text(sent.ticket), text(sent.message), now.wall,
                   wipe_time(now, keep), sent.by_person ? State::rejected : State::sending) == 1;
  if (is_changed && sent.ticket)
    database.run("UPDATE entries SET ticket = ?2 WHERE after = ?1 AND ticket IS NULL", attempt.entry,
                 sent.ticket->str());
  return is_changed;
}

bool become_rejected(Database& database, const Attempt& attempt, std::string_view error, const Moment& now,
                     std::chrono::hours keep) {
  return database.run(R"(
    UPDATE entries SET state = 3, settled_at = ?3, wipe_at = ?4, looks = NULL, last_error = ?5,
      doubt_wall = NULL
    WHERE id = ?1 AND attempts = ?2 AND state IN (0, 1, 4))",
                      attempt.entry, attempt.number, now.wall, wipe_time(now, keep), error) == 1;
}

bool become_unknown(Database& database, const Attempt& attempt, std::string_view error,
                    std::optional<int> looks, const Moment& now, const std::string& boot) {
  return database.run(R"(
    UPDATE entries SET state = 4, last_error = ?3, looks = ?4,
      unknown_wall = ?5, unknown_running = ?6, unknown_boot = ?7
    WHERE id = ?1 AND attempts = ?2 AND state = 1)",
                      attempt.entry, attempt.number, error, looks, now.wall, now.running, boot) == 1;
}

bool become_queued(Database& database, const Attempt& attempt, std::string_view error, bool keeps_doubt) {
  return database.run(R"(
    UPDATE entries SET state = 0, last_error = ?3, doubt_wall = iif(?4, doubt_wall, NULL)
    WHERE id = ?1 AND attempts = ?2 AND state IN (0, 1))",
                      attempt.entry, attempt.number, error, keeps_doubt) == 1;
}

bool was_looked_for(Database& database, const Attempt& attempt, std::optional<int> looks) {
  return database.run("UPDATE entries SET looks = ?3 WHERE id = ?1 AND attempts = ?2 AND state = 4",
                      attempt.entry, attempt.number, looks) == 1;
}

void stamp_unknown(Database& database, const Attempt& attempt, const Moment& now, const std::string& boot) {
  database.run(R"(
    UPDATE entries SET unknown_wall = ?3, unknown_running = ?4, unknown_boot = ?5
    WHERE id = ?1 AND attempts = ?2 AND state = 4)",
               attempt.entry, attempt.number, now.wall, now.running, boot);
}

bool send_again(Database& database, std::int64_t id, State from) {
  return database.run(R"(
    UPDATE entries SET state = 0, settled_at = NULL, wipe_at = NULL, looks = NULL
    WHERE id = ?1 AND state = ?2 AND EXISTS(SELECT 1 FROM contents WHERE entry = ?1))",
                      id, from) == 1;
}

bool remove_queued(Database& database, std::int64_t id) {
  if (database.run("DELETE FROM entries WHERE id = ? AND state = 0", id) == 0) return false;
  database.run("DELETE FROM contents WHERE entry = ?", id);
  return true;
}

int wipe_contents(Database& database, const Moment& now) {
  constexpr std::string_view which =
      "(SELECT id FROM entries WHERE wipe_at <= ?1 ORDER BY wipe_at, id LIMIT 500)";
  database.run("DELETE FROM contents WHERE entry IN " + std::string{which}, now.wall);
  return database.run("UPDATE entries SET wipe_at = NULL, last_error = '' WHERE id IN " + std::string{which},
                      now.wall);
}

void doubt_all_queued(Database& database, std::string_view error, const Moment& now,
                      const std::string& boot) {
  database.run(R"(
    UPDATE entries SET state = 4, looks = ?2, last_error = ?1,
      doubt_wall = put_at, doubt_running = 0, doubt_boot = '',
      unknown_wall = ?3, unknown_running = ?4, unknown_boot = ?5
    WHERE state = 0)",
               error, not_looked_for, now.wall, now.running, boot);
}

}  // namespace ticket0::inline v1::outbox::detail
