// When the address of a host is wanted.
#include <gmock/gmock.h>

#include "concurrency/hanging_resolver.hpp"
#include "ticket0/error.hpp"
#include "transport/clock_shift.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;

/// libcurl would repeat it over a new connection, and has forgotten the address after a minute.
TEST(NeededNames, AreNotLookedUpOnceTheRequestHasGoneAndNothingConnects) {
  std::atomic<int> requests{0};
  RawServer server{[&](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) {
      if (++requests == 3) return;
      connection.respond(200, std::to_string(connection.number()));
    }
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  const ticket0::HttpRequest request{
      .method = "GET", .url = "http://" + late_host + ":" + std::to_string(server.port()) + "/"};
  const auto get = [&] { return transport->send(request, {.time_left = 10s}).body; };
  ClockShift clock;
  EXPECT_EQ(get(), "1");
  clock.by(40s);
  EXPECT_EQ(get(), "1") << "the connection is kept for a minute from its last use";
  clock.by(40s);
  try {
    static_cast<void>(get());
    ADD_FAILURE() << "it was answered";
  } catch (const ticket0::TransportError& error) {
    EXPECT_EQ(error.outcome(), ticket0::Outcome::unknown) << error.what();
  }
  EXPECT_EQ(requests, 3);
  EXPECT_EQ(get(), "2") << "there was another connection between";
}

}  // namespace
