#include <list>
#include <mutex>

#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::webhook {

SeenStore::~SeenStore() = default;

struct MemorySeenStore::Events {
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Handled {
    std::string id;
    TimePoint when;
  };

  explicit Events(Options given) : options(std::move(given)) {
    if (options.keep <= std::chrono::seconds{0})
      throw ConfigError{"MemorySeenStore::Options::keep is more than 0 s, e.g. 25 h"};
    if (options.max_events == 0) throw ConfigError{"MemorySeenStore::Options::max_events is at least 1"};
  }
  [[nodiscard]] TimePoint now() const noexcept {
    return options.clock ? options.clock->now() : std::chrono::steady_clock::now();
  }
  void forget_first() noexcept {
    by_id.erase(by_id.find(handled.front().id));
    handled.pop_front();
  }
  void forget_expired(TimePoint at) noexcept {
    while (!handled.empty() && handled.front().when + options.keep <= at) forget_first();
  }

  const Options options;
  std::mutex mutex{};
  std::list<Handled> handled{};  // in the order in which that was
  std::map<std::string, std::list<Handled>::iterator, std::less<>> by_id{};
  std::map<std::string, TimePoint, std::less<>> claimed{};  // in progress, and since when
};

MemorySeenStore::MemorySeenStore() : MemorySeenStore(Options{}) {}
MemorySeenStore::MemorySeenStore(Options options) : events_(std::make_unique<Events>(std::move(options))) {}
MemorySeenStore::~MemorySeenStore() = default;

SeenStore::Claim MemorySeenStore::claim(std::string_view event_id, std::chrono::seconds lease) {
  const std::lock_guard lock{events_->mutex};
  const auto now = events_->now();
  events_->forget_expired(now);
  if (events_->by_id.contains(event_id)) return Claim::handled;
  const auto [claim, is_new] = events_->claimed.try_emplace(std::string{event_id}, now);
  if (!is_new && now < claim->second + lease) return Claim::in_progress;
  claim->second = now;
  return Claim::mine;
}

void MemorySeenStore::done(std::string_view event_id) {
  const std::lock_guard lock{events_->mutex};
  const auto now = events_->now();
  events_->forget_expired(now);
  if (const auto claim = events_->claimed.find(event_id); claim != events_->claimed.end())
    events_->claimed.erase(claim);
  if (events_->by_id.contains(event_id)) return;
  events_->handled.push_back({.id = std::string{event_id}, .when = now});
  events_->by_id.emplace(event_id, std::prev(events_->handled.end()));
  while (events_->handled.size() > events_->options.max_events) events_->forget_first();
}

void MemorySeenStore::release(std::string_view event_id) noexcept {
  const std::lock_guard lock{events_->mutex};
  if (const auto claim = events_->claimed.find(event_id); claim != events_->claimed.end())
    events_->claimed.erase(claim);
}

}  // namespace ticket0::inline v1::webhook
