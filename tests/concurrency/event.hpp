#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

/// Something that happens once.
class Event {
 public:
  void set() {
    const std::lock_guard lock{mutex_};
    happened_ = true;
    changed_.notify_all();
  }
  /// False where it does not happen within ten seconds.
  [[nodiscard]] bool wait() {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{10}, [this] { return happened_; });
  }
  [[nodiscard]] bool happened() {
    const std::lock_guard lock{mutex_};
    return happened_;
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  bool happened_{false};
};

/// For wait_until_asleep(); 0 where the system does not tell.
[[nodiscard]] inline pid_t own_thread_id() noexcept {
#ifdef __linux__
  return gettid();
#else
  return 0;
#endif
}

/// Comes back when the thread of this process waits for something outside it; at once where the system does
/// not tell.
inline void wait_until_asleep(pid_t thread) {
  const std::string path = "/proc/self/task/" + std::to_string(thread) + "/stat";
  for (std::string state; state != "S"; std::this_thread::yield()) {
    std::ifstream stat{path};
    for (std::string word; stat >> word && !word.ends_with(')');) {}
    if (!(stat >> state)) return;
  }
}
