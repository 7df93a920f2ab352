#include "budget/slot_table.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/budget_times.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = SlotTable::Time;

/// The unit of a time in a word: 46 bits of it are 22 years.
constexpr Time tick{10'000};

/// A slot: 46 bits for when it becomes free, 17 for the lease in seconds, 1 for whether a request runs. Zero
/// is a free slot.
struct SlotWord {
  Time expiry{};
  seconds lease{};
  bool running{false};

  static SlotWord of(std::uint64_t word) noexcept {
    return {.expiry = static_cast<Time::rep>(word >> 18U) * tick,
            .lease = seconds{static_cast<seconds::rep>((word >> 1U) & 0x1FFFFU)},
            .running = (word & 1U) != 0};
  }
  [[nodiscard]] std::uint64_t word() const noexcept {
    const auto ticks = static_cast<std::uint64_t>((expiry + tick - Time{1}) / tick);
    return ticks << 18U | static_cast<std::uint64_t>(lease.count()) << 1U | (running ? 1U : 0U);
  }
};

/// A pause: 46 bits for its end, 18 for how many slots were taken since.
struct PauseWord {
  static constexpr unsigned count_bits = 18;
  static constexpr std::uint64_t most = (std::uint64_t{1} << count_bits) - 1;
  Time until{};
  std::uint64_t count{0};

  static PauseWord of(std::uint64_t word) noexcept {
    return {.until = static_cast<Time::rep>(word >> count_bits) * tick, .count = word & most};
  }
  [[nodiscard]] std::uint64_t word() const noexcept {
    const auto ticks = static_cast<std::uint64_t>((until + tick - Time{1}) / tick);
    return ticks << count_bits | std::min(count, most);
  }
};

std::uint64_t running(Time now, milliseconds lease, Time per) noexcept {
  return SlotWord{.expiry = now + lease + per, .lease = std::chrono::ceil<seconds>(lease), .running = true}
      .word();
}

/// Where a thread begins to look, so that processes seldom reach for the same slot.
std::uint64_t next_start() noexcept {
  thread_local std::uint64_t state = reinterpret_cast<std::uintptr_t>(&state);
  state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
  return state >> 33U;
}

}  // namespace

SlotTable::SlotTable(Word& pause, std::span<Word> slots, milliseconds per, Now now) noexcept
    : pause_(pause),
      slots_(slots),
      per_(Time{per} + Time{per} / 1'000),  // clocks of two machines run at rates that differ
      now_(std::move(now)) {}

SlotTable::Scan SlotTable::scan(Time now, int leave_free) {
  Scan result;
  std::vector<Time> expiries;  // only if more than the first is of interest
  Time first = Time::max();
  const std::size_t start = slots_.empty() ? 0 : next_start() % slots_.size();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const std::size_t index = start + i < slots_.size() ? start + i : start + i - slots_.size();
    Word& word = slots_[index];
    std::uint64_t value = word.load();
    SlotWord slot = SlotWord::of(value);
    const Time granted = slot.expiry - per_ - slot.lease;
    if (granted > now && granted > now_() + tick) {
      // Its grant lies in the future, so it is from an earlier boot of the machine.
      slot = {.expiry = now_() + per_};
      if (!word.compare_exchange_strong(value, slot.word())) slot = SlotWord::of(value);
    }
    if (slot.expiry <= now) {
      result.free = &word;
      result.free_value = value;
      continue;
    }
    ++result.used;
    // A running request may end now.
    const Time expiry = slot.running ? std::min(slot.expiry, now + per_) : slot.expiry;
    first = std::min(first, expiry);
    if (leave_free > 0) expiries.push_back(expiry);
  }
  const int room = std::max(1, static_cast<int>(slots_.size()) - leave_free);
  if (result.used < room) return result;
  result.free = nullptr;
  if (leave_free > 0 && !expiries.empty()) {
    const auto place = std::clamp(result.used - room, 0, result.used - 1);
    std::nth_element(expiries.begin(), expiries.begin() + place, expiries.end());
    first = expiries[static_cast<std::size_t>(place)];
  }
  result.free_in = first == Time::max() ? per_ : std::max(Time{1}, first - now);
  return result;
}

Time SlotTable::after_pause(std::uint64_t pause) const noexcept {
  const PauseWord word = PauseWord::of(pause);
  if (word.until == Time::zero()) return word.until;
  return word.until + seconds{std::bit_width(word.count + 1) - 1};
}

std::uint64_t SlotTable::load_pause(Time now) noexcept {
  std::uint64_t value = pause_.load();
  for (;;) {
    if (PauseWord::of(value).until <= std::max(now, now_()) + longest_pause + tick) return value;
    const PauseWord shorter{.until = now_() + std::min<Time>(per_, longest_pause)};
    if (pause_.compare_exchange_strong(value, shorter.word())) return shorter.word();
  }
}

SlotTable::Taken SlotTable::take(milliseconds lease, int leave_free) {
  lease = std::clamp<milliseconds>(lease, milliseconds{1}, longest_lease);
  for (;;) {
    const Time now = now_();
    std::uint64_t pause = load_pause(now);
    if (const Time earliest = after_pause(pause); earliest > now)
      return {.free_in = earliest - now, .paused = true};
    const Scan found = scan(now, leave_free);
    if (found.free == nullptr) return {.free_in = found.free_in};
    PauseWord word = PauseWord::of(pause);
    const bool starts_slowly =
        word.until != Time::zero() && now < word.until + seconds{PauseWord::count_bits};
    if (starts_slowly) {
      ++word.count;
      if (!pause_.compare_exchange_strong(pause, word.word())) continue;
    }
    std::uint64_t value = found.free_value;
    const std::uint64_t taken = running(now, lease, per_);
    if (found.free->compare_exchange_strong(value, taken)) return {.word = found.free, .value = taken};
  }
}

bool SlotTable::confirm(Taken& taken, milliseconds lease) const noexcept {
  lease = std::clamp<milliseconds>(lease, milliseconds{1}, longest_lease);
  for (;;) {
    const Time now = now_();
    const std::uint64_t renewed = running(now, lease, per_);
    std::uint64_t expected = taken.value;
    if (!taken.word->compare_exchange_strong(expected, renewed)) return false;
    taken.value = renewed;
    if (now_() < now + lease) return true;  // else this process was stopped in between
  }
}

void SlotTable::end(const Taken& taken) const noexcept {
  std::uint64_t expected = taken.value;
  taken.word->compare_exchange_strong(expected, SlotWord{.expiry = now_() + per_}.word());
}

void SlotTable::pause(Time time) noexcept {
  const Time now = now_();
  const PauseWord wanted{.until = now + std::min<Time>(time, longest_pause)};
  std::uint64_t value = load_pause(now);
  while (PauseWord::of(value).until < wanted.until)
    if (pause_.compare_exchange_strong(value, wanted.word())) return;
}

SlotTable::Usage SlotTable::look() {
  const Time now = now_();
  const Time pause = after_pause(load_pause(now));
  const Scan found = scan(now, 0);
  return {
      .used = found.used,
      .free_in = std::max({Time::zero(), pause - now, found.free == nullptr ? found.free_in : Time::zero()})};
}

}  // namespace ticket0::inline v1::detail
