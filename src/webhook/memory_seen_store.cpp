#include <list>
#include <mutex>
#include <set>

#include "webhook/validate.hpp"

namespace ticket0::inline v1::webhook {

SeenStore::~SeenStore() = default;

struct MemorySeenStore::Events {
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Handled {
    std::string id;
    TimePoint when;
  };

  explicit Events(Options given) : options(std::move(given)) {
    detail::check_time("MemorySeenStore::Options.keep", options.keep);
    detail::check_count("MemorySeenStore::Options.max_events", options.max_events);
  }
  [[nodiscard]] TimePoint now() const noexcept {
    return options.clock ? options.clock->now() : std::chrono::steady_clock::now();
  }
  void forget_first() noexcept {
    by_id.erase(handled.front().id);
    handled.pop_front();
  }
  void forget_expired(TimePoint at) noexcept {
    while (!handled.empty() && handled.front().when + options.keep <= at) forget_first();
  }

  const Options options;
  std::mutex mutex{};
  std::list<Handled> handled{};                             // in the order in which that was
  std::set<std::string_view> by_id{};                       // of `handled`
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
  // not their sum: it overflows where a lease is long
  if (!is_new && std::chrono::floor<std::chrono::seconds>(now - claim->second) < lease)
    return Claim::in_progress;
  claim->second = now;
  return Claim::mine;
}

void MemorySeenStore::done(std::string_view event_id) {
  const std::lock_guard lock{events_->mutex};
  const auto now = events_->now();
  events_->forget_expired(now);
  if (!events_->by_id.contains(event_id)) {
    auto& handled = events_->handled;
    handled.push_back({.id = std::string{event_id}, .when = now});
    try {
      events_->by_id.insert(handled.back().id);
    } catch (...) {  // in both or in neither
      handled.pop_back();
      throw;
    }
  }
  if (const auto claim = events_->claimed.find(event_id); claim != events_->claimed.end())
    events_->claimed.erase(claim);
  while (events_->handled.size() > events_->options.max_events) events_->forget_first();
}

void MemorySeenStore::release(std::string_view event_id) noexcept {
  const std::lock_guard lock{events_->mutex};
  if (const auto claim = events_->claimed.find(event_id); claim != events_->claimed.end())
    events_->claimed.erase(claim);
}

}  // namespace ticket0::inline v1::webhook
