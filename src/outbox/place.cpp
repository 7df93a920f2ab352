#include "outbox/place.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>

#include "base/local_files.hpp"
#include "base/process.hpp"
#include "outbox/database.hpp"

namespace ticket0::inline v1::outbox::detail {

using ticket0::detail::directory_of;
using ticket0::detail::Locality;
using ticket0::detail::locality_of;

namespace {

[[noreturn]] void throw_unusable(const std::string& path, const std::string& why) {
  throw StorageError{"outbox " + path + ": " + why};
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

/// A file as SQLite opens it.
class FileOfSqlite {
 public:
  explicit FileOfSqlite(const std::string& path)
      : vfs_(sqlite3_vfs_find(nullptr)),
        name_(sqlite3_create_filename(path.c_str(), "", "", 0, nullptr)),
        file_(vfs_ == nullptr ? nullptr : ::operator new(static_cast<std::size_t>(vfs_->szOsFile))) {
    if (file_ == nullptr || name_ == nullptr) throw_storage(path, SQLITE_NOMEM, "");
    get()->pMethods = nullptr;
    code_ = vfs_->xOpen(vfs_, name_.get(), get(), SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY, nullptr);
  }
  FileOfSqlite(const FileOfSqlite&) = delete;
  FileOfSqlite& operator=(const FileOfSqlite&) = delete;
  ~FileOfSqlite() {
    if (get()->pMethods != nullptr) get()->pMethods->xClose(get());
  }
  /// Fills up with zeros what the file does not have. SQLite's code.
  [[nodiscard]] int read(std::string& bytes) const {
    if (code_ != SQLITE_OK) return code_;
    const int code = get()->pMethods->xRead(get(), bytes.data(), static_cast<int>(bytes.size()), 0);
    return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
  }

 private:
  struct FreeName {
    void operator()(const char* name) const noexcept { sqlite3_free_filename(name); }
  };
  struct FreeFile {
    void operator()(void* file) const noexcept { ::operator delete(file); }
  };
  [[nodiscard]] sqlite3_file* get() const noexcept { return static_cast<sqlite3_file*>(file_.get()); }
  sqlite3_vfs* const vfs_;
  const std::unique_ptr<const char, FreeName> name_;
  const std::unique_ptr<void, FreeFile> file_;
  int code_{SQLITE_OK};
};

constexpr std::size_t header_size = 100;  // of a database of SQLite

/// The start of the file. The system gives up SQLite's locks when this process closes any descriptor of the
/// file: SQLite itself knows about that, and keeps what it must not close yet.
std::string head_of(const std::string& path, std::size_t size) {
  std::string head(size, '\0');
  const int code = FileOfSqlite{path}.read(head);
  if (code != SQLITE_OK) throw_storage(path, code, "it cannot be read");
  return head;
}

}  // namespace

void throw_system(const std::string& path, const std::string& what, int code) {
  throw_unusable(path, what + ": " + std::generic_category().message(code) +
                           "; check that the file and its directory exist and may be read and written");
}

std::optional<FileId> file_at(const std::string& path) noexcept {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return FileId{.device = found.st_dev, .inode = found.st_ino};
}

std::int64_t born_at(const std::string& path) noexcept {
  constexpr std::int64_t second = 1'000'000'000;
#ifdef STATX_BTIME
  struct statx found {};
  if (::statx(AT_FDCWD, path.c_str(), 0, STATX_BTIME, &found) != 0 || (found.stx_mask & STATX_BTIME) == 0)
    return 0;
  return found.stx_btime.tv_sec * second + found.stx_btime.tv_nsec;
#elif defined(__APPLE__)
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return 0;
  return found.st_birthtimespec.tv_sec * second + found.st_birthtimespec.tv_nsec;
#else
  static_cast<void>(path);
  return 0 * second;
#endif
}

void check_directory(const std::string& path) {
  struct stat found {};
  const std::string directory = directory_of(path);
  if (::stat(directory.c_str(), &found) != 0) throw_system(directory, "directory", errno);
  if (!S_ISDIR(found.st_mode)) throw_unusable(path, directory + " is not a directory");
  const Locality locality = locality_of(directory);
  if (locality == Locality::unreadable) throw_system(directory, "statfs", errno);
  if (locality == Locality::other)
    throw_unusable(
        path,
        "it lies on a file system that is not known to be local; locks do not hold between machines. "
        "Choose a directory on a local disk");
}

bool check_file(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return false;
    throw_system(path, "lstat", errno);
  }
  if (S_ISLNK(found.st_mode))
    throw_unusable(path,
                   "it is a symbolic link, and who opens the file by its own name would not see the "
                   "locks. Name the file itself");
  if (S_ISDIR(found.st_mode)) throw_unusable(path, "it is a directory; Options.path names a file");
  if (!S_ISREG(found.st_mode)) throw_unusable(path, "it is not a regular file");
  if (found.st_nlink > 1)
    throw_unusable(path,
                   "the file has a second name (a hard link), and who opens it by that would not see "
                   "the locks. Remove the other name");

  constexpr std::size_t version_at = 60;
  constexpr std::size_t application_at = 68;
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  const std::string head = head_of(path, header_size);
  if (!head.starts_with(magic) || number_at(head, application_at) != application_id)
    throw_unusable(path, "it is not an outbox; it was left as it is. Choose another path");
  if (const auto version = number_at(head, version_at); version > schema_version)
    throw_unusable(path, "it was written by a newer version of this library (schema " +
                             std::to_string(version) + ", this one knows " + std::to_string(schema_version) +
                             "); it was left as it is. Update the program");
  return true;
}

bool starts_blank(const std::string& path) {
  return head_of(path, header_size).find_first_not_of('\0') == std::string::npos;
}

/// Read in a forked child too, whatever other threads did at the fork: it is only added to.
struct OpenFile::Known {
  const FileId id;
  const long process;
  std::atomic<int> uses;
  Known* next;
};

namespace {

std::atomic<void*> all_open_files{nullptr};

}  // namespace

OpenFile::Known* OpenFile::first() noexcept { return static_cast<Known*>(all_open_files.load()); }

void OpenFile::check_not_inherited(const std::string& path) {
  const auto here = file_at(path);
  const long process = ticket0::detail::current_process();
  for (const Known* each = first(); here && each != nullptr; each = each->next)
    if (each->id == *here && each->process != process && each->uses > 0)
      throw_unusable(
          path,
          "it was open in the process that this one was forked from, so SQLite cannot use it here. "
          "Fork before the outbox is opened, or start a program by exec");
}

OpenFile::OpenFile(const std::string& path) {
  const auto here = file_at(path);
  if (!here) throw_system(path, "stat", errno);
  const long process = ticket0::detail::current_process();
  for (known_ = first(); known_ != nullptr; known_ = known_->next) {
    if (known_->id != *here || known_->process != process) continue;
    ++known_->uses;
    return;
  }
  known_ = new Known{.id = *here, .process = process, .uses = 1, .next = first()};
  void* next = known_->next;
  while (!all_open_files.compare_exchange_weak(next, known_)) known_->next = static_cast<Known*>(next);
}

OpenFile::~OpenFile() { --known_->uses; }

}  // namespace ticket0::inline v1::outbox::detail
