#include "sandbox/delivery_queue.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace sandbox {

void DeliveryQueue::add(Delivery delivery, Time due) { waiting_.emplace(due, std::move(delivery)); }

std::optional<Delivery> DeliveryQueue::take(Time now) {
  if (waiting_.empty() || waiting_.begin()->first > now) return std::nullopt;
  return std::move(waiting_.extract(waiting_.begin()).mapped());
}

std::optional<DeliveryQueue::Time> DeliveryQueue::next() const {
  return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
}

void DeliveryQueue::hasten(std::size_t event, Time now) {
  for (auto at = waiting_.upper_bound(now); at != waiting_.end();) {
    const auto entry = at++;
    if (entry->second.event != event || entry->second.attempts > 0) continue;
    auto node = waiting_.extract(entry);
    node.key() = now;
    waiting_.insert(std::move(node));
  }
}

}  // namespace sandbox
