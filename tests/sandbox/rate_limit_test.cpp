#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "peer.hpp"
#include "sandbox/rate_window.hpp"
#include "sandbox/server.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::RateWindow;
using sandbox_tests::Peer;
using std::chrono::seconds;

const RateWindow::Clock::time_point noon{12h};

TEST(RateWindow, LetsAllPassWithoutALimit) {
  RateWindow window(0, 60s);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(window.admit(noon), std::nullopt);
}

TEST(RateWindow, LetsNPassAndRefusesTheNext) {
  RateWindow window(3, 60s);
  EXPECT_EQ(window.admit(noon), std::nullopt);
  EXPECT_EQ(window.admit(noon + 1s), std::nullopt);
  EXPECT_EQ(window.admit(noon + 2s), std::nullopt);
  EXPECT_EQ(window.admit(noon + 2s), seconds{58});
}

TEST(RateWindow, StartsAtItsFirstRequestNotAtTheFullMinute) {
  RateWindow window(1, 60s);
  window.admit(noon + 45s);
  EXPECT_EQ(window.admit(noon + 60s), seconds{45});
  EXPECT_EQ(window.admit(noon + 105s), std::nullopt);
}

TEST(RateWindow, StartsAnewAtTheFirstRequestAfterItsEnd) {
  RateWindow window(1, 60s);
  window.admit(noon);
  window.admit(noon + 100s);
  EXPECT_EQ(window.admit(noon + 159s), seconds{1});
  EXPECT_EQ(window.admit(noon + 160s), std::nullopt);
}

TEST(RateWindow, RoundsTheWaitUpToWholeSecondsAndNeverToZero) {
  RateWindow window(1, 1500ms);
  window.admit(noon);
  EXPECT_EQ(window.admit(noon), seconds{2});
  EXPECT_EQ(window.admit(noon + 500ms), seconds{1});
  EXPECT_EQ(window.admit(noon + 1499ms), seconds{1});
}

TEST(RateWindow, DoesNotCountWhatItRefused) {
  RateWindow window(1, 10s);
  window.admit(noon);
  for (int i = 0; i < 100; ++i) window.admit(noon + 9s);
  EXPECT_EQ(window.admit(noon + 10s), std::nullopt);
  EXPECT_NE(window.admit(noon + 10s), std::nullopt);
}

TEST(RateLimit, IsSharedByAllKeysOfTheWorkspace) {
  sandbox::Server server({.requests_per_minute = 2, .keys = {{.key = "t0_one"}, {.key = "t0_two"}}});
  Peer one(server, "t0_one");
  Peer two(server, "t0_two");
  EXPECT_EQ(one.get("/tickets").status, 200);
  EXPECT_EQ(two.get("/tickets").status, 200);
  const auto refused = one.get("/tickets");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.code(), "RATE_LIMITED");
  EXPECT_EQ(refused.header("Retry-After"), "60");
  EXPECT_EQ(two.get("/customers").status, 429);
}

TEST(RateLimit, CountsARefusedRequestOfAKnownKeyButNotAnUnknownKey) {
  sandbox::Server server(
      {.requests_per_minute = 2, .keys = {{.key = "t0_new"}, {.key = "t0_old", .expired = true}}});
  Peer unknown(server, "t0_nobody");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(unknown.get("/tickets").status, 401);
  EXPECT_EQ(Peer(server, "t0_old").get("/tickets").status, 401);
  EXPECT_EQ(Peer(server).get("/tickets?limit=0").status, 400);
  EXPECT_EQ(Peer(server).get("/tickets").status, 429);
}

TEST(RateLimit, IsOffUnlessAskedFor) {
  sandbox::Server server;
  Peer peer(server);
  for (int i = 0; i < 70; ++i) ASSERT_EQ(peer.get("/tickets?limit=1").status, 200);
}

}  // namespace
