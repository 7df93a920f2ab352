#include "outbox/locks.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <vector>

#include "base/process.hpp"
#include "ticket0/outbox.hpp"

namespace ticket0::inline v1::outbox::detail {

namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

// Bytes of the file.
constexpr std::int64_t writing_byte = 0;
constexpr std::int64_t waiting_byte = 1;  // shared by those who wait for the other one
constexpr std::int64_t first_entry_byte = 1'024;
constexpr off_t reserve_size = 256 * 1'024;

constexpr std::chrono::seconds longest_wait{30};
constexpr microseconds turn{100};

struct flock lock_of(short type, std::int64_t at) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = 1;
  return lock;
}

}  // namespace

/// All locks of one process. Never destroyed, see Locks.
class LocksOfProcess {
 public:
  Locks& of(const std::string& path) {
    const std::lock_guard<std::mutex> guard{mutex_};
    if (const auto there = file_at(path))
      for (const Known& known : known_)
        if (known.id == *there) return *known.locks;
    std::unique_ptr<Locks> fresh{new Locks{path}};
    struct stat opened {};
    if (::fstat(fresh->file_, &opened) != 0) throw_system(path, "fstat", errno);
    known_.push_back({.id = {.device = opened.st_dev, .inode = opened.st_ino}, .locks = std::move(fresh)});
    return *known_.back().locks;
  }

 private:
  struct Known {
    FileId id{};
    std::unique_ptr<Locks> locks{};
  };
  std::mutex mutex_{};
  std::vector<Known> known_{};
};

Locks& Locks::of(const std::string& path) {
  static auto& all = *new ticket0::detail::PerProcess<LocksOfProcess>{};
  return all.get().of(path + "-senders");
}

Locks::Locks(const std::string& path) : path_(path) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) throw_system(path_, "open", errno);
}

int Locks::set(short type, std::int64_t at) const noexcept {
  struct flock lock = lock_of(type, at);
  for (;;) {
    if (::fcntl(file_, F_SETLK, &lock) == 0) return 0;
    if (errno != EINTR) return errno == EACCES ? EAGAIN : errno;
  }
}

std::optional<long> Locks::conflict(std::int64_t at) const noexcept {
  struct flock lock = lock_of(F_WRLCK, at);
  if (::fcntl(file_, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return std::nullopt;
  return static_cast<long>(lock.l_pid);
}

std::optional<Locks::Claim> Locks::claim(std::int64_t entry) {
  const std::lock_guard<std::mutex> guard{mutex_};
  const auto [place, is_new] = claimed_.insert(entry);
  if (!is_new) return std::nullopt;
  const int code = set(F_WRLCK, first_entry_byte + entry);
  if (code == 0) return std::optional<Claim>{std::in_place, *this, entry};
  claimed_.erase(place);
  if (code == EAGAIN) return std::nullopt;
  throw_system(path_, "lock", code);
}

void Locks::release(std::int64_t entry) noexcept {
  const std::lock_guard<std::mutex> guard{mutex_};
  static_cast<void>(set(F_UNLCK, first_entry_byte + entry));
  claimed_.erase(entry);
}

long Locks::holder(std::int64_t entry) const noexcept {
  return conflict(first_entry_byte + entry).value_or(0);
}

Locks::Writing::Writing(Locks& locks, std::chrono::milliseconds longest) noexcept
    : locks_(locks), thread_(locks.writing_, std::defer_lock) {
  const auto until = steady_clock::now() + longest;
  code_ = thread_.try_lock_until(until) ? locks_.wait_for_turn(until) : EDEADLK;
}

Locks::Writing::Writing(Locks& locks) : Writing(locks, longest_wait) {
  if (code_ == EDEADLK)
    throw StorageError{"outbox: another thread has written by " + locks_.path_ +
                       " for half a minute; check the disk, then try again"};
  if (code_ == EAGAIN)
    throw StorageError{"outbox: process " + std::to_string(locks_.conflict(writing_byte).value_or(0)) +
                       " has held " + locks_.path_ +
                       " for half a minute; if it is stopped, continue or end it"};
  if (code_ != 0) throw_system(locks_.path_, "lock", code_);
}

Locks::Writing::~Writing() {
  if (is_held()) static_cast<void>(locks_.set(F_UNLCK, writing_byte));
}

int Locks::wait_for_turn(steady_clock::time_point until) const noexcept {
  // The system does not queue those who ask in this way: whoever had it last lets those who wait go first.
  if (conflict(waiting_byte)) std::this_thread::sleep_for(2 * turn);
  int code = set(F_WRLCK, writing_byte);
  if (code != EAGAIN) return code;
  static_cast<void>(set(F_RDLCK, waiting_byte));
  while (code == EAGAIN && steady_clock::now() < until) {
    std::this_thread::sleep_for(turn);
    code = set(F_WRLCK, writing_byte);
  }
  static_cast<void>(set(F_UNLCK, waiting_byte));
  return code;
}

bool Locks::set_aside_reserve() noexcept {
  struct stat found {};
  if (::fstat(file_, &found) == 0 && found.st_size >= reserve_size) return true;
#ifdef __APPLE__
  return true;  // nothing can be set aside there
#else
  if (::posix_fallocate(file_, 0, reserve_size) == 0) return true;
  give_up_reserve();
  return false;
#endif
}

void Locks::give_up_reserve() noexcept { static_cast<void>(::ftruncate(file_, 0)); }

}  // namespace ticket0::inline v1::outbox::detail
