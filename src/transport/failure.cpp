#include "transport/failure.hpp"

#include <system_error>

#include "error/error.hpp"
#include "transport/local_cause.hpp"
#include "transport/tls_failure.hpp"

namespace ticket0::inline v1::detail {

namespace {

using Reason = TransportError::Reason;

/// In libcurl 8.6 and later: a header line, or all of them, are beyond its own limit. Older ones say "out of
/// memory".
constexpr auto curl_too_large = static_cast<CURLcode>(100);

/// The code is about the handshake, the identity of the peer, or what either side needs for them.
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

/// The name that could not be looked up is the proxy's.
bool is_of_proxy(const ExchangeFacts& facts) {
  return facts.proxy != nullptr && facts.missing->name == facts.proxy->host;
}

/// The text is libcurl's for a proxy that it cannot use, and repeats the address with its password: what it
/// means is known before, and this only keeps the text from a user's eyes.
bool has_bad_proxy(const ExchangeFacts& facts) {
  return facts.proxy != nullptr && (!facts.proxy->usable || facts.curl_text.starts_with("Unsupported proxy"));
}

/// Nothing has got through the proxy yet: TLS, if there was any, was with the proxy itself.
bool is_at_proxy(const ExchangeFacts& facts) {
  return facts.proxy != nullptr && facts.proxy->speaks_http() && facts.proxy_status == 0 &&
         facts.requests_begun == 0;
}

/// An https proxy with which no trusted connection could be made.
bool is_untrusted_proxy(const ExchangeFacts& facts) {
  return is_at_proxy(facts) && facts.proxy->scheme == "https" && is_of_tls(facts.code) &&
         !is_broken_handshake(facts);
}

/// The body came, and libcurl could not undo its Content-Encoding: codes of several versions.
bool is_bad_compression(const ExchangeFacts& facts) {
  const bool may_be = facts.code == CURLE_BAD_CONTENT_ENCODING || facts.code == CURLE_WRITE_ERROR;
  return may_be && facts.status != 0 && facts.over_limit == Limit::none;
}

/// Newer versions of libcurl read the line before this library sees it.
bool is_transfer_coding(const ExchangeFacts& facts) {
  return facts.over_limit == Limit::transfer_coding ||
         (facts.code == CURLE_BAD_CONTENT_ENCODING && facts.in_head);
}

/// Under TLS 1.3 that may come when the request is on its way already.
bool is_refused_certificate(const ExchangeFacts& facts) {
  const bool may_be = facts.code == CURLE_RECV_ERROR || facts.code == CURLE_SEND_ERROR;
  return may_be && facts.status == 0 && refuses_our_certificate(facts.curl_text);
}

/// Why it failed before a request was begun.
Reason reason_before(const ExchangeFacts& facts) {
  const Reason by_whom = facts.proxy != nullptr ? Reason::proxy : Reason::connect;
  if (facts.cause.no_descriptors) return Reason::connect;
  if (facts.proxy_status >= 300 || has_bad_proxy(facts)) return Reason::proxy;
  if (!facts.cause.own_certificate.empty()) return Reason::tls;
  if (is_broken_handshake(facts)) return by_whom;
  if (is_of_tls(facts.code)) return is_untrusted_proxy(facts) ? Reason::proxy : Reason::tls;
  switch (facts.code) {
    case CURLE_OPERATION_TIMEDOUT: return Reason::timeout;
    case CURLE_URL_MALFORMAT:
    case CURLE_FAILED_INIT:
    case CURLE_OUT_OF_MEMORY: return Reason::other;
    case CURLE_UNSUPPORTED_PROTOCOL: return is_at_proxy(facts) ? by_whom : Reason::other;
    case CURLE_COULDNT_RESOLVE_HOST: return Reason::dns;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return Reason::proxy;
    default: return by_whom;
  }
}

Reason reason_of(const ExchangeFacts& facts) {
  using End = LookUp::End;
  if (facts.missing != nullptr) {
    if (facts.missing->lookup.end == End::time_up) return Reason::timeout;
    return is_of_proxy(facts) ? Reason::proxy : Reason::dns;
  }
  if (facts.over_limit != Limit::none || is_transfer_coding(facts)) return Reason::limit;
  if (is_refused_certificate(facts)) return Reason::tls;
  if (facts.requests_begun == 0) return reason_before(facts);
  if (is_broken_handshake(facts)) return Reason::connect;
  if (is_of_tls(facts.code)) return Reason::tls;
  if (is_bad_compression(facts)) return Reason::receive;
  switch (facts.code) {
    case CURLE_COULDNT_RESOLVE_HOST: return Reason::dns;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return Reason::proxy;
    case CURLE_COULDNT_CONNECT: return facts.proxy != nullptr ? Reason::proxy : Reason::connect;
    case CURLE_OPERATION_TIMEDOUT: return Reason::timeout;
    case CURLE_SEND_ERROR: return Reason::send;
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
    case CURLE_QUIC_CONNECT_ERROR: return Reason::receive;
    case CURLE_OUT_OF_MEMORY:
    case curl_too_large: return facts.status != 0 ? Reason::limit : Reason::other;
    default: return Reason::other;
  }
}

/// Nothing was sent, and nothing would be the next time.
bool is_permanent(const ExchangeFacts& facts, Reason reason) {
  switch (reason) {
    case Reason::tls: return true;
    case Reason::proxy:
      return (facts.proxy_status >= 300 && facts.proxy_status < 500) || is_untrusted_proxy(facts) ||
             has_bad_proxy(facts);
    case Reason::other: return facts.code == CURLE_URL_MALFORMAT || facts.code == CURLE_UNSUPPORTED_PROTOCOL;
    default: return false;
  }
}

Outcome outcome_of(const ExchangeFacts& facts, Reason reason) {
  if (facts.requests_begun == 0 || is_refused_certificate(facts)) return Outcome::not_sent;
  if (reason != Reason::limit && !is_bad_compression(facts)) return Outcome::unknown;
  return outcome_of_status(
      facts.status);  // the answer began, and its first line says what became of the request
}

std::string address(std::string_view host, int port) {
  std::string text{host};
  if (host.find(':') != std::string_view::npos) text = "[" + text + "]";  // IPv6
  return text + ":" + std::to_string(port);
}

/// The system's word for it, e.g. "Connection refused", if it is about the host itself.
std::string why_not_connected(const ExchangeFacts& facts, const std::string& curl_words) {
  if (facts.cause.no_descriptors) return std::string{no_descriptors};
  const bool of_the_host = facts.os_error != 0 && facts.proxy == nullptr;
  return of_the_host ? std::system_category().message(facts.os_error) : curl_words;
}

std::string text_of_lookup(const ExchangeFacts& facts) {
  const std::string& name = facts.missing->name;
  if (facts.missing->lookup.end != LookUp::End::time_up)
    return (is_of_proxy(facts) ? "no connection to the proxy: " : "") +
           describe_lookup(facts.missing->lookup, name);
  const std::string text = std::string{"time was up while looking up the name of "} +
                           (is_of_proxy(facts) ? "the proxy " : "") + name;
  if (facts.missing->lookup.under_way < NameLookUps::most_of_a_name)
    return text + " (no name server has answered)";
  return text + " (" + std::to_string(facts.missing->lookup.under_way) +
         " look-ups of it hang, and another begins only when one of them ends)";
}

std::string text_of_tls(const ExchangeFacts& facts, const std::string& peer, const std::string& curl_words) {
  const std::string_view words = describe_tls(facts.code, facts.curl_text);
  std::string text = "no trusted TLS connection to " + peer;
  if (!facts.cause.own_certificate.empty())
    return text.append(": this client's own certificate or key cannot be used: ")
        .append(facts.cause.own_certificate);
  if (!words.empty()) text.append(": ").append(words);
  return text.append(" (").append(curl_words).append(")");
}

std::string text_of_limit(const ExchangeFacts& facts) {
  const std::string other_place = ": check ClientOptions.base_url";
  switch (facts.over_limit) {
    case Limit::body:
      return "the response's body is larger than " + std::to_string(facts.max_body) +
             " bytes: ask for less, e.g. with a smaller limit, or raise ClientOptions.max_response_bytes";
    case Limit::headers:
      return "the response's headers are together larger than " + std::to_string(Exchange::max_headers) +
             " bytes" + other_place;
    case Limit::codings:
      return "the response is compressed more than once (Content-Encoding, Transfer-Encoding)" + other_place;
    case Limit::transfer_coding:
    case Limit::none: break;
  }
  if (is_transfer_coding(facts))
    return "the response has a Transfer-Encoding that was not asked for" + other_place;
  return "the response has a header longer than libcurl accepts" + other_place;
}

std::string text_of_proxy(const ExchangeFacts& facts, const std::string& peer,
                          const std::string& curl_words) {
  if (facts.proxy == nullptr) return "no connection to the proxy (" + curl_words + ")";
  if (has_bad_proxy(facts)) return "the proxy's address cannot be used";
  const std::string proxy = "the proxy " + address(facts.proxy->host, facts.proxy->port);
  if (is_untrusted_proxy(facts)) return text_of_tls(facts, proxy, curl_words);
  if (facts.proxy_status >= 300)
    return "the proxy responded with " + std::to_string(facts.proxy_status) + " when asked to connect to " +
           peer;
  return "no connection to " + proxy + ", or none through it (" + curl_words + ")";
}

std::string by_way_of(const ExchangeFacts& facts) {
  if (facts.proxy == nullptr) return {};
  return " by way of the proxy " + address(facts.proxy->host, facts.proxy->port);
}

std::string text_of(const ExchangeFacts& facts, Reason reason) {
  if (facts.missing != nullptr) return text_of_lookup(facts);
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
    case Reason::proxy: return text_of_proxy(facts, peer, curl_words);
    case Reason::timeout:
      if (facts.requests_begun == 0)
        return "time was up while connecting to " + peer + by_way_of(facts) + " (" + curl_words + ")";
      return "no complete response from " + peer + " within " + allowed;
    case Reason::send:
      return "the connection to " + peer + " broke while the request was sent (" + curl_words + ")";
    case Reason::receive:
      if (is_bad_compression(facts))
        return "the response from " + peer +
               " cannot be decompressed: its Content-Encoding is broken, or more follows its end";
      if (facts.code == CURLE_ABORTED_BY_CALLBACK)
        return "the connection to " + peer + " was closed without a response after the request was sent";
      return "the connection to " + peer + " broke before the response was complete (" + curl_words + ")";
    case Reason::other: break;
  }
  switch (facts.code) {
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_FUNCTION_ARGUMENT:  // of 8.23, for a header line
    case CURLE_BAD_CONTENT_ENCODING:
      return "the server at " + peer + " did not respond with valid HTTP (" + curl_words +
             "): check ClientOptions.base_url";
    default: return curl_words;
  }
}

}  // namespace

TransportFailure describe_failure(const ExchangeFacts& facts) {
  const Reason reason = reason_of(facts);
  return {.outcome = outcome_of(facts, reason),
          .reason = reason,
          .timed_out = reason == Reason::timeout,
          .permanent = is_permanent(facts, reason),
          .text = text_of(facts, reason)};
}

void throw_failure(const ExchangeFacts& facts) { throw_transport_error(describe_failure(facts)); }

}  // namespace ticket0::inline v1::detail
