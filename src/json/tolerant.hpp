#pragma once

#include "json/repair.hpp"
#include "json/sax.hpp"

namespace ticket0::inline v1::detail::json {

/// The handler after the events of `text`, or of what repair() makes of it where it is not JSON. One that has
/// seen nothing where neither can be read to its end, or `stop` said so.
template <class Handler>
[[nodiscard]] Handler read_tolerantly(std::string_view text, const Stop& stop = {}) {
  Handler first;
  const Parse result = parse(text, first, stop).result;
  if (result == Parse::complete) return first;
  if (result != Parse::malformed) return {};
  const std::string repaired = repair(text, stop);
  Handler second;
  if (stop() || parse(repaired, second, stop).result != Parse::complete) return {};
  return second;
}

}  // namespace ticket0::inline v1::detail::json
