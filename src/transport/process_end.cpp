#include "transport/process_end.hpp"

#ifndef _WIN32
#include <dlfcn.h>
#include <pthread.h>
#endif

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <optional>

#include "base/process.hpp"

namespace ticket0::inline v1::detail {

namespace {

constexpr std::chrono::seconds longest_wait{1};

/// The exit handlers that ran. Between the two the TLS library's own runs.
std::atomic<bool> is_ending{false};
std::atomic<bool> is_over{false};
/// Uses by this thread: one that calls exit() does not wait for itself.
thread_local int own_uses = 0;

}  // namespace

/// Who uses libcurl in this process. Never destroyed: threads may run for as long as the process does.
class ProcessEnd {
 public:
  [[nodiscard]] static ProcessEnd& of_this_process() { return all().get(); }
  /// Null in a forked child that has not used libcurl.
  [[nodiscard]] static ProcessEnd* find() noexcept { return all().find(); }

  /// False if the process is ending.
  [[nodiscard]] bool begin_use() noexcept {
    const std::lock_guard lock{mutex_};
    if (is_ending) return false;
    ++uses_;
    ++own_uses;
    return true;
  }
  void end_use() noexcept {
    --own_uses;
    const std::lock_guard lock{mutex_};
    if (uses_ > 0) --uses_;  // a forked child knows of none of its parent's
    if (is_ending) changed_.notify_all();
  }
  void add(WakeAtEnd& wake) noexcept {
    const std::lock_guard lock{mutex_};
    wake.next_ = first_;
    if (first_ != nullptr) first_->before_ = &wake;
    first_ = &wake;
  }
  void remove(WakeAtEnd& wake) noexcept {
    const std::lock_guard lock{mutex_};
    if (wake.next_ != nullptr) wake.next_->before_ = wake.before_;
    if (wake.before_ != nullptr)
      wake.before_->next_ = wake.next_;
    else if (first_ == &wake)
      first_ = wake.next_;
  }

  void begin_end() noexcept {
    std::unique_lock lock{mutex_};
    is_ending = true;
    for (const WakeAtEnd* each = first_; each != nullptr; each = each->next_) each->wake_();
    if (!latest_) latest_ = std::chrono::steady_clock::now() + longest_wait;  // it runs twice
    changed_.wait_until(lock, *latest_, [this] { return uses_ <= own_uses; });
  }
  void end() noexcept {
    const std::lock_guard lock{mutex_};
    is_over = true;
    changed_.notify_all();
  }
  void wait_until_over() noexcept {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, longest_wait, [] { return is_over.load(); });
  }

 private:
  [[nodiscard]] static PerProcess<ProcessEnd>& all() {
    static auto* const all = new PerProcess<ProcessEnd>{};
    return *all;
  }
  std::mutex mutex_{};  // guards what follows, and writing the two above
  std::condition_variable changed_{};
  int uses_{0};
  WakeAtEnd* first_{nullptr};
  std::optional<std::chrono::steady_clock::time_point> latest_{};
};

namespace {

void before_tls_ends() {
  if (ProcessEnd* const process = ProcessEnd::find())
    process->begin_end();
  else
    is_ending = true;
}

#ifndef _WIN32
/// A thread that used TLS frees the TLS library's part of it at its end, which must not happen while the exit
/// handler of that library frees the rest. So its end is a use, too. pthread calls the destructors of keys in
/// rounds: what is set again in the first is called after all others, among them the TLS library's.
class ThreadEnds {
 public:
  void watch() noexcept { has_key_ = pthread_key_create(&key_, &on_end) == 0; }
  void forget() noexcept {
    if (has_key_.exchange(false)) pthread_key_delete(key_);
  }
  void note_this_thread() noexcept {
    if (has_key_ && pthread_getspecific(key_) == nullptr) pthread_setspecific(key_, &first_round);
  }

 private:
  static void on_end(void* round) noexcept;
  static char first_round;
  static char second_round;
  pthread_key_t key_{};
  std::atomic<bool> has_key_{false};
};
char ThreadEnds::first_round = 1;
char ThreadEnds::second_round = 2;
ThreadEnds thread_ends;

void ThreadEnds::on_end(void* round) noexcept {
  ProcessEnd* const process = ProcessEnd::find();
  if (process == nullptr) return;
  if (round == &second_round)
    process->end_use();
  else if (!process->begin_use())
    process->wait_until_over();
  else if (!thread_ends.has_key_ || pthread_setspecific(thread_ends.key_, &second_round) != 0)
    process->end_use();
}
#else
struct ThreadEnds {
  void watch() noexcept {}
  void forget() noexcept {}
  void note_this_thread() noexcept {}
};
ThreadEnds thread_ends;
#endif

/// OpenSSL, if it is libcurl's: this library does not link it.
enum class OpenSsl : std::uint8_t { unknown, begun, ended };

/// Lets OpenSSL register its exit handler, which takes no time; after that has run, initialising libcurl
/// would crash.
OpenSsl begin_openssl() noexcept {
#if !defined(_WIN32) && (!defined(__GLIBC__) || __GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)  // it takes no libdl
  using Begin = int(std::uint64_t, const void*);
  if (void* const symbol = dlsym(RTLD_DEFAULT, "OPENSSL_init_crypto"))
    return reinterpret_cast<Begin*>(symbol)(0, nullptr) != 0 ? OpenSsl::begun : OpenSsl::ended;
#endif
  return OpenSsl::unknown;
}

/// Also runs when a shared object with this library in it is unloaded.
void after_tls_ended() {
  if (ProcessEnd* const process = ProcessEnd::find()) process->end();
  thread_ends.forget();
}

}  // namespace

CURLcode initialise_curl_for_this_process() {
  static_cast<void>(ProcessEnd::of_this_process());
  thread_ends.watch();  // before the TLS library makes a key of its own, whose destructor then runs later
  std::atexit(&after_tls_ended);
  const CurlUse use;  // exit() on another thread waits for it, once the handler below is registered
  const OpenSsl openssl = begin_openssl();
  // It may have ended before that: then no handler can be registered any more, or OpenSSL says so.
  if (openssl == OpenSsl::ended || (openssl == OpenSsl::begun && (std::atexit(&before_tls_ends) != 0 ||
                                                                  begin_openssl() == OpenSsl::ended)))
    is_ending = is_over = true;
  if (!use.is_granted() || is_ending) return CURLE_FAILED_INIT;
  const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  std::atexit(&before_tls_ends);  // later than the handlers of any TLS library
  return code;
}

bool process_is_ending() noexcept { return is_ending; }

CurlUse::CurlUse() : is_granted_(ProcessEnd::of_this_process().begin_use()) {
  if (is_granted_) thread_ends.note_this_thread();
}
CurlUse::~CurlUse() {
  if (is_granted_) ProcessEnd::of_this_process().end_use();
}

WakeAtEnd::WakeAtEnd(std::function<void()> wake) : wake_(std::move(wake)) {
  ProcessEnd::of_this_process().add(*this);
}
WakeAtEnd::~WakeAtEnd() { ProcessEnd::of_this_process().remove(*this); }

}  // namespace ticket0::inline v1::detail
