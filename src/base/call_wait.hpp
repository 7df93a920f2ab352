#pragma once

namespace ticket0::inline v1::detail {

/// Whoever runs a thread and has to know when a call on it waits: the pool of a worker.
class ThreadOwner {
 public:
  ThreadOwner(const ThreadOwner&) = delete;
  ThreadOwner& operator=(const ThreadOwner&) = delete;
  virtual void begin_wait() noexcept = 0;
  virtual void end_wait() noexcept = 0;
  /// Null for a user's thread.
  [[nodiscard]] static ThreadOwner*& of_this_thread() noexcept {
    static thread_local ThreadOwner* owner = nullptr;
    return owner;
  }

 protected:
  ThreadOwner() = default;
  ~ThreadOwner() = default;
};

/// Lives while a call waits: for the limit, before a retry or for the reply guard's next look. No lock may be
/// held then.
class CallWait {
 public:
  CallWait() noexcept {
    if (owner_ != nullptr) owner_->begin_wait();
  }
  CallWait(const CallWait&) = delete;
  CallWait& operator=(const CallWait&) = delete;
  ~CallWait() {
    if (owner_ != nullptr) owner_->end_wait();
  }

 private:
  ThreadOwner* const owner_{ThreadOwner::of_this_thread()};
};

}  // namespace ticket0::inline v1::detail
