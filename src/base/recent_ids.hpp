#pragma once

#include <cstddef>
#include <deque>
#include <unordered_set>

namespace ticket0::inline v1::detail {

/// The last `capacity` ids that were added.
template <class Id, std::size_t capacity>
class RecentIds {
 public:
  [[nodiscard]] bool contains(const Id& id) const { return known_.contains(id); }
  /// False if it is there already. Changes nothing if there is no memory.
  bool add(const Id& id) {
    if (contains(id)) return false;
    order_.push_back(id);
    try {
      known_.insert(id);
    } catch (...) {
      order_.pop_back();
      throw;
    }
    if (order_.size() > capacity) {
      known_.erase(order_.front());
      order_.pop_front();
    }
    return true;
  }

 private:
  std::unordered_set<Id> known_{};
  std::deque<Id> order_{};  // the oldest first
};

}  // namespace ticket0::inline v1::detail
