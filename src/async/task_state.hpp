#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "base/process.hpp"
#include "base/send_permit.hpp"
#include "ticket0/async.hpp"

namespace ticket0::inline v1::detail {

class Pool;

/// What the engine, in a lower layer, knows of a job's calls.
struct JobTerms {
  std::shared_ptr<Clock> clock;
  std::chrono::milliseconds timeout;
  CancelToken cancel;
  /// Gets how long the job was queued, for its first call.
  std::shared_ptr<std::atomic<std::chrono::steady_clock::duration>> queued;
  std::shared_ptr<const SendPermits> permits;
};

/// A task from start to end. It runs once or, if something prevents that, not at all, and ends once.
/// Whoever ends it gets what is to be run next, and has to run it: the task that follows or, again, this
/// one, for the coroutine that waits for it. There is at most one: the result is taken once. May be used
/// by any thread.
class TaskState : public std::enable_shared_from_this<TaskState> {
 public:
  enum class Kind : std::uint8_t {
    job,         // given to async()
    next,        // given to then(): does not run after an error
    completion,  // given to on_done(): gets the error, too
  };
  using TimePoint = std::chrono::steady_clock::time_point;

  /// A job: `work` gets a client like `client`, whose calls have these terms and are cancelled by this task.
  TaskState(std::weak_ptr<Pool> pool, std::unique_ptr<Work> work, Client client, JobTerms terms);
  /// It may begin when `before` is done, and runs on `executor`; on the pool if that is empty.
  TaskState(std::shared_ptr<TaskState> before, Kind kind, Executor executor, std::unique_ptr<Work> work);
  TaskState(const TaskState&) = delete;
  TaskState& operator=(const TaskState&) = delete;
  ~TaskState();

  /// The task that follows; it has begun if this one is done. Throws std::logic_error if something waits for
  /// this one already.
  std::shared_ptr<TaskState> follow(Kind kind, Executor executor, std::unique_ptr<Work> work);
  /// False if this is done. Otherwise `caller` is resumed when it is. Throws as then() does.
  [[nodiscard]] bool resume_after(std::coroutine_handle<> caller);
  /// The coroutine that waits, if one does, is not resumed. False if none waits, or it is being resumed.
  bool forget_caller() noexcept;
  /// The same, for this coroutine alone.
  void forget_caller(std::coroutine_handle<> caller) noexcept;
  void cancel() noexcept;
  /// Submits a job, which the token of its client ends while it is queued.
  void start();
  /// When a job that is still queued is to end.
  [[nodiscard]] std::optional<TimePoint> deadline() const noexcept { return deadline_; }
  /// Its deadline has come: it ends if it is still queued.
  void expire() noexcept;
  /// Gives it to the pool or to its executor; it ends if that cannot be done.
  void submit() noexcept;
  /// The client is gone: a completion that has no result yet gets a CancelledError, what was to run on an
  /// executor ends with one.
  void abandon() noexcept;

  /// On a worker: runs the work, unless that has been cancelled or `closing` is. If the task is done,
  /// resumes the coroutine that waits for it. Throws nothing, but is unwound if the user's function ends
  /// its thread: the task has ended then, and what follows it is taken care of.
  [[nodiscard]] std::shared_ptr<TaskState> run(const CancelToken& closing);

  /// Also true in a forked child, where nobody works on it.
  [[nodiscard]] bool is_done() const noexcept;
  void wait();
  [[nodiscard]] bool wait_for(std::chrono::milliseconds limit);
  /// The error of a task that is done; null if it ended well. It can be taken once.
  [[nodiscard]] std::exception_ptr take_error() noexcept;
  [[nodiscard]] bool is_taken() const noexcept { return is_taken_; }
  /// Whether this thread belongs to the pool that works on it.
  [[nodiscard]] bool is_on_its_pool() const noexcept;

 private:
  /// waiting: for the task before it. queued: whoever makes it `running` is the one to end it.
  enum class Phase : std::uint8_t { waiting, queued, running, done };

  class Handed;

  [[nodiscard]] bool is_inherited() const noexcept { return process_ != current_process(); }
  /// Null if it is gone, or another process's: its locks may be held for ever.
  [[nodiscard]] std::shared_ptr<Pool> own_pool() const noexcept;
  [[nodiscard]] bool claim() noexcept;
  void begin(std::exception_ptr error_before) noexcept;
  void call(const CancelToken& closing);
  [[nodiscard]] std::shared_ptr<TaskState> end() noexcept;
  [[nodiscard]] bool link(const std::shared_ptr<TaskState>& next);
  void resume_caller();
  void expect_no_taker() const;
  [[nodiscard]] std::shared_ptr<TaskState> cancel_this() noexcept;
  void end_with(std::exception_ptr error) noexcept;
  void run_here(std::shared_ptr<TaskState> task) const noexcept;
  void go_on(std::shared_ptr<TaskState> task) const noexcept;
  [[nodiscard]] std::exception_ptr not_begun() const noexcept;
  [[nodiscard]] static std::exception_ptr too_late() noexcept;
  [[nodiscard]] static std::exception_ptr cancelled(const char* why, Outcome outcome) noexcept;

  // What runs on an executor; see deliveries.cpp.
  [[nodiscard]] bool announce();
  [[nodiscard]] std::shared_ptr<TaskState> hand_over();
  void give_to(const Executor& executor);
  void drop() noexcept;
  void run_handed();
  [[nodiscard]] Outcome known_outcome() noexcept;

  const long process_{current_process()};
  const std::weak_ptr<Pool> pool_;
  const Kind kind_;
  const bool is_for_executor_;
  std::optional<Client> client_{};   // jobs only
  std::optional<JobTerms> terms_{};  // jobs only
  const TimePoint begun_{};          // when async() was called
  const std::optional<TimePoint> deadline_{};
  const std::shared_ptr<const SendPermits> permits_{};
  std::unique_ptr<Work> work_;
  std::exception_ptr error_{};  // its owner is whoever made the task `running`; then whoever takes the result

  std::atomic<bool> is_taken_{false};

  std::mutex mutex_{};  // guards what follows
  std::condition_variable changed_{};
  std::atomic<Phase> phase_;             // `done` may be read without the mutex
  std::shared_ptr<void> link_{};         // a queued job's link to its client's token
  std::optional<CancelSource> stop_{};   // a job's, until it is done: what it left behind cannot be cancelled
  bool is_cancelled_{false};             // while it waits
  Executor executor_{};                  // until it is given the task
  std::shared_ptr<TaskState> before_{};  // while it waits
  std::shared_ptr<TaskState> next_{};    // waits for this one
  std::coroutine_handle<> caller_{};     // waits for this one; never together with next_
};

}  // namespace ticket0::inline v1::detail
