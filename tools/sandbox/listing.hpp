#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sandbox/cursor.hpp"
#include "sandbox/json.hpp"
#include "sandbox/newest_first.hpp"
#include "sandbox/target.hpp"

namespace sandbox {

/// One list call: its slice, and its page with the cursor to the next one. A cursor holds only for the same
/// list with the same filters.
class Listing {
 public:
  Listing(std::string_view name, std::initializer_list<std::optional<std::string>> filters,
          const Query& query)
      : name_(name), identity_(name) {
    for (const auto& filter : filters) identity_ += filter ? "\n=" + *filter : "\n-";
    slice_.limit = query.limit();
    if (const auto cursor = query.text("cursor")) slice_.after = decode_cursor(*cursor, identity_);
  }

  const Slice& slice() const { return slice_; }

  template <class Item>
  Json json(const Page<Item>& page, Json (*view)(const Item&)) const {
    Json items = Json::array();
    for (const auto& item : page.items) items.push_back(view(item));
    Json json;
    json[name_] = std::move(items);
    json["nextCursor"] = page.next ? Json(encode_cursor(*page.next, identity_)) : Json(nullptr);
    return json;
  }

 private:
  std::string name_;
  std::string identity_;
  Slice slice_{};
};

}  // namespace sandbox
