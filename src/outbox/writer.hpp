#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>

#include "outbox/database.hpp"
#include "outbox/locks.hpp"

namespace ticket0::inline v1::outbox::detail {

/// Makes changes durable. Changes that threads ask for at the same time share a commit: the first thread
/// carries out those of the others too.
class Writer {
 public:
  Writer(Database& database, Locks& locks);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// What a change needs of the disk.
  enum class Needs : std::uint8_t {
    room,     // it adds content: refused if the disk is full
    nothing,  // it settles what is there, from the reserve if need be
  };
  using Act = std::function<void(Database&)>;
  /// Carries `act` out in a transaction, and returns once that is durable. What `act` throws undoes it alone.
  /// Throws StorageError.
  void write(Needs needs, const Act& act);
  /// Empties the log, so that nothing of what was wiped is left in it. False: a reader or another who writes
  /// is in the way, or another file is at the path; another time may do.
  [[nodiscard]] bool empty_log() noexcept;

 private:
  struct Change {
    Needs needs;
    const Act& act;
    std::exception_ptr failure{};
    bool is_done{false};
    Change* next{nullptr};
  };
  void carry_out(Change* group) noexcept;
  /// False: the disk is full.
  [[nodiscard]] bool try_commit(Change* group);
  void commit(Change* group);
  void carry_out_one(Change& change);
  [[nodiscard]] std::exception_ptr disk_is_full() const;
  void check_place() const;
  /// What is committed is so whether or not this succeeds.
  bool move_log() noexcept;

  Database& database_;
  Locks& locks_;
  const std::optional<FileId> place_;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  Change* first_{nullptr};  // those that wait, in their order
  Change* last_{nullptr};
  bool is_busy_{false};
};

}  // namespace ticket0::inline v1::outbox::detail
