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
    run("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, handled INTEGER, at INTEGER)");
    run("CREATE INDEX IF NOT EXISTS seen_at ON seen (at)");
  }
  Claim claim(std::string_view id, std::chrono::seconds lease) override {
    const std::lock_guard lock{mutex_};
    // One statement, so that only one of two claims wins: the event is new, or its lease is over.
    run("INSERT INTO seen VALUES (?1, 0, strftime('%s', 'now')) ON CONFLICT (id) DO UPDATE "
        "SET at = excluded.at WHERE NOT handled AND at <= excluded.at - ?2",
        id, lease.count());
    if (sqlite3_changes(db_.get()) == 1) return Claim::mine;
    return run("SELECT 1 FROM seen WHERE id = ?1 AND handled", id) == SQLITE_ROW ? Claim::handled
                                                                                 : Claim::in_progress;
  }
  void done(std::string_view id) override {
    const std::lock_guard lock{mutex_};
    run("INSERT OR REPLACE INTO seen VALUES (?1, 1, strftime('%s', 'now'))", id);
    run("DELETE FROM seen WHERE handled AND at < strftime('%s', 'now') - 2 * 24 * 3600");
  }
  void release(std::string_view id) noexcept override try {
    const std::lock_guard lock{mutex_};
    run("DELETE FROM seen WHERE id = ?1 AND NOT handled", id);
  } catch (const std::exception&) {  // its lease ends anyway
  }

 private:
  int run(const char* sql, std::string_view id = {}, std::int64_t number = 0) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db_.get(), sql, -1, &statement, nullptr);
    sqlite3_bind_text(statement, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, number);
    const int result = sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (result != SQLITE_DONE && result != SQLITE_ROW) throw std::runtime_error{sqlite3_errmsg(db_.get())};
    return result;
  }
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close(db); }
  };
  std::mutex mutex_;
  std::unique_ptr<sqlite3, Close> db_;
};
// [end]
