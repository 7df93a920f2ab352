// How many connections and TLS handshakes a client needs, as the server counts them.
#include <gtest/gtest.h>

#include <barrier>

#include "gates/goal.hpp"
#include "ticket0/client.hpp"
#include "transport/tls_server.hpp"

namespace {

void answer_all(TlsServer::Connection& connection) {
  while (!connection.read_head().empty()) connection.respond("{}");
}

class KeptConnections : public testing::Test {
 protected:
  TlsServer server_{&answer_all};
  ticket0::Client client_{{.api_key = ticket0::Secret{"t0_measured"},
                           .base_url = server_.url().substr(0, server_.url().size() - 1),
                           .rate_limit = {.enabled = false},
                           .tls = {.ca_file = server_.ca_file()}}};
};

TEST_F(KeptConnections, AHundredCallsInARowTakeOneWithOneHandshake) {
  for (int i = 0; i < 100; ++i) (void)client_.send("GET", "/tickets");
  expect_goal(6, "connections of 100 calls in a row over TLS", server_.connections(), 1);
  expect_goal(6, "their handshakes", static_cast<double>(server_.handshakes()), 1);
}

TEST_F(KeptConnections, EightThreadsTakeAtMostOneEach) {
  constexpr int threads = 8;
  std::barrier together{threads};
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i)
    workers.emplace_back([&] {
      for (int call = 0; call < 20; ++call) {
        together.arrive_and_wait();
        (void)client_.send("GET", "/tickets");
      }
    });
  for (auto& each : workers) each.join();
  expect_goal(6, "connections of 8 threads", server_.connections(), threads);
  EXPECT_LE(server_.handshakes(), threads);
}

}  // namespace
