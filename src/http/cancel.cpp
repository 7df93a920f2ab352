#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "ticket0/http.hpp"
#include "types/per_process.hpp"

namespace ticket0::inline v1 {

namespace detail {

/// One on_cancel(). Its own lock is held while `wake` runs, so that dropping it from another thread waits for
/// that; it is recursive, so that `wake` may drop it. A forked child leaves it alone: there it may be locked
/// for ever.
class Wake {
 public:
  explicit Wake(std::function<void()> wake) : wake_(std::move(wake)) {}
  void run() noexcept {
    const std::lock_guard lock{mutex_};
    if (std::exchange(wanted_, false)) wake_();
  }
  void drop() noexcept {
    if (process_ != current_process()) return;
    const std::lock_guard lock{mutex_};
    wanted_ = false;
  }

 private:
  const long process_{current_process()};
  std::recursive_mutex mutex_;
  std::function<void()> wake_;
  bool wanted_{true};
};

}  // namespace detail

struct CancelToken::State {
  /// Who waits for it in this process: a forked child's own, for the parent's lock may be held for ever.
  struct Waiting {
    std::mutex mutex{};
    std::condition_variable changed{};
    std::vector<std::shared_ptr<detail::Wake>> wakes{};
  };
  std::atomic<bool> cancelled{false};  // written under the lock
  detail::PerProcess<Waiting> waiting{};
};

bool CancelToken::cancelled() const noexcept { return state_ && state_->cancelled; }

bool CancelToken::wait_until(std::chrono::steady_clock::time_point when) const {
  if (!state_) {
    std::this_thread::sleep_until(when);
    return true;
  }
  State::Waiting& waiting = state_->waiting.get();
  std::unique_lock lock{waiting.mutex};
  return !waiting.changed.wait_until(lock, when, [this] { return state_->cancelled.load(); });
}

std::shared_ptr<void> CancelToken::on_cancel(std::function<void()> wake) const {
  if (!state_) return nullptr;
  auto entry = std::make_shared<detail::Wake>(std::move(wake));
  State::Waiting& waiting = state_->waiting.get();
  bool now = false;
  {
    const std::lock_guard lock{waiting.mutex};
    now = state_->cancelled;
    if (!now) waiting.wakes.push_back(entry);
  }
  if (now) entry->run();  // outside the lock: `wake` may use this token
  // The registration holds the state, so that it may outlive its source.
  return {entry.get(), [entry, state = state_](void*) {
            if (State::Waiting* const still = state->waiting.find()) {
              const std::lock_guard lock{still->mutex};
              std::erase(still->wakes, entry);
            }
            entry->drop();
          }};
}

CancelSource::CancelSource() : state_(std::make_shared<CancelToken::State>()) {}

void CancelSource::cancel() const noexcept {
  CancelToken::State::Waiting& waiting = state_->waiting.get();
  std::vector<std::shared_ptr<detail::Wake>> wakes;
  {
    const std::lock_guard lock{waiting.mutex};
    state_->cancelled = true;
    wakes.swap(waiting.wakes);
  }
  waiting.changed.notify_all();
  for (const auto& wake : wakes) wake->run();
}

CancelToken CancelSource::token() const noexcept {
  CancelToken token;
  token.state_ = state_;
  return token;
}

}  // namespace ticket0::inline v1
