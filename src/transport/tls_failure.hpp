#pragma once

#include <curl/curl.h>

#include <string_view>

namespace ticket0::inline v1::detail {

/// Why a TLS connection was not to be trusted, or was refused, in words; empty if libcurl's have to do.
[[nodiscard]] std::string_view describe_tls(CURLcode code, std::string_view curl_text) noexcept;

/// An alert by which a server says that it rejects this client's certificate, or wants one. Under TLS
/// 1.3 it comes after the handshake, when the request may be on its way: the server has read none of it.
[[nodiscard]] bool refuses_our_certificate(std::string_view curl_text) noexcept;

}  // namespace ticket0::inline v1::detail
