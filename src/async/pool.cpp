#include "async/pool.hpp"

namespace ticket0::inline v1::detail {

namespace {
thread_local const Pool* pool_of_this_thread = nullptr;
}  // namespace

const Pool* Pool::current() noexcept { return pool_of_this_thread; }

Pool::Pool() { threads_.reserve(most_workers); }

bool Pool::post(std::shared_ptr<TaskState> task) {
  if (process_ != current_process()) return false;
  {
    const std::lock_guard lock{mutex_};
    if (is_closed_ && alive_ == 0) return false;
    queue_.push_back(std::move(task));
    if (!is_closed_ && idle_ < queue_.size() && alive_ < most_workers) add_worker();
  }
  changed_.notify_one();
  return true;
}

/// The mutex is locked, and a task was queued.
void Pool::add_worker() {
  try {
    threads_.emplace_back([self = shared_from_this()] { self->work(); });
    ++alive_;
  } catch (...) {
    if (alive_ > 0) return;  // they get to it later
    queue_.pop_back();
    throw;
  }
}

void Pool::work() noexcept {
  pool_of_this_thread = this;
  std::unique_lock lock{mutex_};
  for (;;) {
    while (queue_.empty() && !is_closed_) {
      ++idle_;
      changed_.wait(lock);
      --idle_;
    }
    if (queue_.empty()) break;
    std::shared_ptr<TaskState> task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    while (task) task = task->run(closing_.token());
    lock.lock();
  }
  --alive_;
}

void Pool::close() noexcept {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
    threads.swap(threads_);
  }
  closing_.cancel();
  changed_.notify_all();
  for (std::thread& each : threads) {
    if (current() == nullptr)
      each.join();
    else
      each.detach();
  }
}

}  // namespace ticket0::inline v1::detail
