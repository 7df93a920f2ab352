#pragma once

#include <cstdint>

namespace ticket0::inline v1::detail {

/// The running libcurl, as far as its files of authorities go.
struct CurlBuild {
  unsigned version{0};     // as in LIBCURL_VERSION_NUM: 0x075801 is 7.88.1
  bool openssl{false};     // or a fork of it: others keep no authorities, and ask nobody for a password
  bool has_bundle{false};  // it was built with a file of the system's authorities
};
[[nodiscard]] CurlBuild curl_build() noexcept;

/// What to set for CURLOPT_CAPATH, libcurl's directory of further authorities.
enum class CaPath : std::uint8_t {
  leave,    // at the default of its build
  clear,    // NULL: there is none
  nowhere,  // a place that holds none, for versions where NULL means the default
};

/// libcurl reads a file of authorities once per handle, not for each connection (22 ms for a system's
/// bundle), from 7.87 on and if there is no directory beside the file; distributions build it with both.
/// Authorities that the options name are the only ones, so no directory goes with them either. From 8.17
/// on NULL is the default again, a place has to be named, and nothing can be kept.
[[nodiscard]] CaPath ca_path(const CurlBuild& curl, bool own_authorities) noexcept;

}  // namespace ticket0::inline v1::detail
