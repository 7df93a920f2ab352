#include "async/pool.hpp"

#include <algorithm>

#include "base/thread_end.hpp"

namespace ticket0::inline v1::detail {

namespace {
thread_local const Pool* pool_of_this_thread = nullptr;

struct Idle {
  explicit Idle(std::size_t& counter) noexcept : count(counter) { ++count; }
  Idle(const Idle&) = delete;
  Idle& operator=(const Idle&) = delete;
  ~Idle() { --count; }
  std::size_t& count;
};
}  // namespace

const Pool* Pool::current() noexcept { return pool_of_this_thread; }

Pool::Pool() { threads_.reserve(most_workers); }

bool Pool::post(std::shared_ptr<TaskState> task) {
  if (is_inherited()) return false;
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
    start_worker();
  } catch (...) {
    if (alive_ > 0) return;  // they get to it later
    queue_.pop_back();
    throw;
  }
}

void Pool::start_worker() {
  threads_.emplace_back([self = shared_from_this()] { self->work(); });
  ++alive_;
}

void Pool::work() {
  pool_of_this_thread = this;
  try {
    work_until_closed();
  } catch (...) {
    if (!thread_is_ending()) std::terminate();  // thrown by a coroutine of the user's, out of its promise
    replace_this_worker();
    throw;
  }
}

void Pool::work_until_closed() {
  std::unique_lock lock{mutex_};
  for (;;) {
    while (queue_.empty() && !is_closed_) {
      const Idle idle{idle_};  // pthread_cancel() of a job for its own thread ends the wait
      changed_.wait(lock);
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

/// A user's function ends this thread. Another takes its place where there is work; where none can be had,
/// what is queued ends as if the pool were closed.
void Pool::replace_this_worker() noexcept {
  std::unique_lock lock{mutex_};
  const auto own = std::find_if(threads_.begin(), threads_.end(), [](const std::thread& each) {
    return each.get_id() == std::this_thread::get_id();
  });
  if (own != threads_.end()) {  // else close() waits for it
    own->detach();
    threads_.erase(own);
  }
  --alive_;
  if (queue_.empty() || alive_ > 0) return;
  if (!is_closed_) try {
      start_worker();
      return;
    } catch (...) {}
  CancelSource over;
  over.cancel();
  ++alive_;
  while (!queue_.empty()) {
    std::shared_ptr<TaskState> task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    while (task) task = task->run(over.token());
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
  if (current() == nullptr) deliveries_.end();
}

}  // namespace ticket0::inline v1::detail
