// What comes on a kept connection while nobody asks: every call has its own answer, at the first attempt.
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <future>

#include "ticket0/client.hpp"
#include "transport/raw_server.hpp"
#include "transport/tls_server.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::TicketId;

/// The server's end of a connection, with TLS or without.
struct Peer {
  RawServer::Connection& raw;
  SSL* tls;
  [[nodiscard]] std::string read_head() const {
    if (tls == nullptr) return raw.read_until("\r\n\r\n");
    std::string head;
    for (char byte = 0; head.find("\r\n\r\n") == std::string::npos; head += byte)
      if (SSL_read(tls, &byte, 1) != 1) return {};
    return head;
  }
  void send(std::string_view bytes) const {
    if (tls == nullptr)
      raw.send(bytes);
    else
      SSL_write(tls, bytes.data(), static_cast<int>(bytes.size()));
  }
  void fin() const { shutdown(raw.socket(), SHUT_RDWR); }
  void close_notify() const { SSL_shutdown(tls); }
};

std::string answer(const std::string& status, const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}
std::string ticket(const std::string& id, const std::string& subject) {
  return R"({"id":")" + id + R"(","subject":")" + subject + R"("})";
}
const std::string others = answer("200 OK", ticket("tkt_9", "of somebody else"));

/// Answers each request with the id at the end of its target, and names its method. After the first answer
/// of the first connection, once the call has ended, it does what a test says.
class Server {
 public:
  using Act = std::function<void(const Peer&)>;
  Server(bool has_tls, Act act) : act_(std::move(act)) {
    if (has_tls)
      tls_.emplace([this](TlsServer::Connection& each) { serve({each.raw(), each.tls()}); });
    else
      plain_.emplace([this](RawServer::Connection& each) { serve({each, nullptr}); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { act_once(); }
  /// Lets it be done, and waits until it is.
  void act_once() {
    if (!std::exchange(has_acted_, true)) idle_.set_value();
    if (connections() > 0) is_done_.wait_for(10s);
  }
  [[nodiscard]] int requests() const noexcept { return requests_; }
  [[nodiscard]] int connections() const { return tls_ ? tls_->connections() : plain_->connections(); }
  [[nodiscard]] ticket0::Client client(int attempts = 1) const {
    const std::string host = "127.0.0.1:" + std::to_string(tls_ ? tls_->port() : plain_->port());
    return ticket0::Client{{.api_key = ticket0::Secret{"t0_x"},
                            .base_url = (tls_ ? "https://" : "http://") + host + "/api/v1",
                            .retry = {.max_attempts = attempts, .base_delay = 1ms},
                            .rate_limit = {.enabled = false},
                            .tls = {.ca_file = tls_ ? tls_->ca_file() : ""}}};
  }

 private:
  void serve(const Peer& peer) {
    for (std::string head; !(head = peer.read_head()).empty();) {
      const int number = ++requests_;
      const auto end = head.find(" HTTP/1.1\r\n");
      const auto slash = head.rfind('/', end - 1) + 1;
      const std::string id = head.substr(slash, end - slash);
      const bool is_patch = head.find("PATCH ") != std::string::npos;
      peer.send(answer("200 OK", ticket(id, is_patch ? "patched" : "got")));
      if (number != 1) continue;
      idle_.get_future().wait_for(10s);
      act_(peer);
      done_.set_value();
    }
  }

  Act act_;
  std::promise<void> idle_{};
  std::promise<void> done_{};
  std::future<void> is_done_ = done_.get_future();
  bool has_acted_{false};
  std::atomic<int> requests_{0};
  std::optional<TlsServer> tls_{};
  std::optional<RawServer> plain_{};
};

struct Idle {
  std::string name;
  Server::Act act;
  int connections{2};  // the third request has the second's
  friend void PrintTo(const Idle& each, std::ostream* out) { *out << each.name; }
};
const auto name_of = [](const auto& each) { return each.param.name; };
Server::Act send(const std::string& bytes) {
  return [=](const Peer& peer) { peer.send(bytes); };
}
Server::Act send_and_close(const std::string& bytes) {
  return [=](const Peer& peer) {
    peer.send(bytes);
    peer.fin();
  };
}

void expect_own_answers(bool has_tls, const Idle& idle) {
  for (const std::string second : {"got", "patched"}) {
    Server server{has_tls, idle.act};
    const auto tickets = server.client().tickets();
    ticket0::ResponseInfo info;
    try {
      EXPECT_EQ(tickets.get(TicketId{"tkt_1"}).id.str(), "tkt_1");
      server.act_once();
      const auto answered = second == "got"
                                ? tickets.get(TicketId{"tkt_2"}, {.capture = &info})
                                : tickets.update(TicketId{"tkt_2"}, {.tags = {"a"}}, {.capture = &info});
      EXPECT_EQ(answered.id.str(), "tkt_2");
      EXPECT_EQ(answered.subject, second);
      EXPECT_EQ(info.attempts, 1);
      EXPECT_EQ(tickets.get(TicketId{"tkt_3"}).id.str(), "tkt_3");
    } catch (const ticket0::Error& e) {
      ADD_FAILURE() << second << ": " << e.explain();
    }
    EXPECT_EQ(server.requests(), 3);
    EXPECT_EQ(server.connections(), idle.connections);
  }
}

class IdleConnection : public testing::TestWithParam<Idle> {};
TEST_P(IdleConnection, LeavesEachCallItsOwnAnswer) { expect_own_answers(false, GetParam()); }

class IdleTlsConnection : public testing::TestWithParam<Idle> {};
TEST_P(IdleTlsConnection, LeavesEachCallItsOwnAnswer) { expect_own_answers(true, GetParam()); }

std::vector<Idle> of_any_protocol() {
  const std::string timeout = answer("408 Request Time-out", "", "Connection: close\r\n");
  return {
      {"Nothing", [](const Peer&) {}, 1},
      {"WholeAnswer", send(others)},
      {"ThreeAnswers", send(others + others + others)},
      {"AnswerWithTheIdAskedForNext", send(answer("200 OK", ticket("tkt_2", "long ago")))},
      {"NotFound", send(answer("404 Not Found", R"({"error":{"code":"NOT_FOUND"}})"))},
      {"TooManyRequests", send(answer("429 Too Many Requests", "", "Retry-After: 60\r\n"))},
      {"ServerError", send(answer("500 Error", R"({"error":{"code":"INTERNAL"}})"))},
      {"Timeout", send(timeout)},
      {"TimeoutAndClose", send_and_close(timeout)},
      {"LineBreak", send("\r\n")},
      {"Junk", send("\r\nbye")},
      {"OneByte", send("H")},
      {"HalfAHead", send("HTTP/1.1 200 OK\r\nContent-Le")},
      {"HalfABody", send(others.substr(0, others.size() - 5))},
      {"HalfAnAnswerAndClose", send_and_close(others.substr(0, others.size() - 5))},
      {"Interim", send("HTTP/1.1 100 Continue\r\n\r\n")},
      {"EarlyHints", send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")},
      {"ManyBytes", send(answer("200 OK", std::string(30'000, 'x')))},
      {"Fin", [](const Peer& peer) { peer.fin(); }},
      {"Reset", [](const Peer& peer) { peer.raw.reset(); }},
  };
}
std::vector<Idle> of_tls() {
  return {
      {"CloseNotifyAndFin",
       [](const Peer& peer) {
         peer.close_notify();
         peer.fin();
       }},
      {"CloseNotify", [](const Peer& peer) { peer.close_notify(); }},
      {"AnswerAndCloseNotify",
       [](const Peer& peer) {
         peer.send(others);
         peer.close_notify();
         peer.fin();
       }},
      {"PlainAlert",
       [](const Peer& peer) {
         peer.raw.send(std::string_view{"\x15\x03\x03\x00\x02\x02\x28", 7});
       }},
      {"PlainHttp", [](const Peer& peer) { peer.raw.send(others); }},
      {"HalfARecord",
       [](const Peer& peer) {
         peer.raw.send(std::string_view{"\x17\x03\x03\x01\x00x", 6});
       }},
  };
}

INSTANTIATE_TEST_SUITE_P(Unasked, IdleConnection, testing::ValuesIn(of_any_protocol()), name_of);
INSTANTIATE_TEST_SUITE_P(Unasked, IdleTlsConnection, testing::ValuesIn(of_any_protocol()), name_of);
INSTANTIATE_TEST_SUITE_P(Tls, IdleTlsConnection, testing::ValuesIn(of_tls()), name_of);

/// They come when the next request is on its way, so no look at the socket can see them: the id does.
TEST(IdleConnectionOfAnother, IsToldByTheIdAndNotUsedAgain) {
  for (const bool is_patch : {false, true}) {
    std::atomic<int> requests{0};
    RawServer server{[&](RawServer::Connection& connection) {
      for (std::string head; !(head = connection.read_request()).empty();) {
        ++requests;
        if (requests == 2) connection.send(others);
        const auto end = head.find(" HTTP/1.1\r\n");
        const auto slash = head.rfind('/', end - 1) + 1;
        connection.send(answer("200 OK", ticket(head.substr(slash, end - slash), "own")));
      }
    }};
    const auto tickets = ticket0::Client{{.api_key = ticket0::Secret{"t0_x"},
                                          .base_url = server.url("/api/v1"),
                                          .retry = {.max_attempts = 1},
                                          .rate_limit = {.enabled = false}}}
                             .tickets();
    EXPECT_EQ(tickets.get(TicketId{"tkt_1"}).subject, "own");
    if (is_patch) {
      EXPECT_THROW((void)tickets.update(TicketId{"tkt_2"}, {.tags = {"a"}}), ticket0::DecodeError);
    } else {
      EXPECT_THROW((void)tickets.get(TicketId{"tkt_2"}), ticket0::DecodeError);
    }
    EXPECT_EQ(tickets.get(TicketId{"tkt_3"}).id.str(), "tkt_3");
    EXPECT_EQ(server.connections(), 2);
  }
}

}  // namespace
