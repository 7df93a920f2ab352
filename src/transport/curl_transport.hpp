#pragma once

#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

struct CurlSettings {
  std::chrono::milliseconds connect_timeout{10'000};
  std::optional<Secret> proxy{};
  TlsOptions tls{};
  std::size_t max_body{16'777'216};  // bytes, after decompression
};

/// Sends through libcurl. Throws TransportError if libcurl cannot be used at all.
[[nodiscard]] std::shared_ptr<Transport> make_curl_transport(CurlSettings settings);

/// The libcurl that runs, e.g. "libcurl/7.88.1".
[[nodiscard]] std::string curl_version_text();

}  // namespace ticket0::inline v1::detail
