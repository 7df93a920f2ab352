#pragma once

#include <atomic>
#include <list>
#include <string>
#include <thread>
#include <utility>

#include "sandbox/relay_link.hpp"
#include "sandbox/sockets.hpp"

namespace sandbox {

/// What stands before the server when connections have to break: takes the clients' connections, has one of
/// its own to the server for each, and does with an answer what the server says in a header that no client
/// sees.
class Relay {
 public:
  /// Serves from here on. Throws std::runtime_error if it cannot listen there.
  Relay(const std::string& host, int port, int inner_port);

  /// Ends every connection, also one that waits to send.
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  int port() const { return port_of(listener_); }

 private:
  struct Running {
    Running(Socket client, Socket inner) : link(std::move(client), std::move(inner)) {}
    RelayLink link;
    std::atomic<bool> ended{false};
    std::thread thread{};
  };

  void accept(const std::string& host, int inner_port);
  void forget_the_ended();

  Socket listener_;
  std::list<Running> links_;  // of the accepting thread until it has ended
  std::thread accepting_;
};

}  // namespace sandbox
