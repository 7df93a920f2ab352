// SendContext::before_bytes over real sockets: asked once, when nothing is left to do but to send.
#include <gmock/gmock.h>
#include <pthread.h>

#include <semaphore>

#include "ticket0/client.hpp"
#include "transport/curl_transport.hpp"
#include "transport/http2_peer.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Outcome;
using ticket0::TransportError;

/// A server of one protocol that counts the requests it gets to read, and answers each.
class Service {
 public:
  enum class Speaks { http, https, http2 };
  explicit Service(Speaks what) {
    if (what == Speaks::http)
      plain_.emplace([this](RawServer::Connection& connection) {
        for (ready_.release(); !connection.read_request().empty(); connection.respond(200, "own"))
          ++requests_;
      });
    else
      tls_.emplace(
          [this](TlsServer::Connection& connection) {
            ready_.release();
            if (connection.is_http2())
              for (Http2Peer peer{connection}; const auto stream = peer.read_request();) {
                ++requests_;
                peer.respond(*stream, "own");
              }
            else
              for (; !connection.read_head().empty(); connection.respond("own")) ++requests_;
          },
          TlsSettings{
              .certificate = make_certificate({.alternative_name = "IP:127.0.0.1", .is_authority = true}),
              .speaks_http2 = what == Speaks::http2});
  }
  [[nodiscard]] std::shared_ptr<ticket0::Transport> transport() const {
    return ticket0::detail::make_curl_transport({.tls = {.ca_file = tls_ ? tls_->ca_file() : ""}});
  }
  [[nodiscard]] std::string url() const { return tls_ ? tls_->url() : plain_->url(); }
  [[nodiscard]] int requests() const noexcept { return requests_; }
  [[nodiscard]] int connections() const noexcept {
    return tls_ ? tls_->connections() : plain_->connections();
  }
  /// Waits for a connection on which the next bytes are a request's; false if none comes in ten seconds.
  [[nodiscard]] bool has_connection() { return ready_.try_acquire_for(10s); }

 private:
  std::counting_semaphore<> ready_{0};
  std::atomic<int> requests_{0};
  std::optional<RawServer> plain_{};
  std::optional<TlsServer> tls_{};
};

class BeforeBytes : public testing::TestWithParam<Service::Speaks> {
 protected:
  std::string get(std::function<bool()> before_bytes = {}) {
    return transport_
        ->send({.method = "GET", .url = service_.url()},
               {.time_left = 10s, .before_bytes = std::move(before_bytes)})
        .body;
  }
  std::string write(std::function<bool()> before_bytes) {
    return transport_
        ->send({.method = "POST", .url = service_.url(), .headers = {}, .body = ""},
               {.time_left = 10s, .at_most_once = true, .before_bytes = std::move(before_bytes)})
        .body;
  }
  Service service_{GetParam()};
  std::shared_ptr<ticket0::Transport> transport_ = service_.transport();
};

/// The error of a send that gives one.
template <class Send>
TransportError error_of(const Send& send) {
  try {
    static_cast<void>(send());
  } catch (const TransportError& error) {
    return error;
  }
  throw std::logic_error{"it was sent"};
}

TEST_P(BeforeBytes, IsAskedOnceWhenTheConnectionStands) {
  int asked = 0;
  EXPECT_EQ(get([&] {
              ++asked;
              return service_.has_connection() && service_.requests() == 0;
            }),
            "own");
  EXPECT_EQ(asked, 1);
}

TEST_P(BeforeBytes, IsAskedOnceOverAKeptConnection) {
  (void)get();
  int asked = 0;
  EXPECT_EQ(get([&] { return ++asked == 1; }), "own");
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(service_.connections(), 1);
}

TEST_P(BeforeBytes, ThatSaysNoKeepsEveryByteBack) {
  const auto no = [&] {
    EXPECT_TRUE(service_.has_connection());
    return false;
  };
  EXPECT_EQ(error_of([&] { return get(no); }).outcome(), Outcome::not_sent);
  EXPECT_EQ(error_of([&] { return write(no); }).outcome(), Outcome::not_sent);
  EXPECT_EQ(get(), "own") << "the transport goes on";
  EXPECT_EQ(service_.requests(), 1);
}

TEST_P(BeforeBytes, ThatSaysNoOverAKeptConnectionKeepsEveryByteBack) {
  (void)get();
  EXPECT_EQ(error_of([&] { return get([] { return false; }); }).outcome(), Outcome::not_sent);
  EXPECT_EQ(service_.connections(), 1);
  EXPECT_EQ(get(), "own");
  EXPECT_EQ(service_.requests(), 2);
}

TEST_P(BeforeBytes, ThatThrowsKeepsEveryByteBackAndSendThrowsTheSame) {
  struct Own {};
  EXPECT_THROW((void)get([]() -> bool { throw Own{}; }), Own);
  EXPECT_EQ(get(), "own") << "the transport goes on";
  EXPECT_EQ(service_.requests(), 1);
}

std::string name_of(Service::Speaks what) {
  switch (what) {
    case Service::Speaks::http: return "Http";
    case Service::Speaks::https: return "Https";
    case Service::Speaks::http2: break;
  }
  return "Http2";
}
INSTANTIATE_TEST_SUITE_P(Transport, BeforeBytes,
                         testing::Values(Service::Speaks::http, Service::Speaks::https,
                                         Service::Speaks::http2),
                         [](const auto& each) { return name_of(each.param); });

ticket0::SendContext counted(int& asked) {
  return {.time_left = 10s, .before_bytes = [&asked] { return ++asked > 0; }};
}

TEST(BeforeBytesTransport, IsAskedOnceWhereTheKeptConnectionTurnsOutClosed) {
  RawServer server{[](RawServer::Connection& connection) {
    if (!connection.read_request().empty()) connection.respond(200, std::to_string(connection.number()));
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  const ticket0::HttpRequest request{.method = "GET", .url = server.url()};
  (void)transport->send(request, {.time_left = 10s});
  ASSERT_TRUE(server.wait_until_all_ended());
  int asked = 0;
  EXPECT_EQ(transport->send(request, counted(asked)).body, "2");
  EXPECT_EQ(asked, 1);
}

/// libcurl would send it again over a new connection.
TEST(BeforeBytesTransport, IsNotAskedForARepeatOfLibcurlsOwn) {
  RawServer server{[](RawServer::Connection& connection) {
    if (connection.read_request().empty()) return;
    connection.respond(200, "");
    connection.read_request();
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  const ticket0::HttpRequest request{.method = "GET", .url = server.url()};
  (void)transport->send(request, {.time_left = 10s});
  int asked = 0;
  EXPECT_EQ(error_of([&] { return transport->send(request, counted(asked)); }).outcome(), Outcome::unknown);
  EXPECT_EQ(asked, 1);
}

/// However often there is something to read.
TEST(BeforeBytesTransport, CallsEachSecondAboutOnceASecond) {
  RawServer server{[](RawServer::Connection& connection) {
    if (connection.read_request().empty()) return;
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
    connection.drip(std::string(20, 'x'), 1ms);
  }};
  int seconds = 0;
  ticket0::SendContext context{.time_left = 10s};
  context.each_second = [&seconds] { ++seconds; };
  const auto begun = std::chrono::steady_clock::now();
  const auto transport = ticket0::detail::make_curl_transport({});
  (void)transport->send({.method = "GET", .url = server.url()}, context);
  EXPECT_LE(seconds, (std::chrono::steady_clock::now() - begun) / 1s);
}

/// What arrives while the hook runs is no answer to a request that has not left yet.
TEST(BeforeBytesTransport, ThatLastsUntilTheKeptConnectionSpeaksSendsNothingOverIt) {
  std::binary_semaphore speak{0};
  std::binary_semaphore spoken{0};
  std::atomic<int> requests{0};
  RawServer server{[&](RawServer::Connection& connection) {
    for (; !connection.read_request().empty(); connection.respond(200, "own"))
      if (++requests == 1) {
        connection.respond(200, "own");
        speak.acquire();
        connection.respond(200, "stranger");
        spoken.release();
        return connection.wait_for_close();
      }
  }};
  const auto transport = ticket0::detail::make_curl_transport({});
  const ticket0::HttpRequest request{.method = "GET", .url = server.url()};
  (void)transport->send(request, {.time_left = 10s});
  const auto error = error_of([&] {
    return transport->send(request, {.time_left = 10s, .before_bytes = [&] {
                                       speak.release();
                                       return spoken.try_acquire_for(10s);
                                     }});
  });
  EXPECT_EQ(error.outcome(), Outcome::not_sent) << error.what();
  EXPECT_EQ(requests, 1);
  EXPECT_EQ(transport->send(request, {.time_left = 10s, .attempt = 2}).body, "own");
}

/// libcurl, which calls it, cannot be unwound. The thread ends at the next point of cancellation after that.
TEST(BeforeBytesTransport, IsNotLeftByAThreadThatIsBeingCancelled) {
  RawServer server{[](RawServer::Connection& connection) { connection.read_request(); }};
  struct Run {
    std::string url;
    bool came_back{false};
  } run{server.url()};
  const auto body = [](void* data) -> void* {
    auto& own = *static_cast<Run*>(data);
    const auto transport = ticket0::detail::make_curl_transport({});
    static_cast<void>(error_of([&] {
      return transport->send({.method = "GET", .url = own.url}, {.time_left = 10s, .before_bytes = [&own] {
                                                                   pthread_cancel(pthread_self());
                                                                   pthread_testcancel();
                                                                   own.came_back = true;
                                                                   return false;
                                                                 }});
    }));
    return nullptr;
  };
  pthread_t thread{};
  ASSERT_EQ(pthread_create(&thread, nullptr, body, &run), 0);
  pthread_join(thread, nullptr);
  EXPECT_TRUE(run.came_back);
}

/// The client and its own transport together.
TEST(BeforeBytesTransport, IsAskedOnceForEachAttemptOfACall) {
  RawServer server{[](RawServer::Connection& connection) {
    if (!connection.read_request().empty() && connection.number() > 1)
      connection.respond(200, R"({"id":"tkt_1"})");
  }};
  const ticket0::Client client{{.api_key = ticket0::Secret{"t0_x"},
                                .base_url = server.url("/api/v1"),
                                .retry = {.base_delay = 1ms},
                                .rate_limit = {.enabled = false}}};
  int asked = 0;
  ticket0::ResponseInfo info;
  (void)client.tickets().get(ticket0::TicketId{"tkt_1"},
                             {.capture = &info, .before_bytes = [&asked] { return ++asked > 0; }});
  EXPECT_EQ(info.attempts, 2);
  EXPECT_EQ(asked, 2);
}

}  // namespace
