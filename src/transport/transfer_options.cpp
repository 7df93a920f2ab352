#include "transport/transfer_options.hpp"

#include <algorithm>
#include <climits>

#include "transport/process_end.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;

/// libcurl takes 0 for "no limit"; nothing here is without one.
long curl_time(milliseconds time) {
  return static_cast<long>(std::clamp<milliseconds::rep>(time.count(), 1, LONG_MAX));
}

/// Before it connects: a look-up may have held it for longer than the end of the process waits.
int stop_at_end(void* /*data*/, curl_socket_t /*socket*/, curlsocktype /*purpose*/) {
  return process_is_ending() ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

}  // namespace

bool sends_body(const HttpRequest& request) {
  return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" ||
         !request.body.empty();
}

void set_route(CurlHandle& handle, const Route& route) {
  const Origin& origin = route.origin;
  handle.set<CURLOPT_FOLLOWLOCATION>(0L);
#if LIBCURL_VERSION_NUM >= 0x075500
  handle.set<CURLOPT_PROTOCOLS_STR>(origin.https ? "https" : "http");
#else
  handle.set<CURLOPT_PROTOCOLS>(static_cast<long>(origin.https ? CURLPROTO_HTTPS : CURLPROTO_HTTP));
#endif
  handle.set<CURLOPT_SOCKOPTFUNCTION>(&stop_at_end);
  handle.set<CURLOPT_PROXY>(route.proxy.text.c_str());  // "": none, whatever the environment says
  if (route.proxy.none()) return;
  handle.set<CURLOPT_NOPROXY>("");
  handle.set<CURLOPT_SUPPRESS_CONNECT_HEADERS>(1L);
}

void set_connection(CurlHandle& handle, const SendContext& context, Http1Origins::Speak how) {
  using Speak = Http1Origins::Speak;
  if (how == Speak::http1) handle.set<CURLOPT_HTTP_VERSION>(CURL_HTTP_VERSION_1_1);
  const bool kept_is_wrong = handle.kept().multiplexed() ? how == Speak::http1 : how == Speak::trial;
  // After a failed attempt the other kept connections may be as dead as its own was.
  if (context.at_most_once || context.attempt > 1 || kept_is_wrong) handle.set<CURLOPT_FRESH_CONNECT>(1L);
  if (context.at_most_once) handle.set<CURLOPT_FORBID_REUSE>(1L);
}

void set_tls(CurlHandle& handle, const TlsOptions& tls, const CurlBuild& curl) {
  handle.set<CURLOPT_SSL_VERIFYPEER>(1L);
  handle.set<CURLOPT_SSL_VERIFYHOST>(2L);
  constexpr long oldest = CURL_SSLVERSION_TLSv1_2;
  handle.set<CURLOPT_SSLVERSION>(oldest);
  handle.set_if_known<CURLOPT_PROXY_SSLVERSION>(oldest);
  if (!tls.ca_file.empty()) handle.set<CURLOPT_CAINFO>(tls.ca_file.c_str());
  switch (ca_path(curl, !tls.ca_file.empty())) {
    case CaPath::leave: break;
    case CaPath::clear: handle.set_if_known<CURLOPT_CAPATH>(static_cast<const char*>(nullptr)); break;
    case CaPath::nowhere: handle.set_if_known<CURLOPT_CAPATH>(tls.ca_file.c_str()); break;  // no directory
  }
  if (!tls.client_cert_file.empty()) handle.set<CURLOPT_SSLCERT>(tls.client_cert_file.c_str());
  if (!tls.client_key_file.empty()) handle.set<CURLOPT_SSLKEY>(tls.client_key_file.c_str());
  // Otherwise OpenSSL asks at the terminal for the password of a key that has one, and waits as long as it
  // takes. GnuTLS asks nobody, and with a password here it would not take a key that has none.
  const bool has_key = !tls.client_cert_file.empty() || !tls.client_key_file.empty();
  if (has_key && curl.openssl) handle.set<CURLOPT_KEYPASSWD>("");
}

void set_request(CurlHandle& handle, const HttpRequest& request, const HeaderList& headers) {
  handle.set<CURLOPT_URL>(request.url.c_str());
  handle.set<CURLOPT_HTTPHEADER>(headers.get());
  handle.set<CURLOPT_ACCEPT_ENCODING>("");  // all that libcurl can decode
  const bool is_get = request.method == "GET" && request.body.empty();
  const bool is_post = request.method == "POST";
  if (sends_body(request)) {
    handle.set<CURLOPT_POSTFIELDSIZE_LARGE>(static_cast<curl_off_t>(request.body.size()));
    handle.set<CURLOPT_POSTFIELDS>(request.body.c_str());  // not copied: the request outlives the exchange
  }
  if (!is_get && !is_post) handle.set<CURLOPT_CUSTOMREQUEST>(request.method.c_str());
}

void set_callbacks(CurlHandle& handle, Exchange& exchange, NeededNames& names, char* error_text) {
  if (names.any()) {
    handle.set<CURLOPT_RESOLVER_START_FUNCTION>(&NeededNames::on_start);
    handle.set<CURLOPT_RESOLVER_START_DATA>(static_cast<void*>(&names));
  }
  void* const data = &exchange;
  handle.set<CURLOPT_ERRORBUFFER>(error_text);
  handle.set<CURLOPT_OPENSOCKETFUNCTION>(&Exchange::on_socket);
  handle.set<CURLOPT_OPENSOCKETDATA>(data);
  handle.set<CURLOPT_PREREQFUNCTION>(&Exchange::on_request);
  handle.set<CURLOPT_PREREQDATA>(data);
  handle.set<CURLOPT_HEADERFUNCTION>(&Exchange::on_header);
  handle.set<CURLOPT_HEADERDATA>(data);
  handle.set<CURLOPT_WRITEFUNCTION>(&Exchange::on_body);
  handle.set<CURLOPT_WRITEDATA>(data);
}

void set_timeouts(CurlHandle& handle, milliseconds all, milliseconds connect) {
  handle.set<CURLOPT_TIMEOUT_MS>(curl_time(all));
  handle.set<CURLOPT_CONNECTTIMEOUT_MS>(curl_time(connect));
}

}  // namespace ticket0::inline v1::detail
