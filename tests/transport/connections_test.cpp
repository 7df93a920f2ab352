// Which connection a request takes, and what is left behind.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <barrier>

#include "ticket0/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::HttpRequest;
using ticket0::SendContext;

/// Answers every request with the number of its connection.
void tell_number(RawServer::Connection& connection) {
  while (!connection.read_request().empty()) connection.respond(200, std::to_string(connection.number()));
}

class Connections : public testing::Test {
 protected:
  std::string get(SendContext context = {.time_left = 5s}) {
    return transport_->send({.method = "GET", .url = server_.url()}, context).body;
  }
  std::string write() {
    return transport_
        ->send({.method = "POST", .url = server_.url(), .body = "{}"},
               {.time_left = 5s, .at_most_once = true})
        .body;
  }
  RawServer server_{tell_number};
  std::shared_ptr<ticket0::Transport> transport_ = ticket0::detail::make_curl_transport({});
};

TEST_F(Connections, CallsOfOneThreadShareOne) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get(), "1");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(Connections, AWriteThatMustNotRepeatTakesItsOwnAndLeavesTheKeptOne) {
  EXPECT_EQ(get(), "1");
  EXPECT_EQ(write(), "2");
  EXPECT_EQ(write(), "3");
  EXPECT_EQ(get(), "1");
}

TEST_F(Connections, ASecondAttemptTakesANewOneForTheKeptOnesMayBeDeadToo) {
  EXPECT_EQ(get(), "1");
  EXPECT_EQ(get({.time_left = 5s, .attempt = 2}), "2");
  (void)get();
  EXPECT_EQ(server_.connections(), 2) << "and what comes after has no need of a third";
}

TEST_F(Connections, CallsAtOnceTakeOneEachAndKeepThem) {
  constexpr int threads = 8;
  std::barrier together{threads};
  const auto call = [&] {
    for (int i = 0; i < 25; ++i) {
      together.arrive_and_wait();
      (void)get();
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back(call);
  for (auto& each : workers) each.join();
  EXPECT_LE(server_.connections(), threads);
}

TEST_F(Connections, AForkedChildTakesANewOneAndTheParentKeepsIts) {
  EXPECT_EQ(get(), "1");
  const pid_t child = fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    const bool fresh = get() == "2";
    transport_.reset();  // what it inherited must not be closed
    _exit(fresh ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(get(), "1");
}

/// What broke one connection may have broken the others of its handle, and a write is not to find that out.
TEST(ConnectionsAfterAFailure, OfAnotherCallAreNotUsedAgain) {
  RawServer server{[](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) {
      if (connection.number() == 2) return;  // no answer
      connection.respond(200, std::to_string(connection.number()));
    }
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  const auto get = [&] {
    return transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).body;
  };
  EXPECT_EQ(get(), "1");
  EXPECT_THROW((void)transport->send({.method = "POST", .url = server.url(), .body = "{}"},
                                     {.time_left = 5s, .at_most_once = true}),
               ticket0::TransportError);
  EXPECT_EQ(get(), "3");
}

TEST(ConnectionsAfterAFailure, AreNotUsedAgain) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    if (connection.number() == 1) return connection.wait_for_close();  // no answer
    connection.respond(200, std::to_string(connection.number()));
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  EXPECT_THROW((void)transport->send({.method = "GET", .url = server.url()}, {.time_left = 100ms}),
               ticket0::TimeoutError);
  EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).body, "2");
}

}  // namespace
