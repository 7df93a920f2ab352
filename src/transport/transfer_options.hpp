#pragma once

#include "http/url.hpp"
#include "transport/authorities.hpp"
#include "transport/curl_handle.hpp"
#include "transport/curl_transport.hpp"
#include "transport/exchange.hpp"
#include "transport/header_list.hpp"
#include "transport/http1_origins.hpp"
#include "transport/needed_names.hpp"
#include "transport/proxy_choice.hpp"

namespace ticket0::inline v1::detail {

/// Where a request goes, through which proxy, and when it began.
struct Route {
  const Origin& origin;
  const ProxyChoice& proxy;
  std::chrono::steady_clock::time_point begun;
};

/// Whether this request has a body to libcurl, even if an empty one.
[[nodiscard]] bool sends_body(const HttpRequest& request);

/// What libcurl is told before a transfer, on a handle with its defaults. What is passed by reference has to
/// outlive the transfer.
void set_route(CurlHandle& handle, const Route& route);
/// A new one, or the kept one if it will do.
void set_connection(CurlHandle& handle, const SendContext& context, Http1Origins::Speak how);
void set_tls(CurlHandle& handle, const TlsOptions& tls, const CurlBuild& curl);
void set_request(CurlHandle& handle, const HttpRequest& request, const HeaderList& headers);
/// `error_text` has room for CURL_ERROR_SIZE.
void set_callbacks(CurlHandle& handle, Exchange& exchange, NeededNames& names, char* error_text);
/// How long the whole transfer and its connecting may take from now on; 1 ms if nothing is left.
void set_timeouts(CurlHandle& handle, std::chrono::milliseconds all, std::chrono::milliseconds connect);

}  // namespace ticket0::inline v1::detail
