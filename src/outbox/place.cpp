#include "outbox/place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "base/local_files.hpp"
#include "ticket0/outbox.hpp"

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

/// The start of the file, as far as it goes.
std::string head_of(const std::string& path, std::size_t size) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw_system(path, "open", errno);
  std::string head(size, '\0');
  const ssize_t count = ::pread(file, head.data(), size, 0);
  const int code = errno;
  ::close(file);
  if (count < 0) throw_system(path, "read", code);
  head.resize(static_cast<std::size_t>(count));
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
  if (::stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return false;
    throw_system(path, "stat", errno);
  }
  if (S_ISDIR(found.st_mode)) throw_unusable(path, "it is a directory; Options.path names a file");
  if (!S_ISREG(found.st_mode)) throw_unusable(path, "it is not a regular file");

  constexpr std::size_t header_size = 100;  // of a database of SQLite
  constexpr std::size_t version_at = 60;
  constexpr std::size_t application_at = 68;
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  const std::string head = head_of(path, header_size);
  if (head.size() < header_size || !head.starts_with(magic) ||
      number_at(head, application_at) != application_id)
    throw_unusable(path, "it is not an outbox; it was left as it is. Choose another path");
  if (const auto version = number_at(head, version_at); version > schema_version)
    throw_unusable(path, "it was written by a newer version of this library (schema " +
                             std::to_string(version) + ", this one knows " + std::to_string(schema_version) +
                             "); it was left as it is. Update the program");
  return true;
}

}  // namespace ticket0::inline v1::outbox::detail
