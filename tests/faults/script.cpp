#include "faults/script.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace faults {

namespace {

using Kind = sandbox::Fault::Kind;
using std::chrono::milliseconds;

const std::vector<std::string> writes{"POST /tickets/:id/messages", "POST /tickets", "PATCH /tickets/:id",
                                      "POST /customers"};
const std::vector<Kind> kinds{Kind::status_before, Kind::status_after, Kind::commit_late, Kind::lose_request,
                              Kind::lose_answer,   Kind::reset_before, Kind::reset_after, Kind::truncate,
                              Kind::drip,          Kind::delay};
const std::vector<Kind> idle_kinds{Kind::idle_bytes, Kind::idle_bytes, Kind::idle_close};
constexpr const char* reply_route = "POST /tickets/:id/messages";
/// Not a minute ahead: an equal message that somebody sent a minute ago would be dated as if it were ours.
const std::vector<int> skews{-86'400, -3'600, -600, -60, -3, -2, -1, 1, 2, 3, 30, 3'600, 86'400};
const std::vector<int> statuses{500, 500, 500, 502, 503, 504, 429, 429, 429, 400, 403, 404};

std::string any_mode(Kind kind, Dice& dice) {
  const auto modes = sandbox::modes_of(kind);
  return std::string{modes[static_cast<std::size_t>(dice.from(0, static_cast<int>(modes.size()) - 1))]};
}

/// What a service makes of replies and of looks at them. All of a day are dated by one clock.
void add_odd_storing(std::vector<sandbox::Fault>& script, Dice& dice) {
  if (dice.chance(30))
    script.push_back({.route = reply_route,
                      .times = 0,
                      .kind = Kind::skew,
                      .seconds = std::chrono::seconds{dice.one_of(skews)}});
  if (dice.chance(35))
    script.push_back({.route = reply_route,
                      .skip = static_cast<std::size_t>(dice.from(0, 1)),
                      .times = static_cast<std::size_t>(dice.from(0, 2)),
                      .kind = Kind::rewrite,
                      .mode = any_mode(Kind::rewrite, dice)});
  // What is done late and then kept back by a cache is shown after the last look: the case that stays open.
  // An answer of two minutes ago is older than any call, and proves nothing.
  const bool is_late = std::any_of(script.begin(), script.end(),
                                   [](const sandbox::Fault& each) { return each.kind == Kind::commit_late; });
  if (dice.chance(25))
    script.insert(script.begin(), {.route = "GET /tickets/:id/messages",
                                   .skip = static_cast<std::size_t>(dice.from(0, 2)),
                                   .times = static_cast<std::size_t>(dice.from(1, 4)),
                                   .kind = Kind::stale,
                                   .seconds = std::chrono::seconds{dice.from(is_late ? 120 : 1, 120)}});
}

}  // namespace

std::vector<sandbox::Fault> random_script(Dice& dice) {
  std::vector<sandbox::Fault> script;
  for (int left = dice.from(0, 4); left > 0; --left) {
    sandbox::Fault fault;
    fault.route = dice.chance(70) ? dice.one_of(writes) : dice.chance(50) ? "GET /tickets/:id/messages" : "*";
    fault.skip = static_cast<std::size_t>(dice.from(0, 2));
    fault.times = static_cast<std::size_t>(dice.from(1, 6));
    fault.kind = dice.one_of(kinds);
    if (sandbox::has_status(fault.kind)) {
      fault.status = dice.one_of(statuses);
      // What was done is not refused afterwards: the service has no such answers.
      if (fault.kind != Kind::status_before && fault.status < 500) fault.status = 500;
      if (fault.status == 500 && dice.chance(20)) fault.code = "-";
      if ((fault.status == 429 || fault.status == 503) && dice.chance(70))
        fault.retry_after = dice.from(0, 40);
    }
    switch (fault.kind) {
      case Kind::commit_late:
        fault.delay = milliseconds{dice.from(0, 13'000)};
        break;  // the guard looks at 15 s
      case Kind::delay: fault.delay = milliseconds{dice.from(0, 40'000)}; break;
      case Kind::drip: fault.delay = milliseconds{dice.from(0, 1'000)}; break;
      case Kind::truncate: fault.bytes = static_cast<std::size_t>(dice.from(0, 80)); break;
      default: break;
    }
    script.push_back(std::move(fault));
  }
  add_odd_storing(script, dice);
  return script;
}

void add_idle_faults(std::vector<sandbox::Fault>& script, Dice& dice) {
  for (int left = dice.from(0, 2); left > 0; --left) {
    sandbox::Fault fault{.route = dice.chance(50) ? "*" : "GET /tickets/:id/messages",
                         .skip = static_cast<std::size_t>(dice.from(0, 2)),
                         .times = static_cast<std::size_t>(dice.from(1, 6)),
                         .kind = dice.one_of(idle_kinds),
                         .delay = milliseconds{dice.from(0, 4'000)}};
    if (fault.kind == Kind::idle_bytes) fault.mode = any_mode(fault.kind, dice);
    script.insert(script.begin(), std::move(fault));
  }
}

std::string describe(const std::vector<sandbox::Fault>& script) {
  std::string text;
  for (const sandbox::Fault& fault : script)
    text += "\n  " + fault.route + " skip " + std::to_string(fault.skip) + " times " +
            std::to_string(fault.times) + " " + std::string{sandbox::text(fault.kind)} + " " +
            std::to_string(fault.status) + fault.code + " delay " + std::to_string(fault.delay.count()) +
            " seconds " + std::to_string(fault.seconds.count()) + " " + fault.mode;
  return text;
}

}  // namespace faults
