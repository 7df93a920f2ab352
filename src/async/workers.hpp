#pragma once

#include "async/pool.hpp"
#include "base/process.hpp"

namespace ticket0::inline v1::detail {

/// The pool of a client, of its copies and of the clients that its jobs are given. May be used by any thread.
class Workers {
 public:
  Workers(const AsyncOptions& options, bool keeps_time) : own_(options, keeps_time) {}
  /// Null once closed. It is this process's own: a forked child has a new one, without threads.
  [[nodiscard]] std::shared_ptr<Pool> pool() { return is_closed_ ? nullptr : own_.get().pool; }
  /// As Pool::close().
  bool close(std::optional<std::chrono::milliseconds> limit) noexcept {
    is_closed_ = true;
    const Own* const own = own_.find();
    return own == nullptr || own->pool->close(limit);
  }

 private:
  struct Own {
    Own(const AsyncOptions& options, bool keeps_time) : pool(std::make_shared<Pool>(options, keeps_time)) {}
    std::shared_ptr<Pool> pool;
  };
  PerProcess<Own, AsyncOptions, bool> own_;
  std::atomic<bool> is_closed_{false};
};

/// What the handles that users hold on a client share: the last of them to go closes the pool. A job's client
/// has no part in it, so that no job is ever the one that closes.
class WorkersOwner {
 public:
  WorkersOwner(std::shared_ptr<Workers> workers, bool waits) noexcept
      : workers_(std::move(workers)), waits_(waits) {}
  WorkersOwner(const WorkersOwner&) = delete;
  WorkersOwner& operator=(const WorkersOwner&) = delete;
  ~WorkersOwner() { workers_->close(waits_ ? std::nullopt : std::optional{std::chrono::milliseconds{0}}); }

 private:
  const std::shared_ptr<Workers> workers_;
  const bool waits_;
};

}  // namespace ticket0::inline v1::detail
