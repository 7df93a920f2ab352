#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

/// Where the file may be, and whether it is an outbox: told before SQLite opens it as a database, which could
/// change it.
namespace ticket0::inline v1::outbox::detail {

/// "Tk0o", in the header of the file.
inline constexpr unsigned application_id = 0x546b306f;
inline constexpr unsigned schema_version = 1;

/// Which file is at a path.
struct FileId {
  dev_t device{};
  ino_t inode{};
  friend bool operator==(const FileId&, const FileId&) = default;
};
[[nodiscard]] std::optional<FileId> file_at(const std::string& path) noexcept;

/// When the file was created, in nanoseconds since 1970; 0 if the system does not say.
[[nodiscard]] std::int64_t born_at(const std::string& path) noexcept;

/// Throws StorageError unless the directory of `path` is there, on a file system of this machine.
void check_directory(const std::string& path);
/// Throws StorageError unless `path` is an outbox that this version can read, and its only name. False: there
/// is no file.
[[nodiscard]] bool check_file(const std::string& path);

/// Whether the file has nothing yet where a database has its header: SQLite writes that last.
[[nodiscard]] bool starts_blank(const std::string& path);

/// Says that this process has the file open, to the children that are forked meanwhile. What SQLite knows of
/// a file's locks is inherited, but the locks are not: such a child must not open the file.
class OpenFile {
 public:
  /// Throws StorageError in such a child.
  static void check_not_inherited(const std::string& path);
  explicit OpenFile(const std::string& path);
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

 private:
  struct Known;
  [[nodiscard]] static Known* first() noexcept;
  Known* known_{nullptr};
};

/// Throws StorageError; `what` was tried, `code` is an errno.
[[noreturn]] void throw_system(const std::string& path, const std::string& what, int code);

}  // namespace ticket0::inline v1::outbox::detail
