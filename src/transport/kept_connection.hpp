#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <optional>

namespace ticket0::inline v1::detail {

/// The idle connection of a handle, seen from outside of libcurl. An idle one has nothing to say: a response,
/// an alert or an end that arrives between two requests belongs to neither, and libcurl 7.88 would take it
/// for the response to the next request.
class KeptConnection {
 public:
  /// After an exchange whose connection was kept. `multiplexed`: by HTTP/2, whose frames arrive at any time;
  /// libcurl reads them before it uses the connection again.
  void set(curl_socket_t socket, bool multiplexed) noexcept;
  [[nodiscard]] bool multiplexed() const noexcept { return multiplexed_; }
  /// True if bytes wait to be read, or the other end has closed it; also if the socket is not known.
  [[nodiscard]] bool is_spoilt() const noexcept;
  /// How many bytes have been taken from the socket; empty if the system cannot tell.
  [[nodiscard]] std::optional<std::uint64_t> bytes_read() const noexcept;
  /// Whether more have been taken than `before`. If not, what libcurl says it has received had been inside
  /// the TLS library, where no look at the socket sees it: libcurl 7.88 reads a body to its announced end,
  /// and leaves there what follows in the same record.
  [[nodiscard]] bool was_read_since(std::uint64_t before) const noexcept;

 private:
  curl_socket_t socket_{CURL_SOCKET_BAD};
  bool multiplexed_{false};
};

/// For CURLOPT_OPENSOCKETFUNCTION: a socket that a program started by this one does not inherit.
[[nodiscard]] curl_socket_t open_private_socket(const curl_sockaddr& address) noexcept;

}  // namespace ticket0::inline v1::detail
