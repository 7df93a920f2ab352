#include "async/task_state.hpp"

namespace ticket0::inline v1::detail {

Work::~Work() = default;

TaskHandle::TaskHandle(std::shared_ptr<TaskState> state) noexcept : state_(std::move(state)) {}
TaskHandle::TaskHandle(TaskHandle&& other) noexcept = default;
TaskHandle& TaskHandle::operator=(TaskHandle&& other) noexcept {
  TaskHandle old{std::exchange(state_, std::move(other.state_))};
  return *this;
}
TaskHandle::~TaskHandle() {
  if (state_) static_cast<void>(state_->forget_caller());
}

TaskHandle TaskHandle::then(Executor executor, std::unique_ptr<Work> next) && {
  TaskHandle after{state().follow(TaskState::Kind::next, std::move(executor), std::move(next))};
  state_.reset();
  return after;
}

void TaskHandle::on_done(Executor executor, std::unique_ptr<Work> completion) && {
  static_cast<void>(state().follow(TaskState::Kind::completion, std::move(executor), std::move(completion)));
  state_.reset();
}

void TaskHandle::wait() const {
  if (state().is_on_its_pool())
    throw std::logic_error{
        "Task::get() on a worker of its own pool would wait for ever: use then() or co_await"};
  state().wait();
}

bool TaskHandle::wait_for(std::chrono::milliseconds limit) const {
  if (limit > std::chrono::milliseconds::zero() && state().is_on_its_pool())
    throw std::logic_error{
        "Task::wait_for() on a worker of its own pool holds up what it waits for: use then() or co_await"};
  return state().wait_for(limit);
}

bool TaskHandle::is_done() const noexcept { return state_ && !state_->is_taken() && state_->is_done(); }

void TaskHandle::cancel() const noexcept {
  if (state_) state_->cancel();
}

bool TaskHandle::end_wait() const noexcept { return state_ && state_->forget_caller(); }

/// The handle stays as it is, so that another thread may still cancel the task.
void TaskHandle::finish() const {
  if (std::exception_ptr error = state().take_error()) std::rethrow_exception(std::move(error));
}

CoroutineWait::CoroutineWait() noexcept = default;
CoroutineWait::~CoroutineWait() {
  if (state_) state_->forget_caller(caller_);
}

bool CoroutineWait::begin(const TaskHandle& task, std::coroutine_handle<> caller) {
  static_cast<void>(task.state());
  const std::shared_ptr<TaskState> kept = task.state_;  // once resumed, the caller may destroy it and this
  state_ = kept;
  caller_ = caller;
  return kept->resume_after(caller);
}

void CoroutineWait::end() noexcept { state_.reset(); }

TaskState& TaskHandle::state() const {
  if (!state_ || state_->is_taken())
    throw std::logic_error{"the result of this ticket0::Task was taken, or it was moved from"};
  return *state_;
}

}  // namespace ticket0::inline v1::detail
