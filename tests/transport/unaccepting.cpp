#include "transport/unaccepting.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

/// Of Linux: is there a connection to `port` whose first packet has no answer?
bool somebody_knocks(int port, bool& knows) {
  std::ifstream table{"/proc/self/net/tcp"};
  knows = table.is_open();
  std::array<char, 5> wanted{};
  std::snprintf(wanted.data(), wanted.size(), "%04X", static_cast<unsigned>(port) & 0xFFFFU);
  const std::string mark = std::string{":"} + wanted.data() + " 02 ";  // SYN_SENT
  for (std::string line; std::getline(table, line);)
    if (line.find(mark) != std::string::npos) return true;
  return false;
}

}  // namespace

Unaccepting::Unaccepting(Queue queue) : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || bind(listener_, any, length) != 0 ||
      listen(listener_, queue == Queue::full ? 0 : 16) != 0 || getsockname(listener_, any, &length) != 0)
    throw std::runtime_error{"Unaccepting: no loopback port"};
  port_ = ntohs(address.sin_port);
  if (queue == Queue::has_room) return;
  // One that is not let in at once shows that the queue is full; it gives up, so as not to be taken for a
  // caller.
  for (bool full = false; !full && fillers_.size() < 16;) {
    const int filler = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    pollfd done{.fd = filler, .events = POLLOUT, .revents = 0};
    connect(filler, any, length);
    full = poll(&done, 1, 50) == 0;
    if (full)
      close(filler);
    else
      fillers_.push_back(filler);
  }
}

void Unaccepting::stop() {
  if (listener_ >= 0) close(std::exchange(listener_, -1));
  for (const int each : std::exchange(fillers_, {})) close(each);
}

std::string Unaccepting::url(const std::string& scheme) const {
  return scheme + "://127.0.0.1:" + std::to_string(port_) + "/";
}

bool Unaccepting::wait_for_somebody() const {
  if (fillers_.empty()) {
    pollfd queue{.fd = listener_, .events = POLLIN, .revents = 0};
    return poll(&queue, 1, 10'000) == 1;
  }
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  for (bool knows = true; !somebody_knocks(port_, knows); std::this_thread::yield()) {
    if (!knows) return true;
    if (std::chrono::steady_clock::now() > latest) return false;
  }
  return true;
}
