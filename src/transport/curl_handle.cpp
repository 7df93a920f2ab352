#include "transport/curl_handle.hpp"

#include <atomic>
#include <new>

#include "base/process.hpp"
#include "base/thread_end.hpp"
#include "transport/process_end.hpp"
#include "transport/sigpipe_guard.hpp"

namespace ticket0::inline v1::detail {

namespace {

/// Handles that can never be closed; a leak checker finds them here.
struct Abandoned {
  CURL* easy;
  CURLM* multi;
  Abandoned* next;
};
std::atomic<Abandoned*> abandoned{nullptr};

void abandon(CURL* easy, CURLM* multi) noexcept {
  auto* const entry = new (std::nothrow) Abandoned{easy, multi, abandoned};
  while (entry != nullptr && !abandoned.compare_exchange_weak(entry->next, entry)) continue;
}

}  // namespace

CurlHandle::CurlHandle() : easy_(curl_easy_init()), multi_(curl_multi_init()), process_(current_process()) {
  // One idle connection: more would be one whose socket nobody looks at. Who must not share has one besides,
  // which is not kept.
  if (easy_ == nullptr || multi_ == nullptr ||
      curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1L) != CURLM_OK) {
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
    throw std::bad_alloc{};
  }
  leave_signals_alone();
}

CurlHandle::~CurlHandle() {
  if (!inherited()) {
    const CurlUse use;
    if (use.is_granted()) {
      const SigpipeGuard guard;
      const NoThreadCancel whole;  // closing a connection has points of cancellation
      curl_easy_cleanup(easy_);
      curl_multi_cleanup(multi_);
      return;
    }
  }
  abandon(easy_, multi_);
}

void CurlHandle::reset() noexcept {
  curl_easy_reset(easy_);
  leave_signals_alone();
}

/// Also when it is closed: libcurl would ignore SIGPIPE for the whole process meanwhile. No libcurl refuses
/// it.
void CurlHandle::leave_signals_alone() noexcept { curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L); }

bool CurlHandle::inherited() const noexcept { return process_ != current_process(); }

void CurlHandle::remember_connection() noexcept {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
  if (socket != CURL_SOCKET_BAD)
    kept_.set(socket, get<CURLINFO_HTTP_VERSION, long>() >= CURL_HTTP_VERSION_2_0);
}

void CurlHandle::refuse(CURLoption option, CURLcode code) {
  throw TransportError{"libcurl does not take its option " + std::to_string(static_cast<int>(option)) + ": " +
                           curl_easy_strerror(code),
                       Outcome::not_sent};
}

}  // namespace ticket0::inline v1::detail
