#include "outbox/database.hpp"

#include <sys/stat.h>

#include <new>
#include <utility>

namespace ticket0::inline v1::outbox::detail {

namespace {

/// How long SQLite waits for others that use the file by themselves: a backup, the sqlite3 tool.
constexpr int busy_milliseconds = 5'000;
/// How long a checkpoint waits for readers; the library's own take less.
constexpr int readers_milliseconds = 50;

std::string_view advice(int code) {
  switch (code & 0xff) {
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN: return "check that the file and its directory exist and may be written";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program has locked it: end that program, then try again";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "it is damaged: keep it, and restore a backup under another name, or recover it with "
             "`sqlite3 FILE .recover`";
    default: return "check the disk, then open the outbox again";
  }
}

}  // namespace

void throw_storage(const std::string& path, int code, std::string_view text) {
  if ((code & 0xff) == SQLITE_NOMEM) throw std::bad_alloc{};
  if ((code & 0xff) == SQLITE_FULL) throw OutboxFull{"outbox " + path + ": " + std::string{disk_full_text}};
  throw StorageError{"outbox " + path + ": " + std::string{text} + " (SQLite " + std::to_string(code) +
                     "); " + std::string{advice(code)}};
}

Statement::Statement(sqlite3* database, const std::string& path, std::string_view sql)
    : database_(database), path_(path) {
  check(sqlite3_prepare_v2(database_, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
}
Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      path_(other.path_),
      statement_(std::exchange(other.statement_, nullptr)),
      bound_(other.bound_) {}
Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::check(int code) const {
  if (code == SQLITE_OK) return;
  throw_storage(path_, sqlite3_extended_errcode(database_), sqlite3_errmsg(database_));
}
void Statement::bind_integer(std::int64_t value) { check(sqlite3_bind_int64(statement_, ++bound_, value)); }
void Statement::bind_text(std::string_view text) {
  check(sqlite3_bind_text64(statement_, ++bound_, text.data() != nullptr ? text.data() : "", text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind_blob(std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}
bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE)
    throw_storage(path_, sqlite3_extended_errcode(database_), sqlite3_errmsg(database_));
  return false;
}
bool Statement::is_null(int column) const noexcept {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}
std::string Statement::text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  if (bytes == nullptr && sqlite3_errcode(database_) == SQLITE_NOMEM) throw std::bad_alloc{};
  return bytes == nullptr ? std::string{} : std::string{static_cast<const char*>(bytes), size};
}
std::optional<std::int64_t> Statement::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional{integer(column)};
}
std::optional<std::string> Statement::optional_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional{text(column)};
}

Database::Database(std::string path) : path_(std::move(path)), log_path_(path_ + "-wal") {
  const int code =
      sqlite3_open_v2(path_.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const int extended = database_ != nullptr ? sqlite3_extended_errcode(database_) : code;
    const std::string text = database_ != nullptr ? sqlite3_errmsg(database_) : sqlite3_errstr(code);
    sqlite3_close(database_);
    throw_storage(path_, extended, text);
  }
  sqlite3_busy_timeout(database_, busy_milliseconds);
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}
Database::~Database() { sqlite3_close(database_); }

void Database::script(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw_storage(path_, sqlite3_extended_errcode(database_), sqlite3_errmsg(database_));
}

void Database::roll_back() noexcept {
  if (sqlite3_get_autocommit(database_) == 0) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Database::checkpoint() noexcept {
  sqlite3_busy_timeout(database_, readers_milliseconds);  // all who want to write wait meanwhile
  const int code =
      sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(database_, busy_milliseconds);
  return code == SQLITE_OK;
}

bool Database::set_aside(std::int64_t bytes) {
  std::int64_t size = 0;
  if (const int code = find_size(size); code != SQLITE_OK)
    throw_storage(path_, code, "its size cannot be read");
  const int code = make_room(size + bytes);
  if ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_FULL) return false;
  if (code != SQLITE_OK) throw_storage(path_, code, "room cannot be set aside");
  return true;
}

void Database::try_to_set_aside(std::int64_t bytes) noexcept {
  std::int64_t size = 0;
  if (find_size(size) == SQLITE_OK) static_cast<void>(make_room(size + bytes));
}

int Database::find_size(std::int64_t& size) const noexcept {
  size = 1;
  for (const char* factor : {"PRAGMA page_count", "PRAGMA page_size"}) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(database_, factor, -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) size *= sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW) return code == SQLITE_DONE ? SQLITE_CORRUPT : code;
  }
  return SQLITE_OK;
}

int Database::make_room(std::int64_t size) noexcept {
  sqlite3_int64 wanted = size;
  return sqlite3_file_control(database_, "main", SQLITE_FCNTL_SIZE_HINT, &wanted);
}

std::int64_t Database::log_size() const noexcept {
  struct stat log {};
  return ::stat(log_path_.c_str(), &log) == 0 ? log.st_size : 0;
}

}  // namespace ticket0::inline v1::outbox::detail
