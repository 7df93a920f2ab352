#pragma once

#include <atomic>

#include "faults/day.hpp"
#include "sandbox/server.hpp"

namespace faults {

/// Time that runs `speed` times as fast as the system's, so that a wait of 15 s does not take them.
class FastClock final : public ticket0::Clock {
 public:
  explicit FastClock(int speed) noexcept : speed_(speed) {}
  std::chrono::steady_clock::time_point now() noexcept override;
  std::chrono::system_clock::time_point wall() noexcept override;
  bool wait_until(std::chrono::steady_clock::time_point when, const ticket0::CancelToken& cancel) override;
  [[nodiscard]] int speed() const noexcept { return speed_; }
  /// While nobody waits.
  void advance(std::chrono::milliseconds by) noexcept { skipped_ = skipped_.load() + by; }

 private:
  std::chrono::steady_clock::time_point start_{std::chrono::steady_clock::now()};
  std::chrono::system_clock::time_point wall_start_{std::chrono::system_clock::now()};
  int speed_;
  std::atomic<std::chrono::milliseconds> skipped_{};
};

/// A workspace behind real sockets, with libcurl and a script of faults.
class WireWorld {
 public:
  WireWorld();
  WireWorld(const WireWorld&) = delete;
  WireWorld& operator=(const WireWorld&) = delete;
  ~WireWorld() = default;
  /// Instead of the script before.
  void begin(const std::vector<sandbox::Fault>& script);
  [[nodiscard]] World& world() noexcept { return *world_; }

 private:
  std::shared_ptr<FastClock> clock_;
  sandbox::Server server_;
  std::optional<World> world_{};
};

}  // namespace faults
