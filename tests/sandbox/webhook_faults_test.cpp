#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/server.hpp"
#include "webhook_receiver.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::WebhookOptions;
using sandbox_tests::Arrived;
using sandbox_tests::WebhookReceiver;
using std::chrono::steady_clock;
using Types = std::vector<std::string>;

/// A server with these faults; its retries come at once.
sandbox::Options faulty(const WebhookReceiver& receiver, WebhookOptions webhook) {
  webhook.url = receiver.url();
  webhook.ping = false;
  webhook.retry_scale = 0;
  return {.tickets = 0, .webhook = webhook};
}

TEST(WebhookFaults, DuplicateAnEventAtTheSameTime) {
  // Neither of the two is answered before both are there.
  std::mutex mutex;
  std::condition_variable changed;
  int there = 0;
  const WebhookReceiver receiver([&](const Arrived&) {
    std::unique_lock<std::mutex> lock(mutex);
    ++there;
    changed.notify_all();
    return changed.wait_for(lock, 5s, [&] { return there >= 2; }) ? 204 : 500;
  });
  sandbox::Server server(faulty(receiver, {.duplicate = 100}));
  const auto id = server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  const auto arrived = receiver.arrived();
  ASSERT_EQ(arrived.size(), 2U);
  EXPECT_EQ(arrived[0].id(), id);
  EXPECT_EQ(arrived[0].request.body, arrived[1].request.body);
  EXPECT_EQ(server.webhooks().events, 1U);
  EXPECT_EQ(server.webhooks().delivered, 2U);
  const auto attempts = server.webhook_attempts();
  EXPECT_NE(attempts.at(0).twin, attempts.at(1).twin);
}

TEST(WebhookFaults, DuplicateAboutAsManyEventsAsThePercentageSays) {
  const WebhookReceiver receiver;
  sandbox::Server server(faulty(receiver, {.duplicate = 30}));
  for (int event = 0; event < 100; ++event) server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_GT(receiver.arrived().size(), 110U);
  EXPECT_LT(receiver.arrived().size(), 150U);
}

TEST(WebhookFaults, ReorderTwoEvents) {
  const WebhookReceiver receiver;
  sandbox::Server server(faulty(receiver, {.reorder = 100}));
  const auto start = steady_clock::now();
  for (const auto* type : {"1", "2"}) server.emit(type, {});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_EQ(receiver.types(), (Types{"2", "1"}));
  EXPECT_LT(server.webhook_attempts().at(1).at - start, 1s);  // at once after the other
  for (const auto* type : {"3", "4"}) server.emit(type, {});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_EQ(receiver.types(), (Types{"2", "1", "4", "3"}));
}

TEST(WebhookFaults, DoNotHoldAnEventForEverThatNoneFollows) {
  std::promise<void> arrived;
  const WebhookReceiver receiver([&](const Arrived&) {
    arrived.set_value();
    return 204;
  });
  sandbox::Server server(faulty(receiver, {.reorder = 100}));
  const auto start = steady_clock::now();
  server.emit("ticket.created", {});
  ASSERT_EQ(arrived.get_future().wait_for(20s), std::future_status::ready);
  EXPECT_GE(steady_clock::now() - start, 1s);
}

TEST(WebhookFaults, LetAHeldEventLeaveWhenTheTestWaitsForIt) {
  const WebhookReceiver receiver;
  sandbox::Server server(faulty(receiver, {.reorder = 100}));
  server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_EQ(receiver.types(), Types{"ticket.created"});
}

TEST(WebhookFaults, TamperWithTheBodyAfterItWasSigned) {
  const WebhookReceiver receiver(
      [](const Arrived& arrived) { return is_signed(arrived, "whsec_sandbox") ? 204 : 401; });
  sandbox::Server server(faulty(receiver, {.tamper = 100}));
  const auto id = server.emit("ticket.created", {{"id", "tkt_1"}});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_EQ(server.webhooks().abandoned, 1U);
  const auto arrived = receiver.arrived();
  ASSERT_EQ(arrived.size(), 6U);
  for (const auto& each : arrived) {
    EXPECT_EQ(each.id(), id);
    auto original = each.body;
    original.erase("tampered");
    EXPECT_NE(original, each.body);
    EXPECT_EQ(each.request.header("Ticket0-Signature"),
              "sha256=" + sandbox_tests::hmac_sha256("whsec_sandbox", original.dump()));
  }
}

TEST(WebhookFaults, LeaveTheNextAttemptAChance) {
  const WebhookReceiver receiver(
      [](const Arrived& arrived) { return is_signed(arrived, "whsec_sandbox") ? 204 : 401; });
  sandbox::Server server(faulty(receiver, {.tamper = 30}));
  for (int event = 0; event < 40; ++event) server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_EQ(server.webhooks().delivered, 40U);
  EXPECT_GT(server.webhooks().attempts, 45U);
}

TEST(WebhookFaults, SignWithEitherOfTwoSecrets) {
  const WebhookReceiver receiver(
      [](const Arrived& arrived) { return is_signed(arrived, "whsec_new") ? 204 : 401; });
  sandbox::Server server(faulty(receiver, {.secrets = {"whsec_old", "whsec_new"}}));
  for (int event = 0; event < 20; ++event) server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  std::size_t old_ones = 0;
  std::size_t new_ones = 0;
  for (const auto& each : receiver.arrived()) {
    old_ones += is_signed(each, "whsec_old") ? 1U : 0U;
    new_ones += is_signed(each, "whsec_new") ? 1U : 0U;
  }
  EXPECT_GT(old_ones, 0U);
  EXPECT_EQ(new_ones, server.webhooks().delivered);
  EXPECT_EQ(old_ones + new_ones, server.webhooks().attempts);
}

TEST(WebhookFaults, DelayTheFirstAttemptButNotTheEvent) {
  const WebhookReceiver receiver;
  auto options = faulty(receiver, {.delay = 300ms});
  options.now = [] { return std::chrono::sys_days{std::chrono::year{2026} / 5 / 4} + 12h; };
  sandbox::Server server(options);
  const auto start = steady_clock::now();
  server.emit("ticket.created", {});
  ASSERT_TRUE(server.flush_webhooks());
  EXPECT_GE(server.webhook_attempts().at(0).at - start, 300ms);
  EXPECT_EQ(receiver.arrived().at(0).body.at("createdAt"), "2026-05-04T12:00:00Z");
}

TEST(WebhookFaults, AreTheSameForTheSameSeed) {
  // For each event by its number: how often it arrived, and how often tampered with.
  using Fates = std::map<std::string, std::pair<int, int>>;
  const auto fates = [](std::uint32_t seed) {
    const WebhookReceiver receiver(
        [](const Arrived& arrived) { return arrived.body.contains("tampered") ? 401 : 204; });
    sandbox::Server server(faulty(receiver, {.duplicate = 40, .reorder = 40, .tamper = 40, .seed = seed}));
    for (int event = 0; event < 50; ++event) server.emit("event." + std::to_string(event), {});
    EXPECT_TRUE(server.flush_webhooks());
    Fates of_events;
    for (const auto& each : receiver.arrived()) {
      auto& [times, tampered] = of_events[each.type()];
      ++times;
      tampered += each.body.contains("tampered") ? 1 : 0;
    }
    return of_events;
  };
  const auto first = fates(1);
  EXPECT_EQ(first.size(), 50U);
  EXPECT_EQ(fates(1), first);
  EXPECT_NE(fates(2), first);
}

}  // namespace
