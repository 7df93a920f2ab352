#include "transport/client_certificate.hpp"

#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>

#include "base/secret.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// Empty if it cannot be read; errno says why.
std::optional<std::string> read_file(const std::string& path) {
  std::string text(1U << 18U, '\0');  // a chain of certificates has some thousand bytes
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0);  // no copy of the key is left in a buffer
  errno = 0;
  file.open(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || errno != 0) {
    const WipeOnExit wiped{text};
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

/// It may be readable the next time.
bool is_passing(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM || error == EINTR || error == EIO;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// Of a file that has a certificate, a key or both; `member` names it.
std::string problem_of(const std::string& path, const char* member, bool has_certificate, bool has_key) {
  const std::string named = std::string{"the file that ClientOptions.tls."} + member + " names ";
  if (path.starts_with("pkcs11:")) return {};  // no file
  auto text = read_file(path);
  if (!text) {
    if (is_passing(errno)) return {};
    const std::string why = errno != 0 ? " (" + std::system_category().message(errno) + ")" : "";
    return named + "cannot be read" + why;
  }
  const WipeOnExit wiped{*text};
  if (has_certificate && !has(*text, "CERTIFICATE-----")) return named + "has no certificate in PEM";
  if (has_key && !has(*text, "PRIVATE KEY-----")) return named + "has no key in PEM";
  if (has_key && (has(*text, "ENCRYPTED PRIVATE KEY-----") || has(*text, "Proc-Type: 4,ENCRYPTED")))
    return "the key in " + named + "is encrypted: a key must not have a password";
  return {};
}

}  // namespace

std::string problem_of_client_certificate(const TlsOptions& tls) {
  const bool has_both = tls.client_key_file.empty();
  if (!tls.client_cert_file.empty()) {
    std::string problem = problem_of(tls.client_cert_file, "client_cert_file", true, has_both);
    if (!problem.empty() || has_both) return problem;
  }
  return has_both ? std::string{} : problem_of(tls.client_key_file, "client_key_file", false, true);
}

}  // namespace ticket0::inline v1::detail
