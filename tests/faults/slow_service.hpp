#pragma once

#include <algorithm>

#include "faults/script.hpp"
#include "faults/simulated_clock.hpp"

namespace faults {

/// A service that answers after a while, and writes down when each request got there. One that the client
/// gives up on its way gets there all the same.
class SlowService final : public ticket0::Transport {
 public:
  struct Arrival {
    SimulatedClock::TimePoint at;
    bool is_list;
    bool is_given_up;  // its attempt had ended
  };
  /// A request is on its way for up to `longest_ms`, and so is its answer.
  SlowService(std::shared_ptr<SimulatedClock> clock, int longest_ms)
      : clock_(std::move(clock)), longest_ms_(longest_ms) {}

  ticket0::HttpResponse send(const ticket0::HttpRequest& request,
                             const ticket0::SendContext& context) override;
  /// In order.
  [[nodiscard]] std::vector<Arrival> arrivals();
  int refused_in_hundred{0};

 private:
  struct Journey {
    std::chrono::milliseconds there, back;
    bool is_refused;
  };
  Journey journey();

  std::shared_ptr<SimulatedClock> clock_;
  int longest_ms_;
  std::mutex mutex_{};
  Dice dice_{1};
  std::vector<Arrival> arrivals_{};
};

}  // namespace faults
