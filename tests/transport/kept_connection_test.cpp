// What is left on a connection when it is kept, and what a request over it may find.
#include "transport/kept_connection.hpp"

#include <gmock/gmock.h>
#include <pthread.h>
#include <unistd.h>

#include "ticket0/client.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"
#include "transport/tls_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::TicketId;
using ticket0::TransportError;

/// The parts of a first answer with more behind it than it has announced, each sent by itself.
struct Excess {
  const char* name;
  std::vector<std::string> parts;
  friend void PrintTo(const Excess& each, std::ostream* out) { *out << each.name; }
};
const std::string stranger = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstranger";
const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
const std::string long_head = "HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n";
const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string long_body(40'000, 'x');
const Excess cases[]{
    {"InOnePiece", {head + "own" + stranger}},
    {"WithTheBody", {head, "own" + stranger}},
    {"WithTheEndOfTheBody", {head + "o", "wn" + stranger}},
    {"WithALongBody", {long_head, long_body + stranger}},
    {"WithTheEndOfALongBody", {long_head + long_body.substr(1), "x" + stranger}},
    {"TwiceWithTheBody", {head, "own" + stranger + stranger}},
    {"WithTheLastChunk", {chunked, "3\r\nown\r\n0\r\n\r\n" + stranger}},
    {"WithTheEndOfTheChunks", {chunked + "3\r\nown\r\n0\r\n", "\r\n" + stranger}},
    {"AfterAnEmptyBody", {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + stranger}},
    {"AfterNoContent", {"HTTP/1.1 204 No Content\r\n\r\n" + stranger}},
    {"HalfOfIt", {head, "own" + stranger.substr(0, 20)}},
};

/// A read may fail, and is tried again on another connection; it is never answered by what was left.
void expect_own_answer(ticket0::Transport& transport, const std::string& url) {
  static_cast<void>(transport.send({.method = "GET", .url = url}, {.time_left = 10s}));
  for (int i = 0; i < 3; ++i) try {
      EXPECT_EQ(transport.send({.method = "GET", .url = url}, {.time_left = 10s}).body, "mine");
    } catch (const TransportError& error) {
      EXPECT_EQ(i, 0) << "a second time: " << error.what();
      EXPECT_EQ(error.outcome(), Outcome::unknown) << error.what();
      EXPECT_EQ(error.reason(), TransportError::Reason::receive) << error.what();
    }
}

class LeftOver : public testing::TestWithParam<Excess> {};

TEST_P(LeftOver, IsNotTheNextAnswer) {
  std::atomic<int> requests{0};
  RawServer server{[&](RawServer::Connection& connection) {
    while (!connection.read_request().empty())
      if (++requests == 1)
        for (const std::string& part : GetParam().parts) connection.send(part);
      else
        connection.respond(200, "mine");
  }};
  expect_own_answer(*ticket0::detail::make_curl_transport({}), server.url());
}

TEST_P(LeftOver, IsNotTheNextAnswerOverTlsEither) {
  std::atomic<int> requests{0};
  TlsServer server{[&](TlsServer::Connection& connection) {
    while (!connection.read_head().empty())
      if (++requests == 1)
        for (const std::string& part : GetParam().parts) connection.send(part);
      else
        connection.respond("mine");
  }};
  expect_own_answer(*ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}}),
                    server.url());
}

INSTANTIATE_TEST_SUITE_P(KeptConnection, LeftOver, testing::ValuesIn(cases),
                         [](const auto& each) { return std::string{each.param.name}; });

/// What is done for libcurl, which a thread's end must not unwind, on a thread with a pthread_cancel()
/// pending. False if the thread ended on the way.
bool outlives_cancelling(const std::function<void()>& act) {
  struct Run {
    const std::function<void()>& act;
    bool is_over{false};
  } run{act};
  pthread_t thread{};
  const auto body = [](void* data) -> void* {
    pthread_cancel(pthread_self());
    static_cast<Run*>(data)->act();
    static_cast<Run*>(data)->is_over = true;
    return nullptr;
  };
  if (pthread_create(&thread, nullptr, body, &run) != 0) return false;
  pthread_join(thread, nullptr);
  return run.is_over;
}

TEST(KeptConnection, IsLookedAtByAThreadThatIsBeingCancelled) {
  ticket0::detail::KeptConnection kept;
  kept.set(STDIN_FILENO, false);
  EXPECT_TRUE(outlives_cancelling([&] { static_cast<void>(kept.is_spoilt()); }));
}

TEST(KeptConnection, IsClosedByAThreadThatIsBeingCancelled) {
  TlsServer server{[](TlsServer::Connection& connection) {
    while (!connection.read_head().empty()) connection.respond("own");
  }};
  const auto transport = ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}});
  static_cast<void>(transport->send({.method = "GET", .url = server.url()}, {.time_left = 10s}));
  EXPECT_TRUE(outlives_cancelling([&] { transport->close_idle_connections(); }));
}

/// A server that gives its tickets late costs connections, and no answers.
TEST(KeptConnection, OnWhichASessionTicketArrivedGivesNoWrongAnswer) {
  TlsServer server{[](TlsServer::Connection& connection) {
    while (!connection.read_head().empty()) {
      connection.respond(std::to_string(connection.number()));
      SSL_new_session_ticket(connection.tls());
      SSL_do_handshake(connection.tls());
    }
  }};
  const auto transport = ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}});
  for (int i = 1; i <= 3; ++i) {
    const auto answer = transport->send({.method = "GET", .url = server.url()}, {.time_left = 10s});
    EXPECT_EQ(answer.body, std::to_string(server.connections()));
  }
}
}  // namespace
