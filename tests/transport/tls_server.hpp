#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <vector>

#include "transport/certificates.hpp"
#include "transport/raw_server.hpp"

struct TlsSettings {
  Certificate certificate;
  std::vector<Certificate> chain{};  // sent with it
  int highest_version{0};            // such as TLS1_1_VERSION, and from TLS 1.0 on; 0: what OpenSSL speaks
  Certificate clients_of{};          // the authority whose certificate a client has to have; empty: none
  bool speaks_http2{false};          // chosen by ALPN where the client offers it
  bool speaks_http1{true};
};

/// A RawServer that speaks TLS.
class TlsServer {
 public:
  /// Inside the encryption.
  class Connection {
   public:
    Connection(SSL* tls, RawServer::Connection& raw) noexcept : tls_(tls), raw_(raw) {}
    [[nodiscard]] int number() const noexcept { return raw_.number(); }
    /// The head of a request; empty where the peer closed first.
    std::string read_head();
    void respond(std::string_view body);
    void reset() { raw_.reset(); }
    /// @{
    /// For a test that breaks the protocol.
    [[nodiscard]] SSL* tls() const noexcept { return tls_; }
    [[nodiscard]] RawServer::Connection& raw() const noexcept { return raw_; }
    /// False where the peer is gone.
    bool send(std::string_view bytes);
    /// Exactly so many; empty where the peer closed first.
    std::string read_bytes(std::size_t count);
    [[nodiscard]] bool is_http2() const noexcept;
    /// @}

   private:
    SSL* tls_;
    RawServer::Connection& raw_;
  };
  using Handler = std::function<void(Connection&)>;

  TlsServer(Handler handler, const TlsSettings& settings);
  /// With a certificate for `name`, in OpenSSL's words, that it signs itself.
  explicit TlsServer(Handler handler, const std::string& name = "IP:127.0.0.1");
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string url() const {
    return "https://127.0.0.1:" + std::to_string(server_.port()) + "/";
  }
  /// PEM, of its certificate, which is an authority where it signed itself.
  [[nodiscard]] const std::string& ca_file() const noexcept { return certificate_.path(); }
  [[nodiscard]] int port() const noexcept { return server_.port(); }
  [[nodiscard]] int connections() const noexcept { return server_.connections(); }
  /// That were brought to their end.
  [[nodiscard]] long handshakes() const noexcept { return SSL_CTX_sess_accept_good(context_.get()); }

 private:
  void serve(RawServer::Connection& connection) const;

  Handler handler_;
  std::shared_ptr<SSL_CTX> context_;
  PemFile certificate_;
  RawServer server_;
};
