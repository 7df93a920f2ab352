#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <iostream>

#include "ticket0/async.hpp"

/// The longest time between two ticks of a timer: how long the loop was held up.
class LongestGap {
 public:
  void tick() {
    const auto now = std::chrono::steady_clock::now();
    longest_ = std::max(longest_, now - last_);
    last_ = now;
    ++ticks_;
  }
  void print() const {
    const std::chrono::duration<double, std::milli> longest = longest_;
    std::cout << ticks_ << " ticks, the longest gap between two was " << longest.count() << " ms\n";
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  Clock::duration longest_{};
  int ticks_ = 0;
};

/// Fifty calls whose completions all come on the loop's thread, so nothing here is locked.
class Fetching {
 public:
  /// `done` is called after the last completion.
  Fetching(const ticket0::Client& client, const ticket0::Executor& on_loop, std::function<void()> done)
      : done_(std::move(done)) {
    for (int i = 0; i < calls; ++i)
      ticket0::async(client, [](const ticket0::Client& c) {
        return c.tickets().page({.limit = 1}).items.size();
      }).on_done(on_loop, [this](const ticket0::Result<std::size_t>& got) { count(got); });
  }
  Fetching(const Fetching&) = delete;
  Fetching& operator=(const Fetching&) = delete;
  ~Fetching() = default;
  /// Throws the first call's error, if one failed.
  void print() const {
    if (error_) std::rethrow_exception(error_);
    std::cout << completed_ << " calls completed\n";
  }

 private:
  static constexpr int calls = 50;
  void count(const ticket0::Result<std::size_t>& got) {
    if (!got && !error_) error_ = got.exception();
    if (++completed_ == calls) done_();
  }
  std::function<void()> done_;
  std::exception_ptr error_{};
  int completed_ = 0;
};
