#pragma once

#include "outbox/database.hpp"
#include "outbox/moments.hpp"

/// Why nothing is sent for a while, whichever process asks. It outlives the processes: it is stored.
namespace ticket0::inline v1::outbox::detail {

struct Pause {
  int failures{0};         // in a row
  std::int64_t set_at{0};  // microseconds since 1970, as `until`
  std::int64_t until{0};
  std::string reason{};
  /// Over, or the calendar has jumped back to before it began: a request may be tried.
  [[nodiscard]] bool is_over(const Moment& now) const noexcept {
    return now.wall >= until || now.wall < set_at;
  }
};

[[nodiscard]] std::optional<Pause> find_pause(const Database& database);
/// One more failure: pauses for as long as `schedule` says, and for `at_least`.
[[nodiscard]] Pause begin_pause(Database& database, const RetrySchedule& schedule, std::string_view reason,
                                std::chrono::milliseconds at_least, const Moment& now);
/// After a request that succeeded, and was begun at `begin`: a pause that was set later stays.
void end_pause(Database& database, const Moment& begin, const Moment& now);

/// The n-th pause in a row, from 1.
[[nodiscard]] std::chrono::milliseconds pause_time(const RetrySchedule& schedule, int failures) noexcept;

}  // namespace ticket0::inline v1::outbox::detail
