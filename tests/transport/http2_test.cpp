// A service that speaks HTTP/2, and one that does not want to any more.
#include "transport/http2_peer.hpp"

#include <gmock/gmock.h>

#include "ticket0/client.hpp"
#include "transport/clock_shift.hpp"
#include "transport/curl_transport.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::TicketId;

TlsSettings http2() {
  return {.certificate = make_certificate(
              {.alternative_name = "IP:127.0.0.1", .is_authority = true, .ends_in = 24 * 3'600}),
          .speaks_http2 = true};
}
constexpr std::string_view ticket = R"({"id":"tkt_1"})";

/// How a request over HTTP/2 is refused; gives whether the connection stays.
using Refusal = bool (*)(Http2Peer& peer, std::uint32_t stream);

/// Answers over HTTP/1.1, and refuses over HTTP/2 once it has answered as often as it is told.
class Unwilling {
 public:
  explicit Unwilling(Refusal refusal, int good = 0) : refusal_(refusal), good_(good) {}
  [[nodiscard]] ticket0::Client client(int attempts = 2) const {
    return ticket0::Client{{.api_key = ticket0::Secret{"t0_x"},
                            .base_url = server_.url() + "api/v1",
                            .timeout = 5s,
                            .retry = {.max_attempts = attempts, .base_delay = 1ms},
                            .rate_limit = {.enabled = false},
                            .tls = {.ca_file = server_.ca_file()}}};
  }
  /// How a GET that is sent once ends: its status, 0 for none.
  [[nodiscard]] static int get(ticket0::Transport& transport, const std::string& url, int attempt = 1) {
    try {
      return transport.send({.method = "GET", .url = url}, {.time_left = 10s, .attempt = attempt}).status;
    } catch (const ticket0::TransportError&) {
      return 0;
    }
  }
  [[nodiscard]] std::shared_ptr<ticket0::Transport> transport() const {
    return ticket0::detail::make_curl_transport({.tls = {.ca_file = server_.ca_file()}});
  }
  [[nodiscard]] std::string url() const { return server_.url(); }
  /// What it says over HTTP/1.1.
  void answer_http1_with(int status) { http1_status_ = status; }
  [[nodiscard]] int over_http2() const noexcept { return over_http2_; }
  [[nodiscard]] int over_http1() const noexcept { return over_http1_; }

 private:
  void serve(TlsServer::Connection& connection) {
    if (!connection.is_http2()) {
      for (std::string head; !(head = connection.read_head()).empty(); respond(connection)) {
        ++over_http1_;
        const auto end = head.find("\r\n\r\n") + 4;
        if (const auto length = head.find("Content-Length: "); length < end)
          connection.read_bytes(static_cast<std::size_t>(std::stoi(head.substr(length + 16))) -
                                (head.size() - end));
      }
      return;
    }
    Http2Peer peer{connection};
    while (const auto stream = peer.read_request()) {
      if (++over_http2_ <= good_)
        peer.respond(*stream, ticket);
      else if (!refusal_(peer, *stream))
        return;
    }
  }
  void respond(TlsServer::Connection& connection) const {
    connection.send("HTTP/1.1 " + std::to_string(http1_status_) + " Status\r\nContent-Length: " +
                    std::to_string(ticket.size()) + "\r\n\r\n" + std::string{ticket});
  }
  Refusal refusal_;
  int good_;
  std::atomic<int> http1_status_{200};
  std::atomic<int> over_http2_{0};
  std::atomic<int> over_http1_{0};
  TlsServer server_{[this](TlsServer::Connection& connection) { serve(connection); }, http2()};
};

struct Case {
  const char* name;
  Refusal refusal;
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
};
constexpr std::uint32_t code = Http2Peer::http_1_1_required;
const Case cases[]{
    {"OfTheStream",
     [](Http2Peer& peer, std::uint32_t stream) {
       peer.reset(stream, code);
       return true;
     }},
    {"OfTheStreamAndClosed",
     [](Http2Peer& peer, std::uint32_t stream) {
       peer.reset(stream, code);
       return false;
     }},
    {"OfTheConnection",
     [](Http2Peer& peer, std::uint32_t) {
       peer.go_away(0, code);
       return true;
     }},
    {"OfTheConnectionAndClosed",
     [](Http2Peer& peer, std::uint32_t) {
       peer.go_away(0, code);
       return false;
     }},
    {"OfTheConnectionThatMayHaveBegunAndClosed",
     [](Http2Peer& peer, std::uint32_t stream) {
       peer.go_away(stream, code);
       return false;
     }},
    {"OfBoth",
     [](Http2Peer& peer, std::uint32_t stream) {
       peer.reset(stream, code);
       peer.go_away(stream, code);
       return false;
     }},
};
class Http11Required : public testing::TestWithParam<Case> {};

TEST_P(Http11Required, IsGivenToAReadWhichIsRememberedForTheOrigin) {
  Unwilling server{GetParam().refusal};
  const ticket0::Client client = server.client();
  EXPECT_EQ(client.tickets().get(TicketId{"tkt_1"}).id.str(), "tkt_1");
  EXPECT_EQ(server.over_http2(), 1);
  EXPECT_EQ(client.tickets().get(TicketId{"tkt_1"}).id.str(), "tkt_1");
  EXPECT_EQ(server.over_http2(), 1) << "it was not asked that way again";
  EXPECT_EQ(server.over_http1(), 2);
}

TEST_P(Http11Required, IsGivenToAChangeThatMayBeRepeated) {
  Unwilling server{GetParam().refusal};
  EXPECT_EQ(server.client().tickets().update(TicketId{"tkt_1"}, {.tags = {"a"}}).id.str(), "tkt_1");
  EXPECT_EQ(server.over_http2(), 1);
  EXPECT_EQ(server.over_http1(), 1);
}

/// It may have been worked on, as far as one can tell from outside.
TEST_P(Http11Required, LeavesAWriteUnknownAndIsKnownToTheNextOne) {
  Unwilling server{GetParam().refusal};
  const auto tickets = server.client().tickets();
  const ticket0::NewTicket fresh{.subject = "s", .customer_email = "a@example.com", .body = "b"};
  try {
    (void)tickets.create(fresh);
    ADD_FAILURE() << "it was repeated";
  } catch (const ticket0::TransportError& e) {
    EXPECT_EQ(e.outcome(), Outcome::unknown);
    EXPECT_EQ(e.attempts(), 1);
  }
  EXPECT_EQ(server.over_http2(), 1);
  EXPECT_EQ(server.over_http1(), 0);
  EXPECT_EQ(tickets.create(fresh).id.str(), "tkt_1");
  EXPECT_EQ(server.over_http1(), 1);
}

TEST_P(Http11Required, MayComeOnAKeptConnection) {
  Unwilling server{GetParam().refusal, 2};
  const auto tickets = server.client().tickets();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(tickets.get(TicketId{"tkt_1"}).id.str(), "tkt_1");
  EXPECT_EQ(server.over_http2(), 3);
  EXPECT_EQ(server.over_http1(), 3);
}

INSTANTIATE_TEST_SUITE_P(Http2, Http11Required, testing::ValuesIn(cases),
                         [](const auto& each) { return std::string{each.param.name}; });
/// Another code says nothing about HTTP/2.
TEST(Http2, StaysAfterAStreamThatBroke) {
  Unwilling server{[](Http2Peer& peer, std::uint32_t stream) {
    constexpr std::uint32_t internal_error = 2;
    peer.reset(stream, internal_error);
    return true;
  }};
  EXPECT_THROW((void)server.client(3).tickets().get(TicketId{"tkt_1"}), ticket0::TransportError);
  EXPECT_EQ(server.over_http2(), 3);
  EXPECT_EQ(server.over_http1(), 0);
}

/// A key that is not valid, a ticket that is not there: it would be the same over HTTP/2.
TEST(Http2, IsNotTriedAgainAfterAResponseThatIsNotAboutTheProtocol) {
  for (const int status : {401, 404, 429}) {
    Unwilling server{cases[0].refusal};
    server.answer_http1_with(status);
    const auto transport = server.transport();
    EXPECT_EQ(server.get(*transport, server.url()), 0);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(server.get(*transport, server.url(), 2), status);
    EXPECT_EQ(server.over_http2(), 1) << status;
  }
}

TEST(Http2, IsTriedAgainAfterAFirstResponseThatMayBeAboutTheProtocol) {
  for (const int status : {421, 426, 500, 503}) {
    Unwilling server{cases[0].refusal};
    server.answer_http1_with(status);
    const auto transport = server.transport();
    EXPECT_EQ(server.get(*transport, server.url()), 0);
    EXPECT_EQ(server.get(*transport, server.url(), 2), status);
    EXPECT_EQ(server.get(*transport, server.url(), 2), 0) << status;
    EXPECT_EQ(server.over_http2(), 2);
  }
}

/// A connection that was lost is not the end of HTTP/2; a write does not find out whether it is.
TEST(Http2, IsTriedAgainByAReadAfterAnHour) {
  std::atomic<int> over_http2{0};
  TlsServer server{[&](TlsServer::Connection& connection) {
                     if (!connection.is_http2()) {
                       while (!connection.read_head().empty()) connection.respond("1");
                       return;
                     }
                     Http2Peer peer{connection};
                     while (const auto stream = peer.read_request()) {
                       if (++over_http2 == 1) return;
                       peer.respond(*stream, "2");
                     }
                   },
                   http2()};
  const auto transport = ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}});
  const auto body = [&](const char* method, int attempt = 1) {
    return transport->send({.method = method, .url = server.url()}, {.time_left = 10s, .attempt = attempt})
        .body;
  };
  EXPECT_THROW(body("GET"), ticket0::TransportError);
  EXPECT_EQ(body("GET", 2), "1");
  EXPECT_EQ(body("GET"), "1");
  ClockShift clock;
  clock.by(1h);
  EXPECT_EQ(body("PUT"), "1");
  EXPECT_EQ(body("GET", 2), "1");
  EXPECT_EQ(body("GET"), "2");
  EXPECT_EQ(body("PUT"), "2");
}

/// One that lost a connection, and speaks nothing else.
TEST(Http2, IsSpokenAgainWhereHttp11IsNot) {
  std::atomic<int> requests{0};
  TlsSettings settings = http2();
  settings.speaks_http1 = false;
  TlsServer server{[&](TlsServer::Connection& connection) {
                     Http2Peer peer{connection};
                     while (const auto stream = peer.read_request()) {
                       if (++requests == 1) return;
                       peer.respond(*stream, "{}");
                     }
                   },
                   settings};
  const auto transport = ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}});
  const ticket0::HttpRequest request{.method = "GET", .url = server.url()};
  EXPECT_THROW((void)transport->send(request, {.time_left = 10s}), ticket0::TransportError);
  EXPECT_EQ(transport->send(request, {.time_left = 10s, .attempt = 2}).body, "{}");
  EXPECT_EQ(transport->send(request, {.time_left = 10s}).body, "{}");
}

/// Its frames are no answers: the connection is used again.
TEST(Http2, IsKeptWhenAPingArrivesOnTheIdleConnection) {
  TlsServer server{[](TlsServer::Connection& connection) {
                     Http2Peer peer{connection};
                     while (const auto stream = peer.read_request()) {
                       peer.respond(*stream, std::to_string(connection.number()));
                       peer.ping();
                     }
                   },
                   http2()};
  const auto transport = ticket0::detail::make_curl_transport({.tls = {.ca_file = server.ca_file()}});
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(transport->send({.method = "GET", .url = server.url()}, {.time_left = 10s}).body, "1");
}
}  // namespace
