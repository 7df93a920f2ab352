#include "limiter/sliding_window.hpp"

#include <algorithm>

namespace ticket0::inline v1::detail {

using std::chrono::seconds;

namespace {
constexpr seconds longest_slow_start{30};
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
  slow_start_.start(now);
}

void SlidingWindow::end(TimePoint now) noexcept {
  --running_;
  const auto live = ended_.begin() + static_cast<std::ptrdiff_t>(first_);
  ended_.insert(std::upper_bound(live, ended_.end(), now), now);
}

void SlidingWindow::pause(TimePoint until) {
  if (until > slow_start_.paused_until) slow_start_ = {.paused_until = until, .second = until - seconds{1}};
}

SlidingWindow::Forecast SlidingWindow::forecast(TimePoint now) {
  drop_expired(now);
  return {*this, now};
}

SlidingWindow::TimePoint SlidingWindow::start_behind(std::size_t full, std::size_t bulk, Lane slots,
                                                     TimePoint now) {
  Forecast simulation = forecast(now);
  if (slow_start_.paused_until != TimePoint::min() && now < slow_start_.paused_until + longest_slow_start) {
    for (; full > 0; --full) simulation.start(Lane::direct);
    for (; bulk > 0; --bulk) simulation.start(Lane::bulk);
    return simulation.earliest(slots);
  }
  // Each start waits for the one that is a whole window before it, so it is a number of periods after one of
  // the slots that are live now.
  std::size_t place = full + bulk;
  std::size_t window = static_cast<std::size_t>(capacity(slots));
  std::size_t periods = 0;
  if (slots == Lane::bulk) {
    if (const std::size_t first = std::max(full, window); place >= first) {
      periods = (place - first) / window + 1;
      place -= periods * window;
    }
    if (place < full) window = static_cast<std::size_t>(capacity(Lane::direct));
  }
  periods += place / window;
  place %= window;
  const std::size_t live = ended() + static_cast<std::size_t>(running_);
  const TimePoint first =
      live + place < window ? now : std::max(now, simulation.expiry(live + place - window));
  return first + static_cast<Duration::rep>(periods) * per_;
}

bool SlidingWindow::is_idle(TimePoint now) {
  const TimePoint paused_until = slow_start_.paused_until;
  const bool was_paused = paused_until != TimePoint::min() && now < paused_until + longest_slow_start;
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

int SlidingWindow::reserve() const noexcept { return std::min(10, requests_ / 6); }

int SlidingWindow::capacity(Lane lane) const noexcept {
  return lane == Lane::bulk ? requests_ - reserve() : requests_;
}

int SlidingWindow::bulk_yield_limit() const noexcept {
  return std::max(1, requests_ - std::max(1, reserve()));
}

SlidingWindow::TimePoint SlidingWindow::SlowStart::earliest(TimePoint now, int requests) const noexcept {
  if (paused_until == TimePoint::min()) return now;
  if (now < paused_until) return paused_until;
  const auto index = std::chrono::floor<seconds>(now - paused_until);
  if (index.count() >= 30 || (std::int64_t{1} << index.count()) > requests) return now;
  const TimePoint this_second = paused_until + index;
  const bool is_full = this_second == second && started >= (std::int64_t{1} << index.count());
  return is_full ? this_second + seconds{1} : now;
}

void SlidingWindow::SlowStart::start(TimePoint now) noexcept {
  if (paused_until == TimePoint::min()) return;
  const TimePoint this_second = paused_until + std::chrono::floor<seconds>(now - paused_until);
  started = this_second == second ? started + 1 : 1;
  second = this_second;
}

SlidingWindow::TimePoint SlidingWindow::Forecast::earliest(Lane lane) const noexcept {
  const std::size_t before = live_now() + started_.size();
  const auto slots = static_cast<std::size_t>(window_.capacity(lane));
  // The one that is `slots` places ahead gives way.
  const TimePoint free = before < slots ? last_ : std::max(last_, expiry(before - slots));
  return slow_start_.earliest(free, window_.requests_);
}

void SlidingWindow::Forecast::start(Lane lane) {
  last_ = earliest(lane);
  started_.push_back(last_);
  slow_start_.start(last_);
}

SlidingWindow::TimePoint SlidingWindow::Forecast::expiry(std::size_t place) const noexcept {
  if (place < window_.ended()) return window_.ended_[window_.first_ + place] + window_.per_;
  const TimePoint end = place < live_now() ? now_ : started_[place - live_now()];
  return end + window_.per_;
}

}  // namespace ticket0::inline v1::detail
