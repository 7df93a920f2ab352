#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sandbox/clock.hpp"

namespace sandbox {

/// The place of an item in a list. It stays meaningful when items come and go, which an index does not.
struct Position {
  Instant created_at{};
  std::string id{};

  friend bool operator==(const Position&, const Position&) = default;
};

/// What a list call asks for: at most `limit` items that come after `after`, the first `repeat` of them once
/// more from before.
struct Slice {
  std::size_t limit{20};
  std::optional<Position> after{};
  std::size_t repeat{0};
};

template <class Item>
struct Page {
  std::vector<Item> items{};
  std::optional<Position> next{};  // the last item's; empty on the last page
};

/// Items in the order of every list of the API: by `created_at`, then by id, both descending.
template <class Item>
class NewestFirst {
 public:
  /// Replaces the item that has the same id.
  const Item& put(Item item) {
    erase(item.id);
    Position position{item.created_at.at, item.id};
    positions_[item.id] = position;
    return items_.emplace(std::move(position), std::move(item)).first->second;
  }

  bool erase(const std::string& id) {
    const auto found = positions_.find(id);
    if (found == positions_.end()) return false;
    items_.erase(found->second);
    positions_.erase(found);
    return true;
  }

  const Item* find(const std::string& id) const {
    const auto found = positions_.find(id);
    return found == positions_.end() ? nullptr : &items_.at(found->second);
  }

  template <class Predicate>
  const Item* oldest(Predicate matches) const {
    const auto found = std::find_if(items_.rbegin(), items_.rend(),
                                    [&](const auto& entry) { return matches(entry.second); });
    return found == items_.rend() ? nullptr : &found->second;
  }

  template <class Predicate>
  Page<Item> page(const Slice& slice, Predicate matches) const {
    Page<Item> page;
    auto entry = slice.after ? items_.upper_bound(*slice.after) : items_.begin();
    for (auto repeat = slice.repeat; repeat > 0 && entry != items_.begin();) {
      --entry;
      if (matches(entry->second)) --repeat;
    }
    for (; entry != items_.end(); ++entry) {
      if (!matches(entry->second)) continue;
      if (page.items.size() == slice.limit) {
        page.next = Position{page.items.back().created_at.at, page.items.back().id};
        break;
      }
      page.items.push_back(entry->second);
    }
    return page;
  }

  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    ids.reserve(items_.size());
    for (const auto& entry : items_) ids.push_back(entry.first.id);
    return ids;
  }

  template <class Predicate>
  std::size_t count(Predicate matches) const {
    return static_cast<std::size_t>(std::count_if(items_.begin(), items_.end(),
                                                  [&](const auto& entry) { return matches(entry.second); }));
  }

 private:
  struct Newer {
    bool operator()(const Position& a, const Position& b) const {
      return std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id);
    }
  };

  std::map<Position, Item, Newer> items_;
  std::unordered_map<std::string, Position> positions_;
};

}  // namespace sandbox
