#pragma once

#include <gmock/gmock.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "ticket0/async.hpp"

/// An event loop that runs when the test lets it, on the test's thread. It outlives what posts to it.
class Loop {
 public:
  [[nodiscard]] ticket0::Executor executor() {
    return [this](std::function<void()> call) {
      const std::lock_guard lock{mutex_};
      todo_.push_back(std::move(call));
      changed_.notify_all();
    };
  }
  /// False if so many are not there to run within ten seconds.
  [[nodiscard]] bool run(int calls = 1) {
    for (; calls > 0; --calls) {
      std::unique_lock lock{mutex_};
      if (!changed_.wait_for(lock, std::chrono::seconds{10}, [this] { return !todo_.empty(); })) return false;
      const std::function<void()> call = std::move(todo_.front());
      todo_.pop_front();
      lock.unlock();
      call();
    }
    return true;
  }
  [[nodiscard]] bool wait_for(std::size_t posted) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return todo_.size() >= posted; });
  }
  [[nodiscard]] std::size_t posted() {
    const std::lock_guard lock{mutex_};
    return todo_.size();
  }
  void drop_all() {
    std::deque<std::function<void()>> dropped;
    const std::lock_guard lock{mutex_};
    dropped.swap(todo_);
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<std::function<void()>> todo_{};
};
