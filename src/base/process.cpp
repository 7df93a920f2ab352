#include "base/process.hpp"

#include <atomic>

#ifdef _WIN32
#include <process.h>
#else
#include <pthread.h>
#include <unistd.h>
#endif
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace ticket0::inline v1::detail {

namespace {

using Number = std::atomic<long>;

#if defined(__linux__) && defined(MADV_WIPEONFORK)
/// Memory that a child finds cleared: by fork(), _Fork() or a bare clone(), which run no handlers, and with
/// the same pid in a namespace of its own. Null if the system cannot do that.
Number* cleared_for_children() noexcept {
  const long page = sysconf(_SC_PAGESIZE);
  if (page <= 0) return nullptr;
  const auto size = static_cast<std::size_t>(page);
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  // An emulator that takes any advice and follows none takes this one, too.
  if (madvise(memory, size, -1) != 0 && madvise(memory, size, MADV_WIPEONFORK) == 0)
    return static_cast<Number*>(memory);  // zeros are a Number
  munmap(memory, size);
  return nullptr;
}
#else
Number* cleared_for_children() noexcept { return nullptr; }
#endif

/// For systems without such memory. A bare clone() into a namespace where the pid is the same is not noticed.
long by_pid() noexcept {
#ifdef _WIN32
  return _getpid();
#else
  static std::atomic<unsigned long> forks{0};
  static const int handler = pthread_atfork(nullptr, nullptr, [] { ++forks; });
  static_cast<void>(handler);
  constexpr unsigned pid_bits = 22;
  return static_cast<long>((forks << pid_bits) + static_cast<unsigned long>(getpid()));
#endif
}

}  // namespace

long current_process() noexcept {
  static Number* const own = cleared_for_children();
  static std::atomic<long> last{0};  // a child inherits it, so its own number differs from its ancestors'
  if (own == nullptr) return by_pid();
  long number = own->load();
  if (number != 0) return number;
  const long fresh = ++last;
  return own->compare_exchange_strong(number, fresh) ? fresh : number;
}

}  // namespace ticket0::inline v1::detail
