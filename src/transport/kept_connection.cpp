#include "transport/kept_connection.hpp"

#ifndef _WIN32
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif
#if defined(__linux__) && __has_include(<linux/tcp.h>)
#include <linux/tcp.h>  // glibc's own does not know how many bytes were received

#include <cstddef>
#endif

#include "base/thread_end.hpp"

namespace ticket0::inline v1::detail {

void KeptConnection::set(curl_socket_t socket, bool multiplexed) noexcept {
  socket_ = socket;
  multiplexed_ = multiplexed;
}

bool KeptConnection::is_spoilt() const noexcept {
  if (multiplexed_) return false;
  if (socket_ == CURL_SOCKET_BAD) return true;
#ifdef _WIN32
  WSAPOLLFD look{socket_, POLLRDNORM, 0};
  return WSAPoll(&look, 1, 0) != 0;
#else
  const NoThreadCancel whole;  // poll() is a cancellation point, and libcurl's callback cannot be unwound
  pollfd look{.fd = socket_, .events = POLLIN, .revents = 0};
  return poll(&look, 1, 0) != 0;
#endif
}

std::optional<std::uint64_t> KeptConnection::bytes_read() const noexcept {
#ifdef TCP_INFO
  if (multiplexed_) return std::nullopt;
  int unread = 0;  // asked for first: what arrives between the two questions counts as read
  if (ioctl(socket_, FIONREAD, &unread) != 0) return std::nullopt;
  tcp_info info{};
  socklen_t size = sizeof info;
  constexpr auto needed = offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received;
  if (getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < needed) return std::nullopt;
  // A connection with an answer behind it has received something, unless nobody counts.
  const std::uint64_t received{info.tcpi_bytes_received};
  if (received != 0) return received - static_cast<std::uint64_t>(unread);
#endif
  return std::nullopt;
}

bool KeptConnection::was_read_since(std::uint64_t before) const noexcept {
  constexpr std::uint64_t end = 1;  // a FIN counts as a byte received, and not as one unread
  const auto now = bytes_read();
  return !now || *now > before + end;
}

curl_socket_t open_private_socket(const curl_sockaddr& address) noexcept {
#ifdef _WIN32
  return socket(address.family, address.socktype, address.protocol);  // libcurl starts no program
#elif defined(SOCK_CLOEXEC)
  return socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
#else
  const int opened = socket(address.family, address.socktype, address.protocol);
  if (opened >= 0 && fcntl(opened, F_SETFD, FD_CLOEXEC) == -1) {
    close(opened);
    return CURL_SOCKET_BAD;
  }
  return opened;
#endif
}

}  // namespace ticket0::inline v1::detail
