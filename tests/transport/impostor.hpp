#pragma once

#include <atomic>
#include <ostream>
#include <string>
#include <vector>

#include "transport/certificates.hpp"
#include "transport/tls_server.hpp"

/// How a server shows itself that is not to be trusted, and what is said of that.
struct Impostor {
  std::string name;
  TlsSettings (*settings)();
  std::string words;
  friend void PrintTo(const Impostor& each, std::ostream* out) { *out << each.name; }
};

/// The address of the tests' servers, as a certificate has it.
inline const std::string here = "IP:127.0.0.1";

/// The authority that the tests' clients trust; one that nobody knows; and one below `root()`.
[[nodiscard]] const Certificate& root();
[[nodiscard]] const Certificate& stranger();
[[nodiscard]] const Certificate& middle();
/// Of a server whose certificate is by `issuer`.
[[nodiscard]] TlsSettings with(const CertificateWish& wish, const Certificate& issuer = root());

/// Those that any OpenSSL can be. Their clients trust `root()` alone.
[[nodiscard]] const std::vector<Impostor>& impostors();

/// A server that answers nothing, and counts the requests that it gets to read.
class CountingServer {
 public:
  explicit CountingServer(const TlsSettings& settings)
      : server_{[this](TlsServer::Connection& connection) {
                  if (!connection.read_head().empty()) ++requests_;
                },
                settings} {}
  [[nodiscard]] const TlsServer& server() const noexcept { return server_; }
  [[nodiscard]] int requests() const noexcept { return requests_; }

 private:
  std::atomic<int> requests_{0};
  TlsServer server_;
};
