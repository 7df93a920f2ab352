#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "raw_peer.hpp"
#include "sandbox/json.hpp"
#include "sandbox/server.hpp"

namespace sandbox_tests {

using sandbox::Json;

struct Answered {
  int status{0};
  std::map<std::string, std::string> headers{};  // by name, as it was sent
  std::string text{};
  Json body{};  // null if the text is not JSON

  std::string header(const std::string& name) const;  // empty if there is none
  std::string code() const;                           // of the error body
  std::string message() const;                        // of the error body
};

/// A client of one server with one connection, which is kept open. Paths are those below the base path, and
/// are sent as they are.
class Peer {
 public:
  explicit Peer(const sandbox::Server& server) : Peer(server, server.key()) {}
  Peer(const sandbox::Server& server, std::string key);

  Answered get(const std::string& path) { return send("GET", path, ""); }
  Answered post(const std::string& path, const Json& body) { return send("POST", path, body.dump()); }
  Answered patch(const std::string& path, const Json& body) { return send("PATCH", path, body.dump()); }

  /// Throws std::runtime_error if no answer comes.
  Answered send(const std::string& method, const std::string& path, const std::string& body,
                const std::string& content_type = "application/json");

 private:
  /// Nothing if the connection had ended before the answer began.
  std::optional<Answered> exchange(const std::string& request);

  int port_;  // the server may be gone
  std::optional<RawPeer> connection_{};
  std::string key_;  // empty: no Authorization header
};

}  // namespace sandbox_tests
