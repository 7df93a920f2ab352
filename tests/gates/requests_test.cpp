// What a listing costs of the budget, as the service counts it.
#include <gtest/gtest.h>

#include "gates/goal.hpp"
#include "sandbox/server.hpp"
#include "ticket0/client.hpp"

namespace {

class Listing : public testing::TestWithParam<std::size_t> {};

TEST_P(Listing, OfNItemsTakesARequestForEachHundred) {
  const std::size_t items = GetParam();
  sandbox::Server server{{.tickets = items}};
  const ticket0::Client client{
      {.api_key = ticket0::Secret{server.key()}, .base_url = server.url(), .rate_limit = {.enabled = false}}};
  EXPECT_EQ(client.tickets().list().to_vector().size(), items);
  const std::size_t pages = items == 0 ? 1 : (items + 99) / 100;
  EXPECT_EQ(server.requests("GET /tickets"), pages);
  if (items == 1'000)
    expect_goal(10, "requests for a list of 1,000", static_cast<double>(server.requests()),
                static_cast<double>(pages));
}

INSTANTIATE_TEST_SUITE_P(Of, Listing, testing::Values(0, 1, 99, 100, 101, 250, 1'000),
                         [](const auto& each) { return std::to_string(each.param) + "Items"; });

}  // namespace
