#include "transport/failure.hpp"

#include <system_error>

#include "error/outcome.hpp"
#include "transport/tls_failure.hpp"

namespace ticket0::inline v1::detail {

namespace {

using Reason = TransportError::Reason;

/// Of libcurl 8.6 and later: a header line, or all of them, are beyond its own limit. Older ones say "out of
/// memory".
constexpr auto curl_too_large = static_cast<CURLcode>(100);

/// libcurl's words for a proxy that it cannot make out; they repeat its address with the password.
bool is_bad_proxy_address(std::string_view curl_text) { return curl_text.starts_with("Unsupported proxy"); }

/// Of the handshake, of who the other end is, or of what either needs.
bool is_of_tls(CURLcode code) {
  switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_USE_SSL_FAILED: return true;
    default: return false;
  }
}

/// A handshake that the peer or the network broke off, rather than one of the two refusing it.
bool is_broken_handshake(const ExchangeFacts& facts) {
  if (facts.code != CURLE_SSL_CONNECT_ERROR) return false;
  for (const std::string_view words : {"SSL_ERROR_SYSCALL", "onnection reset", "roken pipe", "unexpected eof",
                                       "non-properly terminated", "pull function", "push function"})
    if (facts.curl_text.find(words) != std::string_view::npos) return true;
  return false;
}

/// An https proxy with which no trusted connection came about.
bool is_untrusted_proxy(const ExchangeFacts& facts) {
  return facts.proxy_unproven && is_of_tls(facts.code) && !is_broken_handshake(facts);
}

/// Under TLS 1.3 that may come when the request is on its way already.
bool is_refused_certificate(const ExchangeFacts& facts) {
  const bool may_be = facts.code == CURLE_RECV_ERROR || facts.code == CURLE_SEND_ERROR;
  return may_be && facts.status == 0 && refuses_our_certificate(facts.curl_text);
}

Reason reason_of(const ExchangeFacts& facts) {
  if (facts.over_limit != Limit::none) return Reason::limit;
  if (facts.proxy_status >= 300 || is_bad_proxy_address(facts.curl_text)) return Reason::proxy;
  if (is_refused_certificate(facts)) return Reason::tls;
  const bool at_proxy = facts.via_proxy || facts.proxy_unproven;
  if (is_broken_handshake(facts)) return at_proxy ? Reason::proxy : Reason::connect;
  if (is_of_tls(facts.code)) return facts.proxy_unproven ? Reason::proxy : Reason::tls;
  const bool connected = facts.requests_begun != 0;
  switch (facts.code) {
    case CURLE_COULDNT_RESOLVE_HOST: return Reason::dns;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return Reason::proxy;
    case CURLE_COULDNT_CONNECT: return facts.via_proxy ? Reason::proxy : Reason::connect;
    case CURLE_OPERATION_TIMEDOUT: return Reason::timeout;
    case CURLE_SEND_ERROR: return Reason::send;
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      if (connected) return Reason::receive;
      return facts.via_proxy ? Reason::proxy : Reason::connect;  // lost while the connection was made
    case CURLE_PARTIAL_FILE:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
    case CURLE_QUIC_CONNECT_ERROR: return connected ? Reason::receive : Reason::connect;
    case CURLE_OUT_OF_MEMORY:
    case curl_too_large: return facts.status != 0 ? Reason::limit : Reason::other;
    default: return Reason::other;
  }
}

/// Nothing was sent, and nothing would be the next time.
bool is_hopeless(const ExchangeFacts& facts, Reason reason) {
  switch (reason) {
    case Reason::tls: return true;
    case Reason::proxy:
      return (facts.proxy_status >= 300 && facts.proxy_status < 500) ||
             is_bad_proxy_address(facts.curl_text) || is_untrusted_proxy(facts);
    case Reason::other: return facts.code == CURLE_URL_MALFORMAT || facts.code == CURLE_UNSUPPORTED_PROTOCOL;
    default: return false;
  }
}

Outcome outcome_of(const ExchangeFacts& facts, Reason reason) {
  if (facts.requests_begun == 0 || is_refused_certificate(facts)) return Outcome::not_sent;
  if (reason != Reason::limit) return Outcome::unknown;
  return outcome_of_status(
      facts.status);  // the answer began, and its first line says what became of the request
}

std::string address(std::string_view host, int port) {
  std::string text{host};
  if (host.find(':') != std::string_view::npos) text = "[" + text + "]";  // IPv6
  return text + ":" + std::to_string(port);
}

std::string_view while_at(Stage stage) {
  switch (stage) {
    case Stage::name_lookup: return "looking up the name of ";
    case Stage::connecting: return "connecting to ";
    case Stage::connected: break;
  }
  return "preparing the request to ";
}

/// The system's word for it, e.g. "Connection refused", where that is about the host itself: libcurl names
/// whom it could not reach, which may be a proxy of the environment.
std::string why_not_connected(const ExchangeFacts& facts, const std::string& curl_words) {
  const bool of_the_host = facts.os_error != 0 && curl_words.find(facts.host) != std::string::npos;
  return of_the_host ? std::system_category().message(facts.os_error) : curl_words;
}

std::string text_of_tls(const ExchangeFacts& facts, const std::string& peer, const std::string& curl_words) {
  const std::string_view words = describe_tls(facts.code, facts.curl_text);
  std::string text = "no trusted TLS connection to " + peer;
  if (!words.empty()) text.append(": ").append(words);
  return text.append(" (").append(curl_words).append(")");
}

std::string text_of_limit(const ExchangeFacts& facts) {
  const std::string other_place = ": does ClientOptions.base_url name the right place?";
  switch (facts.over_limit) {
    case Limit::body:
      return "the answer's body is larger than " + std::to_string(facts.max_body) +
             " bytes: ask for less, e.g. with a smaller limit, or raise ClientOptions.max_response_bytes";
    case Limit::headers:
      return "the answer's header lines are together larger than " + std::to_string(Exchange::max_headers) +
             " bytes" + other_place;
    case Limit::codings:
      return "the answer is compressed more than once over (Content-Encoding, Transfer-Encoding)" +
             other_place;
    case Limit::none: break;
  }
  return "the answer has header lines that are longer than libcurl takes" + other_place;
}

std::string text_of(const ExchangeFacts& facts, Reason reason) {
  const std::string peer = address(facts.host, facts.port);
  const std::string allowed = std::to_string(facts.time_allowed.count()) + " ms";
  std::string curl_words{facts.curl_text.empty() ? std::string_view{curl_easy_strerror(facts.code)}
                                                 : facts.curl_text};
  switch (reason) {
    case Reason::limit: return text_of_limit(facts);
    case Reason::dns: return "the host name \"" + std::string{facts.host} + "\" cannot be found";
    case Reason::connect:
      return "no connection to " + peer + " (" + why_not_connected(facts, curl_words) + ")";
    case Reason::tls: return text_of_tls(facts, peer, curl_words);
    case Reason::proxy:
      if (is_bad_proxy_address(facts.curl_text)) return "the proxy's address cannot be used";
      if (is_untrusted_proxy(facts))
        return text_of_tls(facts, "the proxy " + address(facts.connected_ip, facts.connected_port),
                           curl_words);
      if (facts.proxy_status < 300) return "no connection to the proxy (" + curl_words + ")";
      return "the proxy answered " + std::to_string(facts.proxy_status) + " when asked to connect to " + peer;
    case Reason::timeout:
      if (facts.requests_begun == 0)
        return "time was up while " + std::string{while_at(facts.stage)} + peer + " (" + curl_words + ")";
      return "no complete answer from " + peer + " within " + allowed;
    case Reason::send:
      return "the connection to " + peer + " broke while the request was sent (" + curl_words + ")";
    case Reason::receive:
      if (facts.code == CURLE_ABORTED_BY_CALLBACK)
        return "the connection to " + peer + " was closed without an answer after the request was sent";
      return "the connection to " + peer + " broke before the answer was complete (" + curl_words + ")";
    case Reason::other: break;
  }
  switch (facts.code) {
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
      return "the server at " + peer + " did not answer with valid HTTP (" + curl_words +
             "): does ClientOptions.base_url name the right place?";
    default: return curl_words;
  }
}

}  // namespace

Failure describe_failure(const ExchangeFacts& facts) {
  const Reason reason = reason_of(facts);
  return {.outcome = outcome_of(facts, reason),
          .reason = reason,
          .timed_out = reason == Reason::timeout,
          .hopeless = is_hopeless(facts, reason),
          .text = text_of(facts, reason)};
}

}  // namespace ticket0::inline v1::detail
