#pragma once

#include <openssl/x509.h>

#include <initializer_list>
#include <memory>
#include <string>

/// A certificate with its key.
struct Certificate {
  std::shared_ptr<X509> x509;
  std::shared_ptr<EVP_PKEY> key;
};

struct CertificateWish {
  std::string common_name{"ticket0 test"};
  std::string alternative_name{};  // whom it is for in OpenSSL's words, such as "DNS:app.example"
  bool is_authority{false};
  long begins_in{-3'600};  // seconds from now
  long ends_in{3'600};
};

/// Signed by `issuer`, or by itself.
[[nodiscard]] Certificate make_certificate(const CertificateWish& wish, const Certificate* issuer = nullptr);

/// A temporary file with certificates, and a key where one is given, encrypted where there is a password.
class PemFile {
 public:
  explicit PemFile(std::initializer_list<Certificate> certificates, EVP_PKEY* key = nullptr,
                   const std::string& password = {});
  PemFile(const PemFile&) = delete;
  PemFile& operator=(const PemFile&) = delete;
  ~PemFile();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};
