#pragma once

#include "json/repair.hpp"
#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

/// The handler after the events of `text`, or of what repair() makes of it where it is not JSON. One that has
/// seen nothing where neither can be read to its end.
template <class Handler>
[[nodiscard]] Handler read_tolerantly(std::string_view text) {
  Handler first;
  const Parse result = parse(text, first).result;
  if (result == Parse::complete) return first;
  if (result != Parse::malformed) return {};
  Handler second;
  if (parse(repair(text), second).result != Parse::complete) return {};
  return second;
}

}  // namespace ticket0::inline v1::detail::json
