#pragma once

#include <exception>

#ifndef _WIN32
#include <pthread.h>
#endif

namespace ticket0::inline v1::detail {

/// Call this first in a catch (...): true if no exception was caught, but a thread is being unwound by
/// pthread_exit() or pthread_cancel(). The unwinding has to go on (`throw;`), or the process is aborted. Does
/// not work inside another catch.
[[nodiscard]] inline bool thread_is_ending() noexcept { return std::current_exception() == nullptr; }

/// While it lives, this thread is not unwound by pthread_cancel(), which takes effect later.
class NoThreadCancel {
 public:
#ifndef _WIN32
  NoThreadCancel() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
  ~NoThreadCancel() { pthread_setcancelstate(before_, nullptr); }
#else
  NoThreadCancel() noexcept = default;
  ~NoThreadCancel() {}
#endif
  NoThreadCancel(const NoThreadCancel&) = delete;
  NoThreadCancel& operator=(const NoThreadCancel&) = delete;

 private:
#ifndef _WIN32
  int before_{PTHREAD_CANCEL_ENABLE};
#endif
};

}  // namespace ticket0::inline v1::detail
