#include "transport/proxy_choice.hpp"

#include <curl/curl.h>

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <new>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace ticket0::inline v1::detail {

namespace {

struct CurlText {
  CurlText() = default;
  CurlText(const CurlText&) = delete;
  CurlText& operator=(const CurlText&) = delete;
  ~CurlText() { curl_free(text); }
  char* text{nullptr};
};

/// Empty if the address has no such part.
std::string part_of(CURLU* address, CURLUPart part) {
  CurlText found;
  if (curl_url_get(address, part, &found.text, 0) != CURLUE_OK || found.text == nullptr) return {};
  return found.text;
}

/// libcurl's own parser, asked as libcurl asks it.
void read_address(ProxyChoice& proxy) {
  constexpr std::array<std::string_view, 7> schemes{"http",    "https",  "socks",  "socks4",
                                                    "socks4a", "socks5", "socks5h"};
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> address{curl_url(), &curl_url_cleanup};
  if (!address) throw std::bad_alloc{};
  const auto code = curl_url_set(address.get(), CURLUPART_URL, proxy.text.c_str(),
                                 CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc{};
  const bool has_scheme = proxy.text.find("://") != std::string::npos;
  proxy.scheme = has_scheme ? part_of(address.get(), CURLUPART_SCHEME) : "http";
  std::transform(proxy.scheme.begin(), proxy.scheme.end(), proxy.scheme.begin(), to_lower);
  if (proxy.scheme == "socks") proxy.scheme = "socks4";  // to libcurl
  proxy.host = part_of(address.get(), CURLUPART_HOST);
  if (proxy.host.starts_with('[') && proxy.host.ends_with(']'))
    proxy.host = proxy.host.substr(1, proxy.host.size() - 2);
  proxy.port = proxy.scheme == "https" ? 443 : 1080;
  if (const std::string port = part_of(address.get(), CURLUPART_PORT); !port.empty())
    std::from_chars(port.data(), port.data() + port.size(), proxy.port);
  const bool is_known = std::find(schemes.begin(), schemes.end(), proxy.scheme) != schemes.end();
  // libcurl refuses what it was built without, in a text that has the whole address with its password.
  const auto features = curl_version_info(CURLVERSION_NOW)->features;
  const bool is_built_in = proxy.scheme != "https" || (features & CURL_VERSION_HTTPS_PROXY) != 0;
  proxy.usable = code == CURLUE_OK && is_known && is_built_in && !proxy.host.empty();
}

/// The first of the variables that has a value.
std::string_view first_of(Environment environment, std::initializer_list<const char*> names) {
  for (const char* const name : names)
    if (const char* const value = environment(name); value != nullptr && *value != '\0') return value;
  return {};
}

std::string_view of_environment(const Origin& origin, Environment environment) {
  if (is_exempt(origin.host, first_of(environment, {"no_proxy", "NO_PROXY"}))) return {};
  if (origin.https) return first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  // HTTP_PROXY may be a header of a request to a CGI program.
  return first_of(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
}

struct IpAddress {
  int family{0};
  std::array<unsigned char, 16> bytes{};
  [[nodiscard]] int bits() const noexcept { return family == AF_INET ? 32 : 128; }
};

std::optional<IpAddress> read_ip(std::string_view text) {
  const std::string copy{text};
  IpAddress address;
  for (const int family : {AF_INET, AF_INET6})
    if (inet_pton(family, copy.c_str(), address.bytes.data()) == 1) {
      address.family = family;
      return address;
    }
  return std::nullopt;
}

/// "10.0.0.0/8", or an address alone.
bool is_in_network(const IpAddress& host, std::string_view network) {
  const auto slash = network.find('/');
  const auto address = read_ip(network.substr(0, slash));
  if (!address || address->family != host.family) return false;
  int bits = host.bits();
  if (slash != std::string_view::npos) {
    const std::string_view number = network.substr(slash + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
    if (error != std::errc{} || end != number.data() + number.size() || bits < 0 || bits > host.bits())
      return false;
  }
  for (std::size_t at = 0; bits > 0; ++at, bits -= 8) {
    const auto mask =
        static_cast<unsigned char>(bits >= 8 ? 0xFFU : 0xFFU << static_cast<unsigned>(8 - bits));
    if (((host.bytes[at] ^ address->bytes[at]) & mask) != 0) return false;
  }
  return true;
}

/// The name itself, or one below it.
bool is_under(std::string_view host, std::string_view name) {
  if (name.starts_with('.')) name.remove_prefix(1);
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || host.size() < name.size()) return false;
  const std::size_t before = host.size() - name.size();
  return equal_ignoring_case(host.substr(before), name) && (before == 0 || host[before - 1] == '.');
}

}  // namespace

ProxyChoice::~ProxyChoice() {
  if (!text.empty()) wipe(text);
}

bool is_exempt(std::string_view host, std::string_view no_proxy) {
  if (no_proxy == "*") return true;
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto address = read_ip(host);
  while (!no_proxy.empty()) {
    const auto end = std::min(no_proxy.find_first_of(" \t,"), no_proxy.size());
    std::string_view each = no_proxy.substr(0, end);
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
    if (each.starts_with('[') && each.ends_with(']')) each = each.substr(1, each.size() - 2);
    if (!each.empty() && (address ? is_in_network(*address, each) : is_under(host, each))) return true;
  }
  return false;
}

ProxyChoice choose_proxy(const Origin& origin, const std::optional<Secret>& of_options,
                         Environment environment) {
  ProxyChoice proxy;
  if (origin.is_loopback()) return proxy;  // it would get the key in the clear
  proxy.text = of_options ? of_options->reveal() : of_environment(origin, environment);
  if (!proxy.text.empty()) read_address(proxy);
  return proxy;
}

}  // namespace ticket0::inline v1::detail
