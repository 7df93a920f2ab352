#include "engine/call_options.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/headers.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// RFC 9110's "token".
bool is_header_name(std::string_view name) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alnum(c) || marks.find(c) != std::string_view::npos;
  });
}

/// A header that the library sets itself, or that decides where a request ends.
bool is_own_header(std::string_view name) {
  constexpr std::array own{
      std::string_view{"Authorization"},
      std::string_view{"Accept"},
      std::string_view{"Accept-Encoding"},
      std::string_view{"Connection"},
      std::string_view{"Content-Length"},
      std::string_view{"Content-Type"},
      std::string_view{"Expect"},
      std::string_view{"Host"},
      std::string_view{"Transfer-Encoding"},
      std::string_view{"User-Agent"},
  };
  return std::any_of(own.begin(), own.end(),
                     [name](std::string_view each) { return equal_ignoring_case(each, name); });
}

void check_headers(std::string_view member, const Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (!is_header_name(name))
      refuse<InvalidArgument>(
          member, "has a name that is empty or contains a character that no header name may have");
    const std::string which = std::string{member} + "[\"" + name.substr(0, 60) + "\"]";
    if (is_own_header(name))
      refuse<InvalidArgument>(which, "is set by the library; for User-Agent there is ClientOptions.app_info");
    if (name.size() + value.size() > max_header_text) refuse<InvalidArgument>(which, too_long_for_head);
    if (std::any_of(value.begin(), value.end(), is_control))
      refuse<InvalidArgument>(which, "contains a line break or another control character in its value");
  }
}

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

void validate(const CallOptions& options) {
  if (options.timeout) check_time<InvalidArgument>("CallOptions.timeout", *options.timeout);
  if (options.attempt_timeout)
    check_time<InvalidArgument>("CallOptions.attempt_timeout", *options.attempt_timeout);
  if (options.max_attempts)
    check_count<InvalidArgument>("CallOptions.max_attempts", *options.max_attempts, highest_max_attempts);
  check_headers("CallOptions.headers", options.headers);
}

MergedOptions merge(const MergedOptions& outer, CallOptions call) {
  const CallOptions& defaults = outer.options;
  MergedOptions merged{.options = std::move(call), .queued = outer.queued, .permits = outer.permits};
  CallOptions& options = merged.options;
  if (!options.timeout) options.timeout = defaults.timeout;
  if (!options.attempt_timeout) options.attempt_timeout = defaults.attempt_timeout;
  if (!options.max_attempts) options.max_attempts = defaults.max_attempts;
  if (!options.retry_writes) options.retry_writes = defaults.retry_writes;
  if (!options.before_bytes) options.before_bytes = defaults.before_bytes;
  if (!options.background) options.background = defaults.background;
  if (!options.wait_for_limit) options.wait_for_limit = defaults.wait_for_limit;
  add_headers(options.headers, defaults.headers);
  merged.cancel = outer.cancel.with(options.cancel);
  options.cancel = merged.cancel.token();
  return merged;
}

}  // namespace ticket0::inline v1::detail
