#pragma once

#include <functional>
#include <utility>

#include "ticket0/fakes.hpp"

/// A ManualClock that calls `at_next_wait` once, when the next wait begins: who waits for a turn stands in
/// the queue by then.
class HookedClock final : public ticket0::Clock {
 public:
  std::chrono::steady_clock::time_point now() noexcept override { return time_.now(); }
  std::chrono::system_clock::time_point wall() noexcept override { return time_.wall(); }
  bool wait_until(std::chrono::steady_clock::time_point when, const ticket0::CancelToken& cancel) override {
    if (at_next_wait) std::exchange(at_next_wait, nullptr)();
    return time_.wait_until(when, cancel);
  }
  void advance(std::chrono::milliseconds by) { time_.advance(by); }
  [[nodiscard]] std::chrono::milliseconds waited() const noexcept { return time_.waited(); }

  std::function<void()> at_next_wait{};

 private:
  ticket0::fakes::ManualClock time_{};
};
