#include "async/queue.hpp"

namespace ticket0::inline v1::detail {

void Queue::push(std::shared_ptr<TaskState> task, std::optional<TimePoint> deadline) {
  Entry& entry = tasks_.emplace_back(Entry{std::move(task)});
  if (!deadline) return;
  try {
    entry.deadline = deadlines_.emplace(*deadline, &entry);
  } catch (...) {
    tasks_.pop_back();
    throw;
  }
}

void Queue::pop_back() {
  if (tasks_.back().deadline) deadlines_.erase(*tasks_.back().deadline);
  tasks_.pop_back();
}

std::shared_ptr<TaskState> Queue::pop() {
  const Entry first = std::move(tasks_.front());
  tasks_.pop_front();
  if (first.deadline) deadlines_.erase(*first.deadline);
  return first.task;
}

std::optional<Queue::TimePoint> Queue::next_deadline() const noexcept {
  return deadlines_.empty() ? std::nullopt : std::optional{deadlines_.begin()->first};
}

std::shared_ptr<TaskState> Queue::take_late(TimePoint now) noexcept {
  if (deadlines_.empty() || deadlines_.begin()->first > now) return nullptr;
  Entry& entry = *deadlines_.begin()->second;
  entry.deadline.reset();
  deadlines_.erase(deadlines_.begin());
  return entry.task;
}

}  // namespace ticket0::inline v1::detail
