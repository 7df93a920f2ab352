#include "engine/call_options.hpp"

#include <algorithm>

#include "types/ascii.hpp"

namespace ticket0::inline v1::detail {

namespace {

void add_headers(Headers& to, const Headers& defaults) {
  const auto own = static_cast<Headers::difference_type>(to.size());
  for (const auto& header : defaults) {
    const bool replaced = std::any_of(to.begin(), to.begin() + own, [&name = header.first](const auto& each) {
      return equal_ignoring_case(each.first, name);
    });
    if (!replaced) to.push_back(header);
  }
}

}  // namespace

MergedOptions merge(const MergedOptions& outer, CallOptions call) {
  const CallOptions& defaults = outer.options;
  MergedOptions merged{.options = std::move(call)};
  CallOptions& options = merged.options;
  if (!options.timeout) options.timeout = defaults.timeout;
  if (!options.attempt_timeout) options.attempt_timeout = defaults.attempt_timeout;
  if (!options.max_attempts) options.max_attempts = defaults.max_attempts;
  if (!options.retry_writes) options.retry_writes = defaults.retry_writes;
  add_headers(options.headers, defaults.headers);
  merged.cancel = outer.cancel.with(options.cancel);
  options.cancel = merged.cancel.token();
  return merged;
}

}  // namespace ticket0::inline v1::detail
