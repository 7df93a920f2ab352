#pragma once

#include <coroutine>
#include <exception>
#include <type_traits>

#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace detail {

class TaskState;

/// A function of the user's, whatever its type, that knows where to put its result.
class TICKET0_EXPORT Work {
 public:
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work();
  /// `client` is null where the function does not ask for one.
  virtual void run(const Client* client) = 0;

 protected:
  Work() = default;
};

template <class Body>
class WorkOf final : public Work {
 public:
  explicit WorkOf(Body body) : body_(std::move(body)) {}
  void run(const Client* client) override { body_(client); }

 private:
  Body body_;
};

template <class Body>
[[nodiscard]] std::unique_ptr<Work> make_work(Body body) {
  return std::make_unique<WorkOf<Body>>(std::move(body));
}

/// Where the result of a task is kept for whoever takes it.
template <class T>
struct ResultOf {
  template <class F, class... Args>
  void fill(F&& call, Args&&... args) {
    value.emplace(std::invoke(std::forward<F>(call), std::forward<Args>(args)...));
  }
  [[nodiscard]] T take() { return *std::move(value); }
  std::optional<T> value{};
};
template <>
struct ResultOf<void> {
  template <class F, class... Args>
  void fill(F&& call, Args&&... args) {
    std::invoke(std::forward<F>(call), std::forward<Args>(args)...);
  }
  void take() noexcept {}
};

/// What all tasks do, whatever they give. Empty, which is std::logic_error, once the result was taken.
class TICKET0_EXPORT TaskHandle {
 public:
  [[nodiscard]] static TaskHandle start(const Client& client, std::unique_ptr<Work> work);
  [[nodiscard]] TaskHandle then(std::unique_ptr<Work> next) &&;
  TaskHandle(TaskHandle&& other) noexcept;
  TaskHandle& operator=(TaskHandle&& other) noexcept;
  ~TaskHandle();

  void wait() const;
  [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) const;
  [[nodiscard]] bool is_done() const noexcept;
  void cancel() const noexcept;
  /// False where it is done: there is nothing to wait for.
  [[nodiscard]] bool resume_after(std::coroutine_handle<> caller) const;
  /// Of a task that is done: throws what it ended with, if it did not end well.
  void finish() &&;

 private:
  explicit TaskHandle(std::shared_ptr<TaskState> state) noexcept;
  [[nodiscard]] TaskState& state() const;
  std::shared_ptr<TaskState> state_;
};

}  // namespace detail

/// The result of work on a client's worker pool. Move-only; T may be void. Dropping it never blocks: the work
/// goes on, and nobody learns how it ends. One whose result was taken, by get(), then() or co_await, throws
/// std::logic_error when it is used again.
template <class T>
class [[nodiscard]] Task {
  static_assert(!std::is_reference_v<T>, "what is referred to may be gone by then: return a value");

 public:
  Task(Task&&) noexcept = default;
  Task& operator=(Task&&) noexcept = default;
  ~Task() = default;

  /// Waits, then gives the result or throws its exception. Throws std::logic_error on a worker of the same
  /// pool: it would deadlock.
  [[nodiscard]] T get() && {
    handle_.wait();
    return take();
  }
  /// True as soon as it is done; false when the time is up.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) const { return handle_.wait_for(limit); }
  /// Runs `next(T)` after this, on the pool. Its result, or any exception on the way, is in the task
  /// returned. To cancel that one cancels all that it waits for, too.
  template <class F>
  auto then(F next) && {
    if constexpr (std::is_void_v<T>)
      return std::move(*this).template followed_by<std::invoke_result_t<F>>(
          [next = std::move(next)](Result&) mutable { return std::invoke(std::move(next)); });
    else
      return std::move(*this).template followed_by<std::invoke_result_t<F, T>>(
          [next = std::move(next)](Result& before) mutable {
            return std::invoke(std::move(next), before.take());
          });
  }
  /// Cancels the call in progress and those that the job would make after it, or keeps the job from starting:
  /// then the task ends with CancelledError, Outcome::not_sent. A function given to then() does not start
  /// either, which is Outcome::unknown where what it follows was done. Nothing is undone.
  void cancel() noexcept { handle_.cancel(); }

  /// @{
  /// `co_await` goes on with the result or the exception (CancelledError where the client goes first) on a
  /// worker of the pool; where there is none any more, on the thread that cancels. One coroutine may wait,
  /// and nothing then follows by then(): std::logic_error. To end one that waits, cancel its task: it may be
  /// destroyed only while no worker can get to it.
  [[nodiscard]] bool await_ready() const noexcept { return handle_.is_done(); }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> caller) { return handle_.resume_after(caller); }
  T await_resume() { return take(); }
  /// @}

 private:
  template <class>
  friend class Task;
  template <class F>
  friend Task<std::invoke_result_t<F, const Client&>> async(const Client& client, F call);
  using Result = detail::ResultOf<T>;

  Task(detail::TaskHandle handle, std::shared_ptr<Result> result) noexcept
      : handle_(std::move(handle)), result_(std::move(result)) {}
  T take() {
    const std::shared_ptr<Result> result = std::move(result_);
    std::move(handle_).finish();
    return result->take();
  }
  template <class U, class Next>
  [[nodiscard]] Task<U> followed_by(Next next) && {
    auto result = std::make_shared<detail::ResultOf<U>>();
    auto work = detail::make_work([next = std::move(next), before = result_, result](const Client*) mutable {
      result->fill(std::move(next), *before);
    });
    return Task<U>{std::move(handle_).then(std::move(work)), std::move(result)};
  }

  detail::TaskHandle handle_;
  std::shared_ptr<Result> result_;
};

/// Runs `call(client)` on the client's worker pool: the one way to make any call, or a sequence of calls,
/// asynchronous. `call` may be move-only. It is given a client like this one, whose calls the task cancels;
/// to keep a copy of that is not to hold the client.
///
/// The pool has up to 16 threads, each started when work finds none idle. When the last handle that a user
/// holds on the client goes (a Client, one of its resources, a range), work that has not begun ends with
/// CancelledError, what runs is cancelled, and the workers end; that waits for them, but not on a worker.
/// Where the system has no thread to give, the task ends with its std::system_error.
///
/// Name the task before you `co_await std::move(task)`: g++ 12 destroys a capturing temporary twice
/// otherwise.
template <class F>
Task<std::invoke_result_t<F, const Client&>> async(const Client& client, F call) {
  using T = std::invoke_result_t<F, const Client&>;
  auto result = std::make_shared<detail::ResultOf<T>>();
  auto work = detail::make_work(
      [call = std::move(call), result](const Client* own) mutable { result->fill(std::move(call), *own); });
  return Task<T>{detail::TaskHandle::start(client, std::move(work)), std::move(result)};
}

}  // namespace ticket0::inline v1
