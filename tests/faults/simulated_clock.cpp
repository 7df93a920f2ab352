#include "faults/simulated_clock.hpp"

#include <algorithm>

namespace faults {

void SimulatedClock::leave() {
  const std::lock_guard lock{mutex_};
  --running_;
  wake_next();
}

SimulatedClock::TimePoint SimulatedClock::now() noexcept {
  const std::lock_guard lock{mutex_};
  return now_;
}

std::chrono::system_clock::time_point SimulatedClock::wall() noexcept {
  return std::chrono::system_clock::time_point{
      std::chrono::duration_cast<std::chrono::system_clock::duration>(now().time_since_epoch())};
}

bool SimulatedClock::wait_until(TimePoint when, const ticket0::CancelToken& cancel) {
  std::unique_lock lock{mutex_};
  const auto self = sleepers_.insert(sleepers_.end(), Sleeper{.when = when});
  lock.unlock();
  auto link = cancel.on_cancel([this, self] {
    const std::lock_guard locked{mutex_};
    self->cancelled = true;
    if (std::exchange(self->awake, true)) return;
    if (self->asleep) ++running_;
    changed_.notify_all();
  });
  lock.lock();
  if (!self->awake && when > now_) {
    self->asleep = true;
    --running_;
    wake_next();
    changed_.wait(lock, [&] { return self->awake; });
  }
  self->awake = true;
  const bool came = !self->cancelled;
  lock.unlock();
  link.reset();  // without the lock: it waits for a callback that is running
  lock.lock();
  sleepers_.erase(self);
  return came;
}

void SimulatedClock::wake_next() {
  if (running_ != 0) return;
  Sleeper* next = nullptr;
  for (Sleeper& each : sleepers_)
    if (each.asleep && !each.awake && (next == nullptr || each.when < next->when)) next = &each;
  if (next == nullptr) return;
  now_ = std::max(now_, next->when);
  next->awake = true;
  ++running_;
  changed_.notify_all();
}

}  // namespace faults
