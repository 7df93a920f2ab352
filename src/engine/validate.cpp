#include "engine/validate.hpp"

#include <algorithm>
#include <array>

#include "http/head_limit.hpp"
#include "ticket0/error.hpp"
#include "types/ascii.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;

constexpr int max_attempts = 100;

[[noreturn]] void refuse(std::string_view member, std::string_view why) {
  throw ConfigError{std::string{member} + " " + std::string{why}};
}

void check_time(std::string_view member, milliseconds time) {
  constexpr milliseconds highest = std::chrono::hours{24};
  if (time < milliseconds{1} || time > highest)
    refuse(member, "is " + std::to_string(time.count()) + " ms: it has to be from 1 ms to 24 h");
}

void check_count(std::string_view member, int count, int highest) {
  if (count < 1 || count > highest)
    refuse(member, "is " + std::to_string(count) + ": it has to be from 1 to " + std::to_string(highest));
}

void check_size(std::string_view member, std::size_t bytes) {
  constexpr std::size_t lowest = 1'024;
  constexpr std::size_t highest = 1'073'741'824;
  if (bytes < lowest || bytes > highest)
    refuse(member, "is " + std::to_string(bytes) + ": it has to be from 1024 (1 KiB) to 1073741824 (1 GiB)");
}

void check_retry(const RetryPolicy& retry) {
  check_count("ClientOptions.retry.max_attempts", retry.max_attempts, max_attempts);
  check_time("ClientOptions.retry.base_delay", retry.base_delay);
  check_time("ClientOptions.retry.max_delay", retry.max_delay);
  check_time("ClientOptions.retry.max_retry_after", retry.max_retry_after);
}

void check_rate(const RateLimit& rate) {
  check_count("ClientOptions.rate_limit.requests", rate.requests, 1'000'000);
  check_time("ClientOptions.rate_limit.per", rate.per);
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool has_control(std::string_view text) { return std::any_of(text.begin(), text.end(), is_control); }

/// RFC 9110's "token".
bool is_header_name(std::string_view name) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alnum(c) || marks.find(c) != std::string_view::npos;
  });
}

/// What the library sets itself, or what decides where a request ends.
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
      refuse(member, "has a name that is empty or has a character which no header's name may have");
    const std::string which = std::string{member} + "[\"" + name.substr(0, 60) + "\"]";
    if (is_own_header(name))
      refuse(which, "is set by the library; for User-Agent there is ClientOptions.app_info");
    if (name.size() + value.size() > longest_in_head) refuse(which, too_long_for_head);
    if (has_control(value)) refuse(which, "has a line break or another control character in its value");
  }
}

void check_path(std::string_view member, std::string_view path) {
  if (path.find('\0') != std::string_view::npos)
    refuse(member, "has a NUL in it and cannot be a file's name");
}

}  // namespace

std::string problem_of_key(std::string_view key) {
  if (key.empty())
    return "is empty: set it to a key of your workspace, or set TICKET0_API_KEY and use "
           "ClientOptions::from_env()";
  if (key.size() > longest_in_head) return std::string{too_long_for_head};
  if (has_control(key))
    return "has a line break or another control character in it: was it read from a file with its line's "
           "end?";
  if (key.find(' ') != std::string_view::npos) return "has a blank in it";
  if (!is_printable_ascii(key)) return "has a character that is not ASCII";
  if (!key.starts_with("t0_")) return "does not look like a key of the service: keys start with t0_";
  if (key == "t0_") return "is only the beginning of a key: nothing follows its t0_";
  return {};
}

BaseUrl validate(const ClientOptions& options) {
  if (const std::string problem = problem_of_key(options.api_key.reveal()); !problem.empty())
    refuse("ClientOptions.api_key", problem);
  ParsedBaseUrl base = parse_base_url(options.base_url);
  if (!base.url) refuse("ClientOptions.base_url", base.problem);
  check_time("ClientOptions.timeout", options.timeout);
  check_time("ClientOptions.attempt_timeout", options.attempt_timeout);
  check_time("ClientOptions.connect_timeout", options.connect_timeout);
  check_retry(options.retry);
  if (options.rate_limit) check_rate(*options.rate_limit);
  if (options.proxy && !options.proxy->empty())
    if (const std::string problem = problem_of_proxy(options.proxy->reveal()); !problem.empty())
      refuse("ClientOptions.proxy", problem);
  check_path("ClientOptions.tls.ca_file", options.tls.ca_file);
  check_path("ClientOptions.tls.client_cert_file", options.tls.client_cert_file);
  check_path("ClientOptions.tls.client_key_file", options.tls.client_key_file);
  check_size("ClientOptions.max_response_bytes", options.max_response_bytes);
  if (options.app_info.size() > longest_in_head) refuse("ClientOptions.app_info", too_long_for_head);
  if (!is_printable_ascii(options.app_info))
    refuse("ClientOptions.app_info", "has to be printable ASCII, e.g. \"acme-sync/2.1\"");
  return std::move(*base.url);
}

void validate(const CallOptions& options) {
  if (options.timeout) check_time("CallOptions.timeout", *options.timeout);
  if (options.attempt_timeout) check_time("CallOptions.attempt_timeout", *options.attempt_timeout);
  if (options.max_attempts) check_count("CallOptions.max_attempts", *options.max_attempts, max_attempts);
  check_headers("CallOptions.headers", options.headers);
}

}  // namespace ticket0::inline v1::detail
