// A service that speaks HTTP/2, and one that does not want to any more.
#include "transport/http2_peer.hpp"

#include <gmock/gmock.h>

#include "ticket0/client.hpp"
#include "transport/curl_transport.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::TicketId;

TlsSettings http2() {
  return {.certificate = make_certificate({.alternative_name = "IP:127.0.0.1", .is_authority = true}),
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
                            .retry = {.max_attempts = attempts, .base_delay = 1ms},
                            .rate_limit = std::nullopt,
                            .tls = {.ca_file = server_.ca_file()}}};
  }
  [[nodiscard]] int over_http2() const noexcept { return over_http2_; }
  [[nodiscard]] int over_http1() const noexcept { return over_http1_; }

 private:
  void serve(TlsServer::Connection& connection) {
    if (!connection.is_http2()) {
      for (std::string head; !(head = connection.read_head()).empty(); connection.respond(ticket)) {
        ++over_http1_;
        if (const auto body = head.find("Content-Length: "); body != std::string::npos)
          connection.read_bytes(static_cast<std::size_t>(std::stoi(head.substr(body + 16))));
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
  Refusal refusal_;
  int good_;
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

INSTANTIATE_TEST_SUITE_P(Http2, Http11Required, testing::ValuesIn(cases),
                         [](const auto& each) { return std::string{each.param.name}; });
}  // namespace
