#include "transport/authorities.hpp"

#include <curl/curl.h>

#include <string_view>

namespace ticket0::inline v1::detail {

namespace {
constexpr unsigned keeps_authorities = 0x075700;  // 7.87.0
constexpr unsigned null_is_default = 0x081100;    // 8.17.0
}  // namespace

CaPath ca_path(const CurlBuild& curl, bool own_authorities) noexcept {
  if (own_authorities && curl.openssl && curl.version >= null_is_default) return CaPath::nowhere;
  if (own_authorities) return CaPath::clear;
  const bool keeps = curl.openssl && curl.version >= keeps_authorities && curl.version < null_is_default;
  return keeps && curl.has_bundle ? CaPath::clear : CaPath::leave;
}

CurlBuild curl_build() noexcept {
  const curl_version_info_data* const info = curl_version_info(CURLVERSION_NOW);
  const std::string_view tls = info->ssl_version == nullptr ? "" : info->ssl_version;
  const bool openssl = tls.find("OpenSSL") != std::string_view::npos || tls.starts_with("LibreSSL") ||
                       tls.starts_with("BoringSSL") || tls.starts_with("AWS-LC") ||
                       tls.starts_with("quictls");
  return {.version = info->version_num, .openssl = openssl, .has_bundle = info->cainfo != nullptr};
}

}  // namespace ticket0::inline v1::detail
