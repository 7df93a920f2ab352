#pragma once

#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>

#include "base/process.hpp"
#include "limiter/sliding_window.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// The budget of requests that clients share. Each lane is served first come, first served. The bulk lane
/// yields to the other, but not for ever: once SlidingWindow::may_pass() of the other have passed a bulk call
/// that waits, the next slot is its own, including one that it would leave to the others. May be used by any
/// thread of the process that made it.
///
/// Only the next call in line waits for a time: its turn, or the first deadline in the queue. It wakes the
/// call whose time is up. The others wait by the clock, too, but for longer than any deadline: they go on
/// when they are woken.
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
    SlidingWindow::Duration predicted{};  // of too_late: it could start in this time if nobody gives up
    bool paused{false};                   // of too_late: by the pause after a refusal
  };
  /// Told of a wait before it begins, with the time that it takes if nobody gives up. The call is not in
  /// the queue yet: whatever this does holds nobody up.
  using Waits = std::function<void(SlidingWindow::Duration)>;
  /// Returns when the turn has come; immediately if that cannot be before `latest`, or is not now and
  /// `may_wait` is false.
  [[nodiscard]] Turn take(Lane lane, TimePoint latest, bool may_wait, const CancelToken& cancel,
                          const Waits& waits);

  /// The service refused a request: nobody starts before `until`, and then slowly.
  void pause(TimePoint until);
  [[nodiscard]] RateUsage usage();
  /// A new one would behave the same.
  [[nodiscard]] bool is_idle();

 private:
  struct Waiter;
  using Queue = std::list<Waiter>;
  using Deadlines = std::multimap<TimePoint, Waiter*>;
  struct Waiter {
    std::optional<CancelSource> wake{};  // while it sleeps
    TimePoint until{};                   // so long it sleeps, by the clock
    Deadlines::iterator deadline{};
  };
  class InQueue;
  /// Of one that waits, or comes now.
  struct Prospect {
    bool is_next;
    TimePoint earliest;  // if nobody else comes, and nobody gives up
  };

  /// Who starts next of those who wait, and whose slots it may take.
  struct Next {
    Lane lane;
    Lane slots;
  };

  [[nodiscard]] Queue& queue_of(Lane lane) noexcept { return lane == Lane::direct ? direct_ : bulk_; }
  /// Of the one behind `ahead` others of its lane.
  [[nodiscard]] Prospect prospect(Lane lane, std::size_t ahead, TimePoint now);
  /// The bulk lane has yielded to so many that its turn has come.
  [[nodiscard]] bool is_turn_of_bulk(std::int64_t passed) const noexcept { return passed >= log_.may_pass(); }
  /// With so many in the queues, of which there is one at least.
  [[nodiscard]] Next next_of(std::size_t direct, std::size_t bulk, std::int64_t passed) const noexcept;
  /// Until when who is next waits that has its turn then: somebody's time may be up before.
  [[nodiscard]] TimePoint next_look(TimePoint turn, TimePoint now) const noexcept;
  /// Wakes whoever is next, if it would sleep too long, and somebody whose time is up. `lock` holds the
  /// mutex, and does not any more.
  void wake_others(std::unique_lock<std::mutex>& lock, TimePoint now) noexcept;
  void end_slot() noexcept;

  std::shared_ptr<Clock> clock_;
  std::mutex mutex_{};
  SlidingWindow log_;
  Queue direct_{};
  Queue bulk_{};
  Deadlines deadlines_{};   // of all who wait
  std::int64_t passed_{0};  // direct calls, since the first bulk call that waits is first
};

}  // namespace ticket0::inline v1::detail
