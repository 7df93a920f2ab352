// The code of docs/retries-and-limits.md about a budget that several programs share.
#include <gtest/gtest.h>

#include "budget/temporary_directory.hpp"
#include "ticket0/budget.hpp"
#include "ticket0/client.hpp"

namespace {

TEST(RetriesStore, SharesABudget) {
  const TemporaryDirectory own;
  const std::string directory = own.path().string();
  const ticket0::Secret key{"t0_test"};
  // [snippet retries_store]
  ticket0::RateLimit budget;
  budget.store = ticket0::file_budget(directory + "/ticket0-budget");
  const ticket0::Client client({.api_key = key, .rate_limit = budget});
  // [end]
  EXPECT_EQ(client.rate_usage()->free, 60);
}

}  // namespace
