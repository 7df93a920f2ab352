#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/sockets.hpp"

namespace sandbox {

/// Where an http URL leads to.
struct Endpoint {
  std::string host{};  // an IPv6 address without its brackets
  int port{80};
  std::string target{"/"};  // path and query
};

/// Nothing for what is not an http URL, and for one with user info or a fragment.
std::optional<Endpoint> parse_endpoint(std::string_view url);

/// One POST of a webhook, over a connection of its own.
class Post {
 public:
  /// The answer's status, or 0 if there is none within ten seconds.
  int send(const Endpoint& to, const std::string& body, const std::string& signature);

  /// From another thread: breaks the connection if there is one at this moment, so that send() returns.
  void disconnect();

 private:
  std::mutex mutex_;
  Socket connection_;  // a descriptor of our own, which nobody else closes
};

}  // namespace sandbox
