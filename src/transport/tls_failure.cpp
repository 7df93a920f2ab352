#include "transport/tls_failure.hpp"

#include <algorithm>
#include <array>

namespace ticket0::inline v1::detail {

namespace {

constexpr std::string_view server_wants_certificate =
    "the server rejected this client's certificate, or requires one (ClientOptions.tls.client_cert_file)";

struct Phrase {
  std::string_view of_curl;  // a part of what libcurl says with OpenSSL, versions 1.1.1 and 3
  std::string_view ours;
};
/// The first that fits counts.
constexpr std::array table{
    Phrase{"certificate has expired", "its certificate has expired, or this machine's clock is wrong"},
    Phrase{"certificate is not yet valid",
           "its certificate is not valid yet, or this machine's clock is wrong"},
    Phrase{"certificate in certificate chain",
           "its certificate was issued by an authority that is not trusted here"},
    Phrase{"self-signed certificate", "its certificate is self-signed, and not trusted here"},
    Phrase{"self signed certificate", "its certificate is self-signed, and not trusted here"},
    Phrase{"local issuer certificate",
           "its certificate was issued by an authority that is not trusted here, or its intermediate "
           "certificates are missing"},
    Phrase{"subject name", "its certificate is for another host"},
    Phrase{"alert protocol version", "the server speaks no TLS 1.2 or newer"},
    Phrase{"unsupported protocol", "the server speaks no TLS 1.2 or newer"},
    Phrase{"wrong version number", "the server does not speak TLS at all"},
    Phrase{"alert handshake failure",
           "the server refused the handshake; it may want a client certificate "
           "(ClientOptions.tls.client_cert_file)"},
};

/// TLS alerts 42 to 46, 48 and 116 in OpenSSL's words.
constexpr std::array<std::string_view, 7> certificate_alerts{
    "alert bad certificate",     "alert unsupported certificate", "alert certificate revoked",
    "alert certificate expired", "alert certificate unknown",     "alert unknown ca",
    "alert certificate required"};

bool has(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

bool refuses_our_certificate(std::string_view curl_text) noexcept {
  return std::any_of(certificate_alerts.begin(), certificate_alerts.end(),
                     [curl_text](std::string_view alert) { return has(curl_text, alert); });
}

std::string_view describe_tls(CURLcode code, std::string_view curl_text) noexcept {
  if (refuses_our_certificate(curl_text)) return server_wants_certificate;
  switch (code) {
    case CURLE_SSL_CACERT_BADFILE:
      return "the file of the certificate authorities cannot be used (ClientOptions.tls.ca_file, or the "
             "system's)";
    case CURLE_SSL_CERTPROBLEM:
      return "this client's own certificate or key cannot be used (ClientOptions.tls.client_cert_file, "
             "client_key_file); a key must not have a password";
    default: break;
  }
  const auto* const found = std::find_if(table.begin(), table.end(), [curl_text](const Phrase& phrase) {
    return has(curl_text, phrase.of_curl);
  });
  return found == table.end() ? std::string_view{} : found->ours;
}

}  // namespace ticket0::inline v1::detail
