#include "budget/budget_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/local_files.hpp"
#include "base/thread_end.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1::detail {

using std::chrono::milliseconds;

/// The first bytes of the file.
struct BudgetFileHeader {
  std::array<char, 8> magic{'t', '0', 'b', 'u', 'd', 'g', 'e', 't'};
  std::uint32_t version{1};
  std::uint32_t slots{0};
  std::int64_t per{0};  // milliseconds
};
namespace {

using Header = BudgetFileHeader;
/// Where the slots begin.
constexpr std::size_t head_size = 64;

constexpr std::size_t size_of(std::uint32_t slots) noexcept {
  return head_size + slots * sizeof(SlotTable::Word);
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw ConfigError{"RateLimit.store: the budget file " + path + " " + why};
}
[[noreturn]] void refuse_errno(const std::string& path, const std::string& what, int error) {
  refuse(path, what + ": " + std::generic_category().message(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

void check_locality(const std::string& path, Locality locality) {
  if (locality == Locality::local) return;
  refuse(path,
         "is not on a local file system; processes of one machine share it in memory. Several machines can "
         "share a Redis (ticket0/redis_budget.hpp)");
}

void check_directory(const std::string& path) {
  const std::string directory = directory_of(path);
  struct stat status {};
  if (stat(directory.c_str(), &status) != 0)
    refuse_errno(path, "cannot be used, because its directory cannot be opened", errno);
  if (!S_ISDIR(status.st_mode)) refuse(path, "is not in a directory");
  if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0)
    refuse(path, "is in a directory that other users may write to; choose one that only this user may");
  check_locality(path, locality_of(directory));
}

/// Creates the whole file under another name and then gives it its own, so that nobody sees half of it; if
/// two create it, one wins.
void make(const std::string& path, int slots, milliseconds per) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file{mkostemp(temporary.data(), O_CLOEXEC)};  // mode 0600
  if (file.get() < 0) refuse_errno(path, "cannot be made", errno);
  struct Remove {
    ~Remove() { unlink(name.c_str()); }
    const std::string& name;
  } const remove{temporary};
  Header header;
  header.slots = static_cast<std::uint32_t>(slots);
  header.per = per.count();
  if (const int error = posix_fallocate(file.get(), 0, static_cast<off_t>(size_of(header.slots))); error != 0)
    refuse_errno(path, "cannot be made", error);
  if (pwrite(file.get(), &header, sizeof header, 0) != static_cast<ssize_t>(sizeof header))
    refuse_errno(path, "cannot be written", errno);
  if (link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST)
    refuse_errno(path, "cannot be made", errno);
}

}  // namespace

struct BudgetFile::Layout {
  Header header;
  SlotTable::Word pause;
  std::array<char, head_size - sizeof(Header) - sizeof(SlotTable::Word)> unused;
  [[nodiscard]] SlotTable::Word* words() noexcept { return reinterpret_cast<SlotTable::Word*>(this + 1); }
};

std::shared_ptr<BudgetFile> BudgetFile::open(const std::string& path, int slots, milliseconds per) {
  const NoThreadCancel whole;  // a file that was opened is also closed
  check_directory(path);
  for (int attempt = 0;; ++attempt) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor >= 0) {
      std::shared_ptr<BudgetFile> file{new BudgetFile{path, descriptor}};
      file->expect_period(per);
      return file;
    }
    if (errno == ELOOP) refuse(path, "is a symbolic link; name the file itself");
    if (errno != ENOENT || attempt > 10) refuse_errno(path, "cannot be opened", errno);
    make(path, slots, per);
  }
}

BudgetFile::BudgetFile(std::string path, int descriptor) : path_(std::move(path)) {
  const Descriptor file{descriptor};
  check_locality(path_, locality_of(descriptor));
  struct stat status {};
  if (fstat(file.get(), &status) != 0) refuse_errno(path_, "cannot be read", errno);
  if (!S_ISREG(status.st_mode)) refuse(path_, "is not a regular file");
  if (status.st_uid != geteuid()) refuse(path_, "belongs to another user");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    refuse(path_, "may be written by other users; make its mode 0600");
  static_assert(sizeof(Layout) == head_size);
  Header header;
  const Header expected;
  size_ = static_cast<std::size_t>(status.st_size);
  const bool is_read = pread(file.get(), &header, sizeof header, 0) == static_cast<ssize_t>(sizeof header);
  if (!is_read || header.magic != expected.magic || header.version != expected.version || header.slots == 0 ||
      header.slots > static_cast<std::uint32_t>(max_slots) || size_ != size_of(header.slots))
    refuse(path_, "is not a budget file of this version; name another path");
  void* const mapped = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (mapped == MAP_FAILED) refuse_errno(path_, "cannot be mapped", errno);
  mapped_ = static_cast<Layout*>(mapped);
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

BudgetFile::~BudgetFile() { munmap(static_cast<void*>(mapped_), size_); }

void BudgetFile::expect_period(milliseconds per) const {
  if (const std::int64_t own = mapped_->header.per; own != per.count())
    refuse(path_, "is for a period of " + std::to_string(own) + " ms, but RateLimit.per is " +
                      std::to_string(per.count()) + " ms");
}

bool BudgetFile::is_replaced() const noexcept {
  struct stat status {};
  if (lstat(path_.c_str(), &status) != 0) return errno == ENOENT;
  return status.st_dev != device_ || status.st_ino != inode_;
}

SlotTable::Word& BudgetFile::pause() const noexcept { return mapped_->pause; }

std::span<SlotTable::Word> BudgetFile::slots() const noexcept {
  return {mapped_->words(), mapped_->header.slots};
}

SlotTable::Now machine_time() {
#ifdef __linux__
  constexpr clockid_t clock = CLOCK_BOOTTIME;
#else
  constexpr clockid_t clock = CLOCK_MONOTONIC;
#endif
  SlotTable::Time offset{0};
  std::ifstream offsets{"/proc/self/timens_offsets"};
  std::string name;
  std::int64_t whole = 0;
  std::int64_t rest = 0;
  while (offsets >> name >> whole >> rest)
    if (name == "boottime") offset = std::chrono::seconds{whole} + SlotTable::Time{rest};
  return [offset] {
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::seconds{now.tv_sec} + SlotTable::Time{now.tv_nsec} - offset;
  };
}

}  // namespace ticket0::inline v1::detail
