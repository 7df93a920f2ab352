// A function that uses a client, and its tests: no server, no network, no waiting.
#include <gtest/gtest.h>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

using namespace std::chrono_literals;

namespace {

// [snippet unit_test_function]
/// Resolves the pending tickets that have not been updated since `since`, and returns their ids.
std::vector<ticket0::TicketId> resolve_forgotten(const ticket0::Client& client, ticket0::Timestamp since) {
  std::vector<ticket0::TicketId> resolved;
  for (const auto& ticket : client.tickets().list({.status = ticket0::TicketStatus::pending})) {
    if (!ticket.updated_at || *ticket.updated_at >= since) continue;
    try {
      client.tickets().update(ticket.id, {.status = ticket0::TicketStatus::resolved});
      resolved.push_back(ticket.id);
    } catch (const ticket0::NotFoundError& e) {
      // The ticket has been removed; but a 404 without the service's code may mean a wrong base_url.
      if (e.code() != ticket0::ErrorCode::not_found) throw;
    }
  }
  return resolved;
}
// [end]

// [snippet unit_test_fixture]
struct ResolveForgotten : testing::Test {
  std::shared_ptr<ticket0::fakes::FakeTransport> wire = std::make_shared<ticket0::fakes::FakeTransport>();
  std::shared_ptr<ticket0::fakes::ManualClock> clock = std::make_shared<ticket0::fakes::ManualClock>();
  ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock}};
  ticket0::Timestamp since = *ticket0::parse_timestamp("2026-04-01T00:00:00Z");
};
// [end]

constexpr const char* two_of_three = R"({"nextCursor":null,"tickets":[
    {"id":"tkt_1","status":"pending","updatedAt":"2026-03-01T08:00:00Z"},
    {"id":"tkt_2","status":"pending","updatedAt":"2026-04-02T08:00:00Z"},
    {"id":"tkt_3","status":"pending","updatedAt":"2026-03-31T23:59:59Z"}]})";

// [snippet unit_test_sent]
TEST_F(ResolveForgotten, LeavesTheOthersAlone) {
  wire->reply(200, two_of_three).reply(200, R"({"id":"tkt_1"})").reply(200, R"({"id":"tkt_3"})");

  EXPECT_EQ(resolve_forgotten(client, since),
            (std::vector{ticket0::TicketId{"tkt_1"}, ticket0::TicketId{"tkt_3"}}));

  ASSERT_EQ(wire->sent().size(), 3U);
  EXPECT_TRUE(wire->sent()[0].url.ends_with("/tickets?status=pending&limit=100"));
  EXPECT_EQ(wire->sent()[1].method, "PATCH");
  EXPECT_TRUE(wire->sent()[1].url.ends_with("/tickets/tkt_1"));
  EXPECT_EQ(wire->sent()[1].body, R"({"status":"resolved"})");
}
// [end]

// [snippet unit_test_refusal]
TEST_F(ResolveForgotten, GoesOnWhereATicketIsGone) {
  wire->reply(200, two_of_three)
      .reply(404, R"({"error":{"code":"NOT_FOUND","message":"No such ticket"}})")
      .reply(200, R"({"id":"tkt_3"})");
  EXPECT_EQ(resolve_forgotten(client, since), std::vector{ticket0::TicketId{"tkt_3"}});
}
// [end]

TEST_F(ResolveForgotten, PassesOnA404WithoutTheServicesCode) {
  wire->reply(200, two_of_three).reply(404, "<html>no such page</html>");
  EXPECT_THROW(resolve_forgotten(client, since), ticket0::NotFoundError);
}

// [snippet unit_test_clock]
TEST_F(ResolveForgotten, WaitsAsLongAsTheServiceAsks) {
  wire->reply(429, R"({"error":{"code":"RATE_LIMITED","message":"Slow down"}})", {{"Retry-After", "30"}})
      .reply(200, R"({"tickets":[],"nextCursor":null})");
  EXPECT_TRUE(resolve_forgotten(client, since).empty());
  EXPECT_GE(clock->waited(), 30s);  // and the test took no time
}
// [end]

// [snippet unit_test_doubt]
TEST_F(ResolveForgotten, SaysThatAChangeMayHaveBeenMade) {
  wire->reply(200, two_of_three)
      .fail(ticket0::Outcome::unknown, "the connection broke")
      .fail(ticket0::Outcome::unknown, "the connection broke");  // an update is retried once
  try {
    resolve_forgotten(client, since);
    FAIL() << "nothing was thrown";
  } catch (const ticket0::TransportError& e) {
    EXPECT_EQ(e.outcome(), ticket0::Outcome::unknown);
  }
}
// [end]

}  // namespace
