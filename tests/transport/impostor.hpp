#pragma once

#include <atomic>
#include <ostream>
#include <string>

#include "transport/tls_server.hpp"

/// How a server shows itself that is not to be trusted, and what is said of that.
struct Impostor {
  std::string name;
  TlsSettings (*settings)();
  std::string words;
  friend void PrintTo(const Impostor& each, std::ostream* out) { *out << each.name; }
};

/// A server that answers nothing, and counts the requests that it gets to read.
class CountingServer {
 public:
  explicit CountingServer(const TlsSettings& settings)
      : server_{[this](TlsServer::Connection& connection) {
                  if (!connection.read_head().empty()) ++requests_;
                },
                settings} {}
  [[nodiscard]] const TlsServer& server() const noexcept { return server_; }
  [[nodiscard]] int requests() const noexcept { return requests_; }

 private:
  std::atomic<int> requests_{0};
  TlsServer server_;
};
