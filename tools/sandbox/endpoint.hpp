#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

/// Where an http URL leads to.
struct Endpoint {
  std::string host{};  // an IPv6 address without its brackets
  int port{80};
  std::string target{"/"};  // path and query
};

/// Nothing for what is not an http URL, and for one with user info or a fragment.
std::optional<Endpoint> parse_endpoint(std::string_view url);

}  // namespace sandbox
