// Exchanges that break: what is known of the request then, and that nothing is sent a second time.
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <ostream>

#include "concurrency/event.hpp"
#include "ticket0/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::SendContext;
using ticket0::TransportError;
using Reason = TransportError::Reason;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;

const std::shared_ptr<ticket0::Transport> transport =
    ticket0::detail::make_curl_transport({.connect_timeout = 5s});

TransportError failure_of(const std::string& url, const SendContext& context = {.time_left = 5s},
                          const std::string& method = "GET", const std::string& body = {}) {
  try {
    const auto response = transport->send({.method = method, .url = url, .body = body}, context);
    ADD_FAILURE() << "answered " << response.status;
  } catch (const TransportError& e) {
    return e;
  }
  return TransportError{"none"};
}

int free_port() {
  return RawServer{[](RawServer::Connection&) {}}.port();
}

TEST(Failure, OfARefusedConnectionProvesThatNothingWasSent) {
  const std::string port = std::to_string(free_port());
  const auto error = failure_of("http://127.0.0.1:" + port + "/");
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.reason(), Reason::connect);
  EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + port + " (Connection refused)"));
}

TEST(Failure, OfANameLookUpProvesThatNothingWasSent) {
  const auto error = failure_of("https://" + impossible_host + "/");
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.reason(), Reason::dns);
  EXPECT_THAT(error.what(), HasSubstr("\"" + impossible_host + "\" cannot be found"));
}

TEST(Failure, OfAStalledTlsHandshakeIsATimeOutWithNothingSent) {
  RawServer server{[](RawServer::Connection& connection) { connection.wait_for_close(); }};
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port());
  try {
    (void)transport->send({.method = "POST", .url = url}, {.time_left = 100ms});
    FAIL();
  } catch (const ticket0::TimeoutError& e) {
    EXPECT_EQ(e.outcome(), Outcome::not_sent);
    EXPECT_EQ(e.reason(), Reason::timeout);
    EXPECT_THAT(e.what(), HasSubstr("while connecting to 127.0.0.1:" + std::to_string(server.port())));
  }
}

TEST(Failure, OfATlsHandshakeWithAServerWithoutTlsSentNothing) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.wait_for_close();
  }};
  const auto error =
      failure_of("https://127.0.0.1:" + std::to_string(server.port()), {.time_left = 5s}, "POST", "{}");
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.reason(), Reason::tls);
}

TEST(Failure, WithNoTimeLeftSendsNothing) {
  RawServer server{[](RawServer::Connection& connection) { connection.wait_for_close(); }};
  for (const auto time : {0ms, -5ms})
    EXPECT_EQ(failure_of(server.url(), {.time_left = time}).outcome(), Outcome::not_sent);
  EXPECT_EQ(server.connections(), 0);
}

/// Where an exchange stops once the whole request has arrived.
struct Break {
  friend std::ostream& operator<<(std::ostream& out, const Break& each) { return out << each.name; }
  std::string name;
  std::string sent;  // before the connection ends
  bool with_reset;
};
class AfterTheRequest : public testing::TestWithParam<Break> {};

TEST_P(AfterTheRequest, ABrokenConnectionMeansUnknown) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send(GetParam().sent);
    if (GetParam().with_reset) connection.reset();
  }};
  const auto error = failure_of(server.url(), {.time_left = 5s}, "POST", "{}");
  EXPECT_EQ(error.outcome(), Outcome::unknown) << error.what();
  EXPECT_EQ(error.reason(), Reason::receive) << error.what();
  EXPECT_EQ(server.connections(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Transport, AfterTheRequest,
    testing::Values(Break{"EmptyAnswer", "", false}, Break{"ResetBeforeTheAnswer", "", true},
                    Break{"CutHeaders", "HTTP/1.1 200 OK\r\nContent-Le", false},
                    Break{"CutBody", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":", false},
                    Break{"ResetInTheBody", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":", true},
                    Break{"CutChunk",
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"id\":", false}),
    [](const auto& each) { return each.param.name; });

/// The library alone decides whether a request is sent again. libcurl by itself would do so here, and say
/// that all is well.
class SilentRepeat : public testing::TestWithParam<const char*> {};

TEST_P(SilentRepeat, OnAKeptConnectionIsAborted) {
  std::atomic<int> arrived{0};
  RawServer server{[&](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) {
      ++arrived;
      if (arrived == 2) return;  // closed without an answer, on a connection that has given one
      connection.respond(200, "first");
    }
  }};
  const auto own = ticket0::detail::make_curl_transport({});
  ASSERT_EQ(own->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).body, "first");
  try {
    (void)own->send({.method = GetParam(), .url = server.url(), .body = "{}"}, {.time_left = 5s});
    ADD_FAILURE() << "sent twice without a word";
  } catch (const TransportError& e) {
    EXPECT_EQ(e.outcome(), Outcome::unknown);
    EXPECT_EQ(e.reason(), Reason::receive);
    EXPECT_THAT(e.what(), HasSubstr("closed without a response"));
  }
  EXPECT_EQ(arrived, 2);
}

INSTANTIATE_TEST_SUITE_P(Transport, SilentRepeat, testing::Values("GET", "POST", "PATCH"),
                         [](const auto& each) { return std::string{each.param}; });

TEST(Failure, OfAnAnswerThatDoesNotComeIsATimeOutAndUnknown) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.wait_for_close();
  }};
  try {
    (void)transport->send({.method = "GET", .url = server.url()}, {.time_left = 100ms});
    FAIL();
  } catch (const ticket0::TimeoutError& e) {
    EXPECT_EQ(e.outcome(), Outcome::unknown);
    EXPECT_THAT(e.what(), HasSubstr("within 100 ms"));
  }
}

struct TooMuch {
  friend std::ostream& operator<<(std::ostream& out, const TooMuch& each) { return out << each.name; }
  std::string name;
  std::string status;
  Outcome outcome;
};
class Limit : public testing::TestWithParam<TooMuch> {};

TEST_P(Limit, OfABodyEndsTheExchangeAndItsFirstLineSaysWhatBecameOfTheRequest) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 " + GetParam().status + " Status\r\n\r\n");
    const std::string megabyte(1U << 20U, 'x');
    for (int i = 0; i < 17 && connection.send(megabyte); ++i) {}
  }};
  const auto error = failure_of(server.url());
  EXPECT_EQ(error.outcome(), GetParam().outcome);
  EXPECT_EQ(error.reason(), Reason::limit);
  EXPECT_THAT(error.what(), AllOf(HasSubstr("larger than 16777216 bytes"),
                                  HasSubstr("raise ClientOptions.max_response_bytes")));
}

INSTANTIATE_TEST_SUITE_P(Transport, Limit,
                         testing::Values(TooMuch{"Success", "200", Outcome::applied},
                                         TooMuch{"ClientError", "404", Outcome::rejected},
                                         TooMuch{"RateLimited", "429", Outcome::throttled},
                                         TooMuch{"ServerError", "500", Outcome::unknown}),
                         [](const auto& each) { return each.param.name; });

/// Whether its length is told before or not.
TEST(Limit, OfABodyIsTheOneThatIsSet) {
  const auto own = ticket0::detail::make_curl_transport({.max_body = 2'000});
  const auto answered = [&](std::size_t size, const std::string& length) {
    const RawServer server{[&](RawServer::Connection& connection) {
      connection.read_request();
      connection.send("HTTP/1.1 200 OK\r\n" + length + "\r\n" + std::string(size, 'x'));
    }};
    return own->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).body.size();
  };
  EXPECT_EQ(answered(2'000, "Content-Length: 2000\r\n"), 2'000U);
  EXPECT_EQ(answered(2'000, ""), 2'000U);
  EXPECT_THROW(answered(2'001, "Content-Length: 2001\r\n"), TransportError);
  EXPECT_THROW(answered(2'001, ""), TransportError);
}

TEST(Failure, OfHeadersWithoutEndIsALimit) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n");
    const std::string line = "X: " + std::string(1'000, 'y') + "\r\n";
    while (connection.send(line)) {}
  }};
  const auto error = failure_of(server.url());
  EXPECT_EQ(error.reason(), Reason::limit);
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_THAT(error.what(), HasSubstr("headers are together larger than 262144 bytes"));
}

/// Each line is short, and joining them takes no longer than reading them.
TEST(Failure, OfAFoldedHeaderWithoutEndIsALimit) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    std::string lines;
    for (int i = 0; i < 10'000; ++i) lines += " ,\r\n";
    connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n");
    while (connection.send(lines)) {}
  }};
  const auto error = failure_of(server.url());
  EXPECT_EQ(error.reason(), Reason::limit);
  // Newer versions of libcurl join the lines, and have a limit of their own for one.
  EXPECT_THAT(error.what(), AnyOf(HasSubstr("headers are together larger than 262144 bytes"),
                                  HasSubstr("header longer than libcurl accepts")));
}

TEST(Failure, OfAHeaderLineWithoutEndIsALimit) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'y'));
    connection.wait_for_close();
  }};
  const auto error = failure_of(server.url());
  EXPECT_EQ(error.reason(), Reason::limit);
  EXPECT_THAT(error.what(), HasSubstr("header longer than libcurl accepts"));
}

TEST(Failure, OfAPeerThatIsNoHttpServerPointsToTheAddress) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.send("SSH-2.0-OpenSSH_9.2\r\n");
    connection.read_request();
    connection.wait_for_close();
  }};
  const auto error = failure_of(server.url());
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_THAT(error.what(), HasSubstr("did not respond with valid HTTP"));
}

/// Fifty times: where nothing wakes libcurl it looks again after 200 ms or more, and ten seconds are over.
TEST(Cancel, EndsATransferThatWaitsForItsAnswerAtOnce) {
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) {
    ticket0::CancelSource stop;
    RawServer server{[&stop, caller = own_thread_id()](RawServer::Connection& connection) {
      connection.read_request();
      wait_until_asleep(caller);
      stop.cancel();
      connection.wait_for_close();
    }};
    EXPECT_EQ(failure_of(server.url(), {.time_left = 60s, .cancel = stop.token()}).outcome(),
              Outcome::unknown);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(Cancel, EndsATransferInTheTlsHandshakeWithNothingSent) {
  ticket0::CancelSource stop;
  RawServer server{[&](RawServer::Connection& connection) {
    stop.cancel();
    connection.wait_for_close();
  }};
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(failure_of(url, {.time_left = 60s, .cancel = stop.token()}).outcome(), Outcome::not_sent);
}

TEST(Cancel, BeforeTheTransferSendsNothing) {
  ticket0::CancelSource stop;
  stop.cancel();
  RawServer server{[](RawServer::Connection& connection) { connection.wait_for_close(); }};
  EXPECT_EQ(failure_of(server.url(), {.time_left = 5s, .cancel = stop.token()}).outcome(), Outcome::not_sent);
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
