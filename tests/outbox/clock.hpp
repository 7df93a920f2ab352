#pragma once

#include "ticket0/http.hpp"

namespace outbox_test {

/// Runs `factor` times as fast as the system's clocks, from a moment that all processes of a test are told:
/// so they agree on the time.
class FastClock final : public ticket0::Clock {
 public:
  using Wall = std::chrono::system_clock;
  using Steady = std::chrono::steady_clock;
  FastClock(int factor, Wall::time_point start)
      : factor_(factor), start_(start), steady_start_(Steady::now() - (Wall::now() - start)) {}
  Steady::time_point now() noexcept override {
    return steady_start_ + (Steady::now() - steady_start_) * factor_;
  }
  Wall::time_point wall() noexcept override { return start_ + (Wall::now() - start_) * factor_; }
  bool wait_until(Steady::time_point when, const ticket0::CancelToken& cancel) override {
    return cancel.wait_until(steady_start_ + (when - steady_start_) / factor_);
  }

 private:
  int factor_;
  Wall::time_point start_;
  Steady::time_point steady_start_;
};

}  // namespace outbox_test
