#include "outbox/pause.hpp"

#include <algorithm>

namespace ticket0::inline v1::outbox::detail {

std::chrono::milliseconds pause_time(const RetrySchedule& schedule, int failures) noexcept {
  auto time = schedule.first;
  for (int i = 1; i < failures && time < schedule.most; ++i) time *= 2;
  return std::min(time, schedule.most);
}

std::optional<Pause> find_pause(const Database& database) {
  Statement row = database.query("SELECT failures, set_at, until, reason FROM pause");
  if (!row.step()) return std::nullopt;
  return Pause{.failures = static_cast<int>(row.integer(0)),
               .set_at = row.integer(1),
               .until = row.integer(2),
               .reason = row.text(3)};
}

Pause begin_pause(Database& database, const RetrySchedule& schedule, std::string_view reason,
                  std::chrono::milliseconds at_least, const Moment& now) {
  const auto before = find_pause(database);
  Pause pause{
      .failures = before ? before->failures + 1 : 1, .set_at = now.wall, .reason = std::string{reason}};
  const auto time = std::max(pause_time(schedule, pause.failures), at_least);
  pause.until = now.wall + std::chrono::microseconds{time}.count();
  database.run("REPLACE INTO pause VALUES(1, ?, ?, ?, ?)", pause.failures, pause.set_at, pause.until,
               pause.reason);
  return pause;
}

/// What was set in the calendar's future was set before the calendar jumped back.
void end_pause(Database& database, const Moment& begin, const Moment& now) {
  database.run("DELETE FROM pause WHERE set_at <= ? OR set_at > ?", begin.wall, now.wall);
}

}  // namespace ticket0::inline v1::outbox::detail
