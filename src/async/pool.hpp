#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "async/deliveries.hpp"
#include "async/queue.hpp"
#include "async/task_state.hpp"
#include "base/call_wait.hpp"

namespace ticket0::inline v1::detail {

/// Threads that run tasks, first come, first served. They start when a task finds none idle, and end when
/// the pool is closed and nothing is left to do. A running thread takes a place; one that waits lends its
/// place to another, and whoever is woken continues at once: no task begins until there is a place again, and
/// threads without a place end. May be used by any thread.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  /// `keeps_time`: deadlines are those of the system's clock, and a queued task ends at its own. Otherwise a
  /// worker notices when it takes the task.
  Pool(const AsyncOptions& options, bool keeps_time);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() = default;

  /// False if nobody would run the task: the pool was closed and its workers are gone, or this is another
  /// process. Throws if a first worker cannot be started.
  [[nodiscard]] bool post(std::shared_ptr<TaskState> task);
  /// Cancels what runs and what is queued. Waits for the threads, for at most `limit` if there is one, and
  /// from then on no executor is called. On a worker of any pool it does not wait, since two that waited for
  /// each other would wait for ever, and what is left ends on its own. False if threads go on.
  bool close(std::optional<std::chrono::milliseconds> limit) noexcept;
  [[nodiscard]] bool is_inherited() const noexcept { return process_ != current_process(); }
  [[nodiscard]] Deliveries& deliveries() noexcept { return deliveries_; }
  /// Closed, and nobody waits for its workers any more.
  [[nodiscard]] bool is_over() const noexcept { return deliveries_.are_over(); }
  /// The pool that this thread belongs to; null if none.
  [[nodiscard]] static const Pool* current() noexcept;

 private:
  class Worker;

  [[nodiscard]] std::size_t running() const noexcept { return alive_ - idle_ - lent_; }
  /// Whether there is a place for another thread.
  [[nodiscard]] bool has_place() const noexcept { return alive_ - lent_ < places_; }
  void serve_queue();
  void start_worker();
  void work();
  void work_until_closed();
  void leave(std::unique_lock<std::mutex>& lock);
  void replace_this_worker() noexcept;
  [[nodiscard]] bool lend() noexcept;
  void take_back() noexcept;
  void watch_deadlines() noexcept;
  void keep_time();
  void end_thread(std::unique_lock<std::mutex>& lock) noexcept;

  const long process_{current_process()};
  const std::size_t places_;
  const std::size_t most_lent_;
  const bool keeps_time_;
  CancelSource closing_{};
  Deliveries deliveries_{};
  std::mutex mutex_{};  // guards what follows
  std::condition_variable changed_{};
  std::condition_variable deadline_changed_{};
  std::condition_variable ended_{};
  Queue queue_{};
  std::vector<std::thread> threads_{};
  std::thread left_{};  // the last that had no place; to be joined
  std::thread timekeeper_{};
  std::size_t idle_{0};
  std::size_t alive_{0};  // workers
  std::size_t lent_{0};   // workers that wait and have lent their places
  bool is_keeping_time_{false};
  bool is_closed_{false};
  bool is_left_behind_{false};  // closed, but threads go on, and nobody waits for them
};

}  // namespace ticket0::inline v1::detail
