#include "sandbox/fault_script.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using sandbox::Fault;
using sandbox::FaultScript;
using Kind = Fault::Kind;

/// What hits one request after the other: the status of the fault, a dot for none.
std::string hits(FaultScript& script, int requests,
                 const FaultScript::Shot& shot = {.route = "GET /tickets"}) {
  std::string text;
  for (int i = 0; i < requests; ++i) {
    const auto fault = script.strike(shot);
    text += fault ? std::to_string(fault->status) : ".";
  }
  return text;
}

TEST(FaultScript, HitsOnceUnlessToldOtherwise) {
  FaultScript script;
  EXPECT_EQ(hits(script, 2), "..");
  script.add({.route = "GET /tickets"});
  EXPECT_EQ(hits(script, 3), "500..");
}

TEST(FaultScript, LetsSomeThroughThenHitsSoMany) {
  FaultScript script;
  script.add({.route = "GET /tickets", .skip = 2, .times = 3});
  EXPECT_EQ(hits(script, 7), "..500500500..");
}

TEST(FaultScript, HitsAllForZeroTimes) {
  FaultScript script;
  script.add({.route = "*", .skip = 1, .times = 0});
  EXPECT_EQ(hits(script, 4), ".500500500");
}

TEST(FaultScript, HitsItsRouteOnly) {
  FaultScript script;
  script.add({.route = "GET /tickets/:id"});
  EXPECT_EQ(hits(script, 2), "..");
  EXPECT_EQ(hits(script, 2, {.route = "GET /tickets/:id"}), "500.");
}

TEST(FaultScript, TakesTheFirstThatFitsAndThenTheNext) {
  FaultScript script;
  script.add({.route = "GET /tickets", .status = 501});
  script.add({.route = "*", .times = 2, .status = 502});
  EXPECT_EQ(hits(script, 4), "501502502.");
}

TEST(FaultScript, DoesNotCountAmongTheSkippedWhatAnEarlierFaultHits) {
  FaultScript script;
  script.add({.route = "GET /tickets", .times = 2, .status = 501});
  script.add({.route = "GET /tickets", .skip = 1, .status = 502});
  EXPECT_EQ(hits(script, 5), "501501.502.");
}

TEST(FaultScript, HitsListsOnlyWithWhatIsOfLists) {
  FaultScript script;
  script.add({.route = "*", .skip = 1, .kind = Kind::cursor_loop});
  EXPECT_EQ(hits(script, 3, {.route = "GET /tickets/:id"}), "...");
  EXPECT_EQ(hits(script, 3, {.route = "GET /tickets", .is_paged = true}), ".500.");
}

TEST(FaultScript, KeepsAnOverlapForAPageThatHasOneBeforeIt) {
  FaultScript script;
  script.add({.route = "*", .kind = Kind::overlap});
  EXPECT_EQ(hits(script, 2, {.route = "GET /tickets", .is_paged = true}), "..");
  EXPECT_EQ(hits(script, 2, {.route = "GET /tickets", .is_paged = true, .has_cursor = true}), "500.");
}

TEST(FaultScript, IsEmptyWhenCleared) {
  FaultScript script;
  script.add({.route = "*", .times = 0});
  script.clear();
  EXPECT_EQ(hits(script, 2), "..");
}

}  // namespace
