#include "sandbox/late_changes.hpp"

#include <functional>
#include <mutex>
#include <utility>

namespace sandbox {

void LateChanges::add(Clock::Time due, std::function<void()> change) {
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_.emplace(due, std::move(change));
}

void LateChanges::clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_.clear();
}

void LateChanges::make_due(Clock::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    const auto change = waiting_.extract(waiting_.begin());
    Clock::as_of(change.key(), change.mapped());
  }
}

}  // namespace sandbox
