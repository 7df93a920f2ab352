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

void check_multi(CURLMcode code, Outcome outcome = Outcome::unknown) {
  if (code != CURLM_OK) throw TransportError{std::string{"libcurl: "} + curl_multi_strerror(code), outcome};
}

/// A thread that is cancelled ends in curl_multi_poll() or outside libcurl, not where this closes a
/// connection: libcurl cannot be unwound there.
CURLMcode perform(CURLM* multi, int& running) noexcept {
  const NoThreadCancel whole;
  return curl_multi_perform(multi, &running);
}

/// The easy handle is one of the multi's while this lives.
class Membership {
 public:
  Membership(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    check_multi(curl_multi_add_handle(multi, easy), Outcome::not_sent);
  }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;
  ~Membership() {
    const NoThreadCancel whole;
    if (!process_is_ending()) curl_multi_remove_handle(multi_, easy_);
  }

 private:
  CURLM* multi_;
  CURL* easy_;
};

}  // namespace

CurlHandle::CurlHandle() : easy_(curl_easy_init()), multi_(curl_multi_init()), process_(current_process()) {
  // One idle connection: nobody would look at another's socket. A request that must not share has one more,
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
      const NoThreadCancel whole;  // closing a connection has cancellation points
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

/// Also when it is closed: libcurl would ignore SIGPIPE for the whole process meanwhile. No version refuses
/// it.
void CurlHandle::leave_signals_alone() noexcept { curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L); }

bool CurlHandle::inherited() const noexcept { return process_ != current_process(); }

std::optional<CURLcode> CurlHandle::run(const SendContext& context) {
  const CancelToken& cancel = context.cancel;
  const Membership membership{multi_, easy_};
  const auto wake = cancel.on_cancel([multi = multi_] { curl_multi_wakeup(multi); });
  const WakeAtEnd wake_at_end{[multi = multi_] { curl_multi_wakeup(multi); }};
  constexpr std::chrono::seconds second{1};
  auto next_second = std::chrono::steady_clock::now() + second;
  for (int running = 1;;) {
    if (cancel.cancelled() || process_is_ending()) return std::nullopt;
    check_multi(perform(multi_, running));
    if (running == 0) break;
    check_multi(curl_multi_poll(multi_, nullptr, 0, 1'000, nullptr));  // at most until libcurl's next timer
    if (!context.each_second || std::chrono::steady_clock::now() < next_second) continue;
    next_second = std::chrono::steady_clock::now() + second;
    context.each_second();
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi_, &left);
  const CURLcode code = message != nullptr ? message->data.result : CURLE_FAILED_INIT;
  if (code == CURLE_OK) remember_connection();
  return code != CURLE_OK && process_is_ending() ? std::nullopt : std::optional{code};
}

void CurlHandle::remember_connection() noexcept {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
  if (socket != CURL_SOCKET_BAD)
    kept_.set(socket, get<CURLINFO_HTTP_VERSION, long>() >= CURL_HTTP_VERSION_2_0);
}

void CurlHandle::refuse(CURLoption option, CURLcode code) {
  throw TransportError{"libcurl does not accept its option " + std::to_string(static_cast<int>(option)) +
                           ": " + curl_easy_strerror(code),
                       Outcome::not_sent};
}

}  // namespace ticket0::inline v1::detail
