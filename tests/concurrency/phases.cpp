#include "concurrency/phases.hpp"

#include <unistd.h>

#include <atomic>

#include "concurrency/event.hpp"
#include "concurrency/hanging_resolver.hpp"
#include "transport/raw_server.hpp"
#include "transport/unaccepting.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::CancelToken;
using ticket0::Client;
using ticket0::ClientOptions;
using ticket0::Outcome;

ClientOptions options_for(std::string base_url) {
  return {.api_key = ticket0::Secret{"t0_test"},
          .base_url = std::move(base_url),
          .retry = {.base_delay = 60s, .max_delay = 60s},
          .rate_limit = {.enabled = false},
          .proxy = ticket0::Secret{""}};
}

void read(const Client& client, const CancelToken& cancel) {
  (void)client.tickets().get(ticket0::TicketId{"tkt_1"}, {.cancel = cancel});
}

void read_twice(const Client& client, const CancelToken& cancel) {
  read(client, cancel);
  read(client, cancel);
}

void reply(const Client& client, const CancelToken& cancel) {
  (void)client.messages().reply(ticket0::TicketId{"tkt_1"},
                                {.from_address = "a@example.com", .body_text = "Hello"}, {.cancel = cancel});
}

class InLookUp final : public StandingCall {
 public:
  void make(const CancelToken& cancel) override { read(client_, cancel); }
  bool wait_until_there() override { return resolver_.wait_for_somebody(); }

 private:
  HangingResolver resolver_{};
  Client client_{options_for("https://" + hanging_host)};
};

class InConnect final : public StandingCall {
 public:
  void make(const CancelToken& cancel) override { read(client_, cancel); }
  bool wait_until_there() override { return server_.wait_for_somebody(); }

 private:
  Unaccepting server_{Unaccepting::Queue::full};
  Client client_{options_for(server_.url())};
};

using Serve = void (*)(RawServer::Connection&);

/// Of a server that says where the call is.
class AtServer final : public StandingCall {
 public:
  AtServer(const std::string& scheme, Serve serve)
      : server_([this, serve](RawServer::Connection& connection) {
          serve(connection);
          there_.set();
          connection.wait_for_close();
        }),
        client_(options_for(scheme + "://127.0.0.1:" + std::to_string(server_.port()))) {}
  void make(const CancelToken& cancel) override { read(client_, cancel); }
  bool wait_until_there() override { return there_.wait(); }

 private:
  Event there_{};
  RawServer server_;
  Client client_;
};

/// Of a wait that the library makes itself, of which its observer is told.
class InWait final : public StandingCall {
 public:
  using Call = void (*)(const Client& client, const CancelToken& cancel);
  InWait(ticket0::WaitReason reason, Serve serve, Call call, ticket0::RateLimit rate_limit)
      : observer_(std::make_shared<Watch>(reason)), server_(serve), call_(call) {
    ClientOptions options = options_for(server_.url());
    options.observer = observer_;
    options.rate_limit = std::move(rate_limit);
    client_.emplace(std::move(options));
  }
  void make(const CancelToken& cancel) override { call_(*client_, cancel); }
  bool wait_until_there() override { return observer_->there.wait(); }

 private:
  struct Watch final : ticket0::Observer {
    explicit Watch(ticket0::WaitReason wanted) : reason(wanted) {}
    void on_wait(const Attempt&, std::chrono::milliseconds, ticket0::WaitReason why) noexcept override {
      if (why == reason) there.set();
    }
    ticket0::WaitReason reason;
    Event there{};
  };
  std::shared_ptr<Watch> observer_;
  RawServer server_;
  Call call_;
  std::optional<Client> client_{};
};

void answer(RawServer::Connection& connection) {
  while (!connection.read_request().empty()) connection.respond(200, R"({"id":"tkt_1"})");
}

void refuse(RawServer::Connection& connection) {
  while (!connection.read_request().empty()) connection.respond(429, "{}", "Retry-After: 60\r\n");
}

void close_unanswered(RawServer::Connection& connection) { connection.read_request(); }

void begin_tls(RawServer::Connection& connection) { connection.read_bytes(1); }

void begin_body(RawServer::Connection& connection) {
  connection.read_request();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":");
}

using Begin = std::function<std::unique_ptr<StandingCall>()>;

Begin at_server(const char* scheme, Serve serve) {
  return [=] { return std::make_unique<AtServer>(scheme, serve); };
}

Begin waiting(ticket0::WaitReason reason, Serve serve, InWait::Call call,
              const ticket0::RateLimit& rate_limit = {.enabled = false}) {
  return [=] { return std::make_unique<InWait>(reason, serve, call, rate_limit); };
}

}  // namespace

std::vector<Phase> all_phases() {
  using ticket0::WaitReason;
  const ticket0::RateLimit one_a_minute{.requests = 1, .per = 60s};
  return {
      {"NameLookUp", Outcome::not_sent, [] { return std::make_unique<InLookUp>(); }},
      {"Connect", Outcome::not_sent, [] { return std::make_unique<InConnect>(); }},
      {"TlsHandshake", Outcome::not_sent, at_server("https", begin_tls)},
      {"Answer", Outcome::unknown, at_server("http", close_unanswered)},
      {"Body", Outcome::unknown, at_server("http", begin_body)},
      {"Backoff", Outcome::unknown, waiting(WaitReason::backoff, close_unanswered, read)},
      {"RetryAfter", Outcome::throttled, waiting(WaitReason::service_busy, refuse, read)},
      {"LimiterQueue", Outcome::not_sent, waiting(WaitReason::rate_limit, answer, read_twice, one_a_minute)},
      {"ReplyGuard", Outcome::unknown, waiting(WaitReason::reply_guard, close_unanswered, reply)}};
}

Cancelled cancel_in(const Phase& phase) {
  using std::chrono::steady_clock;
  const auto standing = phase.begin();
  ticket0::CancelSource stop;
  std::atomic<pid_t> caller_id{0};
  std::optional<Cancelled> ended;
  steady_clock::time_point ended_at;
  std::string otherwise{"it was answered"};
  std::thread caller{[&] {
    caller_id = own_thread_id();
    try {
      standing->make(stop.token());
    } catch (const ticket0::CancelledError& error) {
      ended_at = steady_clock::now();
      ended = Cancelled{.outcome = error.outcome()};
    } catch (const std::exception& error) {
      otherwise = error.what();
    }
  }};
  const bool is_there = standing->wait_until_there();
  if (is_there) wait_until_asleep(caller_id);
  const auto cancelled_at = steady_clock::now();
  stop.cancel();
  caller.join();
  if (!is_there || !ended) throw std::runtime_error{is_there ? otherwise : "it does not get there"};
  ended->took = std::chrono::duration_cast<std::chrono::microseconds>(ended_at - cancelled_at);
  return *ended;
}
