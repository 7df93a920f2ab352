#include "transport/local_cause.hpp"

#ifndef _WIN32
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#endif

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

/// Why a file with a certificate, a key or both cannot be used; `member` names it.
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

/// As far as the text of the files shows; empty if it shows nothing. They are read after a failure, since
/// each version of libcurl has its own code and words for it.
std::string problem_of_client_certificate(const TlsOptions& tls) {
  const bool has_both = tls.client_key_file.empty();
  if (!tls.client_cert_file.empty()) {
    std::string problem = problem_of(tls.client_cert_file, "client_cert_file", true, has_both);
    if (!problem.empty() || has_both) return problem;
  }
  return has_both ? std::string{} : problem_of(tls.client_key_file, "client_key_file", false, true);
}

/// Errors that may just mean a lack of descriptors.
bool may_lack_descriptors(CURLcode code, int os_error) {
  switch (code) {
    case CURLE_COULDNT_CONNECT: return os_error == 0 || os_error == EMFILE || os_error == ENFILE;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_FAILED_INIT:
    case CURLE_OUT_OF_MEMORY: return true;
    default: return false;
  }
}

/// Errors that may be about the client's own certificate.
bool may_be_own_certificate(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_PROXY: return false;
    default: return true;
  }
}

}  // namespace

#ifdef _WIN32
bool descriptors_short() noexcept { return false; }  // there is no small limit
#else
#ifdef SOCK_CLOEXEC
constexpr int close_on_exec = SOCK_CLOEXEC;
#else
constexpr int close_on_exec = 0;
#endif

bool descriptors_short() noexcept {
  std::array<int, 8> opened{};
  std::size_t count = 0;
  int error = 0;
  while (error == 0 && count < opened.size()) {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | close_on_exec, 0);
    if (descriptor < 0)
      error = errno;
    else
      opened[count++] = descriptor;
  }
  while (count > 0) close(opened[--count]);
  return error == EMFILE || error == ENFILE;
}
#endif

/// 8.23 calls a client's key that does not fit its certificate, or is broken, a bad argument.
CURLcode normalized(CURLcode code, const TlsOptions& tls) noexcept {
  const bool has_own = !tls.client_cert_file.empty() || !tls.client_key_file.empty();
  return code == CURLE_BAD_FUNCTION_ARGUMENT && has_own ? CURLE_SSL_CERTPROBLEM : code;
}

LocalCause local_cause_of(CURLcode code, int os_error, const TlsOptions& tls) {
  LocalCause cause;
  cause.no_descriptors = may_lack_descriptors(code, os_error) && descriptors_short();
  if (!cause.no_descriptors && may_be_own_certificate(code))
    cause.own_certificate = problem_of_client_certificate(tls);
  return cause;
}

}  // namespace ticket0::inline v1::detail
