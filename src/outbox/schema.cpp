#include "outbox/schema.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <utility>

#include "base/local_files.hpp"
#include "outbox/place.hpp"

namespace ticket0::inline v1::outbox::detail {

namespace {

// States: 0 queued, 1 sending, 2 sent, 3 rejected, 4 unknown. Kinds: 0 reply, 1 ticket, 2 reply_after.
// Times: microseconds since 1970. A migration to version n adds what n needs, in one transaction that also
// sets user_version, and never changes what a column means.
constexpr const char* tables = R"(
CREATE TABLE file(only_row INTEGER PRIMARY KEY CHECK (only_row = 1), salt BLOB NOT NULL, inode INTEGER NOT NULL,
  born INTEGER NOT NULL);  -- 0: the file system does not say
CREATE TABLE pause(only_row INTEGER PRIMARY KEY CHECK (only_row = 1), failures INTEGER NOT NULL,
  set_at INTEGER NOT NULL, until INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE entries(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  after INTEGER,            -- of reply_after: the entry of its ticket
  ticket TEXT,              -- where a reply goes; a ticket's own id once it is sent
  message TEXT,             -- of a reply that was sent
  hash BLOB NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  put_at INTEGER NOT NULL,
  settled_at INTEGER,
  wipe_at INTEGER,          -- sent or rejected, with content
  doubt_wall INTEGER,       -- when the first request in doubt was begun
  doubt_running INTEGER,    -- the same by the clock that runs in suspend
  doubt_boot TEXT,          -- and the start of the machine that it counts from
  unknown_wall INTEGER,     -- when it became unknown, in the same three ways
  unknown_running INTEGER,
  unknown_boot TEXT,
  looks INTEGER,            -- unknown: how often it was looked for since; -1: it is to be looked for at once;
                            -- null: not to be looked for again
  marker TEXT,
  last_error TEXT NOT NULL DEFAULT '');
CREATE INDEX entries_by_state ON entries(state, id);
CREATE INDEX entries_of_ticket ON entries(ticket, id) WHERE kind <> 1 AND state IN (0, 1, 4);
CREATE INDEX entries_sent_to ON entries(ticket) WHERE message IS NOT NULL;
CREATE INDEX entries_after ON entries(after) WHERE after IS NOT NULL;
CREATE INDEX entries_to_wipe ON entries(wipe_at) WHERE wipe_at IS NOT NULL;
CREATE TABLE contents(entry INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE totals(state INTEGER PRIMARY KEY, amount INTEGER NOT NULL);  -- entries; -1: bytes of contents
INSERT INTO totals VALUES(-1, 0), (0, 0), (1, 0), (2, 0), (3, 0), (4, 0);
CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
  UPDATE totals SET amount = amount + 1 WHERE state = new.state; END;
CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
  UPDATE totals SET amount = amount - 1 WHERE state = old.state; END;
CREATE TRIGGER entry_changed AFTER UPDATE OF state ON entries WHEN new.state <> old.state BEGIN
  UPDATE totals SET amount = amount - 1 WHERE state = old.state;
  UPDATE totals SET amount = amount + 1 WHERE state = new.state; END;
CREATE TRIGGER content_added AFTER INSERT ON contents BEGIN
  UPDATE totals SET amount = amount + length(CAST(new.text AS BLOB)) WHERE state = -1; END;
CREATE TRIGGER content_removed AFTER DELETE ON contents BEGIN
  UPDATE totals SET amount = amount - length(CAST(old.text AS BLOB)) WHERE state = -1; END;
)";

/// Which file it is, whatever its name: an inode's number is given to another file once it is removed.
struct Identity {
  std::int64_t inode{0};
  std::int64_t born{0};  // nanoseconds since 1970
};
constexpr Identity of_no_file{};

Identity identity_of(const std::string& path) {
  const auto found = file_at(path);
  if (!found) throw_system(path, "stat", errno);
  return {.inode = static_cast<std::int64_t>(found->inode), .born = born_at(path)};
}

/// The name of a file is as durable as its directory.
void sync_directory(const std::string& path) {
  const std::string directory = ticket0::detail::directory_of(path);
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) throw_system(directory, "open", errno);
  const int code = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (code != 0 && code != EINVAL) throw_system(directory, "fsync", code);
}

/// Throws StorageError if there is a file at `path` already. Nobody else may read it.
void make_empty_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) throw_system(path, "create", errno);
  ::close(file);
}

bool is_there(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

/// SQLite would read what another file has left into the new one.
void check_no_log(const std::string& path) {
  for (const char* const end : {"-wal", "-journal"}) {
    struct stat found {};
    const std::string log = path + end;
    if (::lstat(log.c_str(), &found) == 0 && found.st_size > 0)
      throw StorageError{
          "outbox " + path + ": " + log +
          " is there without its file, and would change a new one. Put that file back, or move the log away"};
  }
}

bool has_entries(const std::string& path) {
  const Database database{path};
  return database.query("SELECT 1 FROM entries LIMIT 1").step();
}

/// Removes a file that was never whole. Killed in the middle, it leaves an empty file, which can be removed.
void discard(const std::string& path, const std::string& journal) noexcept {
  const int truncated = ::truncate(path.c_str(), 0);
  static_cast<void>(truncated);  // if it fails, so does what follows
  ::unlink(journal.c_str());
  ::unlink(path.c_str());
}

/// Removes what a killed process has left at `path`. Throws StorageError for a file that may be needed.
void remove_unfinished(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return;
  const std::string journal = path + "-journal";
  const bool has_journal = is_there(journal);
  const bool is_empty = S_ISREG(found.st_mode) && found.st_size == 0;
  if (!is_empty) {
    const bool is_blank = S_ISREG(found.st_mode) && has_journal && starts_blank(path);
    if (!is_blank) static_cast<void>(check_file(path));
    if (is_there(path + "-senders") || (!has_journal && has_entries(path)))
      throw StorageError{
          "outbox " + path +
          ": it is in the way of a file that has this name until it is whole, and was left as it "
          "is. Remove it if it is a backup that was not finished, or choose another path"};
  }
  discard(path, journal);
}

/// The name under which the file is written until it is whole.
std::string begin_file(const std::string& path) {
  std::string unfinished = path + "-new";
  check_no_log(path);
  remove_unfinished(unfinished);
  check_no_log(unfinished);
  make_empty_file(unfinished);
  return unfinished;
}
void end_file(const std::string& unfinished, const std::string& path) {
  if (::rename(unfinished.c_str(), path.c_str()) != 0) throw_system(path, "rename", errno);
  sync_directory(path);
}

void write_identity(Database& database, const Identity& identity) {
  database.run("UPDATE file SET inode = ?, born = ?", identity.inode, identity.born);
}

}  // namespace

std::string random_bytes(std::size_t size) {
  std::random_device device;
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(device() & 0xffU);
  return bytes;
}

void create_file(const std::string& path) {
  const std::string unfinished = begin_file(path);
  {
    Database database{unfinished};
    database.script("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
    database.script(tables);
    database.run("INSERT INTO file VALUES(1, ?, ?, ?)", Blob{random_bytes(32)}, 0, 0);
    make_original(database);
    database.run("PRAGMA application_id = " + std::to_string(application_id));
    database.run("PRAGMA user_version = " + std::to_string(schema_version));
    database.script("COMMIT");
  }
  end_file(unfinished, path);
}

void write_copy(Database& database, const std::string& path) {
  struct Removed {
    Removed(std::string name, std::string log) : path(std::move(name)), journal(std::move(log)) {}
    Removed(const Removed&) = delete;
    Removed& operator=(const Removed&) = delete;
    ~Removed() {
      if (!is_kept) discard(path, journal);
    }
    const std::string path;
    const std::string journal;  // SQLite leaves it behind if the disk is full
    bool is_kept{false};
  };
  make_empty_file(path);  // nobody else takes the name
  Removed unless_whole{path, {}};
  const std::string unfinished = begin_file(path);
  Removed unless_renamed{unfinished, unfinished + "-journal"};
  database.run("VACUUM INTO ?", unfinished);
  {
    Database copy{unfinished};
    copy.script("PRAGMA synchronous = FULL");
    write_identity(copy, of_no_file);
  }
  end_file(unfinished, path);
  unless_whole.is_kept = unless_renamed.is_kept = true;
}

void prepare(Database& database) {
  database.script(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; "
      "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON");
  constexpr int chunk = 64 * 1'024;
  int size = chunk;
  sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_CHUNK_SIZE, &size);
  Statement version = database.query("PRAGMA user_version");
  if (!version.step() || version.integer(0) != schema_version)
    throw StorageError{"outbox " + database.path() + ": its version is " +
                       std::to_string(version.integer(0)) + ", and this library knows " +
                       std::to_string(schema_version) + "; update the program"};
}

std::string salt_of(const Database& database) {
  Statement row = database.query("SELECT salt FROM file");
  if (!row.step()) throw_storage(database.path(), SQLITE_CORRUPT, "a row is missing");
  return row.text(0);
}

bool is_original(const Database& database) {
  Statement row = database.query("SELECT inode, born FROM file");
  if (!row.step()) return false;
  const Identity stored{.inode = row.integer(0), .born = row.integer(1)};
  const Identity here = identity_of(database.path());
  return stored.inode == here.inode && (stored.born == here.born || stored.born == 0 || here.born == 0);
}

void make_original(Database& database) { write_identity(database, identity_of(database.path())); }

}  // namespace ticket0::inline v1::outbox::detail
