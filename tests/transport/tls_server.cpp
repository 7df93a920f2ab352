#include "transport/tls_server.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace {

template <class T>
T* made(T* object) {
  if (object == nullptr) throw std::runtime_error{"TlsServer: OpenSSL cannot make what it needs"};
  return object;
}

std::shared_ptr<EVP_PKEY> make_key() {
  const std::shared_ptr<EVP_PKEY_CTX> maker{made(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr)),
                                            &EVP_PKEY_CTX_free};
  EVP_PKEY* key = nullptr;
  EVP_PKEY_keygen_init(maker.get());
  EVP_PKEY_CTX_set_ec_paramgen_curve_nid(maker.get(), NID_X9_62_prime256v1);
  EVP_PKEY_keygen(maker.get(), &key);
  return {made(key), &EVP_PKEY_free};
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* const extension = made(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// An empty file that nobody else has.
std::string temporary_file() {
  const char* const directory = std::getenv("TMPDIR");
  std::string path = std::string{directory != nullptr ? directory : "/tmp"} + "/ticket0-ca-XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) throw std::runtime_error{"TlsServer: no temporary file"};
  close(file);
  return path;
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

TlsServer::TlsServer(Handler handler, const std::string& name)
    : handler_(std::move(handler)),
      context_(made(SSL_CTX_new(TLS_server_method())), &SSL_CTX_free),
      ca_file_(make_certificate(*context_, name)),
      server_([this](RawServer::Connection& connection) { serve(connection); }) {}

TlsServer::~TlsServer() { unlink(ca_file_.c_str()); }

std::string TlsServer::make_certificate(SSL_CTX& context, const std::string& name) {
  const auto key = make_key();
  const std::shared_ptr<X509> owned{made(X509_new()), &X509_free};
  X509* const certificate = owned.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3'600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3'600);
  X509_set_pubkey(certificate, key.get());
  X509_NAME* const subject = X509_get_subject_name(certificate);
  const std::string common_name = "ticket0 test";
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, NID_subject_alt_name, name);
  if (X509_sign(certificate, key.get(), EVP_sha256()) == 0 ||
      SSL_CTX_use_certificate(&context, certificate) != 1 || SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
    throw std::runtime_error{"TlsServer: no certificate"};
  std::string path = temporary_file();
  std::FILE* const file = made(std::fopen(path.c_str(), "w"));
  PEM_write_X509(file, certificate);
  std::fclose(file);
  return path;
}

void TlsServer::serve(RawServer::Connection& connection) const {
  sigset_t pipe;  // OpenSSL writes to whom may be gone
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  const std::shared_ptr<SSL> tls{made(SSL_new(context_.get())), &SSL_free};
  SSL_set_fd(tls.get(), connection.socket());
  if (SSL_accept(tls.get()) != 1) return;
  Connection inside{tls.get(), connection};
  handler_(inside);
  SSL_shutdown(tls.get());
}
