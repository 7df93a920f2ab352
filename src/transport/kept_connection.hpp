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
  /// How many bytes have arrived, whether or not somebody has read them; empty where the system cannot tell.
  /// A look at the socket alone does not see what the TLS library has read and not handed out.
  [[nodiscard]] std::optional<std::uint64_t> received() const noexcept;

 private:
  curl_socket_t socket_{CURL_SOCKET_BAD};
  bool multiplexed_{false};
};

/// For CURLOPT_OPENSOCKETFUNCTION: a socket that a program started by this one does not inherit.
[[nodiscard]] curl_socket_t open_private_socket(const curl_sockaddr& address) noexcept;

}  // namespace ticket0::inline v1::detail
