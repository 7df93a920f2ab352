#pragma once

#include <atomic>
#include <iosfwd>
#include <optional>

#include "transport/raw_server.hpp"
#include "transport/unaccepting.hpp"

/// How far an exchange gets before it breaks, by what the server has read or sent.
enum class Point {
  full_queue,      // not even the kernel takes the connection
  queue,           // the kernel has the connection, the server never takes it
  accepted,        // nothing read
  client_hello,    // of TLS
  server_hello,    // of TLS: the first bytes of it sent
  request_line,    // read, and no more
  half_the_body,   // read
  request,         // read, all of it
  in_status_line,  // half of it sent
  in_headers,
  in_body,
};

enum class Fault {
  close,     // FIN
  reset,     // RST
  stall,     // nothing more, and the connection stays
  drip,      // the rest byte by byte, far too slowly
  truncate,  // the announced length is more than what comes before the FIN
};

std::ostream& operator<<(std::ostream& out, Point point);
std::ostream& operator<<(std::ostream& out, Fault fault);

/// A server that breaks every exchange at one point; its first connection may get one good answer before.
class BrokenExchange {
 public:
  static constexpr std::size_t body_size = 1U << 20U;  // of a request that has one
  enum class Kept { no, yes };                         // yes: breaks the second request of a connection
  explicit BrokenExchange(Point point, Fault fault, Kept kept = Kept::no);
  BrokenExchange(const BrokenExchange&) = delete;
  BrokenExchange& operator=(const BrokenExchange&) = delete;
  ~BrokenExchange();

  /// http, or https for the points of TLS.
  [[nodiscard]] std::string url() const;
  /// Requests of which at least the first line arrived.
  [[nodiscard]] int requests() const noexcept { return requests_; }
  /// That were accepted.
  [[nodiscard]] int connections() const noexcept { return server_ ? server_->connections() : 0; }
  /// Waits until no connection is served any more; false where that takes longer than ten seconds.
  [[nodiscard]] bool wait_until_all_ended() { return !server_ || server_->wait_until_all_ended(); }

 private:
  void serve(RawServer::Connection& connection);
  void answer(RawServer::Connection& connection);
  void finish(RawServer::Connection& connection, std::string_view rest);

  Point point_;
  Fault fault_;
  Kept kept_;
  std::atomic<int> requests_{0};
  std::optional<Unaccepting> queue_{};
  std::thread closer_{};
  std::optional<RawServer> server_{};  // ends before what its handlers use
};
