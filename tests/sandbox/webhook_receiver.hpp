#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/http_server.hpp"
#include "sandbox/json.hpp"
#include "sandbox/request.hpp"
#include "sandbox/sockets.hpp"

namespace sandbox_tests {

/// What arrived at an endpoint.
struct Arrived {
  sandbox::Request request{};
  sandbox::Json body{};

  std::string type() const { return body.value("type", "ping"); }
  std::string id() const { return body.value("id", ""); }
};

/// The HMAC-SHA256 in hex, by OpenSSL's EVP_MAC: not how the sandbox makes it.
std::string hmac_sha256(const std::string& secret, const std::string& body);

/// Whether the header is what the scheme says for this secret.
bool is_signed(const Arrived& arrived, const std::string& secret);

/// An endpoint for webhooks on a free loopback port, which it keeps while it is closed.
class WebhookReceiver {
 public:
  /// The status to answer with; called from many threads at once.
  using Answer = std::function<int(const Arrived&)>;

  explicit WebhookReceiver(Answer answer = [](const Arrived&) { return 204; });

  /// Connections are refused until open() and from close() on. It begins open.
  void close() { server_.reset(); }
  void open();

  std::string url() const;
  std::vector<Arrived> arrived() const;
  std::vector<std::string> types() const;  // of events, in the order in which they arrived

 private:
  Answer answer_;
  int port_{0};
  sandbox::Socket held_;
  mutable std::mutex mutex_;
  std::vector<Arrived> arrived_;
  std::optional<sandbox::HttpServer> server_;
};

}  // namespace sandbox_tests
