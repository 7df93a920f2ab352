#pragma once

#include "ticket0/fwd.hpp"  // first: it tells a compiler that is not set to C++20

#include <coroutine>
#include <exception>
#include <functional>
#include <type_traits>

#include "ticket0/client.hpp"
#include "ticket0/result.hpp"

namespace ticket0::inline v1 {

/// Runs a given function later, on a thread of its choice: it posts to an event loop or to a queue. It is
/// called on a worker, or on whichever thread ends the task, and must not block or run the function itself.
/// An exception from it is dropped.
using Executor = std::function<void(std::function<void()>)>;

namespace detail {

class TaskState;

/// A user's function of any type, which stores its own result.
class TICKET0_EXPORT Work {
 public:
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work();
  /// `client` is null except for a job, `error` except for a completion whose task failed.
  virtual void run(const Client* client, std::exception_ptr error) = 0;

 protected:
  Work() = default;
};

template <class Body>
class WorkOf final : public Work {
 public:
  explicit WorkOf(Body body) : body_(std::move(body)) {}
  void run(const Client* client, std::exception_ptr error) override { body_(client, std::move(error)); }

 private:
  Body body_;
};

template <class Body>
[[nodiscard]] std::unique_ptr<Work> make_work(Body body) {
  return std::make_unique<WorkOf<Body>>(std::move(body));
}

/// Keeps the result of a task until it is taken.
template <class T>
struct ResultOf {
  template <class F, class... Args>
  void fill(F&& call, Args&&... args) {
    value.emplace(std::invoke(std::forward<F>(call), std::forward<Args>(args)...));
  }
  [[nodiscard]] T take() { return *std::move(value); }
  [[nodiscard]] Result<T> take_result() { return Result<T>{take()}; }
  std::optional<T> value{};
};
template <>
struct ResultOf<void> {
  template <class F, class... Args>
  void fill(F&& call, Args&&... args) {
    std::invoke(std::forward<F>(call), std::forward<Args>(args)...);
  }
  void take() noexcept {}
  [[nodiscard]] Result<void> take_result() noexcept { return {}; }
};

/// The part of a task that does not depend on its type. Once the result is taken it is empty, and using it is
/// a std::logic_error.
class TICKET0_EXPORT TaskHandle {
 public:
  [[nodiscard]] static TaskHandle start(const Client& client, std::unique_ptr<Work> work);
  /// Without an executor, `next` runs on the pool.
  [[nodiscard]] TaskHandle then(Executor executor, std::unique_ptr<Work> next) &&;
  void on_done(Executor executor, std::unique_ptr<Work> completion) &&;
  TaskHandle(TaskHandle&& other) noexcept;
  TaskHandle& operator=(TaskHandle&& other) noexcept;
  ~TaskHandle();

  void wait() const;
  [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) const;
  [[nodiscard]] bool is_done() const noexcept;
  void cancel() const noexcept;
  /// True if a coroutine waited, and will not be resumed.
  [[nodiscard]] bool end_wait() const noexcept;
  /// Requires that the task is done; rethrows its exception, if it ended with one. This takes the result.
  void finish() const;

 private:
  friend class CoroutineWait;
  explicit TaskHandle(std::shared_ptr<TaskState> state) noexcept;
  [[nodiscard]] TaskState& state() const;
  std::shared_ptr<TaskState> state_;
};

/// A coroutine's wait for a task, kept in the coroutine's frame: it ends when the frame is destroyed.
class TICKET0_EXPORT CoroutineWait {
 public:
  CoroutineWait() noexcept;
  CoroutineWait(const CoroutineWait&) = delete;
  CoroutineWait& operator=(const CoroutineWait&) = delete;
  ~CoroutineWait();
  /// False if the task is done: there is nothing to wait for. If true, this object may be gone already.
  [[nodiscard]] bool begin(const TaskHandle& task, std::coroutine_handle<> caller);
  /// Resumes the coroutine.
  void end() noexcept;

 private:
  std::shared_ptr<TaskState> state_{};
  std::coroutine_handle<> caller_{};
};

}  // namespace detail

/// The result of work on a client's worker pool. Move-only; T may be void. Destroying a task never blocks:
/// the work continues and its result is discarded. Using a task after get(), then(), on_done() or co_await
/// has taken its result throws std::logic_error.
template <class T>
class [[nodiscard]] Task {
  static_assert(!std::is_reference_v<T>, "a Task keeps a value: the function must not return a reference");

 public:
  Task(Task&&) noexcept = default;
  Task& operator=(Task&&) noexcept = default;
  ~Task() = default;

  /// Waits, then returns the result or rethrows the task's exception. Throws std::logic_error on a worker of
  /// the same pool, where it would deadlock.
  [[nodiscard]] T get() && {
    handle_.wait();
    return take();
  }
  /// Returns true as soon as the task is done, or false after `limit`. Throws std::logic_error as get() does,
  /// unless `limit` is 0 or less.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) const { return handle_.wait_for(limit); }
  /// True if it has a result or an exception; never blocks.
  [[nodiscard]] bool is_done() const { return handle_.wait_for(std::chrono::milliseconds::zero()); }
  /// Runs `next(T)` on the pool after this task. The returned task has its result, or the first exception on
  /// the way. Cancelling the returned task also cancels the tasks it waits for.
  template <class F>
  auto then(F next) && {
    return std::move(*this).followed_by(nullptr, std::move(next));
  }
  /// The same, but `next` runs where `executor` runs it. The returned task ends with CancelledError and
  /// Outcome::unknown if `executor` throws or drops the function. Throws std::logic_error if `executor` is
  /// empty.
  template <class F>
  auto then(Executor executor, F next) && {
    if (!executor) throw std::logic_error{"Task::then() needs an executor that is not empty"};
    return std::move(*this).followed_by(std::move(executor), std::move(next));
  }
  /// Gives `executor` a function that calls `done(Result<T>)`, exactly once, however the task ends: with a
  /// value or an exception, cancelled before it began, without a thread to run on, or because the client was
  /// destroyed. `done` may be move-only. An exception from it leaves the function that `executor` runs. If
  /// `executor` throws or drops that function, `done` is destroyed without being called, so it never runs on
  /// another thread. In a forked child nothing is called. To cancel the task afterwards, give
  /// ticket0::async() a client with a token. Throws std::logic_error if `executor` is empty.
  template <class F>
  void on_done(Executor executor, F done) && {
    static_assert(std::is_invocable_v<F, ticket0::Result<T>>,
                  "the function given to on_done() has to take a Result<T>");
    if (!executor) throw std::logic_error{"Task::on_done() needs an executor that is not empty"};
    auto work = detail::make_work(
        [done = std::move(done), before = result_](const Client*, std::exception_ptr error) mutable {
          std::invoke(std::move(done), error ? ticket0::Result<T>{std::move(error)} : before->take_result());
        });
    std::move(handle_).on_done(std::move(executor), std::move(work));
  }
  /// Cancels the call in progress and any the job would make later. A job that has not started never
  /// starts: its task ends with CancelledError and Outcome::not_sent. Nor does a function given to then()
  /// start; its outcome is unknown if the job before it has finished. Nothing is undone.
  void cancel() noexcept { handle_.cancel(); }

  /// Ends the wait of the coroutine that awaits this task. True if one waited: it will not be resumed, and
  /// may be destroyed. False if none waits or a worker is already on it. From any thread, like cancel().
  [[nodiscard]] bool end_wait() noexcept { return handle_.end_wait(); }

  /// The awaiter of `co_await task`.
  class [[nodiscard]] Awaiter {
   public:
    /// @{
    /// Called by the language.
    [[nodiscard]] bool await_ready() const noexcept { return task_.handle_.is_done(); }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> caller) {
      return wait_.begin(task_.handle_, caller);
    }
    T await_resume() {
      wait_.end();
      return task_.take();
    }
    /// @}

   private:
    friend Task;
    explicit Awaiter(Task& task) noexcept : task_(task) {}
    Task& task_;
    detail::CoroutineWait wait_{};
  };
  /// `co_await` resumes with the result or the exception (CancelledError if the client is destroyed first) on
  /// a worker of the pool, or on the cancelling thread if no workers are left. Only one coroutine may wait
  /// for a task, and not together with then(): otherwise std::logic_error. The task must outlive the wait.
  ///
  /// A coroutine that is destroyed while it waits is never resumed. As always, it must not be destroyed while
  /// it runs, and a worker may be resuming it at any moment once the task can be done. So cancel the task and
  /// let the coroutine end, or destroy it after end_wait() has returned true.
  Awaiter operator co_await() noexcept { return Awaiter{*this}; }

 private:
  template <class>
  friend class Task;
  template <class F>
  friend Task<std::invoke_result_t<F, const Client&>> async(const Client& client, F call);
  Task(detail::TaskHandle handle, std::shared_ptr<detail::ResultOf<T>> result) noexcept
      : handle_(std::move(handle)), result_(std::move(result)) {}
  T take() {
    const std::shared_ptr<detail::ResultOf<T>> result = std::move(result_);
    handle_.finish();
    return result->take();
  }
  template <class F>
  [[nodiscard]] auto followed_by(Executor executor, F next) && {
    auto call = [next = std::move(next), before = result_]() mutable -> decltype(auto) {
      if constexpr (std::is_void_v<T>)
        return std::invoke(std::move(next));
      else
        return std::invoke(std::move(next), before->take());
    };
    using U = decltype(call());
    auto result = std::make_shared<detail::ResultOf<U>>();
    auto work =
        detail::make_work([call = std::move(call), result](const Client*, std::exception_ptr) mutable {
          result->fill(std::move(call));
        });
    return Task<U>{std::move(handle_).then(std::move(executor), std::move(work)), std::move(result)};
  }

  detail::TaskHandle handle_;
  std::shared_ptr<detail::ResultOf<T>> result_;
};

/// Runs `call(client)` on the client's worker pool, which makes any call, or a sequence of calls,
/// asynchronous. `call` may be move-only. It receives a client like this one, whose calls are cancelled
/// together with the task; a copy of that client does not keep the original alive.
///
/// The pool has up to AsyncOptions::threads threads; one is started when there is work and none is idle. When
/// the last handle to the client is destroyed (a Client, one of its resources, or a range), work that has not
/// started ends with CancelledError, running work is cancelled, and the destructor waits for the workers to
/// end, unless it runs on one. If the system cannot start a thread, the task ends with that
/// std::system_error.
///
/// Name the task before you `co_await std::move(task)`: g++ 12 destroys a capturing temporary twice.
template <class F>
Task<std::invoke_result_t<F, const Client&>> async(const Client& client, F call) {
  using T = std::invoke_result_t<F, const Client&>;
  auto result = std::make_shared<detail::ResultOf<T>>();
  auto work =
      detail::make_work([call = std::move(call), result](const Client* own, std::exception_ptr) mutable {
        result->fill(std::move(call), *own);
      });
  return Task<T>{detail::TaskHandle::start(client, std::move(work)), std::move(result)};
}

}  // namespace ticket0::inline v1
