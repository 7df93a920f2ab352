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
  std::shared_ptr<ticket0::fakes::ManualClock> clock = std::make_shared<ticket0::fakes::ManualClock>();
  std::shared_ptr<ticket0::fakes::FakeTransport> wire =
      std::make_shared<ticket0::fakes::FakeTransport>(clock);
  ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock}};
  ticket0::Timestamp since = *ticket0::parse_timestamp("2026-04-01T00:00:00Z");
};
// [end]

ticket0::Ticket updated(const char* id, const char* when) {
  return {.id = ticket0::TicketId{id}, .updated_at = ticket0::parse_timestamp(when)};
}

// [snippet unit_test_json]
/// Two of its three tickets were forgotten.
const std::string two_of_three = ticket0::fakes::json(ticket0::Page<ticket0::Ticket>{
    .items = {updated("tkt_1", "2026-03-01T08:00:00Z"), updated("tkt_2", "2026-04-02T08:00:00Z"),
              updated("tkt_3", "2026-03-31T23:59:59Z")}});
// [end]

// [snippet unit_test_sent]
TEST_F(ResolveForgotten, LeavesTheOthersAlone) {
  wire->respond(200, two_of_three).respond(200, R"({"id":"tkt_1"})").respond(200, R"({"id":"tkt_3"})");

  EXPECT_EQ(resolve_forgotten(client, since),
            (std::vector{ticket0::TicketId{"tkt_1"}, ticket0::TicketId{"tkt_3"}}));

  const auto sent = wire->sent();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[0].path, "/tickets");
  EXPECT_EQ(sent[0].query, "status=pending&limit=100");
  EXPECT_EQ(sent[1].method, "PATCH");
  EXPECT_EQ(sent[1].path, "/tickets/tkt_1");
  EXPECT_EQ(sent[1].body, R"({"status":"resolved"})");
}
// [end]

// [snippet unit_test_rules]
TEST_F(ResolveForgotten, GoesOnIfATicketIsGone) {
  wire->on("GET /tickets").respond(200, two_of_three);
  wire->on("PATCH /tickets/:id").respond(200, R"({"id":"tkt_3"})").always();
  wire->on("PATCH /tickets/tkt_1")
      .respond(404, R"({"error":{"code":"NOT_FOUND","message":"No such ticket"}})");
  EXPECT_EQ(resolve_forgotten(client, since), std::vector{ticket0::TicketId{"tkt_3"}});
}
// [end]

TEST_F(ResolveForgotten, PassesOnA404WithoutTheServicesCode) {
  wire->respond(200, two_of_three).respond(404, "<html>no such page</html>");
  EXPECT_THROW(resolve_forgotten(client, since), ticket0::NotFoundError);
}

// [snippet unit_test_clock]
TEST_F(ResolveForgotten, WaitsAsLongAsTheServiceAsks) {
  wire->respond(429, R"({"error":{"code":"RATE_LIMITED","message":"Slow down"}})", {{"Retry-After", "30"}})
      .respond(200, R"({"tickets":[],"nextCursor":null})");
  EXPECT_TRUE(resolve_forgotten(client, since).empty());
  EXPECT_GE(clock->waited(), 30s);  // and the test took no time
}
// [end]

// [snippet unit_test_latency]
TEST_F(ResolveForgotten, WaitsForASlowService) {
  wire->on("GET /tickets").respond(200, two_of_three).after(29s);
  wire->on("PATCH /tickets/:id").time_out();
  EXPECT_THROW(resolve_forgotten(client, since), ticket0::TimeoutError);
  EXPECT_EQ(clock->waited(), 59s);  // 29 s, and the attempt's 30 s
}
// [end]

// [snippet unit_test_doubt]
TEST_F(ResolveForgotten, SaysThatAChangeMayHaveBeenMade) {
  wire->respond(200, two_of_three)
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

// [snippet unit_test_lost_reply]
struct LostReply : testing::Test {
  std::shared_ptr<ticket0::fakes::ManualClock> clock = std::make_shared<ticket0::fakes::ManualClock>();
  std::shared_ptr<ticket0::fakes::FakeTransport> wire =
      std::make_shared<ticket0::fakes::FakeTransport>(clock);
  ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock}};
  ticket0::TicketId id{"tkt_1"};
  ticket0::NewReply reply{.from_address = "help@example.com", .body_text = "It ships tomorrow."};

  LostReply() { wire->on("POST /tickets/:id/messages").fail(ticket0::Outcome::unknown); }
  void ticket_shows(std::vector<ticket0::Message> messages) const {
    wire->on("GET /tickets/:id/messages")
        .respond(200, ticket0::fakes::json(ticket0::Page<ticket0::Message>{.items = std::move(messages)}))
        .always();
  }
};

TEST_F(LostReply, IsFoundOnTheTicket) {
  ticket_shows({{.id = ticket0::MessageId{"msg_1"},
                 .direction = ticket0::Direction::outbound,
                 .from_address = reply.from_address,
                 .body_text = reply.body_text,
                 .created_at = std::chrono::floor<std::chrono::microseconds>(clock->wall())}});
  EXPECT_EQ(client.messages().reply(id, reply).id, ticket0::MessageId{"msg_1"});
  EXPECT_EQ(clock->waited(), 2s);  // the first look found it
}

TEST_F(LostReply, IsInDoubtAndNotSentAgainIfTheTicketDoesNotShowIt) {
  ticket_shows({});
  EXPECT_THROW(client.messages().reply(id, reply), ticket0::ReplyOutcomeUnknown);
  EXPECT_EQ(clock->waited(), 15s);
  EXPECT_EQ(wire->sent().size(), 4U);  // the reply, and three looks
}
// [end]

// [snippet unit_test_error]
/// What a program shows its user.
std::string apology(const ticket0::Error& error) {
  const auto* refused = dynamic_cast<const ticket0::ApiError*>(&error);
  return refused != nullptr && refused->code() == ticket0::ErrorCode::not_found ? "This ticket is gone."
                                                                                : "Please try again later.";
}

TEST(Apology, NamesATicketThatIsGone) {
  try {
    std::rethrow_exception(ticket0::fakes::api_error(404, "NOT_FOUND", "No such ticket"));
  } catch (const ticket0::Error& e) {
    EXPECT_EQ(apology(e), "This ticket is gone.");
  }
}
// [end]

}  // namespace
