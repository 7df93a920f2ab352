#include "transport/broken_exchange.hpp"

#include <ostream>

namespace {

constexpr std::string_view status_line = "HTTP/1.1 200 OK\r\n";
constexpr std::string_view headers = "Content-Type: text/plain\r\nContent-Length: 40\r\n\r\n";
constexpr std::string_view chunked_headers = "Transfer-Encoding: chunked\r\n\r\n28\r\n";
constexpr std::string_view body = "0123456789012345678901234567890123456789";
constexpr std::string_view tls_record = "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03";

std::string_view half_of(std::string_view text) { return text.substr(0, text.size() / 2); }
std::string_view rest_of(std::string_view text) { return text.substr(text.size() / 2); }

}  // namespace

std::ostream& operator<<(std::ostream& out, Point point) {
  constexpr const char* names[]{"FullQueue",    "Queue",       "Accepted",    "ClientHello",
                                "ServerHello",  "RequestLine", "HalfTheBody", "Request",
                                "InStatusLine", "InHeaders",   "InBody"};
  return out << names[static_cast<int>(point)];
}

std::ostream& operator<<(std::ostream& out, Fault fault) {
  constexpr const char* names[]{"Close", "Reset", "Stall", "Drip", "Truncate"};
  return out << names[static_cast<int>(fault)];
}

BrokenExchange::BrokenExchange(Point point, Fault fault, Kept kept)
    : point_(point), fault_(fault), kept_(kept) {
  if (point == Point::full_queue || point == Point::queue) {
    queue_.emplace(point == Point::queue ? Unaccepting::Queue::has_room : Unaccepting::Queue::full);
    if (fault == Fault::stall) return;
    closer_ = std::thread{[this] {
      queue_->wait_for_somebody();
      queue_->stop();
    }};
  } else {
    server_.emplace([this](RawServer::Connection& connection) { serve(connection); });
  }
}

BrokenExchange::~BrokenExchange() {
  if (closer_.joinable()) closer_.join();
}

std::string BrokenExchange::url() const {
  const bool tls = point_ == Point::client_hello || point_ == Point::server_hello;
  return (tls ? "https" : "http") + std::string{"://127.0.0.1:"} +
         std::to_string(queue_ ? queue_->port() : server_->port()) + "/";
}

void BrokenExchange::serve(RawServer::Connection& connection) {
  if (kept_ == Kept::yes && connection.number() == 1) {
    connection.read_request();
    ++requests_;
    connection.respond(200, "good");
  }
  if (point_ == Point::accepted) return finish(connection, {});
  if (point_ == Point::client_hello || point_ == Point::server_hello) {
    const std::string record = connection.read_bytes(5);
    if (record.empty()) return;
    connection.read_bytes(static_cast<unsigned char>(record[3]) * 256U +
                          static_cast<unsigned char>(record[4]));
    if (point_ == Point::server_hello) connection.send(half_of(tls_record));
    return finish(connection, rest_of(tls_record));
  }
  const std::string head = connection.read_until("\r\n");
  if (head.empty()) return;  // a client that sends nothing
  ++requests_;
  if (point_ == Point::request_line) return finish(connection, {});
  connection.read_until("\r\n\r\n");
  if (!head.starts_with("GET")) connection.read_bytes(point_ == Point::half_the_body ? 1'000 : body_size);
  if (point_ < Point::in_status_line) return finish(connection, {});
  answer(connection);
}

void BrokenExchange::answer(RawServer::Connection& connection) {
  const std::string_view head = fault_ == Fault::close ? chunked_headers : headers;
  if (point_ == Point::in_status_line) {
    connection.send(half_of(status_line));
    return finish(connection, rest_of(status_line));
  }
  connection.send(status_line);
  if (point_ == Point::in_headers) {
    connection.send(half_of(head));
    return finish(connection, rest_of(head));
  }
  connection.send(head);
  connection.send(half_of(body));
  finish(connection, rest_of(body));
}

void BrokenExchange::finish(RawServer::Connection& connection, std::string_view rest) {
  switch (fault_) {
    case Fault::close:
    case Fault::truncate: return;
    case Fault::reset: return connection.reset();
    case Fault::drip: connection.drip(rest, std::chrono::seconds{1}); [[fallthrough]];
    case Fault::stall: return connection.wait_for_close();
  }
}
