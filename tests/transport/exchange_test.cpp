// One exchange that goes well: what goes over the wire, and what comes back.
#include <gmock/gmock.h>

#include "ticket0/error.hpp"
#include "transport/curl_transport.hpp"
#include "transport/raw_server.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using ticket0::HttpRequest;
using ticket0::SendContext;

const std::shared_ptr<ticket0::Transport> transport = ticket0::detail::make_curl_transport({});

/// Answers every request of a connection with 200 and what arrived.
void echo(RawServer::Connection& connection) {
  for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request())
    connection.respond(200, request);
}

std::string sent(const HttpRequest& request) { return transport->send(request, {.time_left = 5s}).body; }

TEST(Exchange, SendsMethodTargetHeadersAndBodyAsGiven) {
  RawServer server{echo};
  const std::string arrived =
      sent({.method = "PATCH",
            .url = server.url("/api/v1/tickets/tkt_1?x=%20"),
            .headers = {{"Authorization", "Bearer t0_1"}, {"Content-Type", "application/json"}},
            .body = R"({"a":1})"});
  EXPECT_THAT(arrived, StartsWith("PATCH /api/v1/tickets/tkt_1?x=%20 HTTP/1.1\r\n"));
  EXPECT_THAT(arrived, HasSubstr("\r\nAuthorization: Bearer t0_1\r\n"));
  EXPECT_THAT(arrived, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(arrived, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST(Exchange, SendsAGetWithoutABodyOrItsHeaders) {
  RawServer server{echo};
  const std::string arrived = sent({.method = "GET", .url = server.url()});
  EXPECT_THAT(arrived, StartsWith("GET / HTTP/1.1\r\n"));
  EXPECT_THAT(arrived, Not(HasSubstr("Content-")));
}

TEST(Exchange, SendsAPostWithoutABodyAsAnEmptyOne) {
  RawServer server{echo};
  EXPECT_THAT(sent({.method = "POST", .url = server.url()}), HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(Exchange, SendsADeleteAsADelete) {
  RawServer server{echo};
  EXPECT_THAT(sent({.method = "DELETE", .url = server.url("/x")}), StartsWith("DELETE /x HTTP/1.1\r\n"));
}

TEST(Exchange, KeepsTheMethodOfAGetWithABody) {
  RawServer server{echo};
  EXPECT_THAT(sent({.method = "GET", .url = server.url("/x"), .body = "b"}),
              StartsWith("GET /x HTTP/1.1\r\n"));
}

TEST(Exchange, SendsAPutOrPatchWithoutABodyAsAnEmptyOne) {
  RawServer server{echo};
  for (const char* method : {"PUT", "PATCH"})
    EXPECT_THAT(sent({.method = method, .url = server.url()}), HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(Exchange, CallsNoBodyAForm) {
  RawServer server{echo};
  for (const char* method : {"POST", "DELETE"})
    EXPECT_THAT(sent({.method = method, .url = server.url(), .body = "b"}), Not(HasSubstr("Content-Type")));
}

TEST(Exchange, SendsAHeaderWithoutAValue) {
  RawServer server{echo};
  for (const char* value : {"", " ", "  \t"})
    EXPECT_THAT(sent({.method = "GET", .url = server.url(), .headers = {{"X-Empty", value}}}),
                HasSubstr("\r\nX-Empty:\r\n"));
}

TEST(Exchange, SendsALargeBodyWithoutWaitingForAContinue) {
  RawServer server{echo};
  const std::string arrived =
      sent({.method = "POST", .url = server.url(), .body = std::string(2U << 20U, 'x')});
  EXPECT_THAT(arrived.substr(0, 1'000), Not(HasSubstr("Expect")));
  EXPECT_GT(arrived.size(), 2U << 20U);
}

TEST(Exchange, ReturnsStatusHeadersInOrderAndBody) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.respond(418, "short", "X-Twice: 1\r\nDate:  Sun, 06 Nov 1994 08:49:37 GMT \r\nx-twice: 2\r\n");
  }};
  const auto response = transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s});
  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.body, "short");
  EXPECT_EQ(response.headers, (ticket0::Headers{{"X-Twice", "1"},
                                                {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                                {"x-twice", "2"},
                                                {"Content-Length", "5"}}));
}

TEST(Exchange, LeavesOutTheHeadersOfAnInterimAnswer) {
  RawServer server{[](RawServer::Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
    connection.respond(204, "");
  }};
  const auto response = transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s});
  EXPECT_EQ(response.status, 204);
  EXPECT_FALSE(response.header("Link"));
}

TEST(Exchange, FollowsNoRedirect) {
  RawServer server{[](RawServer::Connection& connection) {
    while (!connection.read_request().empty()) connection.respond(307, "", "Location: /elsewhere\r\n");
  }};
  const auto response = transport->send({.method = "POST", .url = server.url(), .body = "{}"},
                                        {.time_left = 5s, .at_most_once = true});
  EXPECT_EQ(response.status, 307);
  EXPECT_EQ(response.header("location"), "/elsewhere");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Exchange, AsksForCompressionAndUndoesIt) {
  constexpr std::string_view hello_gzip{
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00",
      25};
  std::string request;
  RawServer server{[&](RawServer::Connection& connection) {
    request = connection.read_request();
    connection.respond(200, hello_gzip, "Content-Encoding: gzip\r\n");
  }};
  EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).body, "hello");
  EXPECT_THAT(request, testing::ContainsRegex("Accept-Encoding: .*gzip"));
}

TEST(Exchange, NeverUsesAProxyForALoopbackHost) {
  RawServer proxy{[](RawServer::Connection& connection) { connection.read_request(); }};
  RawServer server{echo};
  for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"})
    setenv(name, proxy.url("").c_str(), 1);
  const auto with_one = ticket0::detail::make_curl_transport({.proxy = ticket0::Secret{proxy.url("")}});
  EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).status, 200);
  EXPECT_EQ(with_one->send({.method = "GET", .url = server.url()}, {.time_left = 5s}).status, 200);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"})
    unsetenv(name);
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(Exchange, SpeaksNothingButHttp) {
  for (const char* url : {"file:///etc/hostname", "ftp://127.0.0.1/", "127.0.0.1", ""}) try {
      (void)transport->send({.method = "GET", .url = url}, {.time_left = 5s});
      ADD_FAILURE() << url << " was sent";
    } catch (const ticket0::TransportError& e) {
      EXPECT_EQ(e.outcome(), ticket0::Outcome::not_sent) << url;
    }
}

}  // namespace
