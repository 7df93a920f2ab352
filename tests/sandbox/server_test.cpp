#include "sandbox/server.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "peer.hpp"

namespace {

using sandbox_tests::Peer;
using std::chrono::steady_clock;

// Far below the minute that cpp-httplib keeps an idle connection, and enough for a busy machine.
constexpr std::chrono::seconds at_once{5};

TEST(Server, TellsItsUrlAndItsKey) {
  const sandbox::Server server({.keys = {{.key = "t0_first"}, {.key = "t0_second"}}});
  EXPECT_GT(server.port(), 0);
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()) + "/api/v1");
  EXPECT_EQ(server.key(), "t0_first");
}

TEST(Server, DatesEveryAnswer) {
  sandbox::Server server;
  Peer peer(server);
  for (const std::string path : {"/tickets", "/nothing", "/tickets?limit=0", "/tickets/tkt_9999"}) {
    EXPECT_TRUE(peer.get(path).header("Date").ends_with(" GMT")) << path;
  }
  EXPECT_TRUE(peer.get("/" + std::string(9000, 'x')).header("Date").ends_with(" GMT"));
}

TEST(Server, SaysThatThePortIsTaken) {
  const sandbox::Server first;
  try {
    const sandbox::Server second({.port = first.port()});
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("taken"), std::string::npos) << text;
    EXPECT_NE(text.find(std::to_string(first.port())), std::string::npos) << text;
  }
}

TEST(Server, TakesAPortAgainAtOnce) {
  int port = 0;
  {
    sandbox::Server server;
    port = server.port();
    EXPECT_EQ(Peer(server).get("/tickets").status, 200);
  }
  // Another test may have been given the port meanwhile, so only the reuse is asked for, not the port.
  try {
    sandbox::Server again({.port = port});
    EXPECT_EQ(Peer(again).get("/tickets").status, 200);
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("taken"), std::string::npos);
  }
}

TEST(Server, ServesLoopbackOnly) {
  for (const std::string host : {"0.0.0.0", "::", "192.0.2.1", "example.com", "127.0.0.1.example", ""}) {
    EXPECT_THROW(sandbox::Server({.host = host}), std::runtime_error) << host;
  }
  EXPECT_EQ(Peer(sandbox::Server({.host = "localhost"})).get("/tickets").status, 200);
}

TEST(Server, NeedsAKey) { EXPECT_THROW(sandbox::Server({.keys = {}}), std::runtime_error); }

TEST(Server, CountsRequestsByRoute) {
  sandbox::Server server;
  Peer peer(server);
  peer.get("/tickets");
  peer.get("/tickets?status=open");
  peer.get("/tickets/tkt_0001");
  peer.get("/tickets/tkt_9999");
  peer.patch("/tickets/tkt_0001", {{"status", "open"}});
  peer.get("/nothing");
  EXPECT_EQ(server.requests(), 6U);
  EXPECT_EQ(server.requests("GET /tickets"), 2U);
  EXPECT_EQ(server.requests("GET /tickets/:id"), 2U);
  EXPECT_EQ(server.requests("PATCH /tickets/:id"), 1U);
  EXPECT_EQ(server.requests("GET ?"), 1U);
  EXPECT_EQ(server.requests("POST /tickets"), 0U);
}

TEST(Server, RemembersRequestsAsTheyArrived) {
  sandbox::Server server;
  Peer peer(server);
  peer.get("/tickets?tag=team%3Abilling&limit=5");
  peer.send("PATCH", "/tickets/tkt_0001", R"({ "status" : "open" })");
  const auto log = server.log();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].method, "GET");
  EXPECT_EQ(log[0].target, "/api/v1/tickets?tag=team%3Abilling&limit=5");
  EXPECT_EQ(log[0].header("authorization"), "Bearer t0_sandbox_admin");
  EXPECT_EQ(log[0].header("REMOTE_ADDR"), "");
  EXPECT_EQ(log[1].method, "PATCH");
  EXPECT_EQ(log[1].body, R"({ "status" : "open" })");
}

TEST(Server, CountsConnections) {
  sandbox::Server server;
  Peer one(server);
  Peer two(server);
  for (int i = 0; i < 10; ++i) {
    one.get("/tickets");
    two.get("/tickets");
  }
  EXPECT_EQ(server.requests(), 20U);
  EXPECT_EQ(server.connections(), 2U);
}

TEST(Server, AnswersManyConnectionsAtOnce) {
  sandbox::Server server({.tickets = 10});
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&] {
      Peer peer(server);
      for (int call = 0; call < 5; ++call) {
        const sandbox_tests::Json body{{"subject", "s"}, {"customerEmail", "a@b.example"}, {"body", "b"}};
        answered += peer.post("/tickets", body).status == 201 ? 1 : 0;
        answered += peer.get("/tickets?limit=100").status == 200 ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 400);
  EXPECT_EQ(server.connections(), 40U);
  EXPECT_EQ(server.store().ticket_ids().size(), 210U);
}

TEST(Server, StopsAtOnceWithOpenConnections) {
  auto server = std::make_unique<sandbox::Server>();
  std::vector<std::unique_ptr<Peer>> peers;
  for (int i = 0; i < 20; ++i) {
    peers.push_back(std::make_unique<Peer>(*server));
    ASSERT_EQ(peers.back()->get("/tickets").status, 200);
  }
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST(Server, StopsAtOnceWithMoreConnectionsThanItServes) {
  auto server = std::make_unique<sandbox::Server>(sandbox::Options{.connections = 1});
  Peer served(*server);
  ASSERT_EQ(served.get("/tickets").status, 200);
  std::thread waiting([peer = Peer(*server)]() mutable {
    try {
      peer.get("/tickets");
    } catch (const std::runtime_error&) {
      // Most likely, but the end may also let it through.
    }
  });
  const auto start = steady_clock::now();
  server.reset();
  waiting.join();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST(Server, StopsAtOnceWithoutEverHavingServed) {
  const auto start = steady_clock::now();
  for (int i = 0; i < 5; ++i) sandbox::Server({.tickets = 0});
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST(Server, LeavesOtherConnectionsAloneWhenItStops) {
  sandbox::Server stays;
  Peer peer(stays);
  peer.get("/tickets");
  {
    sandbox::Server goes;
    Peer(goes).get("/tickets");
  }
  EXPECT_EQ(peer.get("/tickets").status, 200);
  EXPECT_EQ(stays.connections(), 1U);
}

TEST(Server, LogsNeitherKeyNorQueryNorBody) {
  std::mutex mutex;
  std::vector<std::string> lines;
  sandbox::Options options;
  options.log = [&](std::string_view line) {
    const std::lock_guard<std::mutex> lock(mutex);
    lines.emplace_back(line);
  };
  {
    sandbox::Server server(options);
    Peer peer(server);
    peer.get("/customers?email=jane%40example.com");
    peer.post("/tickets", {{"subject", "secret"}});
  }
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].starts_with("GET /api/v1/customers 200 ")) << lines[0];
  EXPECT_TRUE(lines[1].starts_with("POST /api/v1/tickets 400 ")) << lines[1];
  for (const auto& line : lines) {
    for (const std::string hidden : {"t0_", "jane", "secret", "?"}) {
      EXPECT_EQ(line.find(hidden), std::string::npos) << line;
    }
  }
}

}  // namespace
