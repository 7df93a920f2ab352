// A name server that says nothing, and many who wait for it: few threads, and nobody waits beyond his time.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "concurrency/hanging_resolver.hpp"
#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;
using ticket0::Outcome;

/// As a client uses it, but for plain http to a host that has a name.
std::shared_ptr<ticket0::Transport> transport() {
  return ticket0::make_default_transport(
      {.api_key = ticket0::Secret{"t0_test"}, .proxy = ticket0::Secret{""}});
}

std::string late_url(const RawServer& server) {
  return "http://" + late_host + ":" + std::to_string(server.port()) + "/";
}

void answer_all(RawServer::Connection& connection) {
  while (!connection.read_request().empty()) connection.respond(200, "here");
}

TEST(NameLookUps, AreFewHoweverManyCallsWaitForASilentNameServer) {
  HangingResolver resolver;
  const ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"},
                                .base_url = "https://" + hanging_host,
                                .timeout = 300ms,
                                .retry = {.max_attempts = 1},
                                .rate_limit = {.enabled = false},
                                .proxy = ticket0::Secret{""}}};
  std::atomic<int> bounded{0};
  std::atomic<int> late{0};
  std::vector<std::thread> callers;
  const auto end = steady_clock::now() + 4'200ms;  // the fourth look-up begins after three seconds
  for (int i = 0; i < 50; ++i)
    callers.emplace_back([&] {
      while (steady_clock::now() < end) {
        const auto begun = steady_clock::now();
        try {
          (void)client.tickets().get(ticket0::TicketId{"tkt_1"});
        } catch (const ticket0::TimeoutError& error) {
          EXPECT_EQ(error.outcome(), Outcome::not_sent);
          EXPECT_THAT(error.what(), HasSubstr("while looking up the name of hangs.invalid"));
          if (std::string_view{error.what()}.find("4 look-ups of it hang") != std::string_view::npos)
            ++bounded;
        }
        if (steady_clock::now() - begun > 2s) ++late;
      }
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(resolver.asked(), 4);
  EXPECT_EQ(resolver.most_at_a_time(), 4);
  EXPECT_GE(bounded, 50);
  EXPECT_EQ(late, 0);
}

TEST(NameLookUps, OneServesAllWhoWaitForIt) {
  const RawServer server{&answer_all};
  HangingResolver resolver;
  const auto shared = transport();
  std::atomic<int> answered{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 20; ++i)
    callers.emplace_back([&] {
      if (shared->send({.method = "GET", .url = late_url(server)}, {.time_left = 10s}).body == "here")
        ++answered;
    });
  EXPECT_TRUE(resolver.wait_for_somebody());
  resolver.release();
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(answered, 20);
  EXPECT_LE(resolver.most_at_a_time(), 2);  // another, where the first took a second
}

TEST(NameLookUps, AreNotNeededOverAKeptConnection) {
  const RawServer server{&answer_all};
  const auto kept = transport();
  const auto send = [&](const ticket0::SendContext& context) {
    return kept->send({.method = "GET", .url = late_url(server)}, context).body;
  };
  EXPECT_EQ(send({.time_left = 10s}), "here");
  HangingResolver resolver;
  EXPECT_EQ(send({.time_left = 10s}), "here");
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(resolver.asked(), 0);
}

/// As with libcurl's own: a new connection within a minute asks nobody.
TEST(NameLookUps, AreRememberedForNewConnectionsUntilNobodyIsReachedThere) {
  std::optional<RawServer> server{std::in_place, &answer_all};
  const std::string url = late_url(*server);
  const auto get = [&url] {
    return transport()->send({.method = "GET", .url = url}, {.time_left = 10s, .at_most_once = true}).body;
  };
  EXPECT_EQ(get(), "here");
  HangingResolver resolver;
  EXPECT_EQ(get(), "here");
  EXPECT_EQ(resolver.asked(), 0);
  server.reset();
  EXPECT_THROW((void)get(), ticket0::TransportError);
  std::thread asks_again{[&] { EXPECT_THROW((void)get(), ticket0::TransportError); }};
  EXPECT_TRUE(resolver.wait_for_somebody());
  resolver.release();
  asks_again.join();
}

/// The transfer that follows a look-up has what the look-up left of the attempt's time.
TEST(NameLookUps, TakeTheirTimeFromTheAttempt) {
  constexpr auto allowed = 2s;
  constexpr auto look_up = 1'500ms;
  const RawServer silent{[](RawServer::Connection& connection) { connection.wait_for_close(); }};
  HangingResolver resolver;
  const auto begun = steady_clock::now();
  std::thread name_server{[&] {
    EXPECT_TRUE(resolver.wait_for_somebody());
    ticket0::CancelSource{}.token().wait_until(begun + look_up);
    resolver.release();
  }};
  EXPECT_THROW((void)transport()->send({.method = "GET", .url = late_url(silent)}, {.time_left = allowed}),
               ticket0::TimeoutError);
  EXPECT_LT(steady_clock::now() - begun, allowed + look_up - 400ms);
  name_server.join();
}

}  // namespace
