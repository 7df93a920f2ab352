#include "sandbox/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace sandbox {
namespace {

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return port >= 1 && port <= 65535 ? std::optional(port) : std::nullopt;
}

bool may_be_in_url(char byte) { return byte > ' ' && byte <= '~' && byte != '#' && byte != '\\'; }

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme) || !std::all_of(url.begin(), url.end(), may_be_in_url)) return std::nullopt;
  url.remove_prefix(scheme.size());

  Endpoint endpoint;
  const auto path = std::min(url.find_first_of("/?"), url.size());
  auto authority = url.substr(0, path);
  if (path < url.size()) endpoint.target = (url[path] == '?' ? "/" : "") + std::string(url.substr(path));
  if (authority.find('@') != std::string_view::npos) return std::nullopt;

  // The colons of an IPv6 address are those before its bracket.
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    const auto port = parse_port(authority.substr(colon + 1));
    if (!port) return std::nullopt;
    endpoint.port = *port;
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  } else if (authority.find_first_of("[]:") != std::string_view::npos) {
    return std::nullopt;
  }
  if (authority.empty()) return std::nullopt;
  endpoint.host = authority;
  return endpoint;
}

}  // namespace sandbox
