#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "peer.hpp"
#include "raw_peer.hpp"
#include "sandbox/server.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox_tests::Json;
using sandbox_tests::Peer;
using sandbox_tests::RawPeer;
using std::chrono::steady_clock;
using Ended = RawPeer::Ended;
using Kind = Fault::Kind;

constexpr std::chrono::seconds at_once{5};
const std::string path = "/tickets/tkt_0001/messages";
const std::string reply = R"({"fromAddress":"support@helpdesk.example","bodyText":"It ships tomorrow."})";

/// Answers come from /tickets/tkt_0001/messages, and replies are counted from nothing.
class WireFaults : public testing::Test {
 protected:
  WireFaults() { before = messages(); }

  void inject(Fault fault) {
    fault.route = "*";
    server->inject(fault);
  }
  std::size_t messages() { return server->store().messages("tkt_0001").size(); }
  std::size_t sent() { return messages() - before; }

  std::unique_ptr<sandbox::Server> server{
      std::make_unique<sandbox::Server>(sandbox::Options{.tickets = 5, .relay = true})};
  std::size_t before{0};
};

TEST_F(WireFaults, CloseOrResetAConnectionBeforeOrAfterTheChange) {
  struct Case {
    Kind kind;
    std::size_t sent;
    Ended ended;
  };
  std::size_t all = 0;
  for (const auto& each :
       {Case{Kind::lose_request, 0, Ended::closed}, Case{Kind::lose_answer, 1, Ended::closed},
        Case{Kind::reset_before, 0, Ended::reset}, Case{Kind::reset_after, 1, Ended::reset}}) {
    inject({.kind = each.kind});
    RawPeer peer(*server);
    peer.send("POST", path, reply);
    std::string received;
    EXPECT_EQ(peer.read_to_end(received), each.ended) << text(each.kind);
    EXPECT_EQ(received, "") << text(each.kind);
    all += each.sent;
    EXPECT_EQ(sent(), all) << text(each.kind);
  }
  EXPECT_EQ(server->requests("POST /tickets/:id/messages"), 4U);
  EXPECT_EQ(server->connections(), 4U);
  EXPECT_EQ(server->log().at(0).body, reply);
}

TEST_F(WireFaults, BreakAConnectionThatHasBeenUsedBefore) {
  RawPeer peer(*server);
  peer.send("GET", "/tickets/tkt_0001");
  EXPECT_TRUE(peer.read_to("}").starts_with("HTTP/1.1 200 "));
  inject({.kind = Kind::lose_answer});
  peer.send("POST", path, reply);
  std::string received;
  EXPECT_EQ(peer.read_to_end(received), Ended::closed);
  EXPECT_EQ(received.find("HTTP/1.1"), std::string::npos) << received;
  EXPECT_EQ(sent(), 1U);
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(WireFaults, TruncateTheBodyBelowItsAnnouncedLength) {
  inject({.kind = Kind::truncate, .bytes = 25});
  RawPeer peer(*server);
  peer.send("POST", path, reply);
  const auto head = peer.read_to("\r\n\r\n");
  const auto length = head.find("Content-Length: ");
  ASSERT_NE(length, std::string::npos) << head;
  EXPECT_GT(std::stoi(head.substr(length + 16)), 100);
  std::string body;
  EXPECT_EQ(peer.read_to_end(body), Ended::closed);
  EXPECT_EQ(body.size(), 25U);
  EXPECT_EQ(sent(), 1U);
}

TEST_F(WireFaults, TruncateBetweenHeadAndBodyUnlessToldOtherwise) {
  inject({.kind = Kind::truncate});
  RawPeer peer(*server);
  peer.send("GET", "/tickets");
  EXPECT_TRUE(peer.read_to("\r\n\r\n").starts_with("HTTP/1.1 200 "));
  std::string body;
  EXPECT_EQ(peer.read_to_end(body), Ended::closed);
  EXPECT_EQ(body, "");
}

TEST_F(WireFaults, DripTheWholeBodyAndGoOn) {
  Peer peer(*server);
  const auto whole = peer.get("/tickets/tkt_0001");
  inject({.kind = Kind::drip});
  EXPECT_EQ(peer.get("/tickets/tkt_0001").text, whole.text);
  EXPECT_EQ(peer.get("/tickets/tkt_0001").text, whole.text);
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(WireFaults, DripOneByteAtATimeAndStopAtOnceWithTheServer) {
  inject({.kind = Kind::drip, .delay = 1h});
  RawPeer peer(*server);
  peer.send("GET", "/tickets");
  peer.read_to("\r\n\r\n{");
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
  std::string rest;
  peer.read_to_end(rest);
  EXPECT_EQ(rest, "");
}

TEST_F(WireFaults, DelayTheAnswerOfWhatIsDone) {
  inject({.kind = Kind::delay, .delay = 50ms});
  Peer peer(*server);
  const auto start = steady_clock::now();
  EXPECT_EQ(peer.send("POST", path, reply).status, 201);
  EXPECT_GE(steady_clock::now() - start, 50ms);
  EXPECT_EQ(sent(), 1U);
}

TEST_F(WireFaults, DelayNobodyWhenTheServerStops) {
  inject({.kind = Kind::delay, .delay = 1h});
  RawPeer peer(*server);
  peer.send("POST", path, reply);
  while (server->requests() == 0) std::this_thread::yield();
  EXPECT_EQ(sent(), 1U);
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
  std::string received;
  EXPECT_EQ(peer.read_to_end(received), Ended::closed);
  EXPECT_EQ(received, "");
}

TEST_F(WireFaults, LeaveOtherConnectionsAlone) {
  inject({.kind = Kind::delay, .delay = 1h});
  RawPeer delayed(*server);
  delayed.send("GET", "/tickets");
  while (server->requests() == 0) std::this_thread::yield();
  EXPECT_EQ(Peer(*server).get("/tickets").status, 200);
}

TEST_F(WireFaults, AreGoneWhenCleared) {
  inject({.times = 0, .kind = Kind::lose_answer});
  server->clear_faults();
  EXPECT_EQ(Peer(*server).get("/tickets").status, 200);
}

TEST_F(WireFaults, AreInTheLogLineWithoutAStatusIfNothingWasDone) {
  std::mutex mutex;  // each connection has a thread, which may still write when the next one is served
  std::vector<std::string> lines;
  sandbox::Options options{.tickets = 1};
  options.log = [&](std::string_view line) {
    const std::lock_guard lock{mutex};
    lines.emplace_back(line);
  };
  options.faults = {{.route = "*", .kind = Kind::lose_request}, {.route = "*", .kind = Kind::reset_after}};
  {
    const sandbox::Server logging(options);
    for (int i = 0; i < 2; ++i) {
      RawPeer peer(logging);
      peer.send("GET", "/tickets");
      std::string received;
      peer.read_to_end(received);
    }
  }
  using testing::AllOf;
  using testing::EndsWith;
  using testing::StartsWith;
  EXPECT_THAT(lines, testing::UnorderedElementsAre(
                         AllOf(StartsWith("GET /api/v1/tickets - "), EndsWith(" us, close")),
                         AllOf(StartsWith("GET /api/v1/tickets 200 "), EndsWith(" us, reset"))));
}

TEST(WireFaultsWithoutARelay, AreRefusedAndOthersAreNot) {
  sandbox::Server server({.tickets = 1});
  for (const auto kind : {Kind::lose_request, Kind::lose_answer, Kind::reset_before, Kind::reset_after,
                          Kind::truncate, Kind::drip, Kind::delay}) {
    EXPECT_THROW(server.inject({.route = "*", .kind = kind}), std::logic_error) << text(kind);
  }
  server.inject({.route = "GET /tickets", .kind = Kind::status_before, .status = 502});
  EXPECT_EQ(Peer(server).get("/tickets").status, 502);
}

TEST(WireFaultsOfTheOptions, BringTheRelayWithThem) {
  sandbox::Server server({.tickets = 1, .faults = {{.route = "*", .kind = Kind::reset_before}}});
  RawPeer peer(server);
  peer.send("GET", "/tickets");
  std::string received;
  EXPECT_EQ(peer.read_to_end(received), Ended::reset);
  server.inject({.route = "*", .kind = Kind::lose_request});
  EXPECT_THROW(Peer(server).get("/tickets"), std::runtime_error);
}

}  // namespace
