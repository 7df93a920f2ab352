// What happens on a kept connection after an answer, as a client sees it that reads every byte.
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "peer.hpp"
#include "raw_peer.hpp"
#include "sandbox/server.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox_tests::Peer;
using sandbox_tests::RawPeer;
using Kind = sandbox::Fault::Kind;

class IdleFaults : public testing::Test {
 protected:
  /// A whole answer of a ticket.
  static std::string read_answer(RawPeer& peer) {
    const auto head = peer.read_to("\r\n\r\n");
    const auto length = head.find("Content-Length: ");
    if (length == std::string::npos) return head;
    std::string body;
    const auto size = std::stoul(head.substr(length + 16));
    while (body.size() < size) body += peer.read_to("}");
    return head + body;
  }
  sandbox::Server server{{.tickets = 5, .relay = true}};
  RawPeer peer{server};
};

TEST_F(IdleFaults, SendTheSameAnswerOnceMore) {
  server.inject({.route = "*", .kind = Kind::idle_bytes, .delay = 5ms, .mode = "200"});
  peer.send("GET", "/tickets/tkt_0001");
  const auto answer = read_answer(peer);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
  EXPECT_EQ(read_answer(peer), answer);
  peer.send("GET", "/tickets/tkt_0002");
  EXPECT_NE(read_answer(peer).find("\"tkt_0002\""), std::string::npos) << "the connection goes on";
  EXPECT_EQ(server.requests(), 2U);
}

TEST_F(IdleFaults, SendAProxysTimeoutAndKeepTheConnection) {
  server.inject({.route = "GET /tickets/:id", .kind = Kind::idle_bytes, .mode = "408"});
  peer.send("GET", "/tickets/tkt_0001");
  EXPECT_TRUE(read_answer(peer).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(peer.read_to("\r\n\r\n").starts_with("HTTP/1.1 408 "));
  peer.send("GET", "/tickets/tkt_0002");
  EXPECT_TRUE(read_answer(peer).starts_with("HTTP/1.1 200 "));
}

TEST_F(IdleFaults, SendWhatIsNoAnswer) {
  server.inject({.route = "*", .kind = Kind::idle_bytes, .mode = "junk"});
  peer.send("GET", "/tickets/tkt_0001");
  EXPECT_TRUE(read_answer(peer).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(peer.read_to("bye\r\n"), "\r\nbye\r\n");
}

TEST_F(IdleFaults, CloseTheConnectionAfterTheDelay) {
  server.inject({.route = "*", .kind = Kind::idle_close, .delay = 30ms});
  const auto start = std::chrono::steady_clock::now();
  peer.send("GET", "/tickets/tkt_0001");
  EXPECT_TRUE(read_answer(peer).starts_with("HTTP/1.1 200 "));
  std::string rest;
  EXPECT_EQ(peer.read_to_end(rest), RawPeer::Ended::closed);
  EXPECT_EQ(rest, "");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
}

TEST_F(IdleFaults, LeaveAConnectionAloneThatIsNotIdle) {
  for (const auto& fault :
       {sandbox::Fault{.route = "*", .kind = Kind::idle_close, .delay = 1h},
        sandbox::Fault{.route = "*", .kind = Kind::idle_bytes, .delay = 1h, .mode = "408"}}) {
    server.inject(fault);
    peer.send("GET", "/tickets/tkt_0001");
    EXPECT_NE(read_answer(peer).find("\"tkt_0001\""), std::string::npos);
    peer.send("GET", "/tickets/tkt_0002");
    EXPECT_NE(read_answer(peer).find("\"tkt_0002\""), std::string::npos);
  }
}

TEST_F(IdleFaults, DoNotHoldUpTheServersEnd) {
  server.inject({.route = "*", .kind = Kind::idle_close, .delay = 1h});
  peer.send("GET", "/tickets/tkt_0001");
  read_answer(peer);  // and then the server ends before the peer does
}

TEST_F(IdleFaults, NeedARelayAndAMode) {
  sandbox::Server plain({.tickets = 1});
  EXPECT_THROW(plain.inject({.route = "*", .kind = Kind::idle_close}), std::logic_error);
  EXPECT_THROW(plain.inject({.route = "*", .kind = Kind::idle_bytes, .mode = "408"}), std::logic_error);
  for (const char* mode : {"", "404", "text_cut"})
    EXPECT_THROW(server.inject({.route = "*", .kind = Kind::idle_bytes, .mode = mode}),
                 std::invalid_argument);
}

}  // namespace
