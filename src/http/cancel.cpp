#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

namespace {

/// One on_cancel(). Its own lock is held while `wake` runs, so that dropping it from another thread waits for
/// that; it is recursive, so that `wake` may drop it.
class Wake {
 public:
  explicit Wake(std::function<void()> wake) : wake_(std::move(wake)) {}
  void run() noexcept {
    const std::lock_guard lock{mutex_};
    if (std::exchange(wanted_, false)) wake_();
  }
  void drop() noexcept {
    const std::lock_guard lock{mutex_};
    wanted_ = false;
  }

 private:
  std::recursive_mutex mutex_;
  std::function<void()> wake_;
  bool wanted_{true};
};

}  // namespace

struct CancelToken::State {
  std::mutex mutex;
  std::condition_variable changed;
  bool cancelled{false};
  std::vector<std::shared_ptr<Wake>> wakes;
};

bool CancelToken::cancelled() const noexcept {
  if (!state_) return false;
  const std::lock_guard lock{state_->mutex};
  return state_->cancelled;
}

bool CancelToken::wait_until(std::chrono::steady_clock::time_point when) const {
  if (!state_) {
    std::this_thread::sleep_until(when);
    return true;
  }
  std::unique_lock lock{state_->mutex};
  return !state_->changed.wait_until(lock, when, [this] { return state_->cancelled; });
}

std::shared_ptr<void> CancelToken::on_cancel(std::function<void()> wake) const {
  if (!state_) return nullptr;
  auto entry = std::make_shared<Wake>(std::move(wake));
  bool now = false;
  {
    const std::lock_guard lock{state_->mutex};
    now = state_->cancelled;
    if (!now) state_->wakes.push_back(entry);
  }
  if (now) entry->run();  // outside the lock: `wake` may use this token
  // The registration holds the state, so that it may outlive its source.
  return {entry.get(), [entry, state = state_](void*) {
            {
              const std::lock_guard lock{state->mutex};
              std::erase(state->wakes, entry);
            }
            entry->drop();
          }};
}

CancelSource::CancelSource() : state_(std::make_shared<CancelToken::State>()) {}

void CancelSource::cancel() noexcept {
  std::vector<std::shared_ptr<Wake>> wakes;
  {
    const std::lock_guard lock{state_->mutex};
    state_->cancelled = true;
    wakes.swap(state_->wakes);
  }
  state_->changed.notify_all();
  for (const auto& wake : wakes) wake->run();
}

CancelToken CancelSource::token() const noexcept {
  CancelToken token;
  token.state_ = state_;
  return token;
}

}  // namespace ticket0::inline v1
