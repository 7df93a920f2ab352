#pragma once

#ifndef _WIN32
#include <cerrno>
#include <csignal>
#include <ctime>
#endif

namespace ticket0::inline v1::detail {

/// While it lives, a write of this thread to a connection that the peer has closed raises no SIGPIPE in the
/// program: a TLS library may write without MSG_NOSIGNAL. Other threads and the program's own handler are
/// left alone.
class [[maybe_unused]] SigpipeGuard {
 public:
#ifdef _WIN32
  SigpipeGuard() noexcept = default;
#else
  SigpipeGuard() noexcept {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~SigpipeGuard() {
    sigset_t pending;
    sigpending(&pending);
    if (!was_pending_ && sigismember(&pending, SIGPIPE) == 1) take_pending();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
#endif
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

#ifndef _WIN32
 private:
  /// Without waiting, where the system can: another thread may have taken one that was for the whole process.
  void take_pending() const {
#ifdef __APPLE__
    int taken = 0;
    sigwait(&pipe_, &taken);
#else
    constexpr timespec no_time{};
    while (sigtimedwait(&pipe_, nullptr, &no_time) == -1 && errno == EINTR) {}
#endif
  }
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_{false};
#endif
};

}  // namespace ticket0::inline v1::detail
