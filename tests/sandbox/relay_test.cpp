#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "peer.hpp"
#include "raw_peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox_tests::Json;
using sandbox_tests::Peer;
using sandbox_tests::RawPeer;
using std::chrono::steady_clock;

constexpr std::chrono::seconds at_once{5};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char byte) { return std::tolower(byte); });
  return text;
}

class Relay : public testing::Test {
 protected:
  std::unique_ptr<sandbox::Server> server{
      std::make_unique<sandbox::Server>(sandbox::Options{.tickets = 5, .relay = true})};
};

TEST_F(Relay, AnswersAsTheServerDoesWithoutIt) {
  sandbox::Server plain({.tickets = 5});
  Peer through(*server);
  Peer direct(plain);
  for (const std::string path : {"/tickets", "/tickets/tkt_0001/messages", "/customers?limit=3", "/nothing",
                                 "/tickets?limit=0", "/tickets/tkt_9999"}) {
    const auto one = through.get(path);
    const auto two = direct.get(path);
    EXPECT_EQ(one.status, two.status) << path;
    EXPECT_EQ(one.text, two.text) << path;
    ASSERT_EQ(one.headers.size(), two.headers.size()) << path;
    for (const auto& [name, value] : two.headers) {
      if (name == "Date") continue;
      EXPECT_EQ(one.header(name), value) << path;
    }
  }
  EXPECT_EQ(server->connections(), 1U);
  EXPECT_EQ(server->requests(), 6U);
}

TEST_F(Relay, KeepsItsHeadersToItselfAndDatesOnce) {
  for (const auto& fault : {sandbox::Fault{.route = "*", .kind = sandbox::Fault::Kind::drip},
                            sandbox::Fault{.route = "*", .kind = sandbox::Fault::Kind::delay},
                            sandbox::Fault{.route = "*", .kind = sandbox::Fault::Kind::truncate}}) {
    server->inject(fault);
    RawPeer peer(*server);
    peer.send("GET", "/tickets");
    const auto head = lower_case(peer.read_to("\r\n\r\n"));
    EXPECT_EQ(head.find("x-sandbox"), std::string::npos) << head;
    EXPECT_NE(head.find("\r\ndate: "), std::string::npos) << head;
    EXPECT_EQ(head.find("\r\ndate: "), head.rfind("\r\ndate: ")) << head;
  }
}

TEST_F(Relay, KnowsThatTheAnswerToAHeadHasNoBody) {
  RawPeer peer(*server);
  peer.send("HEAD", "/tickets");
  const auto head = peer.read_to("\r\n\r\n");
  EXPECT_EQ(lower_case(head).find("x-sandbox"), std::string::npos) << head;
  peer.send("GET", "/tickets");
  EXPECT_TRUE(peer.read_to("\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(Relay, TakesARequestThatComesInPieces) {
  RawPeer peer(*server);
  const std::string request =
      "GET /api/v1/tickets/tkt_0001 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server->key() +
      "\r\n\r\n";
  for (const char byte : request) peer.send_bytes({&byte, 1});
  EXPECT_TRUE(peer.read_to("\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(Relay, EndsTheConnectionOfAClientThatHasEndedItsHalf) {
  RawPeer peer(*server);
  peer.send("GET", "/tickets/tkt_0001");
  EXPECT_TRUE(peer.read_to("}").starts_with("HTTP/1.1 200 "));
  peer.shut_down_writing();
  std::string rest;
  EXPECT_EQ(peer.read_to_end(rest), RawPeer::Ended::closed);
}

TEST_F(Relay, PassesWhatIsNoRequestAndWhatIsTooLong) {
  Peer peer(*server);
  EXPECT_EQ(peer.get("/" + std::string(9000, 'x')).status, 414);
  EXPECT_EQ(peer.send("GET", "/tickets/tkt_0001", "").status, 200);
  const Json large{{"subject", "s"}, {"customerEmail", "a@b.example"}, {"body", std::string(900'000, 'x')}};
  EXPECT_EQ(peer.post("/tickets", large).status, 201);
  RawPeer raw(*server);
  raw.send_bytes("nonsense\r\n\r\n");
  EXPECT_TRUE(raw.read_to("\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(Relay, ServesManyConnectionsAtOnce) {
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 30; ++i) {
    threads.emplace_back([&] {
      Peer peer(*server);
      for (int call = 0; call < 5; ++call) answered += peer.get("/tickets").status == 200 ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 150);
  EXPECT_EQ(server->connections(), 30U);
  EXPECT_EQ(server->requests(), 150U);
}

TEST_F(Relay, StopsAtOnceWithOpenConnections) {
  std::vector<std::unique_ptr<Peer>> peers;
  for (int i = 0; i < 10; ++i) {
    peers.push_back(std::make_unique<Peer>(*server));
    ASSERT_EQ(peers.back()->get("/tickets").status, 200);
  }
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST_F(Relay, StopsAtOnceWithAClientThatDoesNotReadOrFinish) {
  RawPeer unfinished(*server);
  unfinished.send_bytes("POST /api/v1/tickets HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{");
  const RawPeer silent(*server);
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST_F(Relay, SaysThatThePortIsTaken) {
  try {
    const sandbox::Server second({.port = server->port(), .relay = true});
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("taken"), std::string::npos) << error.what();
  }
}

}  // namespace
