// Bad days over real sockets: libcurl, a relay that closes, resets, cuts and drips, and the sandbox.
#include <gtest/gtest.h>

#include "faults/wire_world.hpp"

namespace {

using namespace faults;

constexpr int parts = 6;
constexpr int days_in_part = 50;
static_assert(parts * days_in_part >= 300);

class BadDaysOnTheWire : public testing::TestWithParam<int> {};

/// The relay's pauses are of the system's time.
std::vector<sandbox::Fault> with_short_pauses(std::vector<sandbox::Fault> script) {
  for (sandbox::Fault& fault : script)
    if (fault.kind != sandbox::Fault::Kind::commit_late) fault.delay /= 400;
  return script;
}

TEST_P(BadDaysOnTheWire, NeverSendAReplyTwiceAndEveryOutcomeIsTrue) {
  WireWorld wire_world;
  for (int day = 0; day < days_in_part; ++day) {
    const auto seed = static_cast<unsigned>(GetParam() * days_in_part + day);
    Dice dice{seed};
    std::vector<sandbox::Fault> script = random_script(dice);
    add_idle_faults(script, dice);
    script = with_short_pauses(std::move(script));
    wire_world.begin(script);
    ASSERT_EQ(live_through(wire_world.world(), script, dice), "") << "seed " << seed << describe(script);
  }
}

INSTANTIATE_TEST_SUITE_P(OverSockets, BadDaysOnTheWire, testing::Range(0, parts));

}  // namespace
