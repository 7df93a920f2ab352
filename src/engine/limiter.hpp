#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <optional>

#include "engine/sliding_window.hpp"
#include "ticket0/options.hpp"
#include "types/process.hpp"

namespace ticket0::inline v1::detail {

/// The budget of requests that clients share. Each lane is served first come, first served; the bulk lane
/// waits while somebody waits in the other. May be used by any thread of the process that made it.
class Limiter {
 public:
  using TimePoint = SlidingWindow::TimePoint;

  Limiter(int requests, SlidingWindow::Duration per, std::shared_ptr<Clock> clock);
  void tighten(int requests, SlidingWindow::Duration per);

  /// A place in the window; it ends with this object.
  class Slot {
   public:
    Slot() noexcept = default;
    Slot(Slot&& other) noexcept
        : limiter_(std::exchange(other.limiter_, nullptr)), process_(other.process_) {}
    Slot& operator=(Slot&& other) = delete;
    ~Slot() { end(); }
    void end() noexcept;

   private:
    friend class Limiter;
    explicit Slot(Limiter& limiter) noexcept : limiter_(&limiter), process_(current_process()) {}
    Limiter* limiter_{nullptr};
    long process_{0};  // that has it
  };
  enum class Result : std::uint8_t { granted, too_late, cancelled };
  struct Turn {
    Result result;
    Slot slot{};                          // of granted
    SlidingWindow::Duration predicted{};  // of too_late: no sooner than in this time could it start
  };
  /// Told of a wait before it begins, with the time that it takes at least.
  using Waits = std::function<void(SlidingWindow::Duration)>;
  /// Comes back when the turn has come; at once where that cannot be before `latest`, or is not now and
  /// `may_wait` is false.
  [[nodiscard]] Turn take(Lane lane, TimePoint latest, bool may_wait, const CancelToken& cancel,
                          const Waits& waits);

  /// The service refused a request: nobody starts before `until`, and then slowly.
  void pause(TimePoint until);
  [[nodiscard]] RateUsage usage();
  /// A new one would behave the same.
  [[nodiscard]] bool is_idle();

 private:
  struct Waiter {
    Lane lane;
    std::optional<CancelSource> wake{};  // while it sleeps
  };
  using Queue = std::list<Waiter>;
  class InQueue;

  [[nodiscard]] Queue& queue_of(Lane lane) noexcept { return lane == Lane::direct ? direct_ : bulk_; }
  [[nodiscard]] std::size_t ahead_of(Queue::const_iterator place) noexcept;
  /// Whoever is first, where it sleeps.
  [[nodiscard]] std::optional<CancelSource> first_sleeper() const noexcept;
  void end_slot() noexcept;

  std::shared_ptr<Clock> clock_;
  std::mutex mutex_{};
  SlidingWindow log_;
  Queue direct_{};
  Queue bulk_{};
};

}  // namespace ticket0::inline v1::detail
