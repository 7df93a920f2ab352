#include "transport/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace {

/// The value of Content-Length in a request's head; 0 where there is none.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const auto at = head.find(name);
  std::size_t length = 0;
  if (at != std::string_view::npos) {
    const std::string_view value = head.substr(at + name.size());
    std::from_chars(value.data(), value.data() + value.size(), length);
  }
  return length;
}

}  // namespace

RawServer::Connection::~Connection() { shutdown(socket_, SHUT_RDWR); }

std::string RawServer::Connection::read_request() {
  constexpr std::string_view end = "\r\n\r\n";
  for (;;) {
    if (const auto head = unread_.find(end); head != std::string::npos) {
      const std::size_t size = head + end.size() + content_length(std::string_view{unread_}.substr(0, head));
      if (unread_.size() >= size) {
        std::string request = unread_.substr(0, size);
        unread_.erase(0, size);
        return request;
      }
    }
    std::array<char, 16'384> buffer{};
    const auto count = recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0) return {};
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

bool RawServer::Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool RawServer::Connection::respond(int status, std::string_view body, std::string_view headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Status\r\n";
  text.append(headers)
      .append("Content-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
  return send(text);
}

void RawServer::Connection::wait_for_close() {
  std::array<char, 16'384> buffer{};
  while (recv(socket_, buffer.data(), buffer.size(), 0) > 0) {}
}

void RawServer::Connection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  // A connected socket that is disconnected this way sends a RST at once.
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  connect(socket_, &nobody, sizeof nobody);
}

RawServer::RawServer(Handler handler)
    : handler_(std::move(handler)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || bind(listener_, any, length) != 0 || listen(listener_, 128) != 0 ||
      getsockname(listener_, any, &length) != 0)
    throw std::runtime_error{"RawServer: no loopback port"};
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread{[this] { accept_all(); }};
}

RawServer::~RawServer() {
  shutdown(listener_, SHUT_RDWR);  // ends accept()
  acceptor_.join();
  {
    const std::lock_guard lock{mutex_};
    for (const int each : sockets_) shutdown(each, SHUT_RDWR);
  }
  for (std::thread& each : handlers_) each.join();
  for (const int each : sockets_) close(each);
  close(listener_);
}

std::string RawServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string{path};
}

void RawServer::accept_all() {
  for (;;) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return;
    const int number = ++connections_;
    const std::lock_guard lock{mutex_};
    sockets_.push_back(accepted);
    handlers_.emplace_back([this, accepted, number] {
      Connection connection{accepted, number};
      handler_(connection);
    });
  }
}
