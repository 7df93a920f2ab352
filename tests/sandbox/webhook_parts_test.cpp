#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/options.hpp"
#include "sandbox/post.hpp"
#include "sandbox/webhook_delivery.hpp"
#include "webhook_receiver.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Delivery;
using sandbox::DeliveryQueue;
using sandbox::Dice;
using sandbox::parse_endpoint;
using sandbox::retry_wait;

TEST(WebhookSignature, IsThatOfTheVectorsOfRfc4231) {
  struct Vector {
    std::string key;
    std::string data;
    std::string code;
  };
  const std::vector<Vector> vectors{
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}};
  for (const auto& vector : vectors) {
    EXPECT_EQ(sandbox::signature(vector.key, vector.data), "sha256=" + vector.code);
    EXPECT_EQ(sandbox_tests::hmac_sha256(vector.key, vector.data), vector.code);
  }
}

TEST(WebhookUrl, LeadsToAHostAPortAndATarget) {
  struct Case {
    std::string url;
    std::string host;
    int port;
    std::string target;
  };
  for (const auto& each : std::vector<Case>{{"http://127.0.0.1:8081/a/b?c=d", "127.0.0.1", 8081, "/a/b?c=d"},
                                            {"http://localhost", "localhost", 80, "/"},
                                            {"http://hooks.example?x=1", "hooks.example", 80, "/?x=1"},
                                            {"http://[::1]:9/", "::1", 9, "/"},
                                            {"http://[fe80::1]", "fe80::1", 80, "/"}}) {
    const auto endpoint = parse_endpoint(each.url);
    ASSERT_TRUE(endpoint) << each.url;
    EXPECT_EQ(endpoint->host, each.host) << each.url;
    EXPECT_EQ(endpoint->port, each.port) << each.url;
    EXPECT_EQ(endpoint->target, each.target) << each.url;
  }
}

TEST(WebhookUrl, IsRefusedIfNoPostCanGoThere) {
  for (const std::string url :
       {"", "https://a.example/", "127.0.0.1:80", "http://", "http:///x", "http://:80/", "http://a:0/",
        "http://a:65536/", "http://a:/", "http://a:8x/", "http://u:p@a/", "http://a/b c", "http://a/#b",
        "http://a/\r\nX: y", "http://::1/", "http://[::1/", "http://\xC3\xA4/"}) {
    EXPECT_FALSE(parse_endpoint(url)) << url;
  }
}

TEST(WebhookRetries, WaitAsLongAsDocumentedAndThenNoMore) {
  EXPECT_EQ(retry_wait(1, 1), 1min);
  EXPECT_EQ(retry_wait(2, 1), 5min);
  EXPECT_EQ(retry_wait(3, 1), 30min);
  EXPECT_EQ(retry_wait(4, 1), 2h);
  EXPECT_EQ(retry_wait(5, 1), 6h);
  EXPECT_EQ(retry_wait(6, 1), std::nullopt);
}

TEST(WebhookRetries, AreScaled) {
  EXPECT_EQ(retry_wait(1, 0.001), 60ms);
  EXPECT_EQ(retry_wait(5, 0.00001), 216ms);
  EXPECT_EQ(retry_wait(1, 2), 2min);
  EXPECT_EQ(retry_wait(5, 0), 0ms);
  EXPECT_EQ(retry_wait(6, 0), std::nullopt);
}

TEST(DeliveryQueue, HandsOutWhatIsDueInTheOrderOfTheTimes) {
  const DeliveryQueue::Time now{1h};
  DeliveryQueue queue;
  queue.add({.event = 1}, now + 2s);
  queue.add({.event = 2}, now + 1s);
  queue.add({.event = 3}, now + 1s);
  EXPECT_EQ(queue.next(), now + 1s);
  EXPECT_FALSE(queue.take(now));
  EXPECT_EQ(queue.take(now + 1s).value().event, 2U);
  EXPECT_EQ(queue.take(now + 1s).value().event, 3U);
  EXPECT_FALSE(queue.take(now + 1s));
  EXPECT_EQ(queue.size(), 1U);
}

TEST(DeliveryQueue, HastensBothDeliveriesOfAnEventButNoRetry) {
  const DeliveryQueue::Time now{1h};
  DeliveryQueue queue;
  queue.add({.event = 1}, now + 1s);
  queue.add({.event = 1, .twin = true}, now + 1s);
  queue.add({.event = 1, .attempts = 1}, now + 1s);
  queue.add({.event = 2}, now + 1s);
  queue.hasten(1, now);
  EXPECT_EQ(queue.take(now).value().event, 1U);
  EXPECT_TRUE(queue.take(now).value().twin);
  EXPECT_FALSE(queue.take(now));
  EXPECT_EQ(queue.size(), 2U);
}

TEST(WebhookDice, FallTheSameForTheSameSeedAndHitAsOftenAsThePercentageSays) {
  const Dice dice(7);
  const Dice again(7);
  const Dice other(8);
  int hits = 0;
  int different = 0;
  for (std::size_t event = 1; event <= 1000; ++event) {
    const Delivery delivery{.event = event};
    const bool hit = dice.hit(Dice::Of::tamper, 30, delivery);
    hits += hit ? 1 : 0;
    different += hit != other.hit(Dice::Of::tamper, 30, delivery) ? 1 : 0;
    EXPECT_EQ(again.hit(Dice::Of::tamper, 30, delivery), hit);
    EXPECT_FALSE(dice.hit(Dice::Of::tamper, 0, delivery));
    EXPECT_TRUE(dice.hit(Dice::Of::tamper, 100, delivery));
  }
  EXPECT_NEAR(hits, 300, 60);
  EXPECT_GT(different, 200);
}

TEST(WebhookDice, FallAnewForEachAttemptTwinAndPurpose) {
  const Dice dice(1);
  int attempt = 0;
  int twin = 0;
  int purpose = 0;
  for (std::size_t event = 1; event <= 100; ++event) {
    const auto first = dice.pick(Dice::Of::tamper, 1000, {.event = event});
    attempt += dice.pick(Dice::Of::tamper, 1000, {.event = event, .attempts = 1}) == first ? 1 : 0;
    twin += dice.pick(Dice::Of::tamper, 1000, {.event = event, .twin = true}) == first ? 1 : 0;
    purpose += dice.pick(Dice::Of::reorder, 1000, {.event = event}) == first ? 1 : 0;
  }
  EXPECT_LT(attempt, 5);
  EXPECT_LT(twin, 5);
  EXPECT_LT(purpose, 5);
}

TEST(WebhookOptions, NameTheMemberThatCannotBe) {
  const auto begins = [](const sandbox::WebhookOptions& options, const std::string& member) {
    const auto mistake = sandbox::mistake_in(options);
    return mistake && mistake->starts_with(member + " must ");
  };
  EXPECT_EQ(sandbox::mistake_in({}), std::nullopt);
  EXPECT_TRUE(begins({.url = "https://a.example"}, "url"));
  EXPECT_TRUE(begins({.secrets = {}}, "secrets"));
  EXPECT_TRUE(begins({.secrets = {"a", ""}}, "secrets"));
  EXPECT_TRUE(begins({.retry_scale = -1}, "retry_scale"));
  EXPECT_TRUE(begins({.delay = -1ms}, "delay"));
  EXPECT_TRUE(begins({.duplicate = 101}, "duplicate"));
  EXPECT_TRUE(begins({.reorder = -1}, "reorder"));
  EXPECT_TRUE(begins({.tamper = 1000}, "tamper"));
}

}  // namespace
