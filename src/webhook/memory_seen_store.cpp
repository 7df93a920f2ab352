#include <algorithm>
#include <list>
#include <mutex>

#include "base/check.hpp"
#include "ticket0/webhook.hpp"

namespace ticket0::inline v1::webhook {

SeenStore::~SeenStore() = default;
std::optional<std::chrono::seconds> SeenStore::remembers() const noexcept { return std::nullopt; }

struct MemorySeenStore::Events {
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Handled {
    std::string id;
    std::string token;
    TimePoint when;
  };
  struct Claimed {
    std::string token;
    TimePoint since;
  };

  explicit Events(Options given) : options(std::move(given)) {
    detail::check_time<ConfigError>("MemorySeenStore::Options.keep", options.keep, std::chrono::seconds{1},
                                    std::chrono::days{1'000});
    detail::check_count<ConfigError>("MemorySeenStore::Options.max_events", options.max_events);
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
  void forget_surplus() noexcept {
    while (handled.size() > options.max_events) {
      forgotten = handled.front().when;
      forget_first();
    }
  }
  /// Empty if nothing was forgotten that would otherwise still be remembered.
  [[nodiscard]] std::optional<std::chrono::seconds> reach(TimePoint at) const noexcept {
    if (!forgotten || at - *forgotten >= options.keep) return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(at - *forgotten);
  }

  const Options options;
  std::mutex mutex{};
  std::uint64_t claims{0};                                           // so far
  std::list<Handled> handled{};                                      // in the order of handling
  std::map<std::string_view, std::list<Handled>::iterator> by_id{};  // of `handled`
  std::map<std::string, Claimed, std::less<>> claimed{};             // in progress
  std::optional<TimePoint> forgotten{};  // when the last one that had to make room was handled
};

MemorySeenStore::MemorySeenStore() : MemorySeenStore(Options{}) {}
MemorySeenStore::MemorySeenStore(Options options) : events_(std::make_unique<Events>(std::move(options))) {}
MemorySeenStore::~MemorySeenStore() = default;

SeenStore::Claim MemorySeenStore::claim(std::string_view event_id, std::chrono::seconds lease) {
  const std::lock_guard lock{events_->mutex};
  const auto now = events_->now();
  events_->forget_expired(now);
  if (events_->by_id.contains(event_id)) return {.state = State::handled};
  std::string token = std::to_string(++events_->claims);
  Claim mine{.state = State::mine, .token = token, .remembers = events_->reach(now)};
  const auto [claim, is_new] = events_->claimed.try_emplace(std::string{event_id});
  // not their sum: it overflows if a lease is long
  if (!is_new && std::chrono::floor<std::chrono::seconds>(now - claim->second.since) < lease) return {};
  claim->second = {.token = std::move(token), .since = now};
  return mine;
}

bool MemorySeenStore::done(std::string_view event_id, std::string_view token) {
  const std::lock_guard lock{events_->mutex};
  const auto now = events_->now();
  events_->forget_expired(now);
  if (const auto known = events_->by_id.find(event_id); known != events_->by_id.end())
    return known->second->token == token;
  const auto claim = events_->claimed.find(event_id);
  if (claim != events_->claimed.end() && claim->second.token != token) return false;
  auto& handled = events_->handled;
  handled.push_back({.id = std::string{event_id}, .token = std::string{token}, .when = now});
  try {
    events_->by_id.emplace(handled.back().id, std::prev(handled.end()));
  } catch (...) {  // in both or in neither
    handled.pop_back();
    throw;
  }
  if (claim != events_->claimed.end()) events_->claimed.erase(claim);
  events_->forget_surplus();
  return true;
}

void MemorySeenStore::release(std::string_view event_id, std::string_view token) noexcept {
  const std::lock_guard lock{events_->mutex};
  const auto claim = events_->claimed.find(event_id);
  if (claim != events_->claimed.end() && claim->second.token == token) events_->claimed.erase(claim);
}

std::optional<std::chrono::seconds> MemorySeenStore::remembers() const noexcept {
  return events_->options.keep;
}

}  // namespace ticket0::inline v1::webhook
