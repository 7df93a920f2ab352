#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

/// Fails where `value` is above `bound`. Prints the line that scripts/bench.sh takes over into its table.
inline void expect_goal(int number, const std::string& what, double value, double bound) {
  std::printf("goal %d: %s: %.3f (bound %g)\n", number, what.c_str(), value, bound);
  EXPECT_LE(value, bound) << "goal " << number << ": " << what;
}
