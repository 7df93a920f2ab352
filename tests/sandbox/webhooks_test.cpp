#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "peer.hpp"
#include "sandbox/server.hpp"
#include "sandbox/webhook_delivery.hpp"
#include "transport/unaccepting.hpp"
#include "webhook_receiver.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox_tests::Arrived;
using sandbox_tests::Json;
using sandbox_tests::Peer;
using sandbox_tests::WebhookReceiver;
using std::chrono::steady_clock;

constexpr double fast = 0.00001;  // the longest wait, of 6 h, takes 216 ms

// Below the ten seconds that an answer may take, and enough for a busy machine.
constexpr std::chrono::seconds at_once{5};

/// The options of a server that tells `receiver`, without a ping.
sandbox::Options telling(const WebhookReceiver& receiver) {
  return {.tickets = 3, .webhook = {.url = receiver.url(), .ping = false, .retry_scale = fast}};
}

TEST(Webhooks, ArePostedInTheEnvelopeAndSigned) {
  const WebhookReceiver receiver;
  auto options = telling(receiver);
  options.webhook.secrets = {"whsec_other"};
  options.now = [] { return std::chrono::sys_days{std::chrono::year{2026} / 5 / 4} + 12h; };
  sandbox::Server server(options);
  const auto id = server.emit("ticket.csat_received", {{"rating", 5}, {"comment", "Schön 👋"}});
  ASSERT_TRUE(server.flush_webhooks());
  const auto arrived = receiver.arrived();
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_EQ(arrived[0].request.method, "POST");
  EXPECT_EQ(arrived[0].request.target, "/hooks?from=sandbox");
  EXPECT_EQ(arrived[0].request.header("Content-Type"), "application/json");
  EXPECT_TRUE(is_signed(arrived[0], "whsec_other"));
  EXPECT_TRUE(id.starts_with("evt_"));
  EXPECT_EQ(arrived[0].body, (Json{{"id", id},
                                   {"type", "ticket.csat_received"},
                                   {"createdAt", "2026-05-04T12:00:00Z"},
                                   {"workspaceId", "ws_sandbox"},
                                   {"data", {{"rating", 5}, {"comment", "Schön 👋"}}}}));
}

TEST(Webhooks, TellOfWhatRequestsMakeHappen) {
  const WebhookReceiver receiver;
  sandbox::Server server(telling(receiver));
  Peer peer(server);
  const auto ticket =
      peer.post("/tickets", {{"subject", "s"}, {"customerEmail", "jane.smith@example.com"}, {"body", "b"}});
  ASSERT_TRUE(server.flush_webhooks());
  const auto reply = peer.post("/tickets/tkt_0001/messages",
                               {{"fromAddress", "support@helpdesk.example"}, {"bodyText", "It ships."}});
  ASSERT_TRUE(server.flush_webhooks());
  const auto arrived = receiver.arrived();
  ASSERT_EQ(receiver.types(), (std::vector<std::string>{"ticket.created", "message.sent"}));
  EXPECT_EQ(arrived[0].body.at("data"), ticket.body);
  EXPECT_EQ(arrived[1].body.at("data"), reply.body);
  EXPECT_NE(arrived[0].id(), arrived[1].id());
}

TEST(Webhooks, OfAChangeThatComesLateAreDatedAsItIs) {
  std::atomic<std::chrono::sys_seconds> now{std::chrono::sys_seconds{1'000'000s}};
  const WebhookReceiver receiver;
  auto options = telling(receiver);
  options.now = [&now] { return now.load(); };
  options.faults = {{.route = "*", .kind = sandbox::Fault::Kind::commit_late, .delay = 5s}};
  sandbox::Server server(options);
  Peer(server).patch("/tickets/tkt_0001", {{"tags", Json::array({"new"})}});
  now = now.load() + 60s;
  server.store();
  ASSERT_TRUE(server.flush_webhooks());
  ASSERT_EQ(receiver.types(), std::vector<std::string>{"ticket.tagged"});
  EXPECT_EQ(receiver.arrived()[0].body.at("createdAt"), "1970-01-12T13:46:45Z");
}

TEST(Webhooks, BeginWithAPingThatIsNoEventButSigned) {
  const WebhookReceiver receiver;
  sandbox::Server server({.webhook = {.url = receiver.url(), .tamper = 100}});
  ASSERT_TRUE(server.flush_webhooks());
  const auto arrived = receiver.arrived();
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_FALSE(arrived[0].body.contains("id"));
  EXPECT_FALSE(arrived[0].body.contains("type"));
  EXPECT_TRUE(is_signed(arrived[0], "whsec_sandbox"));
  EXPECT_EQ(server.webhook_attempts().at(0).type, "ping");
  EXPECT_EQ(server.webhooks().events, 0U);
  EXPECT_EQ(server.webhooks().delivered, 1U);
}

TEST(Webhooks, HaveIdsThatAnotherSandboxDoesNotRepeat) {
  const WebhookReceiver receiver;
  sandbox::Server one(telling(receiver));
  sandbox::Server other(telling(receiver));
  EXPECT_NE(one.emit("a", {}), other.emit("a", {}));
}

TEST(Webhooks, AreSentAgainAsDocumentedAndThenAbandoned) {
  const WebhookReceiver receiver([](const Arrived&) { return 500; });
  sandbox::Server server(telling(receiver));
  server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  const auto attempts = server.webhook_attempts();
  ASSERT_EQ(attempts.size(), 6U);
  for (int number = 1; number <= 6; ++number) {
    const auto& attempt = attempts.at(static_cast<std::size_t>(number) - 1);
    EXPECT_EQ(attempt.number, number);
    EXPECT_EQ(attempt.status, 500);
    EXPECT_EQ(attempt.abandoned, number == 6);
    EXPECT_EQ(attempt.body, attempts.front().body);
    EXPECT_EQ(attempt.signature, attempts.front().signature);
    if (number == 1) continue;
    const auto waited = attempt.at - attempts.at(static_cast<std::size_t>(number) - 2).at;
    EXPECT_GE(waited, sandbox::retry_wait(number - 1, fast).value()) << number;
  }
  EXPECT_EQ(receiver.arrived().size(), 6U);
  const auto counts = server.webhooks();
  EXPECT_EQ(counts.events, 1U);
  EXPECT_EQ(counts.attempts, 6U);
  EXPECT_EQ(counts.delivered, 0U);
  EXPECT_EQ(counts.abandoned, 1U);
  EXPECT_EQ(counts.pending, 0U);
}

TEST(Webhooks, AreDeliveredByAny2xxAndByNothingElse) {
  std::atomic<int> next{0};
  const std::vector<int> statuses{302, 404, 503, 202};
  const WebhookReceiver receiver(
      [&](const Arrived&) { return statuses.at(static_cast<std::size_t>(next++)); });
  sandbox::Server server(telling(receiver));
  server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  std::vector<int> answered;
  for (const auto& attempt : server.webhook_attempts()) answered.push_back(attempt.status);
  EXPECT_EQ(answered, statuses);
  EXPECT_EQ(server.webhooks().delivered, 1U);
}

TEST(Webhooks, ReachAnEndpointThatWasDownWhenTheyWereSent) {
  WebhookReceiver receiver;
  receiver.close();
  auto options = telling(receiver);
  std::promise<void> refused;
  std::atomic<int> attempts{0};
  options.log = [&](std::string_view) {
    if (++attempts == 1) refused.set_value();
  };
  sandbox::Server server(options);
  server.emit("ticket.created", {});
  refused.get_future().wait();
  receiver.open();
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_EQ(receiver.types(), std::vector<std::string>{"ticket.created"});
  EXPECT_EQ(server.webhook_attempts().front().status, 0);
  EXPECT_EQ(server.webhooks().delivered, 1U);
}

/// An endpoint that keeps every delivery until it is told to answer, by the destructor at the latest.
class Stalled {
 public:
  ~Stalled() { answer(); }
  void answer() {
    if (!answered_.exchange(true)) go_.set_value();
  }
  /// Waits until so many deliveries are there.
  void await(std::size_t arrivals) {
    std::unique_lock<std::mutex> lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 10s, [&] { return arrived_ >= arrivals; }));
  }

 private:
  std::atomic<bool> answered_{false};
  std::promise<void> go_;
  std::shared_future<void> gone_{go_.get_future()};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t arrived_{0};

 public:
  const WebhookReceiver receiver{[this](const Arrived&) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++arrived_;
    }
    changed_.notify_all();
    gone_.wait();
    return 204;
  }};
};

TEST(Webhooks, AreSentFourAtATime) {
  Stalled stalled;
  sandbox::Server server(telling(stalled.receiver));
  for (int event = 0; event < 6; ++event) server.emit("ticket.created", {});
  stalled.await(4);
  EXPECT_FALSE(server.flush_webhooks(50ms));
  EXPECT_EQ(stalled.receiver.arrived().size(), 4U);
  EXPECT_EQ(server.webhooks().pending, 6U);
  stalled.answer();
  EXPECT_TRUE(server.flush_webhooks());
  EXPECT_EQ(stalled.receiver.arrived().size(), 6U);
}

TEST(Webhooks, DoNotDelayTheAnswersOfTheApi) {
  Stalled stalled;
  sandbox::Server server(telling(stalled.receiver));
  Peer peer(server);
  const auto start = steady_clock::now();
  for (int call = 0; call < 20; ++call) {
    peer.patch("/tickets/tkt_0001", {{"tags", Json::array({std::to_string(call)})}});
  }
  EXPECT_LT(steady_clock::now() - start, at_once);
  EXPECT_EQ(server.webhooks().events, 20U);
  EXPECT_EQ(server.webhooks().delivered, 0U);
}

TEST(Webhooks, DoNotDelayTheEndOfTheServerWhileAnAnswerIsDue) {
  Stalled stalled;
  auto server = std::make_unique<sandbox::Server>(telling(stalled.receiver));
  for (int event = 0; event < 8; ++event) server->emit("ticket.created", {});
  stalled.await(4);
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST(Webhooks, DoNotDelayTheEndOfTheServerWhileTheyConnect) {
  const Unaccepting nobody(Unaccepting::Queue::full);
  auto server = std::make_unique<sandbox::Server>(sandbox::Options{.webhook = {.url = nobody.url()}});
  ASSERT_TRUE(nobody.wait_for_somebody());
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST(Webhooks, DoNotDelayTheEndOfTheServerWhileTheyWaitToBeSentAgain) {
  const WebhookReceiver receiver([](const Arrived&) { return 500; });
  auto server =
      std::make_unique<sandbox::Server>(sandbox::Options{.webhook = {.url = receiver.url(), .delay = 1h}});
  server->emit("ticket.created", {});
  EXPECT_FALSE(server->flush_webhooks(50ms));
  EXPECT_EQ(server->webhooks().pending, 2U);
  const auto start = steady_clock::now();
  server.reset();
  EXPECT_LT(steady_clock::now() - start, at_once);
}

TEST(Webhooks, AreLoggedWithoutBodyAndSignature) {
  std::mutex mutex;
  std::vector<std::string> lines;
  const WebhookReceiver receiver([](const Arrived&) { return 400; });
  auto options = telling(receiver);
  options.log = [&](std::string_view line) {
    const std::lock_guard<std::mutex> lock(mutex);
    lines.emplace_back(line);
  };
  sandbox::Server server(options);
  const auto id = server.emit("ticket.created", {{"subject", "private"}});
  ASSERT_TRUE(server.flush_webhooks());
  const std::lock_guard<std::mutex> lock(mutex);
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines.front(), "webhook ticket.created " + id + " attempt 1 400");
  EXPECT_EQ(lines.back(), "webhook ticket.created " + id + " attempt 6 400, abandoned");
}

TEST(Webhooks, NeedAUrl) {
  sandbox::Server server;
  EXPECT_THROW(server.emit("ticket.created", {}), std::logic_error);
  EXPECT_THROW(server.flush_webhooks(), std::logic_error);
  EXPECT_EQ(server.webhooks().events, 0U);
  EXPECT_TRUE(server.webhook_attempts().empty());
}

TEST(Webhooks, AreRefusedWithOptionsThatCannotBe) {
  EXPECT_THROW(sandbox::Server({.webhook = {.url = "https://a.example/"}}), std::invalid_argument);
  EXPECT_THROW(sandbox::Server({.webhook = {.url = "http://a.example/", .secrets = {""}}}),
               std::invalid_argument);
}

}  // namespace
