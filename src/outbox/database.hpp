#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ticket0/outbox.hpp"

namespace ticket0::inline v1::outbox::detail {

/// A value of SQLite's kind BLOB.
struct Blob {
  std::string_view bytes;
};

/// One statement of SQL. Every failure is a StorageError, or an OutboxFull if the disk is full.
class Statement {
 public:
  Statement(sqlite3* database, const std::string& path, std::string_view sql);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// The value of the next `?`.
  template <class T>
  Statement& bind(const T& value) {
    if constexpr (std::is_same_v<T, Blob>)
      bind_blob(value.bytes);
    else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      bind_integer(static_cast<std::int64_t>(value));
    else if constexpr (std::is_convertible_v<T, std::string_view>)
      bind_text(value);
    else if constexpr (std::is_same_v<T, std::nullopt_t>)
      ++bound_;
    else if (value)  // an optional
      bind(*value);
    else
      ++bound_;  // null
    return *this;
  }
  /// True: there is a row; its columns are valid until the next step.
  bool step();
  [[nodiscard]] bool is_null(int column) const noexcept;
  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;

 private:
  void bind_integer(std::int64_t value);
  void bind_text(std::string_view text);
  void bind_blob(std::string_view bytes);
  void check(int code) const;
  sqlite3* database_;
  const std::string& path_;
  sqlite3_stmt* statement_{nullptr};
  int bound_{0};
};

/// A connection to the file. For one thread at a time.
class Database {
 public:
  /// Opens what is there; creates nothing.
  explicit Database(std::string path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// A statement whose rows the caller reads.
  template <class... Values>
  [[nodiscard]] Statement query(std::string_view sql, const Values&... values) const {
    Statement statement{database_, path_, sql};
    (statement.bind(values), ...);
    return statement;
  }
  /// Runs a statement to its end, and returns how many rows it changed.
  template <class... Values>
  int run(std::string_view sql, const Values&... values) {
    Statement statement{database_, path_, sql};
    (statement.bind(values), ...);
    while (statement.step()) {}
    return sqlite3_changes(database_);
  }
  /// Several statements without values.
  void script(const char* sql);
  /// Ends a transaction that failed; does nothing if there is none.
  void roll_back() noexcept;
  /// Moves what the write-ahead log has into the file and empties the log. False: a reader is in the way, or
  /// it failed, and another time will do.
  [[nodiscard]] bool checkpoint() noexcept;
  /// Sets aside room for `bytes` in the file, so that a checkpoint cannot fail for want of it. False:
  /// there is none. A checkpoint gives it back.
  [[nodiscard]] bool set_aside(std::int64_t bytes);
  /// The same if that is possible: it is asked for again before it is needed.
  void try_to_set_aside(std::int64_t bytes) noexcept;
  /// The size of the write-ahead log, in bytes.
  [[nodiscard]] std::int64_t log_size() const noexcept;
  [[nodiscard]] sqlite3* handle() const noexcept { return database_; }

 private:
  /// The size of the file without what is set aside. SQLite's code.
  [[nodiscard]] int find_size(std::int64_t& size) const noexcept;
  /// SQLite's code.
  [[nodiscard]] int make_room(std::int64_t size) noexcept;
  std::string path_;
  std::string log_path_;
  sqlite3* database_{nullptr};
};

inline constexpr std::string_view disk_full_text = "the disk is full; nothing was stored. Make room on it";
/// Throws the error of SQLite's `code`; `text` is SQLite's own, which has no content.
[[noreturn]] void throw_storage(const std::string& path, int code, std::string_view text);

}  // namespace ticket0::inline v1::outbox::detail
