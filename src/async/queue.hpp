#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace ticket0::inline v1::detail {

class TaskState;

/// Tasks that wait for a worker, first come, first served, and when the time of each is up.
class Queue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void push(std::shared_ptr<TaskState> task, std::optional<TimePoint> deadline);
  /// Undoes the last push().
  void pop_back();
  [[nodiscard]] std::shared_ptr<TaskState> pop();
  [[nodiscard]] bool empty() const noexcept { return tasks_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return tasks_.size(); }
  [[nodiscard]] std::optional<TimePoint> next_deadline() const noexcept;
  /// A task whose time is up; null if there is none. It keeps its place in the queue, but is not given here
  /// again.
  [[nodiscard]] std::shared_ptr<TaskState> take_late(TimePoint now) noexcept;

 private:
  struct Entry;
  using Deadlines = std::multimap<TimePoint, Entry*>;
  struct Entry {
    std::shared_ptr<TaskState> task;
    std::optional<Deadlines::iterator> deadline{};
  };
  std::deque<Entry> tasks_{};  // its entries never move
  Deadlines deadlines_{};
};

}  // namespace ticket0::inline v1::detail
