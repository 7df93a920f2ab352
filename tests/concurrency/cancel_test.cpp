// A cancelled call ends at once, wherever it is.
#include <gtest/gtest.h>

#include "concurrency/phases.hpp"

namespace {

using namespace std::chrono_literals;

class CancelIn : public testing::TestWithParam<std::size_t> {
 protected:
  const Phase phase_ = all_phases().at(GetParam());
};

/// Ten in a row: where nobody wakes it, libcurl looks again by itself, and may happen to do so soon.
TEST_P(CancelIn, EndsTheCallAtOnceAndSaysWhatBecameOfIt) {
  std::chrono::microseconds all{};
  for (int i = 0; i < 10; ++i) {
    const Cancelled ended = cancel_in(phase_);
    EXPECT_LT(ended.took, 1s);
    EXPECT_EQ(ended.outcome, phase_.outcome);
    all += ended.took;
  }
  EXPECT_LT(all, 1s) << "ten together";
}

INSTANTIATE_TEST_SUITE_P(EveryPhase, CancelIn, testing::Range(std::size_t{0}, all_phases().size()),
                         [](const auto& each) { return all_phases().at(each.param).name; });

}  // namespace
