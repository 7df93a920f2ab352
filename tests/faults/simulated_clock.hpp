#pragma once

#include <condition_variable>
#include <list>
#include <mutex>

#include "ticket0/http.hpp"

namespace faults {

/// Virtual time for several threads: it moves to the next moment that somebody waits for once every thread
/// that takes part waits. A token that another of them cancels ends a wait at once, without time passing.
class SimulatedClock final : public ticket0::Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `threads` take part from now on.
  explicit SimulatedClock(int threads) : running_(threads) {}
  /// The calling thread takes no part any more.
  void leave();
  TimePoint now() noexcept override;
  std::chrono::system_clock::time_point wall() noexcept override;
  bool wait_until(TimePoint when, const ticket0::CancelToken& cancel) override;

 private:
  struct Sleeper {
    TimePoint when;
    bool asleep{false};  // it is not counted as running
    bool awake{false};
    bool cancelled{false};
  };
  void wake_next();

  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::list<Sleeper> sleepers_{};
  TimePoint now_{std::chrono::hours{1}};
  int running_;
};

}  // namespace faults
