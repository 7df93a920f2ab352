#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>

namespace ticket0::inline v1::detail {

/// Slots in memory that several processes map: one 64-bit word each, changed by compare-and-swap alone. So a
/// process that stops or dies at any point leaves nothing locked and nothing torn.
///
/// A word holds when the slot becomes free, how long the lease was, and whether a request runs. All times are
/// those of one clock that every process of the machine shares.
class SlotTable {
 public:
  using Word = std::atomic<std::uint64_t>;
  using Time = std::chrono::nanoseconds;  // since the machine was booted
  using Now = std::function<Time()>;
  static_assert(Word::is_always_lock_free && sizeof(Word) == sizeof(std::uint64_t));

  static constexpr std::chrono::hours longest_lease{24};

  /// `slots` are those that may be taken; `per` is how long a slot stays taken after its end.
  SlotTable(Word& pause, std::span<Word> slots, std::chrono::milliseconds per, Now now) noexcept;

  /// What take() took.
  struct Taken {
    Word* word{nullptr};  // null: nothing
    std::uint64_t value{0};
    Time free_in{};      // without a slot: ask again then
    bool paused{false};  // without a slot
  };
  /// Takes a slot if at least `leave_free` others stay free.
  [[nodiscard]] Taken take(std::chrono::milliseconds lease, int leave_free);
  /// Holds the slot for `lease` from now. False if another process has taken it meanwhile.
  [[nodiscard]] bool confirm(Taken& taken, std::chrono::milliseconds lease) const noexcept;
  /// Frees it after `per`. Does nothing if it was lost.
  void end(const Taken& taken) const noexcept;
  /// No slot is taken for that long (15 minutes at most), and then 1, 2, 4, ... a second.
  void pause(Time time) noexcept;

  struct Usage {
    int used{0};
    Time free_in{};
  };
  [[nodiscard]] Usage look();

 private:
  struct Scan {
    int used{0};
    Word* free{nullptr};
    std::uint64_t free_value{0};
    Time free_in{};
  };
  [[nodiscard]] Scan scan(Time now, int leave_free);
  /// When the next slot may be taken as far as the pause is concerned.
  [[nodiscard]] Time after_pause(std::uint64_t pause) const noexcept;
  /// The pause word, without one that an earlier boot of the machine left behind.
  [[nodiscard]] std::uint64_t load_pause(Time now) noexcept;

  Word& pause_;
  std::span<Word> slots_;
  Time per_;
  Now now_;
};

}  // namespace ticket0::inline v1::detail
