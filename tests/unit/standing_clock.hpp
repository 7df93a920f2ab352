#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "ticket0/http.hpp"

/// A clock whose time moves only when advance() says: who waits on it sleeps until then. It counts how often
/// it is asked.
class StandingClock final : public ticket0::Clock {
 public:
  std::chrono::steady_clock::time_point now() noexcept override {
    const std::lock_guard lock{mutex_};
    ++looks;
    return now_;
  }
  std::chrono::system_clock::time_point wall() noexcept override { return {}; }
  bool wait_until(std::chrono::steady_clock::time_point when, const ticket0::CancelToken& cancel) override {
    const auto link = cancel.on_cancel([this] {
      const std::lock_guard lock{mutex_};
      changed_.notify_all();
    });
    std::unique_lock lock{mutex_};
    ++waits;
    const Sleeping one{sleeping};  // pthread_cancel() ends the wait, too
    changed_.notify_all();
    changed_.wait(lock, [&] { return now_ >= when || cancel.cancelled(); });
    return !cancel.cancelled();
  }
  void advance(std::chrono::milliseconds by) {
    const std::lock_guard lock{mutex_};
    now_ += by;
    changed_.notify_all();
  }
  /// False if so many are not in wait_until() within ten seconds.
  [[nodiscard]] bool wait_for_sleepers(int count) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return sleeping >= count; });
  }

  std::atomic<int> looks{0};
  std::atomic<int> waits{0};
  std::atomic<int> sleeping{0};  // in wait_until()

 private:
  struct Sleeping {
    explicit Sleeping(std::atomic<int>& counter) noexcept : count(counter) { ++count; }
    Sleeping(const Sleeping&) = delete;
    Sleeping& operator=(const Sleeping&) = delete;
    ~Sleeping() { --count; }
    std::atomic<int>& count;
  };
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::chrono::steady_clock::time_point now_{std::chrono::hours{1}};
};
