// Nobody holds a call beyond its time: no server, however slowly it answers, and no name server.
#include <gtest/gtest.h>

#include "concurrency/hanging_resolver.hpp"
#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;

constexpr std::string_view head =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

ticket0::ClientOptions options_for(std::string base_url) {
  return {.api_key = ticket0::Secret{"t0_test"},
          .base_url = std::move(base_url),
          .timeout = 400ms,
          .retry = {.base_delay = 1ms},
          .rate_limit = {.enabled = false},
          .proxy = ticket0::Secret{""}};
}

/// The error of a call that has 400 ms, which it may not exceed by much.
ticket0::TimeoutError end_of(ticket0::ClientOptions options) {
  const ticket0::Client client{std::move(options)};
  const auto begun = std::chrono::steady_clock::now();
  try {
    (void)client.tickets().get(ticket0::TicketId{"tkt_1"});
  } catch (const ticket0::TimeoutError& error) {
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
    return error;
  }
  throw std::logic_error{"it was answered"};
}

TEST(Deadline, HoldsAgainstAServerThatSendsItsHeadersByteByByte) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.drip(head, 1s);
  }};
  EXPECT_EQ(end_of(options_for(server.url())).outcome(), Outcome::unknown);
}

TEST(Deadline, HoldsAgainstAServerThatSendsItsBodyByteByByte) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(head);
    connection.drip(std::string(1'000, ' '), 1s);
  }};
  EXPECT_EQ(end_of(options_for(server.url())).outcome(), Outcome::unknown);
}

/// A byte every millisecond restarts any time-out that counts from the last one.
TEST(Deadline, HoldsAgainstAServerThatNeverPausesAndNeverEnds) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    connection.drip(std::string(1'000'000, ' '), 1ms);
  }};
  EXPECT_EQ(end_of(options_for(server.url())).outcome(), Outcome::unknown);
}

TEST(Deadline, BoundsAllAttemptsTogether) {
  std::atomic<int> requests{0};
  RawServer server{[&](RawServer::Connection& connection) {
    connection.read_request();
    ++requests;
    connection.drip(head, 1s);
  }};
  auto options = options_for(server.url());
  options.attempt_timeout = 150ms;
  options.retry.max_attempts = 100;
  const auto error = end_of(options);
  EXPECT_GE(error.attempts(), 2);
  EXPECT_LE(error.attempts(), 4);
  ASSERT_TRUE(server.wait_until_all_ended());
  EXPECT_LE(requests, error.attempts());
}

TEST(Deadline, HoldsAgainstASilentNameServer) {
  HangingResolver resolver;
  EXPECT_EQ(end_of(options_for("https://" + hanging_host)).outcome(), Outcome::not_sent);
  EXPECT_TRUE(resolver.wait_for_somebody());
}

TEST(Deadline, OfConnectingHoldsAgainstASilentNameServer) {
  HangingResolver resolver;
  auto options = options_for("https://" + hanging_host);
  options.timeout = 60s;
  options.connect_timeout = 200ms;
  options.retry.max_attempts = 2;
  const auto error = end_of(options);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 2);
}

}  // namespace
