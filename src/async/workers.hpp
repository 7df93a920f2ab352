#pragma once

#include "async/pool.hpp"
#include "base/process.hpp"

namespace ticket0::inline v1::detail {

/// The pool of a client, of its copies and of the clients that its jobs are given. May be used by any thread.
class Workers {
 public:
  /// Null when it is closed. Of this process: a forked child has a new one, without threads.
  [[nodiscard]] std::shared_ptr<Pool> pool() { return is_closed_ ? nullptr : own_.get().pool; }
  void close() noexcept {
    is_closed_ = true;
    if (const Own* const own = own_.find()) own->pool->close();
  }

 private:
  struct Own {
    std::shared_ptr<Pool> pool = std::make_shared<Pool>();
  };
  PerProcess<Own> own_{};
  std::atomic<bool> is_closed_{false};
};

/// What the handles that users hold on a client share: the last of them to go closes the pool. A job's client
/// has no part in it, so that no job is ever the one that closes.
class WorkersOwner {
 public:
  explicit WorkersOwner(std::shared_ptr<Workers> workers) noexcept : workers_(std::move(workers)) {}
  WorkersOwner(const WorkersOwner&) = delete;
  WorkersOwner& operator=(const WorkersOwner&) = delete;
  ~WorkersOwner() { workers_->close(); }

 private:
  const std::shared_ptr<Workers> workers_;
};

}  // namespace ticket0::inline v1::detail
