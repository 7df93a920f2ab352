#include "transport/local_cause.hpp"

#include <cerrno>

#include "transport/client_certificate.hpp"
#include "transport/descriptors.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// What may be no more than a lack of descriptors.
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

/// What may be the client's own certificate.
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
