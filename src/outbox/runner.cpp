#include "outbox/runner.hpp"

#include <algorithm>

#include "outbox/looking.hpp"
#include "outbox/pause.hpp"
#include "outbox/sending.hpp"
#include "outbox/steps.hpp"

namespace ticket0::inline v1::outbox::detail {

using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

/// How soon what another process has put, or left, is noticed.
constexpr milliseconds poll{250};
constexpr std::int64_t between_looks = 1'000'000;
/// No entry has this id: whoever claims it checks whether a pause is over.
constexpr std::int64_t trial = 0;
constexpr std::size_t candidates = 32;

}  // namespace

Report Runner::run(Until until) {
  while (!stop_.cancelled()) {
    Step step = step_once();
    report_.paused = std::move(step.paused);
    if (step.has_worked) continue;
    core_.wipe_what_is_due();
    if (until == Until::idle) break;
    static_cast<void>(core_.moments().wait(std::min<microseconds>(step.idle, poll), stop_));
  }
  report_.all = core_.read([](const Database& database) { return count_entries(database); });
  const auto pause = core_.read([](const Database& database) { return find_pause(database); });
  if (pause && !pause->is_over(core_.moments().now())) report_.paused = pause->reason;
  return std::move(report_);
}

Runner::Step Runner::step_once() {
  core_.check_original();
  const Moment now = core_.moments().now();
  const auto pause = core_.read([](const Database& database) { return find_pause(database); });
  if (pause && !pause->is_over(now))
    return {.idle = microseconds{pause->until - now.wall}, .paused = pause->reason};
  if (looks_are_due()) {
    if (!Looking{core_, client_, stop_, report_}.look()) return stopped_by_pause();
  }
  const auto trying = pause ? core_.locks().claim(trial) : std::nullopt;
  if (pause && !trying) return stopped_by_pause();  // another has the turn
  const auto next = pick();
  if (!next) return {.idle = poll};
  if (pause && !service_answers()) return stopped_by_pause();
  count(Sending{core_, client_, stop_, next->row}.send());
  return {.has_worked = true};
}

Runner::Step Runner::stopped_by_pause() const {
  if (stop_.cancelled()) return {.idle = poll};
  auto pause = core_.read([](const Database& database) { return find_pause(database); });
  return {.idle = poll, .paused = pause ? std::move(pause->reason) : std::string{}};
}

bool Runner::looks_are_due() {
  const std::int64_t now = core_.moments().now().running;
  if (looked_at_ != INT64_MIN && now - looked_at_ < between_looks) return false;
  looked_at_ = now;
  return true;
}

std::optional<Runner::Picked> Runner::pick() {
  const auto due = core_.read([](const Database& database) { return due_entries(database, candidates); });
  for (const std::int64_t id : due) {
    step("pick.before");
    auto claim = core_.claim_queued(id);
    if (!claim) continue;  // another thread or process has it
    auto row = core_.read([&](const Database& database) { return find_row(database, id); });
    if (!row || row->entry.state != State::queued || row->entry.blocked) continue;
    step("pick.after");
    return Picked{.row = *std::move(row), .claim = *std::move(claim)};
  }
  return std::nullopt;
}

bool Runner::service_answers() {
  const auto failure =
      failure_in([&] { static_cast<void>(client_.tickets().page({.limit = 1}, {.cancel = stop_})); });
  if (!failure || failure->has_answered) return true;
  if (stop_.cancelled()) return false;
  core_.write(Writer::Needs::nothing, [&](Database& database) {
    static_cast<void>(
        begin_pause(database, core_.options().retry, failure->text, failure->wait, core_.moments().now()));
  });
  core_.paused(failure->text);
  return false;
}

void Runner::count(State state) {
  switch (state) {
    case State::sent: ++report_.sent; break;
    case State::rejected: ++report_.rejected; break;
    case State::unknown: ++report_.unknown; break;
    case State::queued:
    case State::sending: break;
  }
}

}  // namespace ticket0::inline v1::outbox::detail
