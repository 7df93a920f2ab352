#include "sandbox/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace {

using namespace std::chrono;
using sandbox::http_date;
using sandbox::Instant;
using sandbox::iso8601;

constexpr Instant morning = sys_days{year{2026} / April / 22} + 9h + 5min + 7s;

TEST(Moment, IsWrittenInWholeSecondsOfUtc) { EXPECT_EQ(iso8601({morning}), "2026-04-22T09:05:07Z"); }

TEST(Moment, HasAFractionWhereThereIsOne) {
  EXPECT_EQ(iso8601({morning + 25ms}), "2026-04-22T09:05:07.025Z");
}

TEST(Moment, IsTheSameInstantWithAnOffset) {
  EXPECT_EQ(iso8601({morning, 2h}), "2026-04-22T11:05:07+02:00");
  EXPECT_EQ(iso8601({morning, -(9h + 30min)}), "2026-04-21T23:35:07-09:30");
}

TEST(Moment, IsADateHeader) {
  EXPECT_EQ(http_date(morning), "Wed, 22 Apr 2026 09:05:07 GMT");
  EXPECT_EQ(http_date(Instant{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
