#include "outbox/entries.hpp"

#include <algorithm>

namespace ticket0::inline v1::outbox::detail {

namespace {

std::string select(std::string_view rest) {
  std::string sql = R"(
    SELECT e.id, e.key, e.state, e.attempts, e.ticket, e.message, e.last_error, e.put_at,
      iif(e.state = 0, (SELECT until FROM pause), NULL), e.settled_at, e.kind, e.marker,
      e.doubt_wall, e.doubt_running, e.doubt_boot, e.unknown_wall, e.unknown_running, e.unknown_boot, e.looks,
      e.state = 0 AND e.kind <> 1 AND (e.ticket IS NULL OR )";
  sql.append(waits_for_an_earlier).append(") FROM entries AS e ").append(rest);
  return sql;
}

std::optional<Moment> optional_moment(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return Moment{.wall = row.integer(column), .running = row.integer(column + 1)};
}

std::optional<Timestamp> optional_time(const Statement& row, int column) {
  const auto wall = row.optional_integer(column);
  return wall ? std::optional{timestamp(*wall)} : std::nullopt;
}

Row read_row(const Statement& row) {
  Row read;
  Entry& entry = read.entry;
  entry.id = row.integer(0);
  entry.key = row.text(1);
  entry.state = static_cast<State>(row.integer(2));
  entry.attempts = static_cast<int>(row.integer(3));
  if (auto ticket = row.optional_text(4)) entry.ticket.emplace(*std::move(ticket));
  if (auto message = row.optional_text(5)) entry.message.emplace(*std::move(message));
  entry.last_error = row.text(6);
  entry.put_at = timestamp(row.integer(7));
  entry.next_at = optional_time(row, 8);
  entry.settled_at = optional_time(row, 9);
  read.kind = static_cast<Kind>(row.integer(10));
  read.marker = row.text(11);
  read.doubt = optional_moment(row, 12);
  read.doubt_boot = row.text(14);
  read.unknown = optional_moment(row, 15);
  read.unknown_boot = row.text(17);
  if (const auto looks = row.optional_integer(18)) read.looks = static_cast<int>(*looks);
  entry.blocked = row.integer(19) != 0;
  return read;
}

std::optional<Row> first_row(Statement rows) {
  return rows.step() ? std::optional{read_row(rows)} : std::nullopt;
}

std::int64_t limit_of(std::size_t limit) {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX));
}

}  // namespace

std::optional<Row> find_row(const Database& database, std::string_view key) {
  return first_row(database.query(select("WHERE e.key = ?"), key));
}
std::optional<Row> find_row(const Database& database, std::int64_t id) {
  return first_row(database.query(select("WHERE e.id = ?"), id));
}

std::vector<Entry> list_entries(const Database& database, std::optional<State> state, std::size_t limit,
                                std::int64_t after) {
  std::vector<Entry> entries;
  Statement rows =
      state ? database.query(select("WHERE e.state = ? AND e.id > ? ORDER BY e.id LIMIT ?"), *state, after,
                             limit_of(limit))
            : database.query(select("WHERE e.id > ? ORDER BY e.id LIMIT ?"), after, limit_of(limit));
  while (rows.step()) entries.push_back(read_row(rows).entry);
  return entries;
}

std::vector<Row> rows_in(const Database& database, State state, std::int64_t after, std::size_t limit) {
  std::vector<Row> found;
  Statement rows = database.query(select("WHERE e.state = ? AND e.id > ? ORDER BY e.id LIMIT ?"), state,
                                  after, limit_of(limit));
  while (rows.step()) found.push_back(read_row(rows));
  return found;
}

Counts count_entries(const Database& database) {
  Counts counts;
  Statement rows = database.query(R"(
    SELECT t.state, t.amount, (SELECT e.put_at FROM entries AS e WHERE e.state = t.state ORDER BY e.id LIMIT 1)
    FROM totals AS t)");
  while (rows.step()) {
    const Count count{.entries = static_cast<std::size_t>(rows.integer(1)), .oldest = optional_time(rows, 2)};
    switch (rows.integer(0)) {
      case -1: counts.bytes = static_cast<std::uint64_t>(rows.integer(1)); break;
      case static_cast<int>(State::queued): counts.queued = count; break;
      case static_cast<int>(State::sending): counts.sending = count; break;
      case static_cast<int>(State::sent): counts.sent = count; break;
      case static_cast<int>(State::rejected): counts.rejected = count; break;
      case static_cast<int>(State::unknown): counts.unknown = count; break;
      default: break;
    }
  }
  return counts;
}

std::optional<std::string> text_of(const Database& database, std::int64_t id) {
  Statement row = database.query("SELECT text FROM contents WHERE entry = ?", id);
  return row.step() ? std::optional{row.text(0)} : std::nullopt;
}

std::vector<std::int64_t> due_entries(const Database& database, std::size_t limit) {
  std::vector<std::int64_t> due;
  const std::string sql = R"(
    SELECT e.id FROM entries AS e WHERE e.state = 0 AND (e.kind = 1 OR (e.ticket IS NOT NULL AND NOT )" +
                          std::string{waits_for_an_earlier} + ")) ORDER BY e.id LIMIT ?";
  Statement rows = database.query(sql, limit_of(limit));
  while (rows.step()) due.push_back(rows.integer(0));
  return due;
}

std::vector<MessageId> known_messages(const Database& database, const TicketId& ticket) {
  std::vector<MessageId> known;
  Statement rows =
      database.query("SELECT message FROM entries WHERE message IS NOT NULL AND ticket = ?", ticket.str());
  while (rows.step()) known.emplace_back(rows.text(0));
  return known;
}

bool has_dependents(const Database& database, std::int64_t id) {
  return database.query("SELECT 1 FROM entries WHERE after = ? LIMIT 1", id).step();
}

bool has_to_wipe(const Database& database, const Moment& now) {
  return database.query("SELECT 1 FROM entries WHERE wipe_at <= ? LIMIT 1", now.wall).step();
}

}  // namespace ticket0::inline v1::outbox::detail
