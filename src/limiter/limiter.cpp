#include "limiter/limiter.hpp"

#include <algorithm>
#include <iterator>

#include "base/call_wait.hpp"

namespace ticket0::inline v1 {

BudgetSlot::~BudgetSlot() = default;
void BudgetSlot::renew(std::chrono::milliseconds /*lease*/) noexcept {}
BudgetStore::~BudgetStore() = default;
void BudgetStore::open(const BudgetTerms& /*terms*/) {}

namespace detail {

using std::chrono::milliseconds;

Limiter::Limiter(int requests, SlidingWindow::Duration per, std::shared_ptr<Clock> clock)
    : clock_(std::move(clock)), log_(requests, per) {}

Limiter::Limiter(int requests, milliseconds per, std::shared_ptr<Clock> clock,
                 std::shared_ptr<BudgetStore> store, std::string scope)
    : clock_(std::move(clock)),
      log_(requests, per),
      store_(std::move(store)),
      terms_{.scope = std::move(scope), .requests = requests, .per = per} {}

void Limiter::tighten(int requests, SlidingWindow::Duration per) {
  std::unique_lock lock{mutex_};
  log_.tighten(requests, per);
  terms_.requests = std::min(terms_.requests, requests);
  terms_.per = std::max(terms_.per, std::chrono::ceil<milliseconds>(per));
  wake_others(lock, clock_->now());  // a list yields to fewer now
}

namespace {
/// A sleep that ends only when it is woken.
constexpr Limiter::TimePoint never = Limiter::TimePoint::max();
/// The deadline in the queue of a call that only waits for what the store says to another.
constexpr Limiter::TimePoint impatient = Limiter::TimePoint::min();
/// How long such a sleep takes by the clock: longer than any deadline. It goes through the clock because one
/// that simulates time has to know who waits.
constexpr std::chrono::hours until_woken{24 * 1'000};
/// The clock may return too early: that must not become a busy loop.
constexpr milliseconds soon{1};
/// A process that has just had a slot of the store asks for the next this much after it is free, so that one
/// that has waited longer comes first.
constexpr milliseconds courtesy{4};

/// Longer than any call waits for its store.
constexpr std::chrono::hours longest_wait{24};

/// The real time at which `when` is reached, even if the clock stands still or jumps.
std::chrono::steady_clock::time_point in_real_time(Limiter::TimePoint when, Limiter::TimePoint now) {
  return std::chrono::steady_clock::now() + std::clamp<SlidingWindow::Duration>(when - now, {}, longest_wait);
}
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
  /// Number of calls of its lane that are ahead of it.
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
      const CallWait waiting;
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

Limiter::Admission Limiter::take(Lane lane, TimePoint latest, bool may_wait, const CancelToken& cancel,
                                 const OnWait& on_wait, milliseconds lease) {
  std::unique_lock lock{mutex_};
  std::optional<InQueue> queued;
  std::optional<TimePoint> first_since;  // in line
  const TimePoint since = clock_->now();
  for (bool is_told = false;;) {
    if (cancel.cancelled()) return {.result = Result::cancelled};
    const TimePoint now = clock_->now();
    const auto [is_next, earliest, slots] =
        queue_position(lane, queued ? queued->ahead() : queue_of(lane).size(), now);
    if (store_ && earliest <= now && now < latest) {
      if (!queued) queued.emplace(*this, lock, lane, may_wait ? latest : impatient);
      if (asking_ || !is_next) {  // what the store says to another call decides
        queued->sleep_until(latest, now, cancel);
        continue;
      }
      if (!first_since) first_since = now;
      Asked asked = ask_store(lock, slots, now - *first_since,
                              {.lease = lease, .until = in_real_time(latest, now), .cancel = cancel});
      if (asked.too_late) return {.result = Result::too_late, .predicted = *asked.too_late, .away = true};
      if (!asked.slot) continue;
      log_.start(clock_->now());
      passed_ = lane == Lane::bulk ? 0 : passed_ + 1;
      return {.result = Result::granted, .slot = Slot{*this, std::move(asked.slot)}};
    }
    if (!store_ && is_next && earliest <= now && now <= latest) {
      log_.start(now);
      passed_ = lane == Lane::bulk ? 0 : passed_ + 1;
      if (!queued && is_turn_of_bulk(passed_)) wake_others(lock, now);
      return {.result = Result::granted, .slot = Slot{*this}};
    }
    const TimePoint turn = std::max(earliest, now + soon);
    if (!may_wait || turn >= latest) {
      const Stored& said = stored(slots);
      const bool is_unheard = queued && earliest <= now && is_store_silent(since, now);
      return {.result = Result::too_late,
              .predicted = turn - now,
              .paused = log_.is_paused(now) || (said.paused && said.earliest > now),
              .away = is_unheard || (said.away && said.earliest > now)};
    }
    if (!is_told) {
      queued.reset();
      if (lock.owns_lock()) lock.unlock();
      on_wait(turn - now);
      lock.lock();
      is_told = true;
      continue;
    }
    if (!queued) queued.emplace(*this, lock, lane, latest);
    const TimePoint unless_woken = store_ ? latest : never;
    queued->sleep_until(is_next && !asking_ ? next_look(turn, now) : unless_woken, now, cancel);
  }
}

Limiter::Asked Limiter::ask_store(std::unique_lock<std::mutex>& lock, Lane slots,
                                  SlidingWindow::Duration waited, SlotRequest request) {
  const BudgetTerms terms = terms_;
  // A list that has been first for a whole period would starve beside a process that never rests.
  if (slots == Lane::bulk && waited < terms.per) request.leave_free = log_.reserve();
  struct Asking {
    Asking(Limiter& of, std::unique_lock<std::mutex>& held) : limiter(of), lock(held) {
      limiter.asking_ = true;
      lock.unlock();
    }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
      if (!lock.owns_lock()) lock.lock();
      limiter.asking_ = false;
      limiter.wake_others(lock, limiter.clock_->now());
      lock.lock();
    }
    Limiter& limiter;
    std::unique_lock<std::mutex>& lock;
  };
  const bool is_alone = deadlines_.size() == 1;  // nobody has waited for an earlier response
  if (!unanswered_since_ || is_alone) unanswered_since_ = clock_->now();
  const Asking asking{*this, lock};
  SlotOffer offer = store_->take(terms, request);
  lock.lock();
  Stored said;
  if (!offer.slot) {
    if (request.cancel.cancelled()) return {};
    const milliseconds free_in = std::clamp<milliseconds>(offer.free_in, soon, longest_wait);
    // This call had no time for a response. Others may have.
    if (offer.away && std::chrono::steady_clock::now() >= request.until) return {.too_late = free_in};
    const double patience = 1 - std::min(1.0, std::chrono::duration<double>(waited) /
                                                  std::chrono::duration<double>(terms.per) * 4);
    const auto delay = std::chrono::duration_cast<SlidingWindow::Duration>(
        patience * std::min<std::chrono::duration<double>>(courtesy, terms.per / 10.0));
    said = {.earliest = clock_->now() + free_in + delay, .paused = offer.paused, .away = offer.away};
  }
  unanswered_since_.reset();
  if (request.leave_free == 0) stored_direct_ = said;
  if (request.leave_free > 0 || !offer.slot) stored_bulk_ = said;
  return {.slot = std::move(offer.slot)};
}

void Limiter::pause(TimePoint until) {
  std::unique_lock lock{mutex_};
  log_.pause(until);
  if (!store_) return;
  const BudgetTerms terms = terms_;
  lock.unlock();
  store_->pause(terms, std::chrono::ceil<milliseconds>(until - clock_->now()));
}

RateUsage Limiter::usage() {
  std::unique_lock lock{mutex_};
  const TimePoint now = clock_->now();
  const std::size_t waiting = direct_.size() + bulk_.size();
  if (store_) {
    const BudgetTerms terms = terms_;
    const auto own = queue_position(Lane::direct, direct_.size(), now).earliest - now;
    lock.unlock();
    RateUsage all = store_->look(terms);
    all.waiting = static_cast<int>(waiting);
    all.next_in = std::max(all.next_in, std::chrono::ceil<milliseconds>(own));
    return all;
  }
  const int used = log_.live(now);
  return {.used = used,
          .free = std::max(0, log_.requests() - used),
          .waiting = static_cast<int>(waiting),
          .next_in = std::chrono::ceil<milliseconds>(
              queue_position(Lane::direct, direct_.size(), now).earliest - now)};
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

Limiter::QueuePosition Limiter::queue_position(Lane lane, std::size_t ahead, TimePoint now) {
  // A bulk call gets its turn after that many direct ones, and so does the one behind it, counted from there.
  const auto limit = static_cast<std::size_t>(log_.bulk_yield_limit());
  const auto passed = bulk_.empty() ? 0 : static_cast<std::size_t>(passed_);
  const std::size_t until_turn = limit - std::min(limit, passed);
  const auto turns = [&](std::size_t direct) {
    return direct < until_turn ? 0 : (direct - until_turn) / limit + 1;
  };
  std::size_t full = 0;  // those ahead that may fill the window
  std::size_t bulk = 0;  // those ahead that leave the reserve
  Lane slots = Lane::direct;
  if (lane == Lane::direct) {
    full = ahead + std::min(bulk_.size(), turns(ahead));
  } else if (const std::size_t direct = until_turn + ahead * limit; direct <= direct_.size()) {
    full = direct + ahead;
  } else {
    const std::size_t in_turn = std::min(ahead, turns(direct_.size()));
    full = direct_.size() + in_turn;
    bulk = ahead - in_turn;
    slots = Lane::bulk;
  }
  return {.is_next = full + bulk == 0,
          .earliest = std::max(log_.start_behind(full, bulk, slots, now), stored(slots).earliest),
          .slots = slots};
}

Limiter::TimePoint Limiter::next_look(TimePoint turn, TimePoint now) const noexcept {
  const auto first = deadlines_.upper_bound(now);
  return first == deadlines_.end() ? turn : std::min(turn, first->first);
}

void Limiter::wake_others(std::unique_lock<std::mutex>& lock, TimePoint now) noexcept {
  std::optional<CancelSource> next;
  std::optional<CancelSource> late;
  if (!deadlines_.empty() && !asking_) {
    const auto [lane, slots] = next_of(direct_.size(), bulk_.size(), passed_);
    const TimePoint earliest = std::max(log_.forecast(now).earliest(slots), stored(slots).earliest);
    const Waiter& waiter = queue_of(lane).front();
    if (waiter.until > next_look(std::max(earliest, now + soon), now)) next = waiter.wake;
    const auto& [deadline, first] = *deadlines_.begin();
    if (deadline <= now && (deadline != impatient || earliest > now)) late = first->wake;
  }
  lock.unlock();  // waking runs a clock's code
  if (next) next->cancel();
  if (late) late->cancel();
}

bool Limiter::Slot::confirm(milliseconds lease, const CancelToken& cancel) const noexcept {
  is_lost_ = stored_ && !stored_->confirm(lease, cancel);
  return !is_lost_;
}

void Limiter::Slot::renew(milliseconds lease) const noexcept {
  if (stored_) stored_->renew(lease);
}

void Limiter::Slot::end() noexcept {
  Limiter* const limiter = std::exchange(limiter_, nullptr);
  if (limiter == nullptr || process_ != current_process()) return;
  if (stored_) stored_->end();
  limiter->end_slot(is_lost_);
}

void Limiter::end_slot(bool is_lost) noexcept {
  std::unique_lock lock{mutex_};
  const TimePoint now = clock_->now();
  if (!is_lost) {
    lost_in_a_row_ = 0;
    log_.end(now);
    return;
  }
  log_.undo();
  // A store that grants slots and then does not know them is not to be asked in a busy loop.
  const TimePoint earliest = now + courtesy * (1 << std::min(lost_in_a_row_++, 8));
  for (Stored* const said : {&stored_direct_, &stored_bulk_})
    if (said->earliest < earliest) *said = {.earliest = earliest};
  wake_others(lock, now);
}

}  // namespace detail
}  // namespace ticket0::inline v1
