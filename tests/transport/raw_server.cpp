#include "transport/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

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

bool RawServer::Connection::read_more() {
  std::array<char, 16'384> buffer{};
  const auto count = recv(socket_, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  unread_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawServer::Connection::read_bytes(std::size_t count) {
  while (unread_.size() < count)
    if (!read_more()) return {};
  std::string bytes = unread_.substr(0, count);
  unread_.erase(0, count);
  return bytes;
}

std::string RawServer::Connection::read_until(std::string_view mark) {
  for (;;) {
    if (const auto at = unread_.find(mark); at != std::string::npos) return read_bytes(at + mark.size());
    if (!read_more()) return {};
  }
}

std::string RawServer::Connection::read_request() {
  std::string request = read_until("\r\n\r\n");
  const std::size_t length = content_length(request);
  if (length == 0) return request;
  const std::string body = read_bytes(length);
  return body.empty() ? body : request + body;
}

bool RawServer::Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool RawServer::Connection::drip(std::string_view bytes, std::chrono::milliseconds pause) {
  for (const char& each : bytes) {
    if (!send({&each, 1})) return false;
    pollfd peer{.fd = socket_, .events = POLLRDHUP, .revents = 0};
    if (poll(&peer, 1, static_cast<int>(pause.count())) != 0) return false;
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
    for (const Running& each : running_)
      if (each.socket >= 0) shutdown(each.socket, SHUT_RDWR);
  }
  for (Running& each : running_) each.handler.join();
  close(listener_);
}

std::string RawServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string{path};
}

bool RawServer::wait_until_all_ended() {
  std::unique_lock lock{mutex_};
  return ended_.wait_for(lock, std::chrono::seconds{10}, [this] {
    return std::all_of(running_.begin(), running_.end(), [](const Running& each) { return each.socket < 0; });
  });
}

void RawServer::forget_the_ended() {
  std::list<Running> ended;
  {
    const std::lock_guard lock{mutex_};
    for (auto each = running_.begin(); each != running_.end();) {
      const auto next = std::next(each);
      if (each->socket < 0) ended.splice(ended.end(), running_, each);
      each = next;
    }
  }
  for (Running& each : ended) each.handler.join();
}

void RawServer::accept_all() {
  for (;;) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return;
    const int number = ++connections_;
    forget_the_ended();
    const std::lock_guard lock{mutex_};
    Running& running = running_.emplace_back(Running{.socket = accepted});
    running.handler = std::thread{[this, &running, number] {
      {
        Connection connection{running.socket, number};
        handler_(connection);
      }
      const std::lock_guard end{mutex_};
      close(std::exchange(running.socket, -1));
      ended_.notify_all();
    }};
  }
}
