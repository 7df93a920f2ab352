#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <tuple>

namespace ticket0::inline v1::detail {

/// Differs between a process and every child that was forked from it, directly or not, however that was done
/// and whatever its pid is.
[[nodiscard]] long current_process() noexcept;

/// A T, made of `args`, that a forked child does not share: the child gets a new one when it first asks. The
/// one it inherits is left alone, because a mutex in it may be locked for ever, and closing what it holds
/// could disturb the parent. May be used by any thread.
template <class T, class... Args>
class PerProcess {
 public:
  explicit PerProcess(Args... args) : args_(std::move(args)...), own_(new Own{args_}) {}
  PerProcess(const PerProcess&) = delete;
  PerProcess& operator=(const PerProcess&) = delete;
  ~PerProcess() {
    Own* const own = own_.load();
    if (own->process == current_process()) delete own;
  }

  [[nodiscard]] T& get() {
    Own* own = own_.load();
    if (own->process == current_process()) return own->value;
    auto fresh = std::make_unique<Own>(args_);
    if (own_.compare_exchange_strong(own, fresh.get())) return fresh.release()->value;
    return own->value;  // another thread of this process was faster
  }
  /// Null if this process has not asked for one.
  [[nodiscard]] T* find() noexcept {
    Own* const own = own_.load();
    return own->process == current_process() ? &own->value : nullptr;
  }

 private:
  struct Own {
    explicit Own(const std::tuple<Args...>& args) : value(std::make_from_tuple<T>(args)) {}
    const long process{current_process()};
    T value;
  };
  const std::tuple<Args...> args_;
  std::atomic<Own*> own_;
};

/// A T that is made when it is first asked for. If that throws, the next who asks makes it: after an
/// exception, std::call_once() may hang for ever (it does under the thread sanitizer). May be used by any
/// thread.
template <class T>
class MadeOnce {
 public:
  /// `make` returns a std::shared_ptr<T>, and is called by one thread at a time.
  template <class Make>
  [[nodiscard]] const std::shared_ptr<T>& get(const Make& make) {
    if (is_made_) return made_;
    const std::lock_guard lock{mutex_};
    if (!is_made_) {
      made_ = make();
      is_made_ = true;
    }
    return made_;
  }

 private:
  std::mutex mutex_{};
  std::shared_ptr<T> made_{};
  std::atomic<bool> is_made_{false};
};

}  // namespace ticket0::inline v1::detail
