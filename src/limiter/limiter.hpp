#pragma once

#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>

#include "base/budget_times.hpp"
#include "base/process.hpp"
#include "limiter/sliding_window.hpp"
#include "ticket0/budget.hpp"

namespace ticket0::inline v1::detail {

/// The queue for a budget of requests that clients share. Each lane is served first come, first served. The
/// bulk lane yields to the other, but not for ever: once SlidingWindow::bulk_yield_limit() of its calls have
/// passed a waiting bulk call, the next slot is its own, including one that it would leave to the others.
/// May be used by any thread of the process that made it.
///
/// Only the next call in line waits for a time: its turn, or the first deadline in the queue. It wakes the
/// call whose time is up. The others wait by the clock, too, but for longer than any deadline: they go on
/// when they are woken.
///
/// With a BudgetStore, this process's log is only a part of the truth: the next call in line, one at a time
/// and without the lock, asks the store too. The others then wait until their own deadlines.
class Limiter {
 public:
  using TimePoint = SlidingWindow::TimePoint;

  Limiter(int requests, SlidingWindow::Duration per, std::shared_ptr<Clock> clock);
  /// For a budget that `store` keeps under the name `scope`.
  Limiter(int requests, std::chrono::milliseconds per, std::shared_ptr<Clock> clock,
          std::shared_ptr<BudgetStore> store, std::string scope);
  void tighten(int requests, SlidingWindow::Duration per);

  static constexpr std::chrono::seconds longest_lease{detail::longest_lease};

  /// A place in the window; it ends with this object.
  class Slot {
   public:
    Slot() noexcept = default;
    Slot(Slot&& other) noexcept
        : limiter_(std::exchange(other.limiter_, nullptr)),
          process_(other.process_),
          stored_(std::move(other.stored_)),
          is_lost_(other.is_lost_) {}
    Slot& operator=(Slot&& other) = delete;
    ~Slot() { end(); }
    /// True if confirm() and renew() have something to do.
    [[nodiscard]] bool has_lease() const noexcept { return stored_ != nullptr; }
    /// Just before the bytes leave. False: the slot was lost, so nothing may be sent.
    [[nodiscard]] bool confirm(std::chrono::milliseconds lease, const CancelToken& cancel) const noexcept;
    /// While the request is under way.
    void renew(std::chrono::milliseconds lease) const noexcept;
    void end() noexcept;

   private:
    friend class Limiter;
    explicit Slot(Limiter& limiter, std::unique_ptr<BudgetSlot> stored = {}) noexcept
        : limiter_(&limiter), process_(current_process()), stored_(std::move(stored)) {}
    Limiter* limiter_{nullptr};
    long process_{0};                       // the process that has it
    std::unique_ptr<BudgetSlot> stored_{};  // if a store keeps the budget
    mutable bool is_lost_{false};           // so nothing was sent
  };
  enum class Result : std::uint8_t { granted, too_late, cancelled };
  struct Admission {
    Result result;
    Slot slot{};                          // if granted
    SlidingWindow::Duration predicted{};  // if too_late: it could start in this time if nobody gives up
    bool paused{false};                   // if too_late: by the pause after a refusal
    bool away{false};                     // if too_late: the store cannot be reached, or does not respond
  };
  /// Called before a wait begins, with the time that it will take if nobody gives up. The call is not in the
  /// queue then: whatever this does holds nobody up.
  using OnWait = std::function<void(SlidingWindow::Duration)>;
  /// Returns when the turn has come; immediately if that cannot be before `latest`, or is not now and
  /// `may_wait` is false. A store holds the slot for `lease` until it is confirmed.
  [[nodiscard]] Admission take(Lane lane, TimePoint latest, bool may_wait, const CancelToken& cancel,
                               const OnWait& on_wait, std::chrono::milliseconds lease = longest_lease);

  /// The service refused a request: nobody starts before `until`, and then slowly.
  void pause(TimePoint until);
  /// The usage of all processes, if a store keeps the budget; it may then wait for the store.
  [[nodiscard]] RateUsage usage();
  /// A new one would behave the same.
  [[nodiscard]] bool is_idle();
  /// 1 if nobody else has its clock.
  [[nodiscard]] long clock_use_count() const noexcept { return clock_.use_count(); }

 private:
  struct Waiter;
  using Queue = std::list<Waiter>;
  using Deadlines = std::multimap<TimePoint, Waiter*>;
  struct Waiter {
    std::optional<CancelSource> wake{};  // while it sleeps
    TimePoint until{};                   // how long it sleeps, by the clock
    Deadlines::iterator deadline{};
  };
  class InQueue;
  /// Queue position of a waiting or arriving call.
  struct QueuePosition {
    bool is_next;
    TimePoint earliest;  // if nobody else comes, and nobody gives up
    Lane slots;          // the lane whose slots it may take then
  };
  /// What the store last said about the slots that a lane may take.
  struct Stored {
    TimePoint earliest{TimePoint::min()};
    bool paused{false};
    bool away{false};
  };

  /// Who starts next of those who wait, and whose slots it may take.
  struct Next {
    Lane lane;
    Lane slots;
  };

  [[nodiscard]] Queue& queue_of(Lane lane) noexcept { return lane == Lane::direct ? direct_ : bulk_; }
  [[nodiscard]] Stored& stored(Lane slots) noexcept {
    return slots == Lane::direct ? stored_direct_ : stored_bulk_;
  }
  /// The queue position of a call behind `ahead` others of its lane.
  [[nodiscard]] QueuePosition queue_position(Lane lane, std::size_t ahead, TimePoint now);
  /// What the store said to a call that asked for a slot.
  struct Asked {
    std::unique_ptr<BudgetSlot> slot{};
    std::optional<SlidingWindow::Duration>
        too_late{};  // its time was up before the store was: ask again then
  };
  /// A call that waited since `since` for what the store says to another has heard nothing for most of that
  /// time.
  [[nodiscard]] bool is_store_silent(TimePoint since, TimePoint now) const noexcept {
    return unanswered_since_ && now - *unanswered_since_ >= (now - since) / 2;
  }
  /// Asks the store for a slot, without the lock. The call has been next in line for the time `waited`.
  [[nodiscard]] Asked ask_store(std::unique_lock<std::mutex>& lock, Lane slots,
                                SlidingWindow::Duration waited, SlotRequest request);
  /// The bulk lane has yielded to so many that its turn has come.
  [[nodiscard]] bool is_turn_of_bulk(std::int64_t passed) const noexcept {
    return passed >= log_.bulk_yield_limit();
  }
  /// With this many calls in the queues; there is at least one.
  [[nodiscard]] Next next_of(std::size_t direct, std::size_t bulk, std::int64_t passed) const noexcept;
  /// Until when the next call, whose turn comes at `turn`, sleeps: another's time may be up before.
  [[nodiscard]] TimePoint next_look(TimePoint turn, TimePoint now) const noexcept;
  /// Wakes the next call, if it would sleep too long, and one whose time is up. Unlocks `lock`.
  void wake_others(std::unique_lock<std::mutex>& lock, TimePoint now) noexcept;
  /// `is_lost`: the store gave its slot to another, so nothing was sent.
  void end_slot(bool is_lost) noexcept;

  std::shared_ptr<Clock> clock_;
  std::mutex mutex_{};
  SlidingWindow log_;
  Queue direct_{};
  Queue bulk_{};
  Deadlines deadlines_{};   // of all who wait
  std::int64_t passed_{0};  // direct calls, since the first bulk call that waits is first
  std::shared_ptr<BudgetStore> store_{};
  BudgetTerms terms_{};
  Stored stored_direct_{};
  Stored stored_bulk_{};
  bool asking_{false};                           // a call asks the store
  std::optional<TimePoint> unanswered_since_{};  // the first question to the store since its last response
  int lost_in_a_row_{0};                         // slots of the store
};

}  // namespace ticket0::inline v1::detail
