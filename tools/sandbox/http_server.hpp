#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sandbox/request.hpp"

namespace sandbox {

/// What a server asks of whoever has the answers. Called from many threads at once.
struct HttpHooks {
  /// `whole` is false if the body is longer than may be; the request is then without one. `peer` is the
  /// client's address and port.
  std::function<Response(Request request, bool whole, const std::string& peer)> answer{};

  /// The response to bytes that are no request; 414 for a URL that is too long.
  std::function<Response(int status)> malformed{};
};

/// HTTP/1.1 on a port, by cpp-httplib. Serves from the constructor's return to the destructor's start; open
/// connections do not delay the destructor.
class HttpServer {
 public:
  struct Place {
    std::string host{};
    int port{0};                  // 0: any free port
    std::size_t connections{64};  // served at the same time
    bool for_relay{false};        // its answers have the headers that a relay needs
  };

  /// Throws std::runtime_error if it cannot listen there.
  HttpServer(const Place& place, HttpHooks hooks);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sandbox
