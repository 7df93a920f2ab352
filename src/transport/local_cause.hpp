#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// What on this machine, rather than on the way or at the other end, made an exchange fail before its request
/// was begun. Found out after the failure, so that a call that goes well pays nothing.
struct LocalCause {
  bool no_descriptors{false};     // hardly any is left
  std::string own_certificate{};  // why the client's certificate or key cannot be used
};
/// One code for what has several in different versions of libcurl, before a request was begun.
[[nodiscard]] CURLcode normalized(CURLcode code, const TlsOptions& tls) noexcept;
[[nodiscard]] LocalCause local_cause_of(CURLcode code, int os_error, const TlsOptions& tls);

/// Whether this process, or the system, has hardly a file descriptor left. Asked after something that needs
/// some failed: libcurl and the TLS library under it say that a file cannot be read, or that a host cannot be
/// reached, when that is the only cause. What failed has closed its own by then.
[[nodiscard]] bool descriptors_short() noexcept;

inline constexpr std::string_view no_descriptors =
    "no file descriptor is left for it (see ulimit -n); close some, or raise the limit";

}  // namespace ticket0::inline v1::detail
