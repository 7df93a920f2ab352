#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>

namespace ticket0::inline v1::detail {

class TaskState;

/// The functions of a pool's tasks that have yet to run on the user's executors, and the calls to these
/// executors. May be used by any thread of its process.
class Deliveries {
 public:
  Deliveries() = default;
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;
  ~Deliveries() = default;

  /// Notes a pending function. False after end(): the caller has to abandon it.
  [[nodiscard]] bool add(std::weak_ptr<TaskState> task);
  void remove(const std::weak_ptr<TaskState>& task) noexcept;
  /// Abandons what is pending, and waits until no other thread calls an executor.
  void end() noexcept;
  [[nodiscard]] bool are_over() const noexcept { return are_over_; }

  /// Lives while this thread calls an executor, and is made before the thread decides whether it may: end()
  /// first abandons what is pending and then waits for the calls.
  class Call {
   public:
    explicit Call(Deliveries* of) noexcept;  // null: nobody waits for the call
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    ~Call();

   private:
    friend class Deliveries;
    Deliveries* const of_;
    const Call* const outer_;  // of this thread
  };

 private:
  [[nodiscard]] int calls_of_this_thread() const noexcept;

  std::mutex mutex_{};  // guards what follows
  std::condition_variable changed_{};
  std::set<std::weak_ptr<TaskState>, std::owner_less<>> pending_{};
  int calls_{0};
  std::atomic<bool> are_over_{false};  // written under the mutex
};

}  // namespace ticket0::inline v1::detail
