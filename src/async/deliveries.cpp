#include "async/deliveries.hpp"

#include "async/pool.hpp"
#include "base/thread_end.hpp"

namespace ticket0::inline v1::detail {

namespace {
/// The innermost: an executor may, by what it does, have others called.
thread_local const Deliveries::Call* call_of_this_thread = nullptr;
}  // namespace

bool Deliveries::add(std::weak_ptr<TaskState> task) {
  const std::lock_guard lock{mutex_};
  if (!are_over_) pending_.insert(std::move(task));
  return !are_over_;
}

void Deliveries::remove(const std::weak_ptr<TaskState>& task) noexcept {
  const std::lock_guard lock{mutex_};
  pending_.erase(task);
}

void Deliveries::end() noexcept {
  std::set<std::weak_ptr<TaskState>, std::owner_less<>> pending;
  {
    const std::lock_guard lock{mutex_};
    are_over_ = true;
    pending.swap(pending_);
  }
  for (const auto& each : pending)
    if (const std::shared_ptr<TaskState> task = each.lock()) task->abandon();
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this, own = calls_of_this_thread()] { return calls_ <= own; });
}

/// An executor that destroys the client does not wait for itself.
int Deliveries::calls_of_this_thread() const noexcept {
  int calls = 0;
  for (const Call* call = call_of_this_thread; call != nullptr; call = call->outer_)
    if (call->of_ == this) ++calls;
  return calls;
}

Deliveries::Call::Call(Deliveries* of) noexcept : of_(of), outer_(std::exchange(call_of_this_thread, this)) {
  if (of_ == nullptr) return;
  const std::lock_guard lock{of_->mutex_};
  ++of_->calls_;
}

Deliveries::Call::~Call() {
  call_of_this_thread = outer_;
  if (of_ == nullptr) return;
  const std::lock_guard lock{of_->mutex_};
  --of_->calls_;
  of_->changed_.notify_all();
}

/// What an executor is given: it runs the task once, and ends it if the executor drops it.
class TaskState::Handed {
 public:
  explicit Handed(std::shared_ptr<TaskState> task) noexcept : task_(std::move(task)) {}
  Handed(const Handed&) = delete;
  Handed& operator=(const Handed&) = delete;
  ~Handed() { task_->drop(); }
  void run() const { task_->run_handed(); }

 private:
  const std::shared_ptr<TaskState> task_;
};

bool TaskState::announce() {
  const std::shared_ptr<Pool> pool = own_pool();
  return pool && pool->deliveries().add(weak_from_this());
}

std::shared_ptr<TaskState> TaskState::hand_over() {
  const std::shared_ptr<Pool> pool = own_pool();
  const Deliveries::Call call{pool ? &pool->deliveries() : nullptr};
  Executor executor;
  {
    const std::lock_guard lock{mutex_};
    if (phase_ != Phase::queued) return nullptr;
    if (kind_ == Kind::completion || !error_) {
      if (!executor_) return nullptr;  // the executor has the task already
      executor.swap(executor_);
    }
  }
  if (!executor) return claim() ? end() : nullptr;
  give_to(executor);
  return nullptr;
}

void TaskState::give_to(const Executor& executor) {
  const NoThreadCancel whole;  // an executor may write to a pipe, where pthread_cancel() takes effect
  std::shared_ptr<Handed> handed;
  try {
    handed = std::make_shared<Handed>(shared_from_this());
    executor([handed] { handed->run(); });
  } catch (...) {
    if (thread_is_ending()) throw;
    if (!handed) drop();
  }
}

void TaskState::drop() noexcept {
  if (!is_inherited() && claim()) end_with(cancelled("its executor did not run it", Outcome::unknown));
}

void TaskState::run_handed() {
  if (is_inherited() || !claim()) return;
  if (kind_ == Kind::completion) {
    struct End {
      TaskState& task;
      ~End() { static_cast<void>(task.end()); }
    } const end{*this};
    work_->run(nullptr, std::move(error_));
    return;
  }
  if (!error_) call({});
  go_on(end());
}

void TaskState::abandon() noexcept {
  std::exception_ptr error = cancelled("its client was closed before it was done", known_outcome());
  std::shared_ptr<TaskState> before;  // released without the lock
  {
    const std::lock_guard lock{mutex_};
    if (phase_ == Phase::waiting) {
      before = std::move(before_);
      error_ = std::move(error);
      phase_ = Phase::queued;
    } else if (phase_ == Phase::queued && kind_ != Kind::completion) {
      error_ = std::move(error);
    }
  }
  submit();
}

/// What may have reached the service from this task and those before it, while they are not done. A job that
/// has sent nothing yet will not send anything any more.
Outcome TaskState::known_outcome() noexcept {
  std::shared_ptr<TaskState> first = shared_from_this();
  for (;;) {
    std::shared_ptr<TaskState> before;
    {
      const std::lock_guard lock{first->mutex_};
      if (first->phase_ != Phase::waiting) {
        const bool is_unsent =
            first->kind_ == Kind::job && first->phase_ != Phase::done && first->permits_->own().revoke();
        return is_unsent ? Outcome::not_sent : Outcome::unknown;
      }
      before = first->before_;
    }
    first = std::move(before);
  }
}

}  // namespace ticket0::inline v1::detail
