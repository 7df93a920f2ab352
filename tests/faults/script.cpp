#include "faults/script.hpp"

#include <string>

namespace faults {

namespace {

using Kind = sandbox::Fault::Kind;
using std::chrono::milliseconds;

const std::vector<std::string> writes{"POST /tickets/:id/messages", "POST /tickets", "PATCH /tickets/:id",
                                      "POST /customers"};
const std::vector<Kind> kinds{Kind::status_before, Kind::status_after, Kind::commit_late, Kind::lose_request,
                              Kind::lose_answer,   Kind::reset_before, Kind::reset_after, Kind::truncate,
                              Kind::drip,          Kind::delay};
const std::vector<int> statuses{500, 500, 500, 502, 503, 504, 429, 429, 429, 400, 403, 404};

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
  return script;
}

std::string describe(const std::vector<sandbox::Fault>& script) {
  std::string text;
  for (const sandbox::Fault& fault : script)
    text += "\n  " + fault.route + " skip " + std::to_string(fault.skip) + " times " +
            std::to_string(fault.times) + " " + std::string{sandbox::text(fault.kind)} + " " +
            std::to_string(fault.status) + fault.code + " delay " + std::to_string(fault.delay.count());
  return text;
}

}  // namespace faults
