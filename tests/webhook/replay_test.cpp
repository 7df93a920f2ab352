// A recorded delivery comes again, however this machine's clock was set meanwhile: it is handled once.
#include "ticket0/fakes.hpp"
#include "webhook/service_time.hpp"
#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::system_clock;

/// A machine: its monotonic clock, and the one on its wall, which can be set.
class Machine final : public ticket0::Clock {
 public:
  std::chrono::steady_clock::time_point now() noexcept override { return monotonic_.now(); }
  system_clock::time_point wall() noexcept override { return monotonic_.wall() + set_; }
  bool wait_until(std::chrono::steady_clock::time_point, const ticket0::CancelToken&) override {
    return true;
  }
  void passes(seconds time) { monotonic_.advance(time); }
  void sleeps(seconds time) { set_ += time; }  // the monotonic clock stands still
  void sets_its_clock(seconds by) { set_ += by; }

 private:
  ticket0::fakes::ManualClock monotonic_{};
  seconds set_{0};
};

class Replays : public testing::Test {
 protected:
  std::shared_ptr<Machine> machine_{std::make_shared<Machine>()};
  std::vector<std::string> handled_{};
  std::vector<std::string> failures_{};

  [[nodiscard]] Receiver receiver(ReceiverOptions options = {}) {
    options.secrets = {secret};
    options.clock = machine_;
    options.on_failure = [this](const Event&, std::exception_ptr thrown) {
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& error) {
        failures_.emplace_back(error.what());
      }
    };
    return Receiver{std::move(options), [this](const Event& event) { handled_.push_back(event.id); }};
  }
  /// Dated by the clock as it is.
  [[nodiscard]] std::string event(const std::string& id, seconds later = seconds{0}) const {
    const Timestamp now = std::chrono::floor<std::chrono::microseconds>(machine_->wall());
    return R"({"id":")" + id + R"(","type":"ticket.created","createdAt":")" +
           ticket0::to_string(now + later) + R"(","data":{}})";
  }
  static Answer deliver(const Receiver& receiver, const std::string& text) {
    return receiver.receive("POST", {{std::string{signature_header}, sign(text, secret)}}, text);
  }
};

/// What befalls the machine between the first delivery and the replay.
struct Day {
  std::string name;
  void (*pass)(Machine&);
  Checks checks{};
  seconds ahead{0};  // the date of the event
  friend void PrintTo(const Day& day, std::ostream* out) { *out << day.name; }
};

const Day days_of_a_machine[] = {
    {"AtOnce", [](Machine&) {}},
    {"AfterADay", [](Machine& m) { m.passes(24h); }},
    {"AfterTheStoreForgot", [](Machine& m) { m.passes(26h); }},
    {"SetBackAfterTheStoreForgot",
     [](Machine& m) {
       m.passes(26h);
       m.sets_its_clock(-26h);
     }},
    {"SetBackAMonthAfterTheStoreForgot",
     [](Machine& m) {
       m.passes(26h);
       m.sets_its_clock(-days(30));
     }},
    {"SetBackAtOnceAndLongAfter",
     [](Machine& m) {
       m.sets_its_clock(-10h);
       m.passes(30h);
     }},
    {"SetForwardAndBack",
     [](Machine& m) {
       m.sets_its_clock(days(3));
       m.passes(1h);
       m.sets_its_clock(-days(3));
     }},
    {"SetForwardAndBackAfterTheStoreForgot",
     [](Machine& m) {
       m.sets_its_clock(days(3));
       m.passes(26h);
       m.sets_its_clock(-days(3) - 26h);
     }},
    {"SetBackALittleAgainAndAgain",
     [](Machine& m) {
       for (int hour = 0; hour < 40; ++hour) {
         m.passes(1h);
         m.sets_its_clock(-50min);
       }
     }},
    {"AsleepForADay", [](Machine& m) { m.sleeps(23h); }},
    {"AsleepAndSetBack",
     [](Machine& m) {
       m.sleeps(26h);
       m.sets_its_clock(-26h);
     }},
    {"AWeekLaterWhereEightDaysAreAllowed", [](Machine& m) { m.passes(days(7)); }, {.max_age = days(8)}},
    {"AYearLaterWhereTwoAreAllowed",
     [](Machine& m) { m.passes(days(365)); },
     {.max_age = days(366), .max_ahead = days(366)},
     days(365)},
    {"ADayLaterOfAnEventThatWasAhead", [](Machine& m) { m.passes(24h + 4min); }, {}, 4min},
    {"SetBackAfterTheStoreForgotAnEventThatWasAhead",
     [](Machine& m) {
       m.passes(25h + 6min);
       m.sets_its_clock(-3h);
     },
     {},
     4min},
};

class OnADay : public Replays, public testing::WithParamInterface<Day> {};

TEST_P(OnADay, ARecordedDeliveryIsHandledOnce) {
  const Receiver once = receiver({.checks = GetParam().checks});
  const std::string recorded = event("evt_1", GetParam().ahead);
  ASSERT_EQ(deliver(once, recorded).text, "handled");
  GetParam().pass(*machine_);
  const Answer again = deliver(once, recorded);
  EXPECT_TRUE(again.status == 200 ? again.text == "handled before" : again.status == 400) << again.text;
  EXPECT_EQ(handled_.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Such, OnADay, testing::ValuesIn(days_of_a_machine),
                         [](const auto& each) { return each.param.name; });

TEST_F(Replays, AClockThatIsSetBackCostsNoEvent) {
  const Receiver once = receiver();
  ASSERT_EQ(deliver(once, event("evt_1")).text, "handled");
  const std::string next = event("evt_2", 1h);
  const std::string late = event("evt_3", -8h - 36min);
  machine_->passes(1h);
  machine_->sets_its_clock(-days(2));
  EXPECT_EQ(deliver(once, next).text, "handled") << "it is not from the future";
  EXPECT_EQ(deliver(once, late).text, "handled") << "nor is the last redelivery too old";
}

TEST_F(Replays, AClockThatWasAheadAndIsRightAgainCostsNoEvent) {
  const Receiver once = receiver();
  machine_->sets_its_clock(days(2));
  const std::string refused = event("evt_1", -days(2));
  EXPECT_EQ(deliver(once, refused).status, 400);
  machine_->sets_its_clock(-days(2));
  EXPECT_EQ(deliver(once, refused).text, "handled");
}

TEST_F(Replays, AnEventThatIsDatedFarAheadAgesNoOther) {
  const Receiver once = receiver({.checks = {.max_ahead = days(300)}});
  ASSERT_EQ(deliver(once, event("evt_1", days(299))).text, "handled");
  EXPECT_EQ(deliver(once, event("evt_2")).text, "handled");
}

/// The store is full, and forgets what could still come again: that is refused rather than handled twice.
TEST_F(Replays, OfWhatAFullStoreForgotAreRefusedAndTold) {
  const Receiver once = receiver({.seen = std::make_shared<MemorySeenStore>(
                                      MemorySeenStore::Options{.max_events = 2, .clock = machine_})});
  const std::string recorded = event("evt_0");
  ASSERT_EQ(deliver(once, recorded).text, "handled");
  const std::string never_came = event("evt_9");
  for (const auto* id : {"evt_1", "evt_2", "evt_3"}) {
    machine_->passes(1h);
    EXPECT_EQ(deliver(once, event(id)).text, "handled");
  }
  const Answer again = deliver(once, recorded);
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(again.text, testing::StartsWith("the event is older than what the store still remembers"));
  EXPECT_EQ(deliver(once, never_came).status, 400) << "it could be one that was forgotten";
  EXPECT_THAT(failures_, testing::Each(testing::HasSubstr("MemorySeenStore::Options.max_events")));
  EXPECT_EQ(failures_.size(), 2U);
  EXPECT_EQ(handled_.size(), 4U);
}

struct Pair {
  std::string name;
  seconds keep;
  Checks checks;
  bool is_refused;
  friend void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.name; }
};

class AStore : public Replays, public testing::WithParamInterface<Pair> {};

TEST_P(AStore, ThatForgetsTooSoonIsRefused) {
  const Pair& pair = GetParam();
  const auto seen =
      std::make_shared<MemorySeenStore>(MemorySeenStore::Options{.keep = pair.keep, .clock = machine_});
  const auto make = [&] { static_cast<void>(receiver({.checks = pair.checks, .seen = seen})); };
  if (pair.is_refused)
    EXPECT_THAT(make, refuses("ReceiverOptions.seen remembers an event for"));
  else
    EXPECT_NO_THROW(make());
}

INSTANTIATE_TEST_SUITE_P(
    Of, AStore,
    testing::Values(Pair{"TheDefaults", 25h, {}, false}, Pair{"ADay", 24h, {}, true},
                    Pair{"ADayAndFiveMinutes", 24h + 5min, {}, true},
                    Pair{"ADayAndASecondMoreThanFiveMinutes", 24h + 5min + 1s, {}, false},
                    Pair{"TwoDaysOfAge", 25h, {.max_age = 48h}, true},
                    Pair{"TwoDaysAhead", 25h, {.max_ahead = 48h}, true},
                    Pair{"ADayWithNothingAhead", 24h + 1s, {.max_ahead = 0s}, false},
                    Pair{"ASecond", 1s, {}, true}, Pair{"AnHourOfAge", 2h, {.max_age = 1h}, false},
                    Pair{"AYear", days(366), {.max_age = days(366)}, true},
                    Pair{"TwoYears", days(733), {.max_age = days(366), .max_ahead = days(366)}, false}),
    [](const auto& each) { return each.param.name; });

/// Which says nothing of the time: its owner has to know.
class OwnStore final : public SeenStore {
 public:
  Claim claim(std::string_view id, seconds lease) override { return store_.claim(id, lease); }
  bool done(std::string_view id, std::string_view token) override { return store_.done(id, token); }
  void release(std::string_view id, std::string_view token) noexcept override { store_.release(id, token); }

 private:
  MemorySeenStore store_{};
};

TEST_F(Replays, AStoreOfYourOwnIsTakenAtItsWord) {
  EXPECT_NO_THROW(
      static_cast<void>(receiver({.checks = {.max_age = 48h}, .seen = std::make_shared<OwnStore>()})));
}

}  // namespace
