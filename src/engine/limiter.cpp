#include "engine/limiter.hpp"

#include <algorithm>
#include <iterator>

namespace ticket0::inline v1::detail {

using std::chrono::milliseconds;

Limiter::Limiter(int requests, SlidingWindow::Duration per, std::shared_ptr<Clock> clock)
    : clock_(std::move(clock)), log_(requests, per) {}

void Limiter::tighten(int requests, SlidingWindow::Duration per) {
  const std::lock_guard lock{mutex_};
  log_.tighten(requests, per);
}

/// A place in the queue of its lane. Whoever is next after it goes is woken.
class Limiter::InQueue {
 public:
  /// `lock` holds the mutex.
  InQueue(Limiter& limiter, std::unique_lock<std::mutex>& lock, Lane lane)
      : limiter_(limiter), lock_(lock), queue_(limiter.queue_of(lane)), place_(queue_.emplace(queue_.end())) {
    if (lane == Lane::bulk && queue_.size() == 1) limiter_.passed_ = 0;
  }
  InQueue(const InQueue&) = delete;
  InQueue& operator=(const InQueue&) = delete;
  ~InQueue() {
    if (!lock_.owns_lock()) lock_.lock();  // an exception while it slept
    queue_.erase(place_);
    limiter_.wake_next(lock_);
  }
  /// Of its lane.
  [[nodiscard]] std::size_t ahead() const noexcept {
    return static_cast<std::size_t>(std::distance(queue_.begin(), place_));
  }
  /// Sleeps, without the lock, until `when` or until it is woken.
  void sleep_until(TimePoint when, const CancelToken& cancel) {
    CancelSource wake;
    place_->wake = wake;
    lock_.unlock();
    {
      const auto link = cancel.on_cancel([wake]() mutable { wake.cancel(); });
      limiter_.clock_->wait_until(when, wake.token());
    }
    lock_.lock();
    place_->wake.reset();
  }

 private:
  Limiter& limiter_;
  std::unique_lock<std::mutex>& lock_;
  Queue& queue_;
  Queue::iterator place_;
};

Limiter::Turn Limiter::take(Lane lane, TimePoint latest, bool may_wait, const CancelToken& cancel,
                            const Waits& waits) {
  constexpr milliseconds soon{1};
  std::unique_lock lock{mutex_};
  std::optional<InQueue> queued;
  for (bool is_told = false;;) {
    if (cancel.cancelled()) return {.result = Result::cancelled};
    const TimePoint now = clock_->now();
    const auto [is_next, earliest] = prospect(lane, queued ? queued->ahead() : queue_of(lane).size(), now);
    if (is_next && earliest <= now && now <= latest) {
      log_.start(now);
      passed_ = lane == Lane::bulk ? 0 : passed_ + 1;
      if (!queued && is_turn_of_bulk(passed_)) wake_next(lock);
      return {.result = Result::granted, .slot = Slot{*this}};
    }
    // Whoever is not next is woken when that changes; the bound keeps it from spinning until then.
    const TimePoint next_look = std::max(earliest, now + soon);
    if (!may_wait || next_look >= latest)
      return {.result = Result::too_late, .predicted = next_look - now, .paused = log_.is_paused(now)};
    if (!is_told) {
      lock.unlock();
      waits(next_look - now);
      lock.lock();
      is_told = true;
      continue;
    }
    if (!queued) queued.emplace(*this, lock, lane);
    queued->sleep_until(next_look, cancel);
  }
}

void Limiter::pause(TimePoint until) {
  const std::lock_guard lock{mutex_};
  log_.pause(until);
}

RateUsage Limiter::usage() {
  const std::lock_guard lock{mutex_};
  const TimePoint now = clock_->now();
  const std::size_t waiting = direct_.size() + bulk_.size();
  const int used = log_.live(now);
  return {
      .used = used,
      .free = std::max(0, log_.requests() - used),
      .waiting = static_cast<int>(waiting),
      .next_in = std::chrono::ceil<milliseconds>(prospect(Lane::direct, direct_.size(), now).earliest - now)};
}

bool Limiter::is_idle() {
  const std::lock_guard lock{mutex_};
  return direct_.empty() && bulk_.empty() && log_.is_idle(clock_->now());
}

Limiter::Prospect Limiter::prospect(Lane lane, std::size_t ahead, TimePoint now) {
  std::int64_t passed = bulk_.empty() ? 0 : passed_;
  SlidingWindow::Forecast forecast = log_.forecast(now);
  std::size_t direct = lane == Lane::direct ? ahead + 1 : direct_.size();
  std::size_t bulk = lane == Lane::bulk ? ahead + 1 : bulk_.size();
  for (bool is_next = true;; is_next = false) {
    const bool is_bulk = bulk != 0 && (direct == 0 || is_turn_of_bulk(passed));
    const Lane slots = is_bulk && !is_turn_of_bulk(passed) ? Lane::bulk : Lane::direct;
    std::size_t& waiting = is_bulk ? bulk : direct;
    if (is_bulk == (lane == Lane::bulk) && waiting == 1)
      return {.is_next = is_next, .earliest = forecast.earliest(slots)};
    forecast.start(slots);
    --waiting;
    passed = is_bulk ? 0 : passed + 1;
  }
}

void Limiter::wake_next(std::unique_lock<std::mutex>& lock) noexcept {
  const bool is_bulk = !bulk_.empty() && (direct_.empty() || is_turn_of_bulk(passed_));
  const Queue& queue = is_bulk ? bulk_ : direct_;
  std::optional<CancelSource> next = queue.empty() ? std::nullopt : queue.front().wake;
  lock.unlock();  // waking runs a clock's code
  if (next) next->cancel();
}

void Limiter::Slot::end() noexcept {
  if (Limiter* const limiter = std::exchange(limiter_, nullptr); limiter != nullptr)
    if (process_ == current_process()) limiter->end_slot();
}

void Limiter::end_slot() noexcept {
  const std::lock_guard lock{mutex_};
  log_.end(clock_->now());
}

}  // namespace ticket0::inline v1::detail
