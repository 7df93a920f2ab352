#pragma once

#include <mutex>
#include <string>

#include "sandbox/endpoint.hpp"
#include "sandbox/sockets.hpp"

namespace sandbox {

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
