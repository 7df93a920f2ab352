#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sandbox/json.hpp"
#include "sandbox/newest_first.hpp"
#include "sandbox/router.hpp"

namespace sandbox {

/// The opaque text that continues `list` (its name and filters in any fixed spelling) after `position`.
std::string encode_cursor(const Position& position, std::string_view list);

/// Throws Refusal (400) for a text that encode_cursor did not make, or made for another list.
Position decode_cursor(std::string_view cursor, std::string_view list);

/// How many items a page has: unless told, and at most.
struct PageSize {
  std::size_t usual{20};
  std::size_t most{100};
};

/// One list call: its slice, and its page with the cursor to the next one. A cursor holds only for the same
/// list with the same filters.
class Listing {
 public:
  Listing(std::string_view name, std::initializer_list<std::optional<std::string>> filters, const Call& call,
          PageSize size = {})
      : name_(name), identity_(name), cursor_(call.query.text("cursor")), paging_(call.paging) {
    for (const auto& filter : filters) identity_ += filter ? "\n=" + *filter : "\n-";
    slice_.limit = call.query.limit(size.usual, size.most);
    if (cursor_) slice_.after = decode_cursor(*cursor_, identity_);
    if (cursor_ && paging_ == Paging::overlap) slice_.repeat = std::min<std::size_t>(3, slice_.limit / 2);
  }

  const Slice& slice() const { return slice_; }

  template <class Item>
  Json json(const Page<Item>& page, Json (*view)(const Item&)) const {
    Json items = Json::array();
    for (const auto& item : page.items) items.push_back(view(item));
    Json json;
    json[name_] = std::move(items);
    json["nextCursor"] = page.next ? Json(encode_cursor(*page.next, identity_)) : Json(nullptr);
    if (paging_ == Paging::loop) json["nextCursor"] = cursor_.value_or(encode_cursor(top(), identity_));
    return json;
  }

 private:
  static Position top() { return {Instant::max(), ""}; }  // before the first item of any list

  std::string name_;
  std::string identity_;
  std::optional<std::string> cursor_;
  Paging paging_;
  Slice slice_{};
};

}  // namespace sandbox
