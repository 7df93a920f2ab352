#pragma once

#include <atomic>
#include <mutex>

#include "outbox/entries.hpp"
#include "outbox/writer.hpp"

namespace ticket0::inline v1::outbox::detail {

/// An open outbox: its file, its locks, and who hears of changes.
class Core {
 public:
  explicit Core(Options options);
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core();

  /// Throws StorageError in a process that was forked from the one that opened it.
  void check_process() const;
  /// As Writer::write().
  void write(Writer::Needs needs, const Writer::Act& act) const {
    check_process();
    open_->writer.write(needs, act);
  }
  /// What `ask` makes of the stored entries. Keep it short: a reader keeps the log from being emptied.
  template <class Ask>
  auto read(const Ask& ask) const {
    check_process();
    const std::lock_guard<std::mutex> guard{open_->reading};
    return ask(open_->reader);
  }
  /// Throws StorageError if the file is a copy that nobody has adopted.
  void check_original() const;
  void wipe_what_is_due() const;
  /// Writes a copy, which knows that it is one.
  void copy_to(const std::string& path) const;
  /// Removes from the log what was removed from the file. If a reader or another writer is in the way, a
  /// later wipe_what_is_due() does it.
  void empty_log() const noexcept;
  /// The right to send, to look for or to settle an entry; empty: another thread or process has it.
  [[nodiscard]] std::optional<Locks::Claim> claim(const Row& row) const;
  [[nodiscard]] std::optional<Locks::Claim> claim_queued(std::int64_t id) const;
  void changed(std::string_view key, State state, int attempts) const;
  void paused(std::string_view reason) const;

  [[nodiscard]] const Options& options() const noexcept { return options_; }
  [[nodiscard]] const Moments& moments() const noexcept { return moments_; }
  [[nodiscard]] Locks& locks() const noexcept { return open_->locks; }
  [[nodiscard]] const std::string& salt() const noexcept { return open_->salt; }

 private:
  struct Open {
    explicit Open(const std::string& path);
    Locks& locks;
    OpenFile file;
    Database database;  // the writer's
    Database reader;
    Writer writer;
    std::string salt;
    std::mutex reading{};
  };
  Options options_;
  Moments moments_;
  long process_;
  std::unique_ptr<Open> open_;
  mutable std::atomic<bool> must_empty_log_{true};  // who had the file open before may have left something
};

}  // namespace ticket0::inline v1::outbox::detail
