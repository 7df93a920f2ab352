#pragma once

#include <sys/socket.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace sandbox {

/// Owns a socket's descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int descriptor() const { return descriptor_; }  // -1: none
  explicit operator bool() const { return descriptor_ >= 0; }
  void close();

 private:
  int descriptor_{-1};
};

/// `host` is an address. Port 0: any free port. Throws what cannot_listen says.
Socket listen_on(const std::string& host, int port);

/// Empty if nobody takes the connection. Small writes leave at once, as they do from accept_from().
Socket connect_to(const std::string& host, int port);

/// The next connection; empty once the listener is shut down.
Socket accept_from(const Socket& listener);

int port_of(const Socket& socket);

/// False if the connection broke. Raises no signal.
bool send_all(const Socket& socket, std::string_view bytes);

/// `error` is that of bind or listen.
std::runtime_error cannot_listen(const std::string& host, int port, int error);

/// The connections that a listening socket has accepted, found among the descriptors of this process by their
/// local address: cpp-httplib keeps its sockets to itself, and waits for idle ones until their keep-alive
/// time is over.
class Connections {
 public:
  /// `listener` is bound, and may be closed later.
  explicit Connections(int listener);

  /// Whoever waits for one of them wakes up with end-of-file. The descriptors stay their owner's to close.
  void shut_down() const;

 private:
  sockaddr_storage address_{};
  socklen_t size_{sizeof(sockaddr_storage)};
};

}  // namespace sandbox
