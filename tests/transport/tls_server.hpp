#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "transport/raw_server.hpp"

/// A RawServer that speaks TLS, with a certificate that it makes and signs itself.
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

   private:
    SSL* tls_;
    RawServer::Connection& raw_;
  };
  using Handler = std::function<void(Connection&)>;

  /// `name` is whom the certificate is for, in OpenSSL's words, such as "DNS:app.example".
  explicit TlsServer(Handler handler, const std::string& name = "IP:127.0.0.1");
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  [[nodiscard]] std::string url() const {
    return "https://127.0.0.1:" + std::to_string(server_.port()) + "/";
  }
  /// PEM, of the one authority that vouches for it.
  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }
  [[nodiscard]] int connections() const noexcept { return server_.connections(); }
  /// That were brought to their end.
  [[nodiscard]] long handshakes() const noexcept { return SSL_CTX_sess_accept_good(context_.get()); }

 private:
  /// Gives the file with the certificate that `context` has from now on.
  [[nodiscard]] static std::string make_certificate(SSL_CTX& context, const std::string& name);
  void serve(RawServer::Connection& connection) const;

  Handler handler_;
  std::shared_ptr<SSL_CTX> context_;
  std::string ca_file_;
  RawServer server_;
};
