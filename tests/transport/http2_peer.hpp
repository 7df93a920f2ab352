#pragma once

#include <cstdint>
#include <optional>

#include "transport/tls_server.hpp"

/// The server's end of an HTTP/2 connection whose client asks one thing at a time.
class Http2Peer {
 public:
  static constexpr std::uint32_t http_1_1_required = 0xd;
  explicit Http2Peer(TlsServer::Connection& connection);
  /// The stream of the next complete request; empty if the peer closed first.
  std::optional<std::uint32_t> read_request();
  /// With 200.
  void respond(std::uint32_t stream, std::string_view body);
  void reset(std::uint32_t stream, std::uint32_t code);
  /// `last`: the last stream that was, or may have been, worked on.
  void go_away(std::uint32_t last, std::uint32_t code);
  void ping();

 private:
  void send(char type, char flags, std::uint32_t stream, std::string_view payload);
  TlsServer::Connection& connection_;
};
