#include "sandbox/options.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/post.hpp"

namespace sandbox {
namespace {

bool is_percentage(int value) { return value >= 0 && value <= 100; }

}  // namespace

std::optional<std::string> mistake_in(const WebhookOptions& options) {
  if (!options.url.empty() && !parse_endpoint(options.url)) {
    return "url must be an http URL, such as http://127.0.0.1:8081/webhooks";
  }
  if (options.secrets.empty()) return "secrets must have one at least";
  for (const auto& secret : options.secrets) {
    if (secret.empty()) return "secrets must not be empty";
  }
  if (!std::isfinite(options.retry_scale) || options.retry_scale < 0 || options.retry_scale > 1000) {
    return "retry_scale must be from 0 to 1000";
  }
  if (options.delay < std::chrono::milliseconds{0}) return "delay must not be negative";
  if (!is_percentage(options.duplicate)) return "duplicate must be from 0 to 100";
  if (!is_percentage(options.reorder)) return "reorder must be from 0 to 100";
  if (!is_percentage(options.tamper)) return "tamper must be from 0 to 100";
  return std::nullopt;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  in_addr address{};
  return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         (ntohl(address.s_addr) >> 24U) == 127;
}

}  // namespace sandbox
