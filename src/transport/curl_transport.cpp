#include "transport/curl_transport.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "error/error.hpp"
#include "transport/curl_library.hpp"
#include "transport/failure.hpp"
#include "transport/handle_pool.hpp"
#include "transport/http1_origins.hpp"
#include "transport/local_cause.hpp"
#include "transport/process_end.hpp"
#include "transport/sigpipe_guard.hpp"
#include "transport/transfer_options.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Some servers and proxies send it on an idle connection before they close it: which request it answers is
/// not known.
constexpr int request_timeout = 408;

/// How a transfer ended: by libcurl's code, or, without one, because it was cancelled or the process is
/// ending.
struct Ended {
  std::optional<CURLcode> code{};
  std::optional<MissingName> missing{};  // without which there was no second transfer
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlSettings settings) : settings_(std::move(settings)) {
    require_curl();
    curl_ = curl_build();
  }
  HttpResponse send(const HttpRequest& request, const SendContext& context) override;
  void close_idle_connections() noexcept override { pool_.clear(); }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return true; }

 private:
  /// Empty if nothing was sent, and another connection may do: the kept one was spoilt, or HTTP/1.1 is not
  /// spoken.
  [[nodiscard]] std::optional<HttpResponse> try_send(const HttpRequest& request, const SendContext& context,
                                                     const Route& route);
  [[nodiscard]] std::unique_ptr<CurlHandle> take_handle(ExchangeFacts facts);
  /// Runs it, and once more if libcurl wanted addresses for it.
  [[nodiscard]] Ended transfer(CurlHandle& handle, const Exchange& exchange, NeededNames& names,
                               const SendContext& context, const Route& route) const;
  /// What is left of the attempt's time.
  void set_times(CurlHandle& handle, const SendContext& context, const Route& route) const;
  /// Once a transfer has failed: `facts` has what was known before it.
  [[noreturn]] void throw_failed(ExchangeFacts facts, const Ended& ended, const Exchange& exchange,
                                 const CurlHandle& handle, const Origin& origin) const;

  CurlSettings settings_;
  CurlBuild curl_{};
  HandlePool pool_;
  PerProcess<Http1Origins> http1_;
};

[[noreturn]] void throw_process_is_ending(Outcome outcome) {
  throw_transport_error({.outcome = outcome, .permanent = true, .text = process_is_ending_text});
}

/// If its request was held back at the last moment.
void throw_if_held_back(const Exchange& exchange) {
  if (exchange.is_stopped()) throw TransportError{"stopped by SendContext.before_bytes", Outcome::not_sent};
  if (exchange.spoilt_meanwhile())
    throw TransportError{
        "the kept connection was closed, or had something to read, when before_bytes returned",
        Outcome::not_sent, TransportError::Reason::send};
}

HttpResponse CurlTransport::send(const HttpRequest& request, const SendContext& context) {
  const CurlUse use;
  if (!use.is_granted()) throw_process_is_ending(Outcome::not_sent);
  const auto begun = steady_clock::now();
  const auto origin = origin_of(request.url);
  if (!origin) throw TransportError{"the URL is neither http nor https", Outcome::not_sent};
  if (context.time_left <= milliseconds::zero())
    throw TimeoutError{"no time was left to send the request", Outcome::not_sent,
                       TransportError::Reason::timeout};

  const ProxyChoice proxy = choose_proxy(*origin, settings_.proxy,
                                         [](const char* name) -> const char* { return std::getenv(name); });
  std::optional<SigpipeGuard> guard;
  if (origin->https) guard.emplace();  // libcurl itself writes with MSG_NOSIGNAL; a TLS library may not
  for (;;)                             // a spoilt connection, and a doubt, occurs once
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

  // What libcurl is told. The handle is closed before what it points to, unless all goes well.
  NeededNames names{origin, route.proxy};
  const HeaderList headers{request.headers, sends_body(request)};
  char error_text[CURL_ERROR_SIZE] = "";
  Exchange exchange{settings_.max_body, context.before_bytes};
  auto handle = take_handle(facts);
  exchange.may_reuse(handle->kept());
  const bool may_try_http2 = request.method == "GET" && context.attempt == 1;
  const Http1Origins::Speak how =
      origin.https ? http1_.get().how(origin, may_try_http2, route.begun) : Http1Origins::Speak::any;
  set_times(*handle, context, route);
  set_route(*handle, route);
  set_connection(*handle, context, how);
  set_tls(*handle, settings_.tls, curl_);
  set_request(*handle, request, headers);
  set_callbacks(*handle, exchange, names, error_text);

  const Ended ended = transfer(*handle, exchange, names, context, route);
  exchange.rethrow();
  if (exchange.found_spoilt()) return std::nullopt;
  throw_if_held_back(exchange);

  // A response.
  facts.status = static_cast<int>(handle->get<CURLINFO_RESPONSE_CODE, long>());
  if (ended.code == CURLE_OK && facts.status == request_timeout && exchange.reused())
    throw TransportError{"the kept connection ended with a 408 that may not be about this request",
                         Outcome::unknown, TransportError::Reason::receive};
  if (ended.code == CURLE_OK) {
    if (how != Http1Origins::Speak::any) http1_.get().answered(origin, how, facts.status);
    handle->reset();  // it must not point to what ends here, and the next call finds it as new
    pool_.give_back(std::move(handle));
    return exchange.take_response(facts.status);
  }

  // None.
  facts.curl_text = error_text;
  facts.requests_begun = exchange.requests_begun();
  if (facts.requests_begun == 0) names.forget();
  const Outcome outcome = facts.requests_begun == 0 ? Outcome::not_sent : Outcome::unknown;
  if (!ended.code && process_is_ending()) throw_process_is_ending(outcome);
  if (!ended.code) throw TransportError{"cancelled", outcome};
  if (exchange.answered_early())
    throw TransportError{
        "a response came before the request was sent: it belongs to another request, and the "
        "connection was closed",
        Outcome::unknown, TransportError::Reason::receive};
  const bool by_http1 = how == Http1Origins::Speak::http1;
  if (by_http1 && *ended.code == CURLE_SSL_CONNECT_ERROR && facts.requests_begun == 0) {
    http1_.get().forget(origin);
    return std::nullopt;
  }
  const bool may_be_refused = !exchange.reused() && facts.requests_begun != 0 && facts.status == 0;
  if (origin.https && (by_http1 || may_be_refused))
    http1_.get().failed(origin, how, *ended.code, steady_clock::now());
  throw_failed(facts, ended, exchange, *handle, origin);
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

Ended CurlTransport::transfer(CurlHandle& handle, const Exchange& exchange, NeededNames& names,
                              const SendContext& context, const Route& route) const {
  auto code = handle.run(context);
  if (code && names.wanted()) {
    // A repeat of libcurl's own, over a new connection.
    if (exchange.requests_begun() != 0) return {.code = CURLE_ABORTED_BY_CALLBACK};
    const auto until = route.begun + std::min(settings_.connect_timeout, context.time_left);
    if (auto missing = names.look_up(until, context.cancel)) {
      if (missing->lookup.end == LookUp::End::cancelled) code = std::nullopt;
      return {.code = code, .missing = std::move(missing)};
    }
    handle.set<CURLOPT_RESOLVE>(names.list());
    set_times(handle, context, route);
    code = handle.run(context);
  }
  // To libcurl, a response that ended inside its header lines is one without a body.
  if (code == CURLE_OK && !exchange.head_complete()) code = CURLE_PARTIAL_FILE;
  return {.code = code};
}

void CurlTransport::set_times(CurlHandle& handle, const SendContext& context, const Route& route) const {
  const auto passed = std::chrono::duration_cast<milliseconds>(steady_clock::now() - route.begun);
  const auto connect = std::min(settings_.connect_timeout, context.time_left);
  set_timeouts(handle, context.time_left - passed, connect - passed);
}

void CurlTransport::throw_failed(ExchangeFacts facts, const Ended& ended, const Exchange& exchange,
                                 const CurlHandle& handle, const Origin& origin) const {
  facts.code = *ended.code;
  facts.missing = ended.missing ? &*ended.missing : nullptr;
  facts.in_head = exchange.in_head();
  facts.over_limit = exchange.over_limit();
  facts.proxy_status = static_cast<int>(handle.get<CURLINFO_HTTP_CONNECTCODE, long>());
  facts.os_error = static_cast<int>(handle.get<CURLINFO_OS_ERRNO, long>());
  if (facts.requests_begun == 0 && !ended.missing) {
    const TlsOptions none;
    const TlsOptions& tls = origin.https ? settings_.tls : none;
    facts.code = normalized(facts.code, tls);
    facts.cause = local_cause_of(facts.code, facts.os_error, tls);
  }
  throw_failure(facts);
}

}  // namespace

std::shared_ptr<Transport> make_curl_transport(CurlSettings settings) {
  return std::make_shared<CurlTransport>(std::move(settings));
}

}  // namespace ticket0::inline v1::detail
