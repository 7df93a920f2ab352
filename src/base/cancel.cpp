#include "base/cancel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/process.hpp"
#include "base/thread_end.hpp"

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

  /// Among those that wait; guarded by their mutex.
  std::size_t place{0};

 private:
  const long process_{current_process()};
  std::recursive_mutex mutex_;
  std::function<void()> wake_;
  bool wanted_{true};
};

}  // namespace detail

struct CancelToken::State : std::enable_shared_from_this<CancelToken::State> {
  /// Who waits for it in this process. A forked child has its own: the parent's lock may be held for ever.
  struct Waiting {
    std::mutex mutex{};
    std::condition_variable changed{};
    std::vector<std::shared_ptr<detail::Wake>> wakes{};

    void add(const std::shared_ptr<detail::Wake>& wake) {
      wake->place = wakes.size();
      wakes.push_back(wake);
    }
    /// Does nothing if it is not here.
    void remove(const std::shared_ptr<detail::Wake>& wake) noexcept {
      const std::size_t place = wake->place;
      if (place >= wakes.size() || wakes[place] != wake) return;
      wakes[place].swap(wakes.back());
      wakes[place]->place = place;
      wakes.pop_back();
    }
  };
  std::atomic<bool> cancelled{false};  // written under the lock
  std::atomic<bool> abandoned{false};  // its sources are gone: what is not cancelled now never will be
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
    if (!now) waiting.add(entry);
  }
  if (now) entry->run();  // outside the lock: `wake` may use this token
  // The registration holds the state, so that it may outlive its source.
  return {entry.get(), [entry, state = state_](void*) {
            if (State::Waiting* const still = state->waiting.find()) {
              const std::lock_guard lock{still->mutex};
              still->remove(entry);
            }
            entry->drop();
          }};
}

CancelToken CancelToken::with(const std::shared_ptr<void>& link) const {
  const auto both =
      std::make_shared<const std::pair<std::shared_ptr<State>, std::shared_ptr<void>>>(state_, link);
  CancelToken token;
  token.state_ = {both, state_.get()};
  return token;
}

CancelSource::CancelSource() {
  struct Held {
    explicit Held(std::shared_ptr<CancelToken::State> of_it) noexcept : state(std::move(of_it)) {}
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { state->abandoned = true; }
    const std::shared_ptr<CancelToken::State> state;
  };
  const auto held = std::make_shared<Held>(std::make_shared<CancelToken::State>());
  state_ = {held, held->state.get()};
}

void CancelSource::cancel() const noexcept {
  const detail::NoThreadCancel whole;  // a `wake` may write to a pipe, where pthread_cancel() takes effect
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
  token.state_ = state_->shared_from_this();  // which is not a source
  return token;
}

Clock::~Clock() = default;

namespace detail {

struct AnyOf::Joined {
  std::vector<CancelToken> of{};
  CancelToken any{};
  std::vector<std::shared_ptr<void>> links{};
};

AnyOf AnyOf::with(const CancelToken& token) const {
  Joined joined;
  if (joined_)
    std::copy_if(joined_->of.begin(), joined_->of.end(), std::back_inserter(joined.of), may_cancel);
  const auto is_token = [&token](const CancelToken& each) { return are_same(each, token); };
  if (may_cancel(token) && std::none_of(joined.of.begin(), joined.of.end(), is_token))
    joined.of.push_back(token);
  const auto done = std::find_if(joined.of.begin(), joined.of.end(),
                                 [](const CancelToken& each) { return each.cancelled(); });
  if (done != joined.of.end()) joined.of = {CancelToken{*done}};  // for good, whatever becomes of the others

  AnyOf all;
  if (joined.of.empty()) return all;
  if (joined_ &&
      std::equal(joined.of.begin(), joined.of.end(), joined_->of.begin(), joined_->of.end(), are_same))
    return *this;
  if (joined.of.size() == 1) {
    joined.any = joined.of.front();
  } else {
    const CancelSource any;
    joined.any = any.token();
    for (const CancelToken& each : joined.of) joined.links.push_back(each.on_cancel([any] { any.cancel(); }));
  }
  all.joined_ = std::make_shared<const Joined>(std::move(joined));
  return all;
}

CancelToken AnyOf::token() const noexcept { return joined_ ? joined_->any : CancelToken{}; }

bool AnyOf::may_cancel(const CancelToken& token) noexcept {
  return token.state_ && (!token.state_->abandoned || token.state_->cancelled);
}

bool AnyOf::are_same(const CancelToken& a, const CancelToken& b) noexcept { return a.state_ == b.state_; }

}  // namespace detail
}  // namespace ticket0::inline v1
