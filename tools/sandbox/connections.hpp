#pragma once

#include <sys/socket.h>

namespace sandbox {

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
