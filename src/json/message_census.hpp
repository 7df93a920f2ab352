#pragma once

#include <cstddef>
#include <string_view>

#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

/// Facts about a page of messages that are lost once it is decoded.
struct MessageCensus {
  std::size_t objects{0};
  std::size_t dropped{0};  // elements of the list that are not objects; a null list counts as one
  bool total_unreadable{false};
  /// A message has the older generation's members for its author or text in place of the newer ones.
  bool older_names{false};
};
/// Counts in a page that decode_page() can read; empty if `stop` says so.
[[nodiscard]] MessageCensus take_census(std::string_view page, const Stop& stop = {});

}  // namespace ticket0::inline v1::detail::json
