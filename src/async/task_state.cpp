#include "async/task_state.hpp"

#include <algorithm>

#include "async/pool.hpp"
#include "base/thread_end.hpp"

namespace ticket0::inline v1::detail {

TaskState::TaskState(std::weak_ptr<Pool> pool, std::unique_ptr<Work> work, Client client, JobTerms terms)
    : pool_(std::move(pool)),
      kind_(Kind::job),
      is_for_executor_(false),
      client_(std::move(client)),
      terms_(std::move(terms)),
      begun_(terms_->clock->now()),
      deadline_(begun_ + terms_->timeout),
      permits_(std::move(terms_->permits)),
      work_(std::move(work)),
      phase_(Phase::queued),
      stop_(std::in_place) {}

TaskState::TaskState(std::shared_ptr<TaskState> before, Kind kind, Executor executor,
                     std::unique_ptr<Work> work)
    : pool_(before->pool_),
      kind_(kind),
      is_for_executor_(static_cast<bool>(executor)),
      work_(std::move(work)),
      phase_(Phase::waiting),
      executor_(std::move(executor)),
      before_(std::move(before)) {}

TaskState::~TaskState() {
  if (!is_for_executor_) return;
  if (const std::shared_ptr<Pool> pool = own_pool()) pool->deliveries().remove(weak_from_this());
}

std::shared_ptr<TaskState> TaskState::follow(Kind kind, Executor executor, std::unique_ptr<Work> work) {
  auto next = std::make_shared<TaskState>(shared_from_this(), kind, std::move(executor), std::move(work));
  const bool is_too_late = next->is_for_executor_ && !next->announce();
  if (is_too_late && kind == Kind::completion && Pool::current() != nullptr && Pool::current()->is_over())
    return next;  // a job that outlives its client calls no executor
  const bool is_next = !link(next);
  if (is_next) next->begin(take_error());
  if (is_too_late)
    next->abandon();
  else if (is_next)
    next->submit();
  return next;
}

/// False if this task is done.
bool TaskState::link(const std::shared_ptr<TaskState>& next) {
  if (is_done()) return false;
  const std::lock_guard lock{mutex_};
  if (phase_ == Phase::done) return false;
  expect_no_taker();
  next_ = next;
  return true;
}

bool TaskState::resume_after(std::coroutine_handle<> caller) {
  if (is_done()) return false;
  const std::lock_guard lock{mutex_};
  if (phase_ == Phase::done) return false;
  expect_no_taker();
  caller_ = caller;
  return true;
}

void TaskState::expect_no_taker() const {
  if (next_ || caller_) throw std::logic_error{"a coroutine waits for this ticket0::Task already"};
}

bool TaskState::forget_caller() noexcept {
  if (is_inherited()) return false;
  const std::lock_guard lock{mutex_};
  return static_cast<bool>(std::exchange(caller_, {}));
}

void TaskState::forget_caller(std::coroutine_handle<> caller) noexcept {
  if (is_inherited()) return;
  const std::lock_guard lock{mutex_};
  if (caller_ == caller) caller_ = {};
}

void TaskState::resume_caller() {
  std::coroutine_handle<> caller;
  {
    const std::lock_guard lock{mutex_};
    if (phase_ == Phase::done) caller = std::exchange(caller_, {});
  }
  if (caller) caller.resume();
}

void TaskState::cancel() noexcept {
  for (auto task = shared_from_this(); task;) task = task->cancel_this();
}

/// Returns the task before it if this one waits for that: it is to be cancelled then, and how it ends says
/// what is known of its requests.
std::shared_ptr<TaskState> TaskState::cancel_this() noexcept {
  if (is_done()) return nullptr;
  std::optional<CancelSource> stop;
  {
    const std::lock_guard lock{mutex_};
    is_cancelled_ = true;
    if (phase_ == Phase::waiting) return before_;
    stop = stop_;
  }
  if (claim())
    end_with(error_ ? std::move(error_) : not_begun());
  else if (stop)
    stop->cancel();
  return nullptr;
}

void TaskState::start() {
  const CancelToken token = terms_->cancel;  // the terms go when it ends
  std::shared_ptr<void> link = token.on_cancel([weak = weak_from_this()] {
    if (const std::shared_ptr<TaskState> task = weak.lock()) task->cancel();
  });
  {
    const std::lock_guard lock{mutex_};
    if (phase_ == Phase::queued) link_.swap(link);
  }
  submit();
}

void TaskState::expire() noexcept {
  if (claim()) end_with(too_late());
}

void TaskState::submit() noexcept {
  if (is_for_executor_) {
    run_here(hand_over());
    return;
  }
  bool has_failed = false;
  {
    const std::lock_guard lock{mutex_};
    if (phase_ != Phase::queued) return;  // somebody ends it
    has_failed = static_cast<bool>(error_);
  }
  try {
    const std::shared_ptr<Pool> pool = has_failed ? nullptr : own_pool();
    if (pool && pool->post(shared_from_this())) return;
  } catch (...) {  // no thread, no memory
    if (claim()) end_with(std::current_exception());
    return;
  }
  if (claim()) end_with(error_ ? std::move(error_) : not_begun());
}

std::shared_ptr<TaskState> TaskState::run(const CancelToken& closing) {
  if (is_for_executor_ && phase_ != Phase::done) return hand_over();
  if (!claim()) {
    resume_caller();
    return nullptr;
  }
  if (!error_ && closing.cancelled()) error_ = not_begun();
  if (!error_ && terms_ && terms_->clock->now() >= *deadline_) error_ = too_late();
  if (!error_) call(closing);
  return end();
}

namespace {
/// While it lives, this thread runs the job of these permits; none if they are null.
struct RunsJob {
  explicit RunsJob(const SendPermits* permits) noexcept
      : outer(std::exchange(SendPermits::of_this_thread(), permits)) {}
  RunsJob(const RunsJob&) = delete;
  RunsJob& operator=(const RunsJob&) = delete;
  ~RunsJob() { SendPermits::of_this_thread() = outer; }
  const SendPermits* const outer;
};
}  // namespace

/// Runs the user's function and keeps what it throws.
void TaskState::call(const CancelToken& closing) {
  const RunsJob job{permits_.get()};
  try {
    if (client_) {
      *terms_->queued = terms_->clock->now() - begun_;
      const Client own = client_->with({.cancel = closing}).with({.cancel = stop_->token()});
      work_->run(&own, nullptr);
    } else {
      work_->run(nullptr, nullptr);
    }
  } catch (...) {
    if (thread_is_ending()) {
      end_with(cancelled("its function ended the thread that it ran on", Outcome::unknown));
      throw;
    }
    error_ = std::current_exception();
  }
}

bool TaskState::claim() noexcept {
  std::shared_ptr<void> link;  // released without the lock
  const std::lock_guard lock{mutex_};
  if (phase_ != Phase::queued) return false;
  phase_ = Phase::running;
  link.swap(link_);
  return true;
}

/// What it waited for is done. It is not submitted: whoever calls this runs it, or submits it.
void TaskState::begin(std::exception_ptr error_before) noexcept {
  std::shared_ptr<TaskState> before;  // released without the lock
  const std::lock_guard lock{mutex_};
  if (phase_ != Phase::waiting) return;  // it was abandoned
  error_ = std::move(error_before);
  if (!error_ && is_cancelled_) error_ = not_begun();
  before = std::move(before_);
  phase_ = Phase::queued;
}

/// What the user's function held is destroyed before anybody learns that the task is done.
std::shared_ptr<TaskState> TaskState::end() noexcept {
  work_.reset();
  client_.reset();
  terms_.reset();
  std::shared_ptr<TaskState> next;
  std::optional<CancelSource> stop;  // both are released without the lock
  Executor executor;
  bool is_awaited = false;
  {
    const std::lock_guard lock{mutex_};
    phase_ = Phase::done;
    stop.swap(stop_);
    executor.swap(executor_);
    next = std::move(next_);
    is_awaited = static_cast<bool>(caller_);
  }
  if (permits_) static_cast<void>(permits_->own().use());  // nobody revokes it any more; see SendPermits
  changed_.notify_all();
  if (next) next->begin(take_error());
  return is_awaited ? shared_from_this() : next;
}

void TaskState::end_with(std::exception_ptr error) noexcept {
  error_ = std::move(error);
  run_here(end());
}

/// Not on a worker. After a failure, none of the user's code runs but a waiting coroutine, and that
/// belongs on a worker while there is one.
void TaskState::run_here(std::shared_ptr<TaskState> task) const noexcept {
  while (task && !task->is_done()) task = task->run({});
  if (!task) return;
  try {
    if (const auto pool = pool_.lock(); pool && pool->post(task)) return;
  } catch (...) {}  // no memory to queue it
  task->resume_caller();
}

/// On a thread that is no worker, after the user's function has run there.
void TaskState::go_on(std::shared_ptr<TaskState> task) const noexcept {
  if (task && !task->is_done())
    task->submit();
  else
    run_here(std::move(task));
}

bool TaskState::is_done() const noexcept { return phase_ == Phase::done || is_inherited(); }

void TaskState::wait() {
  if (is_done()) return;
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return phase_ == Phase::done; });
}

bool TaskState::wait_for(std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365};  // what a clock can add
  if (is_done()) return true;
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, std::clamp(limit, std::chrono::milliseconds{0}, longest),
                           [this] { return phase_ == Phase::done; });
}

std::exception_ptr TaskState::take_error() noexcept {
  is_taken_ = true;
  if (phase_ != Phase::done)
    return cancelled("the task is one of the process that this one was forked from", Outcome::unknown);
  return std::exchange(error_, nullptr);
}

std::shared_ptr<Pool> TaskState::own_pool() const noexcept {
  std::shared_ptr<Pool> pool = pool_.lock();
  return pool && !pool->is_inherited() ? pool : nullptr;
}

bool TaskState::is_on_its_pool() const noexcept {
  const Pool* const current = Pool::current();
  return current != nullptr && pool_.lock().get() == current;
}

/// If this only follows a task that is done, nothing is known to be unsent.
std::exception_ptr TaskState::not_begun() const noexcept {
  if (kind_ == Kind::job) return cancelled("cancelled before it began", Outcome::not_sent);
  return cancelled("cancelled after what came before it was done", Outcome::unknown);
}

/// A TimeoutError or, if there is no memory for one, std::bad_alloc.
std::exception_ptr TaskState::too_late() noexcept {
  try {
    throw TimeoutError{
        "async(): the job was queued for as long as its client gives a call, so nothing was sent. Start "
        "fewer "
        "jobs at a time, or set ClientOptions::async.threads or the timeout higher.",
        Outcome::not_sent};
  } catch (...) {
    return std::current_exception();
  }
}

/// A CancelledError or, if there is no memory for one, std::bad_alloc.
std::exception_ptr TaskState::cancelled(const char* why, Outcome outcome) noexcept {
  try {
    throw CancelledError{why, outcome};
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace ticket0::inline v1::detail
