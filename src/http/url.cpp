#include "http/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "http/headers.hpp"

namespace ticket0::inline v1::detail {

namespace {

bool consume(std::string_view& text, std::string_view prefix) {
  if (!equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Takes "http://" or "https://" off `text`.
std::optional<bool> take_https(std::string_view& text) {
  if (consume(text, "https://")) return true;
  if (consume(text, "http://")) return false;
  return std::nullopt;
}

std::optional<int> decimal(std::string_view text, int highest) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-' || value > highest)
    return std::nullopt;
  return value;
}

/// Four decimal numbers from 0 to 255, without leading zeros, which some parsers read as octal.
bool dotted_quad(std::string_view host) {
  int parts = 0;
  int digits = 0;
  int value = 0;
  for (const char c : host) {
    if (c == '.') {
      if (digits == 0) return false;
      ++parts;
      digits = value = 0;
      continue;
    }
    if (!is_digit(c) || (digits != 0 && value == 0)) return false;
    value = 10 * value + (c - '0');
    if (++digits > 3 || value > 255) return false;
  }
  return parts == 3 && digits != 0;
}

/// A name, or an address of four numbers. "127.1", "0x7f.1" and "2130706433" are addresses to some parsers,
/// and names to others: neither here.
bool is_host_name(std::string_view host) {
  const bool allowed = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alnum(c) || c == '.' || c == '-' || c == '_';
  });
  std::string_view last = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  if (const auto dot = last.rfind('.'); dot != std::string_view::npos) last.remove_prefix(dot + 1);
  const bool numeric = !last.empty() && is_digit(last.front()) &&
                       (consume(last, "0x") || std::all_of(last.begin(), last.end(), is_digit));
  return allowed && (!numeric || dotted_quad(host));
}

/// The characters of an IPv6 address; libcurl has the last word on their order.
bool is_ipv6_text(std::string_view host) {
  return host.find(':') != std::string_view::npos && std::all_of(host.begin(), host.end(), [](char c) {
           return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f') || c == ':' || c == '.';
         });
}

/// "host", "host:port", "[v6]" or "[v6]:port".
std::optional<Origin> parse_authority(std::string_view text, bool https) {
  Origin origin{.https = https, .port = https ? 443 : 80};
  std::string_view host;
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (!is_ipv6_text(host)) return std::nullopt;
  } else {
    host = text.substr(0, text.find(':'));
    text.remove_prefix(host.size());
    if (!is_host_name(host)) return std::nullopt;
  }
  if (!text.empty()) {
    if (text.front() != ':') return std::nullopt;
    const auto port = decimal(text.substr(1), 65'535);
    if (!port || *port == 0) return std::nullopt;
    origin.port = *port;
  }
  origin.host = host;
  std::transform(origin.host.begin(), origin.host.end(), origin.host.begin(), to_lower);
  return origin;
}

/// "." or "..", also with a dot written as %2e, which some parsers undo first.
bool is_dot_segment(std::string_view segment) {
  int dots = 0;
  while (!segment.empty() && (consume(segment, ".") || consume(segment, "%2e"))) ++dots;
  return segment.empty() && (dots == 1 || dots == 2);
}

bool is_path(std::string_view path) {
  static constexpr std::string_view allowed = "/-._~!$&'()*+,;=:%";
  return std::all_of(path.begin(), path.end(),
                     [](char c) { return is_alnum(c) || allowed.find(c) != std::string_view::npos; });
}

}  // namespace

bool Origin::is_loopback() const noexcept {
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") && dotted_quad(host);
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // its slash
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_dot_segment(segment)) return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

ParsedBaseUrl parse_base_url(std::string_view text) {
  const auto problem = [](std::string words) {
    return ParsedBaseUrl{.url = {}, .problem = std::move(words)};
  };
  if (text.empty()) return problem("is empty");
  if (text.size() > max_header_text) return problem(std::string{too_long_for_head});
  if (std::any_of(text.begin(), text.end(), [](char c) { return is_control(c) || c == ' '; }))
    return problem("contains a space or a control character");
  std::string_view rest = text;
  const auto https = take_https(rest);
  if (!https) return problem("has to begin with https://, or with http:// if its host is a loopback address");
  if (rest.find('@') != std::string_view::npos) return problem("must not have a user name or an @ in it");
  if (rest.find('?') != std::string_view::npos) return problem("must not have a query (?)");
  if (rest.find('#') != std::string_view::npos) return problem("must not have a fragment (#)");
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.empty()) return problem("has no host name");
  const auto origin = parse_authority(authority, *https);
  if (!origin)
    return problem(
        "has a host or port that cannot be used; write a host name in ASCII letters, or an IPv6 address in "
        "[brackets], and a port from 1 to 65535");
  std::string_view path = rest.substr(authority.size());
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  if (!is_path(path) || has_dot_segment(path))
    return problem("has a path with a character or a segment (. or ..) that does not belong there");
  if (!origin->https && !origin->is_loopback())
    return problem(
        "uses plain http, and anyone on the way could read the key: use https (http is for loopback hosts "
        "alone)");
  const auto length = static_cast<std::size_t>(path.data() + path.size() - text.data());
  return {.url = BaseUrl{.origin = *origin, .text = std::string{text.substr(0, length)}}, .problem = {}};
}

std::string BaseUrl::canonical() const {
  const auto path = text.find('/', text.find("://") + 3);
  return (origin.https ? "https://" : "http://") + origin.host + ":" + std::to_string(origin.port) +
         (path == std::string::npos ? "" : text.substr(path));
}

std::string problem_of_proxy(std::string_view text) {
  constexpr std::array schemes{std::string_view{"http"},   std::string_view{"https"},
                               std::string_view{"socks4"}, std::string_view{"socks4a"},
                               std::string_view{"socks5"}, std::string_view{"socks5h"}};
  if (std::any_of(text.begin(), text.end(), [](char c) { return is_control(c) || c == ' '; }))
    return "contains a space or a control character";
  if (const auto end = text.find("://"); end != std::string_view::npos) {
    const std::string_view scheme = text.substr(0, end);
    if (std::none_of(schemes.begin(), schemes.end(),
                     [&](auto each) { return equal_ignoring_case(each, scheme); }))
      return "has a scheme that is none of http, https, socks4, socks4a, socks5 and socks5h";
    text.remove_prefix(end + 3);
  }
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  if (text.ends_with('/')) text.remove_suffix(1);
  if (!parse_authority(text, true))
    return "has a host or port that cannot be used; write [scheme://]host[:port]";
  return {};
}

std::optional<Origin> origin_of(std::string_view url) {
  const auto https = take_https(url);
  if (!https) return std::nullopt;
  return parse_authority(url.substr(0, url.find_first_of("/?#")), *https);
}

void append_encoded(std::string& to, std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      to += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      to += '%';
      to += hex[byte >> 4U];
      to += hex[byte & 0x0FU];
    }
  }
}

}  // namespace ticket0::inline v1::detail
