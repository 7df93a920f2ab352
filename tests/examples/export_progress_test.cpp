#include "export_progress.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using Pace = std::chrono::duration<double>;

TEST(AtMost, IsTheTimeOfTheRequestsWhileTheBudgetLasts) {
  EXPECT_EQ(at_most(10, Pace{0.25}, 60, 60), 3s);
  EXPECT_EQ(at_most(50, Pace{0.1}, 60, 60), 5s) << "list() may take 50 of 60";
}

TEST(AtMost, HasAMinuteForEachTimeThatTheBudgetIsUsedUp) {
  EXPECT_EQ(at_most(51, Pace{0.1}, 60, 60), 66s);
  EXPECT_EQ(at_most(100, Pace{0.1}, 60, 60), 70s);
  EXPECT_EQ(at_most(101, Pace{0.1}, 60, 60), 131s);
  EXPECT_EQ(at_most(1, Pace{0.1}, 10, 60), 61s) << "the last ten are not for list()";
  EXPECT_EQ(at_most(3, Pace{0.1}, 0, 1), 181s);
}

TEST(Bar, IsFullAtTheEnd) {
  EXPECT_EQ(bar(0, 100), "[--------------------]");
  EXPECT_EQ(bar(99, 100), "[###################-]");
  EXPECT_EQ(bar(100, 100), "[####################]");
  EXPECT_EQ(bar(120, 100), "[####################]");
}

TEST(InWords, HasMinutesWhereThereAreSome) {
  EXPECT_EQ(in_words(59s), "59 s");
  EXPECT_EQ(in_words(125s), "2 min 5 s");
}

TEST(ExportProgress, ClaimsATimeOnlyWhereTheNumberOfTicketsIsKnown) {
  const ticket0::RateUsage usage{.used = 1, .free = 59};
  const auto shown = [&](int expected, std::size_t done) {
    testing::internal::CaptureStderr();
    ExportProgress progress{expected, true};
    progress.begin(100);
    progress.on_response({.method = "GET", .route = "/tickets", .number = 1}, 200, 1ms);
    progress.show(done, usage);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_NE(shown(1'000, 200).find("[####----------------] 200 of 1000 tickets, "), std::string::npos);
  EXPECT_NE(shown(1'000, 200).find("59 of 60 requests left, up to 1 s"), std::string::npos);
  EXPECT_TRUE(shown(0, 200).ends_with("59 of 60 requests left")) << "nothing is known of the end";
  EXPECT_TRUE(shown(150, 200).ends_with("59 of 60 requests left")) << "there are more than expected";
}

TEST(ExportProgress, CountsThePagesThatAreStillToBeFetched) {
  testing::internal::CaptureStderr();
  ExportProgress progress{1'000, true};
  progress.begin(0);
  progress.on_response({.method = "GET", .route = "/tickets", .number = 1}, 200, 1ms);
  // Of six a minute list() takes five: four hundred are written, a hundred in hand, five hundred to come.
  progress.show(400, {.used = 5, .free = 1});
  EXPECT_TRUE(testing::internal::GetCapturedStderr().ends_with("1 of 6 requests left, up to 1 min 1 s"));
}

TEST(ExportProgress, TellsOfWaits) {
  testing::internal::CaptureStderr();
  ExportProgress progress{0, true};
  progress.begin(0);
  progress.on_wait({.method = "GET", .route = "/tickets", .number = 1}, 41'200ms,
                   ticket0::WaitReason::rate_limit);
  EXPECT_TRUE(testing::internal::GetCapturedStderr().ends_with("waits 42 s (rate limit)"));
}

TEST(Progress, IsSilentWhereStderrIsNoTerminal) {
  testing::internal::CaptureStderr();
  Progress progress;
  progress.show("half");
  progress.finish();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
