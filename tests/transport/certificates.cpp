#include "transport/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace {

template <class T>
T* made(T* object) {
  if (object == nullptr) throw std::runtime_error{"OpenSSL cannot make what a certificate needs"};
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
  std::string path = std::string{directory != nullptr ? directory : "/tmp"} + "/ticket0-pem-XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) throw std::runtime_error{"no temporary file"};
  close(file);
  return path;
}

}  // namespace

Certificate make_certificate(const CertificateWish& wish, const Certificate* issuer) {
  static std::atomic<long> serial{0};
  const Certificate certificate{.x509 = {made(X509_new()), &X509_free}, .key = make_key()};
  X509* const x509 = certificate.x509.get();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x509), wish.begins_in);
  X509_gmtime_adj(X509_getm_notAfter(x509), wish.ends_in);
  X509_set_pubkey(x509, certificate.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x509, X509_get_subject_name(issuer != nullptr ? issuer->x509.get() : x509));
  add_extension(x509, NID_basic_constraints, wish.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!wish.alternative_name.empty()) add_extension(x509, NID_subject_alt_name, wish.alternative_name);
  if (X509_sign(x509, (issuer != nullptr ? *issuer : certificate).key.get(), EVP_sha256()) == 0)
    throw std::runtime_error{"OpenSSL does not sign"};
  return certificate;
}

PemFile::PemFile(std::initializer_list<Certificate> certificates, EVP_PKEY* key, const std::string& password)
    : path_(temporary_file()) {
  std::FILE* const file = made(std::fopen(path_.c_str(), "w"));
  for (const Certificate& each : certificates) PEM_write_X509(file, each.x509.get());
  const EVP_CIPHER* const cipher = password.empty() ? nullptr : EVP_aes_256_cbc();
  const auto* const secret = reinterpret_cast<const unsigned char*>(password.data());
  const auto length = static_cast<int>(password.size());
  if (key != nullptr) PEM_write_PrivateKey(file, key, cipher, secret, length, nullptr, nullptr);
  std::fclose(file);
}

PemFile::~PemFile() { unlink(path_.c_str()); }
