#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "async/deliveries.hpp"
#include "async/task_state.hpp"

namespace ticket0::inline v1::detail {

/// Threads that run tasks, first come, first served. They start as tasks find none of them idle, and end
/// when it is closed and there is nothing left to do. May be used by any thread.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  /// A minute has 60 requests: what more workers would send had to wait.
  static constexpr std::size_t most_workers = 16;

  Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() = default;

  /// False where nobody would run the task: it was closed and its workers are gone, or this is another
  /// process. Throws where a first worker cannot be started.
  [[nodiscard]] bool post(std::shared_ptr<TaskState> task);
  /// Cancels what runs and what is queued. Waits for the workers, and from then on no executor is called; but
  /// not on a worker of any pool: two that waited for each other would wait for ever.
  void close() noexcept;
  [[nodiscard]] bool is_inherited() const noexcept { return process_ != current_process(); }
  [[nodiscard]] Deliveries& deliveries() noexcept { return deliveries_; }
  /// Whose worker this thread is; null where it is none.
  [[nodiscard]] static const Pool* current() noexcept;

 private:
  void add_worker();
  void start_worker();
  void work();
  void work_until_closed();
  void replace_this_worker() noexcept;

  const long process_{current_process()};
  CancelSource closing_{};
  Deliveries deliveries_{};
  std::mutex mutex_{};  // of what follows
  std::condition_variable changed_{};
  std::deque<std::shared_ptr<TaskState>> queue_{};
  std::vector<std::thread> threads_{};
  std::size_t idle_{0};
  std::size_t alive_{0};
  bool is_closed_{false};
};

}  // namespace ticket0::inline v1::detail
