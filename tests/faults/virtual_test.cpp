// Ten thousand bad days in virtual time.
#include <gmock/gmock.h>

#include "faults/virtual_world.hpp"

namespace {

using namespace std::chrono_literals;
using namespace faults;

constexpr int parts = 10;
constexpr int days_in_part = 1'000;
/// By how many seconds two calendars may differ.
const std::vector<int> aheads{0, 0, 0, 3, -3, 3'600, -3'600, 172'800, -172'800};

class BadDays : public testing::TestWithParam<int> {};

TEST_P(BadDays, NeverSendAReplyTwiceAndEveryOutcomeIsTrueAsItsObserverIsTold) {
  std::set<ticket0::Outcome> outcomes;
  for (int day = 0; day < days_in_part; ++day) {
    const auto seed = static_cast<unsigned>(GetParam() * days_in_part + day);
    Dice dice{seed};
    const std::vector<sandbox::Fault> script = random_script(dice);
    const std::chrono::seconds ahead{dice.one_of(aheads)};
    const bool has_date = dice.chance(85);
    VirtualWorld virtual_world{script, dice, {}, ahead, has_date};
    ASSERT_EQ(live_through(virtual_world.world(), script, dice), "")
        << "seed " << seed << " ahead " << ahead.count() << " Date " << has_date << describe(script);
    outcomes.merge(virtual_world.world().outcomes);
  }
  // A call that is refused to its end is the rarest.
  using enum ticket0::Outcome;
  EXPECT_THAT(outcomes, testing::IsSupersetOf({not_sent, rejected, applied, unknown}));
}

INSTANTIATE_TEST_SUITE_P(InVirtualTime, BadDays, testing::Range(0, parts));

/// The one case that stays open: a service that answers INTERNAL and does it more than 15 s later.
class CommittedLate : public testing::Test {
 protected:
  /// How often the reply stands.
  std::size_t reply(ticket0::RetryWrites writes) {
    Dice dice{7};
    VirtualWorld virtual_world{
        {{.route = "POST /tickets/:id/messages", .kind = sandbox::Fault::Kind::commit_late, .delay = 60s}},
        dice,
        {.retry_writes = writes}};
    World& world = virtual_world.world();
    const std::string ticket =
        world.store().open_ticket({.subject = "s", .customer_email = "jane@example.com", .body = "b"}).id;
    try {
      world.client.messages().reply(ticket0::TicketId{ticket}, {.from_address = "a@b.c", .body_text = "Hi"});
    } catch (const ticket0::ReplyOutcomeUnknown& e) {
      was_told_ = e.ticket().str() == ticket;
    }
    world.pass(120s);
    std::size_t stands = 0;
    for (const auto& each : world.store().messages(ticket))
      if (each.body_text == "Hi") ++stands;
    return stands;
  }
  bool was_told_{false};
};

TEST_F(CommittedLate, AReplyStandsTwiceForWhoTrustsTheServicesWord) {
  EXPECT_EQ(reply(ticket0::RetryWrites::when_safe), 2U);
}

TEST_F(CommittedLate, AReplyStandsOnceForWhoDoesNotAndIsToldThatItsFateIsUnknown) {
  EXPECT_EQ(reply(ticket0::RetryWrites::when_throttled), 1U);
  EXPECT_TRUE(was_told_);
}

}  // namespace
