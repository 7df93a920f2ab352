#pragma once

// [snippet sqlite_seen_store]
#include <sqlite3.h>

#include <mutex>
#include <stdexcept>

#include "ticket0/webhook.hpp"

/// In a file that outlives the program and that several processes may share.
class SqliteSeenStore final : public ticket0::webhook::SeenStore {
 public:
  explicit SqliteSeenStore(const char* path) {
    sqlite3* db = nullptr;
    const bool opened = sqlite3_open(path, &db) == SQLITE_OK;
    db_.reset(db);
    if (!opened) throw std::runtime_error{sqlite3_errmsg(db)};
    sqlite3_busy_timeout(db, 5'000);
    run("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, token TEXT, handled INTEGER, at INTEGER)");
    run("CREATE INDEX IF NOT EXISTS seen_at ON seen (at)");
  }
  Claim claim(std::string_view id, std::chrono::seconds lease) override {
    const std::lock_guard lock{mutex_};
    // One statement, so that only one of two claims wins: the event is new, or its lease is over.
    auto token =
        run("INSERT INTO seen VALUES (?1, hex(randomblob(16)), 0, strftime('%s', 'now')) "
            "ON CONFLICT (id) DO UPDATE SET token = excluded.token, at = excluded.at "
            "WHERE NOT handled AND at <= excluded.at - ?3 RETURNING token",
            id, {}, lease.count());
    if (token) return {.state = State::mine, .token = *std::move(token)};
    return {.state = run("SELECT id FROM seen WHERE id = ?1 AND handled", id) ? State::handled
                                                                              : State::in_progress};
  }
  bool done(std::string_view id, std::string_view token) override {
    const std::lock_guard lock{mutex_};
    const auto own =
        run("INSERT INTO seen VALUES (?1, ?2, 1, strftime('%s', 'now')) ON CONFLICT (id) "
            "DO UPDATE SET handled = 1, at = excluded.at WHERE token = excluded.token RETURNING id",
            id, token);
    // The last 100,000 stay in any case: a clock that is set wrong, and right again, costs none of them.
    run("DELETE FROM seen WHERE handled AND at < strftime('%s', 'now') - ?3 "
        "AND rowid <= (SELECT max(rowid) FROM seen) - 100000",
        {}, {}, kept.count());
    return own.has_value();
  }
  void release(std::string_view id, std::string_view token) noexcept override try {
    const std::lock_guard lock{mutex_};
    run("DELETE FROM seen WHERE id = ?1 AND token = ?2 AND NOT handled", id, token);
  } catch (const std::exception&) {  // its lease ends anyway
  }
  std::optional<std::chrono::seconds> remembers() const noexcept override { return kept; }

 private:
  static constexpr std::chrono::seconds kept = std::chrono::hours{48};

  /// The first column of the last row, if there is one.
  std::optional<std::string> run(const char* sql, std::string_view id = {}, std::string_view token = {},
                                 std::int64_t seconds = 0) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db_.get(), sql, -1, &statement, nullptr);
    sqlite3_bind_text(statement, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, token.data(), static_cast<int>(token.size()), SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, seconds);
    std::optional<std::string> text;
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
      text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    if (result != SQLITE_DONE) throw std::runtime_error{sqlite3_errmsg(db_.get())};
    return text;
  }
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close(db); }
  };
  std::mutex mutex_;
  std::unique_ptr<sqlite3, Close> db_;
};
// [end]
