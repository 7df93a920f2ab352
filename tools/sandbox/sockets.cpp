#include "sandbox/sockets.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace sandbox {
namespace {

struct Address {
  Address(const std::string& host, int port) {
    const auto number = htons(static_cast<std::uint16_t>(port));
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
      v4.sin_family = AF_INET;
      v4.sin_port = number;
      size = sizeof(v4);
      std::memcpy(&storage, &v4, size);
    } else if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
      v6.sin6_family = AF_INET6;
      v6.sin6_port = number;
      size = sizeof(v6);
      std::memcpy(&storage, &v6, size);
    }
  }

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }

  sockaddr_storage storage{};
  socklen_t size{0};
};

Socket stream_socket(const Address& address) {
  return Socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

void set_flag(const Socket& socket, int level, int option) {
  const int yes = 1;
  ::setsockopt(socket.descriptor(), level, option, &yes, sizeof(yes));
}

}  // namespace

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Socket::~Socket() { close(); }

void Socket::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Socket listen_on(const std::string& host, int port) {
  const Address address(host, port);
  auto socket = stream_socket(address);
  set_flag(socket, SOL_SOCKET, SO_REUSEADDR);
  if (!socket || ::bind(socket.descriptor(), address.get(), address.size) != 0 ||
      ::listen(socket.descriptor(), SOMAXCONN) != 0) {
    throw cannot_listen(host, port, errno);
  }
  return socket;
}

Socket connect_to(const std::string& host, int port) {
  const Address address(host, port);
  auto socket = stream_socket(address);
  if (!socket || ::connect(socket.descriptor(), address.get(), address.size) != 0) return {};
  set_flag(socket, IPPROTO_TCP, TCP_NODELAY);
  return socket;
}

Socket accept_from(const Socket& listener) {
  for (;;) {
    Socket socket(::accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      set_flag(socket, IPPROTO_TCP, TCP_NODELAY);
      return socket;
    }
    if (errno == EINVAL || errno == EBADF) return {};
    // Out of descriptors, most likely; some come back when a connection ends.
    if (errno != EINTR && errno != ECONNABORTED) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

int port_of(const Socket& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  ::getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

bool send_all(const Socket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::runtime_error cannot_listen(const std::string& host, int port, int error) {
  return std::runtime_error("cannot listen on " + host + ":" + std::to_string(port) + ": " +
                            (error == EADDRINUSE ? "the port is taken by another program"
                                                 : std::generic_category().message(error)));
}

namespace {

std::vector<int> open_descriptors() {
  std::vector<int> descriptors;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/fd", ignored)) {
    const auto name = entry.path().filename().string();
    int descriptor = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), descriptor);
    if (parsed.ec == std::errc{}) descriptors.push_back(descriptor);
  }
  return descriptors;
}

}  // namespace

Connections::Connections(int listener) {
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address_), &size_) != 0) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot tell the address of the listening socket");
  }
}

void Connections::shut_down() const {
  for (const int descriptor : open_descriptors()) {
    // The owner may close the descriptor at any moment and its number may come back as something else. A
    // duplicate stays what it was when its address was read.
    const int duplicate = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0) continue;
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    if (::getsockname(duplicate, reinterpret_cast<sockaddr*>(&address), &size) == 0 && size == size_ &&
        std::memcmp(&address, &address_, size) == 0) {
      ::shutdown(duplicate, SHUT_RDWR);
    }
    ::close(duplicate);
  }
}

}  // namespace sandbox
