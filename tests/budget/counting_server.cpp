#include "budget/counting_server.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <map>
#include <stdexcept>

CountingServer::CountingServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  void* const any = &address;
  if (bind(listener_, static_cast<sockaddr*>(any), size) != 0 || listen(listener_, 1'000) != 0 ||
      getsockname(listener_, static_cast<sockaddr*>(any), &size) != 0)
    throw std::runtime_error{"the server cannot listen"};
  port_ = ntohs(address.sin_port);
  thread_ = std::thread{[this] { serve(); }};
}

CountingServer::~CountingServer() {
  (void)stop();
  close(listener_);
}

std::vector<CountingServer::Arrival> CountingServer::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
  return arrivals_;
}

void CountingServer::serve() {
  static constexpr std::string_view body = R"({"id":"tkt_1"})";
  const std::string response =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + std::string{body};
  std::map<int, std::string> connections;
  while (!stopped_) {
    std::vector<pollfd> all{{.fd = listener_, .events = POLLIN, .revents = 0}};
    for (const auto& [descriptor, text] : connections)
      all.push_back({.fd = descriptor, .events = POLLIN, .revents = 0});
    if (poll(all.data(), all.size(), 100) <= 0) continue;
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (all[i].revents == 0) continue;
      std::string& text = connections[all[i].fd];
      char part[4'096];
      const auto got = read(all[i].fd, part, sizeof part);
      if (got <= 0) {
        close(all[i].fd);
        connections.erase(all[i].fd);
        continue;
      }
      text.append(part, static_cast<std::size_t>(got));
      for (std::size_t end = 0; (end = text.find("\r\n\r\n")) != std::string::npos; text.erase(0, end + 4)) {
        const auto who = text.find("X-Process: ");
        const int process = who < end ? text[who + 11] - '0' : -1;
        arrivals_.push_back({std::chrono::steady_clock::now(), process});
        (void)send(all[i].fd, response.data(), response.size(), MSG_NOSIGNAL);
      }
    }
    if (all[0].revents != 0)
      if (const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); accepted >= 0)
        connections.emplace(accepted, std::string{});
  }
  for (const auto& [descriptor, text] : connections) close(descriptor);
}
