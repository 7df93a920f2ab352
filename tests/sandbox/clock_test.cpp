#include "sandbox/clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "service_peer.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox_tests::body;
using sandbox_tests::header;
using sandbox_tests::ServicePeer;

TEST(Clock, IsTheSystemsUnlessAnotherIsGiven) {
  const auto before = std::chrono::system_clock::now();
  const auto told = sandbox::Clock().now();
  EXPECT_GE(told, before);
  EXPECT_LE(told, std::chrono::system_clock::now());
  EXPECT_EQ(sandbox::Clock([] { return sandbox::Clock::Time{5s}; }).now(), sandbox::Clock::Time{5s});
}

TEST(Clock, TellsAnotherTimeWhileSomethingIsDoneAsOfThen) {
  const sandbox::Clock clock([] { return sandbox::Clock::Time{5s}; });
  sandbox::Clock::as_of(sandbox::Clock::Time{2s}, [&] { EXPECT_EQ(clock.now(), sandbox::Clock::Time{2s}); });
  EXPECT_EQ(clock.now(), sandbox::Clock::Time{5s});
}

TEST(Clock, OfTheOptionsDatesEveryAnswerOnce) {
  ServicePeer peer;
  peer.pass(90s);
  for (const auto* path : {"/tickets", "/nothing", "/tickets?limit=0", "/tickets/tkt_9999"}) {
    const auto outcome = peer.get(path);
    EXPECT_EQ(header(outcome, "Date"), "Mon, 04 May 2026 12:01:30 GMT") << path;
    const auto& headers = outcome.response.headers;
    EXPECT_EQ(
        std::count_if(headers.begin(), headers.end(), [](const auto& each) { return each.first == "Date"; }),
        1)
        << path;
  }
  EXPECT_EQ(header(peer.send("GET", "/tickets", "", "t0_nobody"), "Date"), "Mon, 04 May 2026 12:01:30 GMT");
  EXPECT_EQ(
      (sandbox::Request{.headers = peer.service.refused(sandbox::invalid("no")).headers}.header("date")),
      "Mon, 04 May 2026 12:01:30 GMT");
}

TEST(Clock, OfTheOptionsIsTheTimeOfWhatIsCreated) {
  ServicePeer peer;
  peer.pass(1h);
  EXPECT_EQ(body(peer.reply()).at("createdAt"), "2026-05-04T13:00:00Z");
}

TEST(Clock, OfTheOptionsMovesTheWindowOfTheLimit) {
  ServicePeer peer({.requests_per_minute = 1});
  EXPECT_EQ(peer.get("/tickets").response.status, 200);
  peer.pass(59s);
  const auto refused = peer.get("/tickets");
  EXPECT_EQ(refused.response.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  peer.pass(1s);
  EXPECT_EQ(peer.get("/tickets").response.status, 200);
}

}  // namespace
