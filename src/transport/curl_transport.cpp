#include "transport/curl_transport.hpp"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <new>

#include "base/secret.hpp"
#include "error/error.hpp"
#include "http/url.hpp"
#include "transport/authorities.hpp"
#include "transport/curl_library.hpp"
#include "transport/descriptors.hpp"
#include "transport/exchange.hpp"
#include "transport/failure.hpp"
#include "transport/handle_pool.hpp"
#include "transport/header_list.hpp"
#include "transport/http1_origins.hpp"
#include "transport/local_cause.hpp"
#include "transport/needed_names.hpp"
#include "transport/process_end.hpp"
#include "transport/proxy_choice.hpp"
#include "transport/sigpipe_guard.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Some servers and proxies say it to an idle connection, before they close it: what it is about is not
/// known.
constexpr int request_timeout = 408;

/// libcurl takes 0 for "no limit"; nothing here is without one.
long curl_time(milliseconds time) {
  return static_cast<long>(std::clamp<milliseconds::rep>(time.count(), 1, LONG_MAX));
}

/// To libcurl: these methods have one, if an empty one.
bool sends_body(const HttpRequest& request) {
  return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" ||
         !request.body.empty();
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlSettings settings) : settings_(std::move(settings)) {
    require_curl();
    const CurlBuild curl = curl_build();
    ca_path_ = ca_path(curl, !settings_.tls.ca_file.empty());
    asks_for_passwords_ = curl.openssl;
  }
  HttpResponse send(const HttpRequest& request, const SendContext& context) override;
  void close_idle_connections() noexcept override { pool_.clear(); }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return true; }

 private:
  /// Where a request goes, and by whom.
  struct Route {
    const Origin& origin;
    const ProxyChoice& proxy;
    steady_clock::time_point begun;
  };
  /// Empty if nothing was sent, and another connection may do: the kept one was spoilt, or HTTP/1.1 is not
  /// spoken.
  [[nodiscard]] std::optional<HttpResponse> try_send(const HttpRequest& request, const SendContext& context,
                                                     const Route& route);
  [[nodiscard]] std::unique_ptr<CurlHandle> take_handle(ExchangeFacts facts);
  /// Once more, with the addresses that libcurl wanted. Empty if they are known and the transfer ran; `code`
  /// is then how it ended.
  [[nodiscard]] std::optional<MissingName> run_with_addresses(CurlHandle& handle, NeededNames& names,
                                                              const SendContext& context, const Route& route,
                                                              std::optional<CURLcode>& code) const;
  /// Less what has passed of them.
  void set_times(CurlHandle& handle, const SendContext& context, milliseconds passed = {}) const;
  static void set_connection(CurlHandle& handle, const Route& route, const SendContext& context);
  void set_tls(CurlHandle& handle) const;
  static void set_request(CurlHandle& handle, const HttpRequest& request, const HeaderList& headers);
  static void set_callbacks(CurlHandle& handle, Exchange& exchange, NeededNames& names, char* error_text);

  CurlSettings settings_;
  CaPath ca_path_{CaPath::leave};
  bool asks_for_passwords_{false};
  HandlePool pool_;
  PerProcess<Http1Origins> http1_;
};

/// Before it connects: a look-up may have held it for longer than the end of the process waits.
int stop_at_end(void* /*data*/, curl_socket_t /*socket*/, curlsocktype /*purpose*/) {
  return process_is_ending() ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

/// The next attempt would end the same way.
[[noreturn]] void throw_process_is_ending(Outcome outcome) {
  ErrorFactory::Details details;
  details.outcome = outcome;
  details.permanent = true;
  throw ErrorFactory::make<TransportError>(process_is_ending_text, std::move(details));
}

/// Runs the transfer on this thread until it is over or cancelled; empty where it was cancelled, or the
/// process is ending.
std::optional<CURLcode> run(CurlHandle& handle, const SendContext& context) {
  const CancelToken& cancel = context.cancel;
  const auto check = [](CURLMcode code, Outcome outcome = Outcome::unknown) {
    if (code != CURLM_OK) throw TransportError{std::string{"libcurl: "} + curl_multi_strerror(code), outcome};
  };
  struct Membership {
    explicit Membership(const CurlHandle& member) : handle(member) {}
    Membership(const Membership&) = delete;
    Membership& operator=(const Membership&) = delete;
    ~Membership() {
      if (!process_is_ending()) curl_multi_remove_handle(handle.multi(), handle.easy());
    }
    const CurlHandle& handle;
  };
  check(curl_multi_add_handle(handle.multi(), handle.easy()), Outcome::not_sent);
  const Membership membership{handle};
  const auto wake = cancel.on_cancel([multi = handle.multi()] { curl_multi_wakeup(multi); });
  const WakeAtEnd wake_at_end{[multi = handle.multi()] { curl_multi_wakeup(multi); }};
  for (int running = 1;;) {
    if (cancel.cancelled() || process_is_ending()) return std::nullopt;
    check(curl_multi_perform(handle.multi(), &running));
    if (running == 0) break;
    check(curl_multi_poll(handle.multi(), nullptr, 0, 1'000, nullptr));  // at most until libcurl's next timer
    if (context.each_second) context.each_second();
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(handle.multi(), &left);
  const CURLcode code = message != nullptr ? message->data.result : CURLE_FAILED_INIT;
  if (code == CURLE_OK) handle.remember_connection();
  return code != CURLE_OK && process_is_ending() ? std::nullopt : std::optional{code};
}

void set_http1(CurlHandle& handle) {
  handle.set<CURLOPT_HTTP_VERSION>(CURL_HTTP_VERSION_1_1);
  if (handle.kept().multiplexed()) handle.set<CURLOPT_FRESH_CONNECT>(1L);
}

/// Once a request was begun. HTTP_1_1_REQUIRED ends in any of these, by whether it is about the stream or the
/// connection, by what the server does then, and by libcurl's version. A stream that ended by another code
/// (CURLE_HTTP2_STREAM) is no such thing.
bool ended_without_answer(CURLcode code) {
  return code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_HTTP2 || code == CURLE_GOT_NOTHING ||
         code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
}

/// Misdirected Request, Upgrade Required, or a failure of the server, which may be one of its HTTP/1.1.
bool is_about_the_protocol(int status) { return status == 421 || status == 426 || status >= 500; }

HttpResponse CurlTransport::send(const HttpRequest& request, const SendContext& context) {
  const CurlUse use;
  if (!use.is_granted()) throw_process_is_ending(Outcome::not_sent);
  const auto begun = steady_clock::now();
  const auto origin = origin_of(request.url);
  if (!origin) throw TransportError{"the URL is not one of http or https", Outcome::not_sent};
  if (context.time_left <= milliseconds::zero())
    throw TimeoutError{"no time is left to send it", Outcome::not_sent, TransportError::Reason::timeout};

  const ProxyChoice proxy = choose_proxy(*origin, settings_.proxy,
                                         [](const char* name) -> const char* { return std::getenv(name); });
  std::optional<SigpipeGuard> guard;
  if (origin->https) guard.emplace();  // libcurl itself writes with MSG_NOSIGNAL; a TLS library may not
  for (;;)                             // a spoilt connection, and a doubt, comes once
    if (auto response = try_send(request, context, {*origin, proxy, begun})) return *std::move(response);
}

std::optional<HttpResponse> CurlTransport::try_send(const HttpRequest& request, const SendContext& context,
                                                    const Route& route) {
  const Origin& origin = route.origin;
  ExchangeFacts facts{.max_body = settings_.max_body,
                      .proxy = route.proxy.none() ? nullptr : &route.proxy,
                      .host = origin.host,
                      .port = origin.port,
                      .time_allowed = context.time_left};
  if (!route.proxy.usable) throw_failure(facts);
  NeededNames names{origin, route.proxy};
  const HeaderList headers{request.headers, sends_body(request)};
  char error_text[CURL_ERROR_SIZE] = "";
  Exchange exchange{settings_.max_body, context.before_bytes};
  auto handle = take_handle(facts);  // closed before what it points to, unless all goes well
  exchange.may_reuse(handle->kept());
  const bool by_http1 = origin.https && http1_.get().has(origin);
  set_times(*handle, context, std::chrono::duration_cast<milliseconds>(steady_clock::now() - route.begun));
  set_connection(*handle, route, context);
  if (by_http1) set_http1(*handle);
  set_tls(*handle);
  set_request(*handle, request, headers);
  set_callbacks(*handle, exchange, names, error_text);

  auto code = run(*handle, context);
  std::optional<MissingName> missing;
  if (code && names.wanted()) {
    if (exchange.requests_begun() == 0)
      missing = run_with_addresses(*handle, names, context, route, code);
    else
      code = CURLE_ABORTED_BY_CALLBACK;  // a repeat of libcurl's own, over a new connection
  }
  exchange.rethrow();
  if (exchange.found_spoilt()) return std::nullopt;
  if (exchange.is_stopped()) throw TransportError{"stopped by SendContext.before_bytes", Outcome::not_sent};
  if (exchange.spoilt_meanwhile())
    throw TransportError{
        "the kept connection was closed, or had something to read, when before_bytes returned",
        Outcome::not_sent, TransportError::Reason::send};
  if (code == CURLE_OK && !exchange.head_complete()) code = CURLE_PARTIAL_FILE;
  const auto status = static_cast<int>(handle->get<CURLINFO_RESPONSE_CODE, long>());
  if (code == CURLE_OK && status == request_timeout && exchange.reused())
    throw TransportError{
        "the connection had been kept, and answered 408: it may not have waited for this request",
        Outcome::unknown, TransportError::Reason::receive};
  if (code == CURLE_OK) {
    if (by_http1 && status < 400) http1_.get().confirm(origin);
    if (by_http1 && is_about_the_protocol(status)) http1_.get().doubt(origin, false);
    handle->reset();  // it must not point to what ends here, and the next call finds it as new
    pool_.give_back(std::move(handle));
    return exchange.take_response(status);
  }
  facts.requests_begun = exchange.requests_begun();
  if (facts.requests_begun == 0) names.forget();
  if (!code) {
    const Outcome outcome = facts.requests_begun == 0 ? Outcome::not_sent : Outcome::unknown;
    if (process_is_ending()) throw_process_is_ending(outcome);
    throw TransportError{"cancelled", outcome};
  }
  if (exchange.answered_early())
    throw TransportError{
        "an answer came before the request was sent: it belongs to another one, and the "
        "connection was closed",
        Outcome::unknown, TransportError::Reason::receive};
  if (by_http1) {
    const bool is_not_spoken = *code == CURLE_SSL_CONNECT_ERROR && facts.requests_begun == 0;
    http1_.get().doubt(origin, is_not_spoken);
    if (is_not_spoken) return std::nullopt;
  } else if (origin.https && !exchange.reused() && facts.requests_begun != 0 && status == 0 &&
             ended_without_answer(*code)) {
    http1_.get().suspect(origin);
  }
  facts.code = *code;
  facts.missing = missing ? &*missing : nullptr;
  facts.status = status;
  facts.in_head = exchange.in_head();
  facts.over_limit = exchange.over_limit();
  facts.proxy_status = static_cast<int>(handle->get<CURLINFO_HTTP_CONNECTCODE, long>());
  facts.os_error = static_cast<int>(handle->get<CURLINFO_OS_ERRNO, long>());
  facts.curl_text = error_text;
  if (facts.requests_begun == 0 && !missing) {
    const TlsOptions none;
    const TlsOptions& tls = origin.https ? settings_.tls : none;
    facts.code = normalized(facts.code, tls);
    facts.cause = local_cause_of(facts.code, facts.os_error, tls);
  }
  throw_failure(facts);
}

/// Newer versions of libcurl can be out of descriptors here already, and say that they are out of memory.
std::unique_ptr<CurlHandle> CurlTransport::take_handle(ExchangeFacts facts) {
  try {
    return pool_.take();
  } catch (const std::bad_alloc&) {
    if (!descriptors_short()) throw;
  }
  facts.code = CURLE_OUT_OF_MEMORY;
  facts.cause.no_descriptors = true;
  throw_failure(facts);
}

std::optional<MissingName> CurlTransport::run_with_addresses(CurlHandle& handle, NeededNames& names,
                                                             const SendContext& context, const Route& route,
                                                             std::optional<CURLcode>& code) const {
  const auto until = route.begun + std::min(settings_.connect_timeout, context.time_left);
  auto missing = names.look_up(until, context.cancel);
  if (missing && missing->lookup.end == LookUp::End::cancelled) code = std::nullopt;
  if (missing) return missing;
  handle.set<CURLOPT_RESOLVE>(names.list());
  set_times(handle, context, std::chrono::duration_cast<milliseconds>(steady_clock::now() - route.begun));
  code = run(handle, context);
  return std::nullopt;
}

void CurlTransport::set_times(CurlHandle& handle, const SendContext& context, milliseconds passed) const {
  const auto connect = std::min(settings_.connect_timeout, context.time_left);
  handle.set<CURLOPT_TIMEOUT_MS>(curl_time(context.time_left - passed));
  handle.set<CURLOPT_CONNECTTIMEOUT_MS>(curl_time(connect - passed));
}

void CurlTransport::set_connection(CurlHandle& handle, const Route& route, const SendContext& context) {
  const Origin& origin = route.origin;
  const ProxyChoice& proxy = route.proxy;
  handle.set<CURLOPT_FOLLOWLOCATION>(0L);
#if LIBCURL_VERSION_NUM >= 0x075500
  handle.set<CURLOPT_PROTOCOLS_STR>(origin.https ? "https" : "http");
#else
  handle.set<CURLOPT_PROTOCOLS>(static_cast<long>(origin.https ? CURLPROTO_HTTPS : CURLPROTO_HTTP));
#endif
  handle.set<CURLOPT_SOCKOPTFUNCTION>(&stop_at_end);
  // After a failed attempt the other kept connections may be as dead as its own was.
  if (context.at_most_once || context.attempt > 1) handle.set<CURLOPT_FRESH_CONNECT>(1L);
  if (context.at_most_once) handle.set<CURLOPT_FORBID_REUSE>(1L);
  handle.set<CURLOPT_PROXY>(proxy.text.c_str());  // "": none, whatever the environment says
  if (proxy.none()) return;
  handle.set<CURLOPT_NOPROXY>("");
  handle.set<CURLOPT_SUPPRESS_CONNECT_HEADERS>(1L);
}

void CurlTransport::set_tls(CurlHandle& handle) const {
  handle.set<CURLOPT_SSL_VERIFYPEER>(1L);
  handle.set<CURLOPT_SSL_VERIFYHOST>(2L);
  constexpr long oldest = CURL_SSLVERSION_TLSv1_2;
  handle.set<CURLOPT_SSLVERSION>(oldest);
  handle.set_if_known<CURLOPT_PROXY_SSLVERSION>(oldest);
  const TlsOptions& tls = settings_.tls;
  if (!tls.ca_file.empty()) handle.set<CURLOPT_CAINFO>(tls.ca_file.c_str());
  switch (ca_path_) {
    case CaPath::leave: break;
    case CaPath::clear: handle.set_if_known<CURLOPT_CAPATH>(static_cast<const char*>(nullptr)); break;
    case CaPath::nowhere: handle.set_if_known<CURLOPT_CAPATH>(tls.ca_file.c_str()); break;  // no directory
  }
  if (!tls.client_cert_file.empty()) handle.set<CURLOPT_SSLCERT>(tls.client_cert_file.c_str());
  if (!tls.client_key_file.empty()) handle.set<CURLOPT_SSLKEY>(tls.client_key_file.c_str());
  // Or OpenSSL asks at the terminal for the password of a key that has one, and waits for as long as it
  // takes. GnuTLS asks nobody, and with a password here it would not take a key that has none.
  const bool has_key = !tls.client_cert_file.empty() || !tls.client_key_file.empty();
  if (has_key && asks_for_passwords_) handle.set<CURLOPT_KEYPASSWD>("");
}

void CurlTransport::set_request(CurlHandle& handle, const HttpRequest& request, const HeaderList& headers) {
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

void CurlTransport::set_callbacks(CurlHandle& handle, Exchange& exchange, NeededNames& names,
                                  char* error_text) {
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

}  // namespace

std::shared_ptr<Transport> make_curl_transport(CurlSettings settings) {
  return std::make_shared<CurlTransport>(std::move(settings));
}

}  // namespace ticket0::inline v1::detail
