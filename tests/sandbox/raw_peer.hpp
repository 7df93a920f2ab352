#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/server.hpp"
#include "sandbox/sockets.hpp"

namespace sandbox_tests {

/// A client that sees each byte and how its connection ends.
class RawPeer {
 public:
  explicit RawPeer(const sandbox::Server& server) : RawPeer(server.port(), server.key()) {}
  RawPeer(int port, std::string key);

  /// A request with the server's key; the body is sent as JSON, also where it is empty.
  void send(const std::string& method, const std::string& path, const std::string& body = "");
  void send_bytes(std::string_view bytes);
  void shut_down_writing();

  enum class Ended { closed, reset };

  /// What arrived, up to and with `mark`, for which it waits; all up to the end if it does not come.
  std::string read_to(std::string_view mark);

  /// The next `count` bytes, for which it waits; fewer if the connection ends.
  std::string read(std::size_t count);

  /// Waits for the end. What arrived before it is appended to `rest`.
  Ended read_to_end(std::string& rest);

 private:
  std::optional<Ended> receive();

  sandbox::Socket socket_;
  std::string key_;
  std::string received_;
};

}  // namespace sandbox_tests
