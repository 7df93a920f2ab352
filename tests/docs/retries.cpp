// The code of docs/retries-and-limits.md, run against the fakes and the sandbox.
#include <fstream>
#include <iostream>
#include <sstream>

#include "docs.hpp"
#include "sandbox/server.hpp"

namespace {

using namespace std::chrono_literals;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

struct Retries : Docs {};

constexpr const char* ticket_json = R"({"id":"tkt_1"})";
constexpr const char* internal = R"({"error":{"code":"INTERNAL","message":"Something broke"}})";
constexpr const char* other_messages =
    R"({"messages":[{"id":"msg_1","direction":"inbound","fromAddress":"jane@example.com","bodyText":"Where is it?"},
                    {"id":"msg_2","direction":"outbound","fromAddress":"bob@example.com","bodyText":"I look into it."},
                    {"id":"msg_3","direction":"inbound","fromAddress":"jane@example.com","bodyText":"Thanks."}],
        "total":3})";

std::string file(const std::string& name) {
  std::ifstream in{TICKET0_DOCS_DIR "/" + name};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(RetryOptions, AreTakenAndHold) {
  const ticket0::Secret key{"t0_test"};
  // [snippet retries_options]
  using namespace std::chrono_literals;
  const ticket0::Client client({
      .api_key = key,
      .timeout = 60s,  // of a call, its waits included
      .retry = {.max_attempts = 5, .max_retry_after = 30s},
      .rate_limit = {.requests = 30},  // another program has the rest of the 60
  });
  // [end]
  EXPECT_EQ(client.rate_usage()->free, 30);
}

TEST_F(Retries, OneCallCanBeStricter) {
  wire->respond(500, internal);
  const ticket0::NewTicket new_ticket{.subject = "a", .customer_email = "a@example.com", .body = "b"};
  const auto create = [&] {
    // [snippet retries_call]
    using ticket0::RetryWrites;
    client.tickets().create(new_ticket, {.max_attempts = 2, .retry_writes = RetryWrites::when_throttled});
    // [end]
  };
  EXPECT_THROW(create(), ticket0::ServerError);
  EXPECT_EQ(wire->sent().size(), 1U) << "500 INTERNAL is repeated by when_safe alone";
}

TEST(RetriesForAUser, DoNotKeepHimWaiting) {
  const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  const auto clock = std::make_shared<ticket0::fakes::ManualClock>();
  ticket0::ClientOptions options{.api_key = ticket0::Secret{"t0_test"}, .transport = wire, .clock = clock};
  // [snippet retries_user]
  options.timeout = 5s;
  options.retry.max_attempts = 1;        // no backoff
  options.rate_limit = {.wait = false};  // RateLimitError if it would have to wait
  // [end]
  const ticket0::Client client{options};
  wire->fail(ticket0::Outcome::unknown)
      .respond(429, R"({"error":{"code":"RATE_LIMITED","message":"Slow down"}})", {{"Retry-After", "7"}});
  const ticket0::TicketId id{"tkt_1"};
  EXPECT_THROW(static_cast<void>(client.tickets().get(id)), ticket0::TransportError);
  EXPECT_THROW(static_cast<void>(client.tickets().get(id)), ticket0::RateLimitError);
  EXPECT_EQ(clock->waited(), 0s);
  EXPECT_EQ(wire->sent().size(), 2U);
}

TEST_F(Retries, UsageIsToldWithoutARequest) {
  wire->respond(200, ticket_json);
  static_cast<void>(client.tickets().get(id));
  CaptureStdout();
  // [snippet retries_usage]
  if (const auto usage = client.rate_usage())
    std::cout << usage->used << " used, " << usage->free << " free, " << usage->waiting
              << " waiting, the next in " << usage->next_in.count() << " ms\n";
  // [end]
  EXPECT_EQ(GetCapturedStdout(), "1 used, 59 free, 0 waiting, the next in 0 ms\n");
}

TEST_F(Retries, ExplainOfTheOwnLimit) {
  wire->respond(200, ticket_json);
  const ticket0::Client small({.api_key = ticket0::Secret{"t0_test"},
                               .rate_limit = {.requests = 1, .wait = false},
                               .transport = wire,
                               .clock = clock});
  static_cast<void>(small.tickets().get(id));
  try {
    static_cast<void>(small.tickets().get(id));
    FAIL() << "nothing was thrown";
  } catch (const ticket0::RateLimitError& e) {
    EXPECT_EQ(e.status(), 0);
    EXPECT_EQ(e.outcome(), ticket0::Outcome::not_sent);
    EXPECT_EQ(e.retry_after(), 60s);
    EXPECT_EQ(e.explain() + "\n", file("explain_own_limit.txt"));
  }
}

TEST(RetriesScope, SharesABudget) {
  const ticket0::Secret key_a{"t0_a"};
  const ticket0::Secret key_b{"t0_b"};
  // [snippet retries_scope]
  const ticket0::RateLimit budget{.scope = "acme"};  // a name of yours for the workspace
  const ticket0::Client reader({.api_key = key_a, .rate_limit = budget});
  const ticket0::Client writer({.api_key = key_b, .rate_limit = budget});
  // [end]
  const ticket0::RateLimit smaller{.requests = 20, .scope = "acme"};
  const ticket0::Client third({.api_key = key_b, .rate_limit = smaller});
  EXPECT_EQ(reader.rate_usage()->free, 20) << "of the sizes the fewer requests hold";
  EXPECT_EQ(writer.rate_usage()->free, 20);
}

TEST_F(Retries, WhatAReplyInDoubtSays) {
  wire->fail(ticket0::Outcome::unknown,
             "the connection to app.ticket0.ai:443 was closed without a response after the request was sent");
  for (int look = 0; look < 3; ++look) wire->respond(200, other_messages);
  const auto& ticket = id;
  const ticket0::NewReply reply{.from_address = "support@example.com", .body_text = "It ships tomorrow."};
  std::vector<ticket0::TicketId> asked;
  const auto ask_a_person = [&](const ticket0::TicketId& about) { asked.push_back(about); };
  CaptureStderr();
  // [snippet retries_reply]
  try {
    client.messages().reply(ticket, reply);
  } catch (const ticket0::ReplyOutcomeUnknown& e) {
    std::cerr << e.explain() << '\n';
    ask_a_person(e.ticket());  // not: send it again
  }
  // [end]
  EXPECT_EQ(GetCapturedStderr(), file("explain_reply.txt"));
  EXPECT_EQ(asked, std::vector{id});
  EXPECT_EQ(wire->sent().size(), 4U) << "one reply and three looks";
}

// [snippet retries_sandbox]
TEST(ABadDay, AReplyWhoseAnswerGetsLostIsFoundAndNotSentAgain) {
  sandbox::Server server{{.relay = true}};
  server.inject({.route = "POST /tickets/:id/messages", .kind = sandbox::Fault::Kind::lose_answer});
  const ticket0::Client client({.api_key = ticket0::Secret{server.key()},
                                .base_url = server.url(),
                                .clock = std::make_shared<ticket0::fakes::ManualClock>()});

  const ticket0::NewReply reply{.from_address = "support@example.com", .body_text = "It ships tomorrow."};
  const auto sent = client.messages().reply(ticket0::TicketId{"tkt_0250"}, reply);

  EXPECT_EQ(server.requests("POST /tickets/:id/messages"), 1U);
  EXPECT_EQ(server.store().messages("tkt_0250").back().id, sent.id.str());
}
// [end]

}  // namespace
