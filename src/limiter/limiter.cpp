#include "limiter/limiter.hpp"

#include <algorithm>
#include <iterator>

namespace ticket0::inline v1::detail {

using std::chrono::milliseconds;

Limiter::Limiter(int requests, SlidingWindow::Duration per, std::shared_ptr<Clock> clock)
    : clock_(std::move(clock)), log_(requests, per) {}

void Limiter::tighten(int requests, SlidingWindow::Duration per) {
  std::unique_lock lock{mutex_};
  log_.tighten(requests, per);
  wake_others(lock, clock_->now());  // a list yields to fewer now
}

namespace {
/// A sleep that ends only when it is woken.
constexpr Limiter::TimePoint never = Limiter::TimePoint::max();
/// How long such a sleep takes by the clock: longer than any deadline. It goes through the clock because one
/// that simulates time has to know who waits.
constexpr std::chrono::hours until_woken{24 * 1'000};
/// The clock may return too early: that is not to become a busy loop.
constexpr milliseconds soon{1};
}  // namespace

/// A place in the queue of its lane. Whoever has to know of its end is woken then.
class Limiter::InQueue {
 public:
  /// `lock` holds the mutex.
  InQueue(Limiter& limiter, std::unique_lock<std::mutex>& lock, Lane lane, TimePoint latest)
      : limiter_(limiter), lock_(lock), queue_(limiter.queue_of(lane)), place_(queue_.emplace(queue_.end())) {
    try {
      place_->deadline = limiter.deadlines_.emplace(latest, &*place_);
    } catch (...) {
      queue_.erase(place_);
      throw;
    }
    if (lane == Lane::bulk && queue_.size() == 1) limiter_.passed_ = 0;
  }
  InQueue(const InQueue&) = delete;
  InQueue& operator=(const InQueue&) = delete;
  ~InQueue() {
    if (!lock_.owns_lock()) lock_.lock();  // an exception while it slept
    limiter_.deadlines_.erase(place_->deadline);
    queue_.erase(place_);
    limiter_.wake_others(lock_, limiter_.clock_->now());
  }
  /// Of its lane.
  [[nodiscard]] std::size_t ahead() const noexcept {
    return static_cast<std::size_t>(std::distance(queue_.begin(), place_));
  }
  /// Sleeps, without the lock, until it is woken, or until `when` by the clock.
  void sleep_until(TimePoint when, TimePoint now, const CancelToken& cancel) {
    CancelSource wake;
    place_->wake = wake;
    place_->until = when;
    limiter_.wake_others(lock_, now);
    {
      const auto link = cancel.on_cancel([wake]() mutable { wake.cancel(); });
      limiter_.clock_->wait_until(when == never ? now + until_woken : when, wake.token());
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
  std::unique_lock lock{mutex_};
  std::optional<InQueue> queued;
  for (bool is_told = false;;) {
    if (cancel.cancelled()) return {.result = Result::cancelled};
    const TimePoint now = clock_->now();
    const auto [is_next, earliest] = prospect(lane, queued ? queued->ahead() : queue_of(lane).size(), now);
    if (is_next && earliest <= now && now <= latest) {
      log_.start(now);
      passed_ = lane == Lane::bulk ? 0 : passed_ + 1;
      if (!queued && is_turn_of_bulk(passed_)) wake_others(lock, now);
      return {.result = Result::granted, .slot = Slot{*this}};
    }
    const TimePoint turn = std::max(earliest, now + soon);
    if (!may_wait || turn >= latest)
      return {.result = Result::too_late, .predicted = turn - now, .paused = log_.is_paused(now)};
    if (!is_told) {
      lock.unlock();
      waits(turn - now);
      lock.lock();
      is_told = true;
      continue;
    }
    if (!queued) queued.emplace(*this, lock, lane, latest);
    queued->sleep_until(is_next ? next_look(turn, now) : never, now, cancel);
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

Limiter::Next Limiter::next_of(std::size_t direct, std::size_t bulk, std::int64_t passed) const noexcept {
  const bool is_turn = is_turn_of_bulk(passed);
  const bool is_bulk = bulk != 0 && (direct == 0 || is_turn);
  return {.lane = is_bulk ? Lane::bulk : Lane::direct,
          .slots = is_bulk && !is_turn ? Lane::bulk : Lane::direct};
}

Limiter::Prospect Limiter::prospect(Lane lane, std::size_t ahead, TimePoint now) {
  std::int64_t passed = bulk_.empty() ? 0 : passed_;
  SlidingWindow::Forecast forecast = log_.forecast(now);
  std::size_t direct = lane == Lane::direct ? ahead + 1 : direct_.size();
  std::size_t bulk = lane == Lane::bulk ? ahead + 1 : bulk_.size();
  for (bool is_next = true;; is_next = false) {
    const Next next = next_of(direct, bulk, passed);
    std::size_t& waiting = next.lane == Lane::bulk ? bulk : direct;
    if (next.lane == lane && waiting == 1)
      return {.is_next = is_next, .earliest = forecast.earliest(next.slots)};
    forecast.start(next.slots);
    --waiting;
    passed = next.lane == Lane::bulk ? 0 : passed + 1;
  }
}

Limiter::TimePoint Limiter::next_look(TimePoint turn, TimePoint now) const noexcept {
  const auto first = deadlines_.upper_bound(now);
  return first == deadlines_.end() ? turn : std::min(turn, first->first);
}

void Limiter::wake_others(std::unique_lock<std::mutex>& lock, TimePoint now) noexcept {
  std::optional<CancelSource> next;
  std::optional<CancelSource> late;
  if (!deadlines_.empty()) {
    const auto [lane, slots] = next_of(direct_.size(), bulk_.size(), passed_);
    const TimePoint turn = std::max(log_.forecast(now).earliest(slots), now + soon);
    const Waiter& waiter = queue_of(lane).front();
    if (waiter.until > next_look(turn, now)) next = waiter.wake;
    if (deadlines_.begin()->first <= now) late = deadlines_.begin()->second->wake;
  }
  lock.unlock();  // waking runs a clock's code
  if (next) next->cancel();
  if (late) late->cancel();
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
