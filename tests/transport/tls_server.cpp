#include "transport/tls_server.hpp"

#include <array>
#include <csignal>
#include <stdexcept>

namespace {

template <class T>
T* made(T* object) {
  if (object == nullptr) throw std::runtime_error{"TlsServer: OpenSSL cannot make what it needs"};
  return object;
}

/// `protocols`: a text of OpenSSL's form. A client that offers none of them is refused.
int choose_protocol(SSL* /*tls*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void* protocols) {
  const auto* const ours = static_cast<const std::string*>(protocols);
  unsigned char* out = nullptr;
  const int result = SSL_select_next_proto(&out, size, reinterpret_cast<const unsigned char*>(ours->data()),
                                           static_cast<unsigned>(ours->size()), offered, offered_size);
  *chosen = out;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}
std::string http2_alone{"\x02h2"};
std::string both_protocols{"\x02h2\x08http/1.1"};

std::shared_ptr<SSL_CTX> make_context(const TlsSettings& settings) {
  std::shared_ptr<SSL_CTX> context{made(SSL_CTX_new(TLS_server_method())), &SSL_CTX_free};
  bool good = SSL_CTX_use_certificate(context.get(), settings.certificate.x509.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context.get(), settings.certificate.key.get()) == 1;
  for (const Certificate& each : settings.chain)
    good = good && SSL_CTX_add1_chain_cert(context.get(), each.x509.get()) == 1;
  if (settings.highest_version != 0) {
    SSL_CTX_set_security_level(context.get(), 0);  // or OpenSSL speaks no version that old
    good = good && SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context.get(), settings.highest_version) == 1;
  }
  if (settings.clients_of.x509) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), settings.clients_of.x509.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  if (settings.speaks_http2)
    SSL_CTX_set_alpn_select_cb(context.get(), &choose_protocol,
                               settings.speaks_http1 ? &both_protocols : &http2_alone);
  if (!good) throw std::runtime_error{"TlsServer: OpenSSL does not take the settings"};
  return context;
}

}  // namespace

std::string TlsServer::Connection::read_head() {
  std::string head;
  for (std::array<char, 4'096> buffer{}; head.find("\r\n\r\n") == std::string::npos;) {
    const int count = SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) return {};
    head.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return head;
}

void TlsServer::Connection::respond(std::string_view body) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
  SSL_write(tls_, text.data(), static_cast<int>(text.size()));
}

bool TlsServer::Connection::send(std::string_view bytes) {
  return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

std::string TlsServer::Connection::read_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t got = 0; got < count;) {
    const int more = SSL_read(tls_, bytes.data() + got, static_cast<int>(count - got));
    if (more <= 0) return {};
    got += static_cast<std::size_t>(more);
  }
  return bytes;
}

bool TlsServer::Connection::is_http2() const noexcept {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(tls_, &name, &size);
  return size == 2;  // "h2"
}

TlsServer::TlsServer(Handler handler, const TlsSettings& settings)
    : handler_(std::move(handler)),
      context_(make_context(settings)),
      certificate_({settings.certificate}),
      server_([this](RawServer::Connection& connection) { serve(connection); }) {}

TlsServer::TlsServer(Handler handler, const std::string& name)
    : TlsServer(
          std::move(handler),
          TlsSettings{.certificate = make_certificate({.alternative_name = name, .is_authority = true})}) {}

void TlsServer::serve(RawServer::Connection& connection) const {
  sigset_t pipe;  // OpenSSL writes to whom may be gone
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  const std::shared_ptr<SSL> tls{made(SSL_new(context_.get())), &SSL_free};
  SSL_set_fd(tls.get(), connection.socket());
  if (SSL_accept(tls.get()) != 1) {
    connection.wait_for_close();  // bytes left unread would end the connection before the alert is read
    return;
  }
  Connection inside{tls.get(), connection};
  handler_(inside);
  SSL_shutdown(tls.get());
}
