#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "outbox/place.hpp"

namespace ticket0::inline v1::outbox::detail {

/// This process's locks in the file `<path>-senders`. Whoever works on an entry holds the lock on a byte of
/// it: a stopped process still has it, a killed one does not, whatever its pid, its clock or its children do.
/// The system gives up a process's locks on a file when the process closes any descriptor of it: so there is
/// one for each such file, and it is never closed.
class Locks {
 public:
  /// Those of the file, which is created if it is not there.
  [[nodiscard]] static Locks& of(const std::string& path);
  Locks(const Locks&) = delete;
  Locks& operator=(const Locks&) = delete;

  /// The right to work on an entry; while this lives, nobody else in any process has it.
  class Claim {
   public:
    Claim(Locks& locks, std::int64_t entry) noexcept : locks_(&locks), entry_(entry) {}
    [[nodiscard]] static Claim of_nothing() noexcept { return Claim{}; }
    Claim(Claim&& other) noexcept : locks_(std::exchange(other.locks_, nullptr)), entry_(other.entry_) {}
    Claim& operator=(Claim&&) = delete;
    ~Claim() {
      if (locks_ != nullptr) locks_->release(entry_);
    }

   private:
    Claim() = default;
    Locks* locks_{nullptr};
    std::int64_t entry_{0};
  };
  /// Empty: somebody has it.
  [[nodiscard]] std::optional<Claim> claim(std::int64_t entry);
  /// The pid of another process that has the entry; 0 if it is this one, or nobody.
  [[nodiscard]] long holder(std::int64_t entry) const noexcept;

  /// Held around each write and each checkpoint, by one thread of all processes.
  class Writing {
   public:
    /// Throws StorageError if others have it for longer than half a minute.
    explicit Writing(Locks& locks);
    /// Waits no longer than `longest`: is_held() tells.
    Writing(Locks& locks, std::chrono::milliseconds longest) noexcept;
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    ~Writing();
    [[nodiscard]] bool is_held() const noexcept { return code_ == 0; }

   private:
    Locks& locks_;
    std::unique_lock<std::timed_mutex> thread_;
    int code_{0};  // an errno: EDEADLK if another thread has it, EAGAIN if another process
  };

  /// Room on the disk that is set aside, so that what is stored can still be settled when the disk is full.
  /// False if there is none to be had.
  [[nodiscard]] bool set_aside_reserve() noexcept;
  void give_up_reserve() noexcept;

 private:
  explicit Locks(const std::string& path);
  friend class LocksOfProcess;
  void release(std::int64_t entry) noexcept;
  /// `type` is one of fcntl's. 0, or an errno: EAGAIN if another process has it.
  [[nodiscard]] int set(short type, std::int64_t at) const noexcept;
  [[nodiscard]] std::optional<long> conflict(std::int64_t at) const noexcept;
  /// As set().
  [[nodiscard]] int wait_for_turn(std::chrono::steady_clock::time_point until) const noexcept;

  const std::string path_;
  int file_{-1};
  std::mutex mutex_{};
  std::set<std::int64_t> claimed_{};  // by threads of this process, which its locks do not tell apart
  std::timed_mutex writing_{};
};

}  // namespace ticket0::inline v1::outbox::detail
