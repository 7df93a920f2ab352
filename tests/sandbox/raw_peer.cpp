#include "raw_peer.hpp"

#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sandbox_tests {

RawPeer::RawPeer(int port, std::string key)
    : socket_(sandbox::connect_to("127.0.0.1", port)), key_(std::move(key)) {
  if (!socket_) throw std::runtime_error("no connection");
}

void RawPeer::send(const std::string& method, const std::string& path, const std::string& body) {
  send_bytes(method + " /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key_ +
             "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\n\r\n" + body);
}

void RawPeer::send_bytes(std::string_view bytes) {
  if (!sandbox::send_all(socket_, bytes)) throw std::runtime_error("cannot send");
}

void RawPeer::shut_down_writing() { ::shutdown(socket_.descriptor(), SHUT_WR); }

std::string RawPeer::read_to(std::string_view mark) {
  for (;;) {
    const auto found = received_.find(mark);
    if (found != std::string::npos) {
      auto text = received_.substr(0, found + mark.size());
      received_.erase(0, text.size());
      return text;
    }
    if (receive()) return std::exchange(received_, {});
  }
}

std::string RawPeer::read(std::size_t count) {
  while (received_.size() < count && !receive())
    ;
  auto bytes = received_.substr(0, count);
  received_.erase(0, bytes.size());
  return bytes;
}

RawPeer::Ended RawPeer::read_to_end(std::string& rest) {
  for (;;) {
    const auto ended = receive();
    if (!ended) continue;
    rest += std::exchange(received_, {});
    return *ended;
  }
}

std::optional<RawPeer::Ended> RawPeer::receive() {
  std::array<char, 4096> buffer{};
  const auto count = ::recv(socket_.descriptor(), buffer.data(), buffer.size(), 0);
  if (count < 0) return Ended::reset;
  if (count == 0) return Ended::closed;
  received_.append(buffer.data(), static_cast<std::size_t>(count));
  return std::nullopt;
}

}  // namespace sandbox_tests
