#include "transport/curl_handle.hpp"

#include <new>

#include "transport/sigpipe_guard.hpp"
#include "types/process.hpp"

namespace ticket0::inline v1::detail {

CurlHandle::CurlHandle() : easy_(curl_easy_init()), multi_(curl_multi_init()), process_(current_process()) {
  if (easy_ == nullptr || multi_ == nullptr) {
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
    throw std::bad_alloc{};
  }
  // One for calls that may share a connection, one for a call that must not.
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 2L);
}

CurlHandle::~CurlHandle() {
  if (inherited()) return;
  const SigpipeGuard guard;
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
}

bool CurlHandle::inherited() const noexcept { return process_ != current_process(); }

void CurlHandle::refuse(CURLoption option, CURLcode code) {
  throw TransportError{"libcurl does not take its option " + std::to_string(static_cast<int>(option)) + ": " +
                           curl_easy_strerror(code),
                       Outcome::not_sent};
}

}  // namespace ticket0::inline v1::detail
