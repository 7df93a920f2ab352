#include "engine/sliding_window.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail {

using std::chrono::seconds;

namespace {
/// Slots that the bulk lane leaves to the other.
int reserve(int requests) noexcept { return std::min(10, requests / 6); }
}  // namespace

void SlidingWindow::tighten(int requests, Duration per) noexcept {
  requests_ = std::min(requests_, requests);
  per_ = std::max(per_, per);
}

void SlidingWindow::start(TimePoint now) {
  if (const std::size_t room = ended_.size() + static_cast<std::size_t>(running_) + 1;
      room > ended_.capacity())
    ended_.reserve(2 * room);
  ++running_;
  if (paused_until_ == TimePoint::min()) return;
  const TimePoint second = paused_until_ + std::chrono::floor<seconds>(now - paused_until_);
  started_in_second_ = second == second_ ? started_in_second_ + 1 : 1;
  second_ = second;
}

void SlidingWindow::end(TimePoint now) noexcept {
  --running_;
  const auto live = ended_.begin() + static_cast<std::ptrdiff_t>(first_);
  ended_.insert(std::upper_bound(live, ended_.end(), now), now);
}

void SlidingWindow::pause(TimePoint until) {
  if (until <= paused_until_) return;
  paused_until_ = until;
  second_ = until - seconds{1};
  started_in_second_ = 0;
}

SlidingWindow::TimePoint SlidingWindow::earliest(Lane lane, std::size_t ahead, TimePoint now) {
  drop_expired(now);
  const TimePoint when = std::max(now, slow_start(now));
  const auto slots = static_cast<std::size_t>(capacity(lane));
  const std::size_t live_now = ended() + static_cast<std::size_t>(running_);
  // All that goes before, in the order in which it expires: what has ended, what runs (not before `per_` from
  // now), who waits (not before `per_` after its own turn). The one that is `slots` places ahead gives way.
  Duration later{0};
  for (std::size_t place = live_now + ahead; place >= slots;) {
    place -= slots;
    if (place < ended()) return std::max(when, ended_[first_ + place] + per_ + later);
    later += per_;
    if (place < live_now) return std::max(when, now + later);
  }
  return when + later;
}

bool SlidingWindow::is_idle(TimePoint now) {
  constexpr seconds longest_slow_start{30};
  const bool was_paused = paused_until_ != TimePoint::min() && now < paused_until_ + longest_slow_start;
  return live(now) == 0 && !was_paused;
}

int SlidingWindow::live(TimePoint now) {
  drop_expired(now);
  return running_ + static_cast<int>(ended());
}

void SlidingWindow::drop_expired(TimePoint now) noexcept {
  while (first_ < ended_.size() && ended_[first_] + per_ <= now) ++first_;
  if (first_ * 2 < ended_.size()) return;  // seldom, for it moves what is left
  ended_.erase(ended_.begin(), ended_.begin() + static_cast<std::ptrdiff_t>(first_));
  first_ = 0;
}

int SlidingWindow::capacity(Lane lane) const noexcept {
  return lane == Lane::bulk ? requests_ - reserve(requests_) : requests_;
}

SlidingWindow::TimePoint SlidingWindow::slow_start(TimePoint now) const noexcept {
  if (paused_until_ == TimePoint::min()) return now;
  if (now < paused_until_) return paused_until_;
  const auto index = std::chrono::floor<seconds>(now - paused_until_);
  if (index.count() >= 30 || (std::int64_t{1} << index.count()) > requests_) return now;
  const TimePoint second = paused_until_ + index;
  const bool is_full = second == second_ && started_in_second_ >= (std::int64_t{1} << index.count());
  return is_full ? second + seconds{1} : now;
}

}  // namespace ticket0::inline v1::detail
