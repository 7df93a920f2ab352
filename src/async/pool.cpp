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

/// A worker's thread, while it works.
class Pool::Worker final : public ThreadOwner {
 public:
  explicit Worker(Pool& pool) noexcept : pool_(pool) {
    pool_of_this_thread = &pool;
    of_this_thread() = this;
  }
  ~Worker() { of_this_thread() = nullptr; }
  void begin_wait() noexcept override {
    if (waits_++ == 0) has_lent_ = pool_.lend();
  }
  void end_wait() noexcept override {
    if (--waits_ == 0 && has_lent_) pool_.take_back();
  }

 private:
  Pool& pool_;
  int waits_{0};  // a clock's wait may make calls
  bool has_lent_{false};
};

const Pool* Pool::current() noexcept { return pool_of_this_thread; }

Pool::Pool(const AsyncOptions& options, bool keeps_time)
    : places_(static_cast<std::size_t>(options.threads)),
      most_lent_(static_cast<std::size_t>(options.max_waiting)),
      keeps_time_(keeps_time) {
  threads_.reserve(places_);
}

bool Pool::post(std::shared_ptr<TaskState> task) {
  if (is_inherited()) return false;
  {
    const std::lock_guard lock{mutex_};
    if (is_closed_ && alive_ == 0) return false;
    const std::optional<Queue::TimePoint> deadline = keeps_time_ ? task->deadline() : std::nullopt;
    queue_.push(std::move(task), deadline);
    if (!is_closed_) serve_queue();
  }
  changed_.notify_one();
  return true;
}

/// A task was queued: starts a worker if there is none for it.
void Pool::serve_queue() {
  if (idle_ >= queue_.size()) return;
  if (has_place()) try {
      start_worker();
      return;
    } catch (...) {
      if (alive_ == 0) {
        queue_.pop_back();
        throw;
      }
    }
  watch_deadlines();  // somebody gets to it later
}

void Pool::start_worker() {
  threads_.emplace_back([self = shared_from_this()] { self->work(); });
  ++alive_;
}

void Pool::work() {
  const Worker worker{*this};
  try {
    work_until_closed();
  } catch (...) {
    if (!thread_is_ending()) std::terminate();  // thrown by a user's coroutine, out of its promise
    replace_this_worker();
    throw;
  }
}

void Pool::work_until_closed() {
  std::unique_lock lock{mutex_};
  for (;;) {
    if (!is_closed_ && (running() > places_ || (queue_.empty() && alive_ - lent_ > places_))) {
      leave(lock);
      return;
    }
    if (!queue_.empty()) {
      std::shared_ptr<TaskState> task = queue_.pop();
      lock.unlock();
      while (task) task = task->run(closing_.token());
      lock.lock();
    } else if (is_closed_) {
      break;
    } else {
      const Idle idle{idle_};  // a job's pthread_cancel() of its own thread ends the wait
      changed_.wait(lock);
    }
  }
  --alive_;
  end_thread(lock);
}

/// Ends a thread that has no place. It joins the one that left before it, and leaves itself to be
/// joined.
void Pool::leave(std::unique_lock<std::mutex>& lock) {
  const NoThreadCancel whole;
  const auto own = std::find_if(threads_.begin(), threads_.end(), [](const std::thread& each) {
    return each.get_id() == std::this_thread::get_id();
  });
  std::thread before = std::exchange(left_, std::move(*own));
  threads_.erase(own);
  --alive_;
  if (!queue_.empty()) watch_deadlines();
  lock.unlock();
  if (before.joinable()) before.join();
}

/// A user's function ends this thread. Another takes its place if there is work; if none can be had, what is
/// queued ends as if the pool were closed.
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
  if (!queue_.empty() && !is_closed_ && has_place() && idle_ < queue_.size()) try {
      start_worker();
    } catch (...) {}
  if (!queue_.empty() && alive_ == 0) {
    CancelSource over;
    over.cancel();
    ++alive_;
    while (!queue_.empty()) {
      std::shared_ptr<TaskState> task = queue_.pop();
      lock.unlock();
      while (task) task = task->run(over.token());
      lock.lock();
    }
    --alive_;
  }
  end_thread(lock);
}

void Pool::end_thread(std::unique_lock<std::mutex>& lock) noexcept {
  ended_.notify_all();
  lock.unlock();
}

/// This worker waits: another may begin a task. False if it keeps its place.
bool Pool::lend() noexcept {
  const NoThreadCancel whole;
  const std::lock_guard lock{mutex_};
  if (is_closed_ || lent_ >= most_lent_) return false;
  ++lent_;
  if (queue_.empty()) return true;
  if (idle_ < queue_.size() && has_place()) try {
      start_worker();
    } catch (...) {
      if (idle_ == 0) {
        --lent_;
        return false;
      }
    }
  changed_.notify_one();
  return true;
}

void Pool::take_back() noexcept {
  const std::lock_guard lock{mutex_};
  --lent_;
  if (idle_ > 0 && alive_ - lent_ > places_) changed_.notify_one();  // it leaves
}

/// Ends a task when its time is up. If no thread can be had, a worker notices when it takes the
/// task.
void Pool::watch_deadlines() noexcept {
  const NoThreadCancel whole;
  if (!keeps_time_ || !queue_.next_deadline()) return;
  if (is_keeping_time_) {
    deadline_changed_.notify_one();
    return;
  }
  try {
    timekeeper_ = std::thread{[self = shared_from_this()] { self->keep_time(); }};
    is_keeping_time_ = true;
  } catch (...) {}
}

void Pool::keep_time() {
  pool_of_this_thread = this;
  std::unique_lock lock{mutex_};
  while (!is_closed_) {
    const std::optional<Queue::TimePoint> next = queue_.next_deadline();
    if (!next) {
      deadline_changed_.wait(lock);
    } else if (std::shared_ptr<TaskState> late = queue_.take_late(std::chrono::steady_clock::now())) {
      lock.unlock();
      late->expire();
      late.reset();
      lock.lock();
    } else {
      deadline_changed_.wait_until(lock, *next);
    }
  }
  is_keeping_time_ = false;
  end_thread(lock);
}

bool Pool::close(std::optional<std::chrono::milliseconds> limit) noexcept {
  std::vector<std::thread> threads;
  std::thread left;
  std::thread timekeeper;
  {
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
    threads.swap(threads_);
    left.swap(left_);
    timekeeper.swap(timekeeper_);
  }
  closing_.cancel();
  changed_.notify_all();
  deadline_changed_.notify_all();
  const bool waits = current() == nullptr;
  bool is_over = false;
  {
    const auto have_ended = [this] { return alive_ == 0 && !is_keeping_time_; };
    std::unique_lock lock{mutex_};
    if (limit && waits)
      is_over = ended_.wait_for(lock, *limit, have_ended);
    else
      is_over = have_ended();
    if (!limit && waits && !is_left_behind_) {
      ended_.wait(lock, have_ended);
      is_over = true;
    }
    if (!is_over) is_left_behind_ = true;
  }
  const auto let_go = [joins = is_over && waits](std::thread& thread) {
    if (!thread.joinable()) return;
    if (joins)
      thread.join();
    else
      thread.detach();
  };
  for (std::thread& each : threads) let_go(each);
  let_go(left);
  let_go(timekeeper);
  if (waits) deliveries_.end();
  return is_over;
}

}  // namespace ticket0::inline v1::detail
