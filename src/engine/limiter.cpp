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

/// A place in the queue of its lane. Whoever is first after it goes is woken.
class Limiter::InQueue {
 public:
  /// `lock` holds the mutex.
  InQueue(Limiter& limiter, std::unique_lock<std::mutex>& lock, Lane lane)
      : limiter_(limiter),
        lock_(lock),
        queue_(limiter.queue_of(lane)),
        place_(queue_.insert(queue_.end(), Waiter{.lane = lane})) {}
  InQueue(const InQueue&) = delete;
  InQueue& operator=(const InQueue&) = delete;
  ~InQueue() {
    if (!lock_.owns_lock()) lock_.lock();  // an exception while it slept
    queue_.erase(place_);
    auto next = limiter_.first_sleeper();
    lock_.unlock();  // waking runs a clock's code
    if (next) next->cancel();
  }
  [[nodiscard]] std::size_t ahead() const noexcept { return limiter_.ahead_of(place_); }
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
  for (;;) {
    if (cancel.cancelled()) return {.result = Result::cancelled};
    const TimePoint now = clock_->now();
    const std::size_t ahead =
        queued ? queued->ahead() : direct_.size() + (lane == Lane::bulk ? bulk_.size() : 0);
    const TimePoint earliest = log_.earliest(lane, ahead, now);
    if (ahead == 0 && earliest <= now) {
      log_.start(now);
      return {.result = Result::granted, .slot = Slot{*this}};
    }
    // Whoever is not first is woken when that changes; the bound keeps it from spinning until then.
    const TimePoint next_look = std::max(earliest, now + soon);
    if (!may_wait || next_look >= latest) return {.result = Result::too_late, .predicted = next_look - now};
    if (!queued) {
      queued.emplace(*this, lock, lane);
      lock.unlock();
      waits(next_look - now);
      lock.lock();
    } else {
      queued->sleep_until(next_look, cancel);
    }
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
  return {.used = used,
          .free = std::max(0, log_.requests() - used),
          .waiting = static_cast<int>(waiting),
          .next_in = std::chrono::ceil<milliseconds>(log_.earliest(Lane::direct, direct_.size(), now) - now)};
}

bool Limiter::is_idle() {
  const std::lock_guard lock{mutex_};
  return direct_.empty() && bulk_.empty() && log_.is_idle(clock_->now());
}

std::size_t Limiter::ahead_of(Queue::const_iterator place) noexcept {
  const std::size_t other = place->lane == Lane::bulk ? direct_.size() : 0;
  return other + static_cast<std::size_t>(std::distance(queue_of(place->lane).cbegin(), place));
}

std::optional<CancelSource> Limiter::first_sleeper() const noexcept {
  if (!direct_.empty()) return direct_.front().wake;
  return bulk_.empty() ? std::nullopt : bulk_.front().wake;
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
