#include "client/options.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/call_options.hpp"
#include "http/headers.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1 {
namespace detail {

namespace {

void check_size(std::string_view member, std::size_t bytes) {
  constexpr std::size_t lowest = 1'024;
  constexpr std::size_t highest = 1'073'741'824;
  if (bytes < lowest || bytes > highest)
    refuse(member, "is " + std::to_string(bytes) + ": it has to be from 1024 (1 KiB) to 1073741824 (1 GiB)");
}

void check_retry(const RetryPolicy& retry) {
  check_count("ClientOptions.retry.max_attempts", retry.max_attempts, highest_max_attempts);
  check_time("ClientOptions.retry.base_delay", retry.base_delay);
  check_time("ClientOptions.retry.max_delay", retry.max_delay);
  check_time("ClientOptions.retry.max_retry_after", retry.max_retry_after);
}

void check_rate(const RateLimit& rate) {
  check_count("ClientOptions.rate_limit.requests", rate.requests, 1'000'000);
  check_time("ClientOptions.rate_limit.per", rate.per);
}

void check_async(const AsyncOptions& async) {
  check_count("ClientOptions.async.threads", async.threads, 1'000);
  if (async.max_waiting < 0 || async.max_waiting > 10'000)
    refuse("ClientOptions.async.max_waiting",
           "is " + std::to_string(async.max_waiting) + ": it has to be from 0 to 10000");
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool has_control(std::string_view text) { return std::any_of(text.begin(), text.end(), is_control); }

void check_path(std::string_view member, std::string_view path) {
  if (path.find('\0') != std::string_view::npos)
    refuse(member, "contains a NUL character, which no file name can");
}

}  // namespace

std::string problem_of_key(std::string_view key) {
  if (key.empty())
    return "is empty: set it to a key of your workspace, or set TICKET0_API_KEY and use "
           "ClientOptions::from_env()";
  if (key.size() > max_header_text) return std::string{too_long_for_head};
  if (has_control(key))
    return "contains a line break or another control character: was it read from a file with its line's "
           "end?";
  if (key.starts_with("Bearer "))
    return "starts with \"Bearer \", which the client adds itself: leave it out";
  if (key.front() == ' ') return "begins with a space: remove it";
  if (key.back() == ' ') return "ends with a space: remove it";
  if (key.front() == '"' || key.front() == '\'') return "is in quotes: remove them";
  if (key.find(' ') != std::string_view::npos) return "contains a space: copy it again";
  if (!is_printable_ascii(key)) return "contains a character that is not ASCII";
  if (!key.starts_with("t0_"))
    return "does not look like a key of the service: keys start with t0_; create one in the workspace's "
           "settings";
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
  check_rate(options.rate_limit);
  check_async(options.async);
  if (options.proxy && !options.proxy->empty())
    if (const std::string problem = problem_of_proxy(options.proxy->reveal()); !problem.empty())
      refuse("ClientOptions.proxy", problem);
  check_path("ClientOptions.tls.ca_file", options.tls.ca_file);
  check_path("ClientOptions.tls.client_cert_file", options.tls.client_cert_file);
  check_path("ClientOptions.tls.client_key_file", options.tls.client_key_file);
  check_size("ClientOptions.max_response_bytes", options.max_response_bytes);
  if (options.app_info.size() > max_header_text) refuse("ClientOptions.app_info", too_long_for_head);
  if (!is_printable_ascii(options.app_info))
    refuse("ClientOptions.app_info", "has to be printable ASCII, e.g. \"acme-sync/2.1\"");
  return std::move(*base.url);
}

}  // namespace detail

ClientOptions ClientOptions::from_env() {
  ClientOptions options;
  if (const char* key = std::getenv("TICKET0_API_KEY"); key != nullptr && *key != '\0') {
    if (const std::string problem = detail::problem_of_key(key); !problem.empty())
      throw ConfigError{"the environment variable TICKET0_API_KEY " + problem};
    options.api_key = Secret{key};
  }
  if (const char* url = std::getenv("TICKET0_BASE_URL"); url != nullptr && *url != '\0') {
    if (const auto parsed = detail::parse_base_url(url); !parsed.url)
      throw ConfigError{"the environment variable TICKET0_BASE_URL " + parsed.problem};
    options.base_url = url;
  }
  return options;
}

Observer::~Observer() = default;

}  // namespace ticket0::inline v1
