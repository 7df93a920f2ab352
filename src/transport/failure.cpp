#include "transport/failure.hpp"

#include <system_error>

namespace ticket0::inline v1::detail {

namespace {

using Reason = TransportError::Reason;

Reason reason_of(const ExchangeFacts& facts) {
  if (facts.over_limit) return Reason::limit;
  if (facts.proxy_status >= 300) return Reason::proxy;
  switch (facts.code) {
    case CURLE_COULDNT_RESOLVE_HOST: return Reason::dns;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return Reason::proxy;
    case CURLE_COULDNT_CONNECT: return Reason::connect;
    case CURLE_OPERATION_TIMEDOUT: return Reason::timeout;
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
    case CURLE_USE_SSL_FAILED: return Reason::tls;
    case CURLE_SEND_ERROR: return Reason::send;
    // A connection that is lost before a request was begun was lost while it was made.
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return facts.requests_begun == 0 ? Reason::connect : Reason::receive;
    case CURLE_PARTIAL_FILE:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
    case CURLE_QUIC_CONNECT_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING: return facts.requests_begun == 0 ? Reason::other : Reason::receive;
    default: return Reason::other;
  }
}

Outcome outcome_of(const ExchangeFacts& facts) {
  if (facts.requests_begun == 0) return Outcome::not_sent;
  if (!facts.over_limit) return Outcome::unknown;
  // The answer began, and its first line says what became of the request.
  if (facts.status == 429) return Outcome::refused;
  if (facts.status >= 300 && facts.status < 500) return Outcome::rejected;
  return facts.status >= 200 && facts.status < 300 ? Outcome::applied : Outcome::unknown;
}

std::string_view while_at(Stage stage) {
  switch (stage) {
    case Stage::name_lookup: return "looking up the name of ";
    case Stage::connecting: return "connecting to ";
    case Stage::connected: break;
  }
  return "preparing the request to ";
}

std::string text_of(const ExchangeFacts& facts, Reason reason) {
  const std::string peer = std::string{facts.host} + ":" + std::to_string(facts.port);
  const std::string allowed = std::to_string(facts.time_allowed.count()) + " ms";
  // errno may be that of an earlier try, at another address of the same host: it tells only why none could be
  // reached.
  const bool refused = reason == Reason::connect && facts.os_error != 0;
  const std::string words = refused                    ? std::system_category().message(facts.os_error)
                            : !facts.curl_text.empty() ? std::string{facts.curl_text}
                                                       : std::string{curl_easy_strerror(facts.code)};
  switch (reason) {
    case Reason::limit: return "the answer is larger than this library accepts";
    case Reason::dns: return "the host name \"" + std::string{facts.host} + "\" cannot be found";
    case Reason::connect: return "no connection to " + peer + " (" + words + ")";
    case Reason::tls: return "no trusted TLS connection to " + peer + " (" + words + ")";
    case Reason::proxy:
      return facts.proxy_status >= 300 ? "the proxy answered " + std::to_string(facts.proxy_status) +
                                             " when asked to connect to " + peer
                                       : "no connection to the proxy (" + words + ")";
    case Reason::timeout:
      if (facts.requests_begun == 0)
        return "time was up while " + std::string{while_at(facts.stage)} + peer + " (" + words + ")";
      return "no complete answer from " + peer + " within " + allowed;
    case Reason::send:
      return "the connection to " + peer + " broke while the request was sent (" + words + ")";
    case Reason::receive:
      if (facts.code == CURLE_ABORTED_BY_CALLBACK)
        return "the connection to " + peer + " was closed without an answer after the request was sent";
      return "the connection to " + peer + " broke before the answer was complete (" + words + ")";
    case Reason::other: break;
  }
  return words;
}

}  // namespace

Failure describe_failure(const ExchangeFacts& facts) {
  const Reason reason = reason_of(facts);
  return {.outcome = outcome_of(facts),
          .reason = reason,
          .timed_out = reason == Reason::timeout,
          .text = text_of(facts, reason)};
}

}  // namespace ticket0::inline v1::detail
