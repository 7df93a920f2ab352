#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/url.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1::detail {

/// The proxy of a request. Decided here, by libcurl's documented rules, so that every version goes the
/// same way, and errors name it without asking libcurl, which repeats a password.
struct ProxyChoice {
  std::string text{};    // as the options or the environment have it, perhaps with a password; empty: none
  std::string scheme{};  // in lower case
  std::string host{};    // an IPv6 address without its brackets
  int port{0};
  bool usable{true};  // false: the text is no address, or has a scheme that libcurl does not know

  ProxyChoice() = default;
  ProxyChoice(ProxyChoice&&) noexcept = default;
  ProxyChoice& operator=(ProxyChoice&&) noexcept = default;
  ~ProxyChoice();  // wipes the text

  [[nodiscard]] bool none() const noexcept { return text.empty(); }
  /// It is asked for a tunnel by an HTTP request of its own.
  [[nodiscard]] bool speaks_http() const noexcept { return scheme == "http" || scheme == "https"; }
  /// It wants the address of the service rather than its name.
  [[nodiscard]] bool wants_address() const noexcept { return scheme == "socks4" || scheme == "socks5"; }
};

using Environment = const char* (*)(const char* name);

/// If `of_options` is set, it alone counts; empty means none. Otherwise the environment does: https_proxy,
/// then all_proxy, each in capitals next, but for the hosts in no_proxy. A loopback host has none.
[[nodiscard]] ProxyChoice choose_proxy(const Origin& origin, const std::optional<Secret>& of_options,
                                       Environment environment);

/// Whether `host` is one of those in a list as NO_PROXY has it: "*", names (with all names below them),
/// addresses, and networks such as 10.0.0.0/8.
[[nodiscard]] bool is_exempt(std::string_view host, std::string_view no_proxy);

}  // namespace ticket0::inline v1::detail
