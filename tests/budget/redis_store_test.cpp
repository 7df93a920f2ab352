// A budget in a real Redis, whatever becomes of the server.
#include "redis/redis_store.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "budget/namespaces.hpp"
#include "budget/promise.hpp"
#include "budget/redis_server.hpp"
#include "memory/fail_each_allocation.hpp"
#include "redis/script.hpp"
#include "ticket0/client.hpp"
#include "ticket0/error.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::RedisStore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

/// The script with the time of the test in place of the server's.
std::string script_by_a_key() {
  std::string script{detail::budget_script};
  const std::string_view clock = "redis.call('TIME')";
  return script.replace(script.find(clock), clock.size(), "{0, redis.call('GET', 'now')}");
}

/// The store's next answer that is one.
SlotOffer answer(BudgetStore& from, const BudgetTerms& terms) {
  for (;;)
    if (SlotOffer offer = from.take(terms, {.lease = 10s}); !offer.away) return offer;
}

class RedisStoreTest : public testing::Test {
 protected:
  explicit RedisStoreTest(std::vector<std::string> more = {}) : server_(std::move(more)) { set_time(); }
  [[nodiscard]] RedisBudgetOptions options() const {
    return {.unix_socket = server_.socket(), .timeout = 300ms};
  }
  [[nodiscard]] std::unique_ptr<RedisStore> store() const {
    return std::make_unique<RedisStore>(options(), script_by_a_key());
  }
  void set_time() const { server_.ask({"SET", "now", std::to_string(now_.count())}); }
  /// Moves the server's time.
  void advance(milliseconds by) {
    now_ += by;
    set_time();
  }
  static std::unique_ptr<BudgetSlot> take(BudgetStore& from, const BudgetTerms& terms, int leave_free = 0) {
    return from.take(terms, {.lease = 10s, .leave_free = leave_free}).slot;
  }
  static int take_all(BudgetStore& from, const BudgetTerms& terms) {
    int taken = 0;
    while (take(from, terms)) ++taken;
    return taken;
  }
  /// Until the server has heard of what nobody waits for.
  static void settle(BudgetStore& of, const BudgetTerms& terms) { (void)of.look(terms); }
  /// A server that has just started may have lost what it knew; the test goes on a period later.
  void past_the_start(BudgetStore& with) { past_the_start(with, terms_); }
  void past_the_start(BudgetStore& with, const BudgetTerms& terms) {
    (void)take(with, terms);
    advance(2min);
  }

  RedisServer server_;
  std::chrono::microseconds now_{std::chrono::hours{1'000}};
  BudgetTerms terms_{.scope = "acme", .requests = 5, .per = 60s};
};

TEST_F(RedisStoreTest, IsOneBudgetForAllWhoNameTheScope) {
  const auto a = store();
  const auto b = store();
  past_the_start(*a);
  auto one = take(*a, terms_);
  ASSERT_TRUE(one);
  EXPECT_EQ(take_all(*b, terms_), 4);
  const RateUsage usage = b->look(terms_);
  EXPECT_EQ(usage.used, 5);
  EXPECT_EQ(usage.free, 0);
  EXPECT_EQ(usage.next_in, 60'060ms);
  EXPECT_EQ(take_all(*b, {.scope = "another"}), 0) << "which the server may have lost";
  one->end();
  settle(*a, terms_);
  advance(61s);
  EXPECT_EQ(take_all(*b, terms_), 1);
}

TEST_F(RedisStoreTest, HoldsItsPromiseWhateverItsUsersDo) {
  const auto own = store();
  past_the_start(*own);
  for (unsigned seed = 0; seed < 20; ++seed) {
    Promise{*own, [this](auto by) { advance(by); }, seed}.check("of " + std::to_string(seed), 150);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST_F(RedisStoreTest, ASlotThatNobodyEndsIsFreeAPeriodAfterItsLease) {
  const auto own = store();
  past_the_start(*own);
  EXPECT_EQ(take_all(*own, terms_), 5);
  advance(70s);
  EXPECT_EQ(take_all(*own, terms_), 0);
  advance(1s);
  EXPECT_EQ(take_all(*own, terms_), 5);
}

TEST_F(RedisStoreTest, AConfirmedSlotIsHeldFromThenAndALostOneIsNot) {
  const auto own = store();
  past_the_start(*own);
  auto kept = take(*own, terms_);
  auto lost = take(*own, terms_);
  advance(65s);
  EXPECT_TRUE(kept->confirm(10s, {}));
  advance(10s);
  EXPECT_FALSE(lost->confirm(10s, {}));
  EXPECT_TRUE(kept->confirm(10s, {}));
  lost->end();
  settle(*own, terms_);
  EXPECT_EQ(own->look(terms_).used, 1) << "nothing was sent with the lost one";
}

TEST_F(RedisStoreTest, ARenewedSlotIsHeldFromThen) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  advance(8s);
  slot->renew(10s);
  settle(*own, terms_);
  advance(69s);
  EXPECT_EQ(own->look(terms_).used, 1);
  advance(2s);
  EXPECT_EQ(own->look(terms_).used, 0);
}

TEST_F(RedisStoreTest, ARequestThatIsUnderWayWhenTheServerLosesItsDataCountsFromItsRenewal) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  EXPECT_TRUE(slot->confirm(60s, {}));
  server_.kill();
  server_.start();
  set_time();
  EXPECT_FALSE(answer(*own, terms_).slot);
  slot->renew(60s);
  settle(*own, terms_);
  advance(90s);
  EXPECT_EQ(take_all(*store(), terms_), 4);
}

TEST_F(RedisStoreTest, ABudgetIsForOnePeriod) {
  const auto own = store();
  past_the_start(*own);
  (void)take(*own, terms_);
  const auto other = store();
  try {
    (void)take(*other, {.scope = "acme", .requests = 5, .per = 30s});
    ADD_FAILURE();
  } catch (const ConfigError& e) {
    EXPECT_STREQ(e.what(),
                 "RateLimit.store: the budget ticket0:budget:acme is for a period of 60000 ms, but "
                 "RateLimit.per is 30000 ms");
  }
  EXPECT_EQ(own->look(terms_).used, 1);
}

TEST_F(RedisStoreTest, AClientWithAnotherPeriodIsRefusedAndTheOthersGoOn) {
  const auto shared = redis_budget(options());
  const auto client = [&](const char* scope, milliseconds per) {
    return Client{{.api_key = Secret{"t0_test"},
                   .rate_limit = RateLimit{.requests = 5, .per = per, .scope = scope, .store = shared}}};
  };
  const Client right = client("acme", 60s);
  try {
    (void)client("acme", 90s);
    ADD_FAILURE();
  } catch (const ConfigError& e) {
    EXPECT_STREQ(e.what(),
                 "RateLimit.per is 90000 ms, but the budget ticket0:budget:acme is for a period of 60000 ms: "
                 "that of the first client with this RateLimit.store");
  }
  (void)right.rate_usage();
  EXPECT_THAT(server_.ask({"ZSCORE", "ticket0:budget:acme", "per"}), HasSubstr("-60060000"))
      << "the right one";
  (void)client("acme", 60s);
  (void)client("another", 90s);
}

/// From a server that does not run the script that it was given.
TEST_F(RedisStoreTest, AReplyThatIsNotTheScriptsGrantsNothing) {
  for (const char* script :
       {"return {1}", "return {0, 5, 1}", "return {}", "return 'text'", "return false", "return 1"}) {
    RedisStore own{options(), script};
    const SlotOffer offer = own.take(terms_, {.lease = 10s});
    EXPECT_FALSE(offer.slot) << script;
    EXPECT_TRUE(offer.away) << script;
    EXPECT_EQ(own.look(terms_).used, 0) << script;
  }
  RedisStore own{options(), "return {0, 9223372036854775807, -9223372036854775807, 0}"};
  EXPECT_FALSE(own.take(terms_, {.lease = 10s}).slot);
  EXPECT_EQ(own.look(terms_).used, 0);
}

/// NOSCRIPT to the digest is followed by the script itself; to that, it is an error like any other.
TEST_F(RedisStoreTest, AServerThatRefusesACommandIsLeftAloneForAWhile) {
  for (const std::string error : {"MISCONF cannot write", "NOSCRIPT of none"}) {
    RedisStore own{options(), "return redis.error_reply('" + error + "')"};
    const SlotOffer offer = own.take(terms_, {.lease = 10s});
    EXPECT_TRUE(offer.away) << error;
    EXPECT_GT(offer.free_in, 200ms) << error;
    EXPECT_LE(offer.free_in, 250ms) << error;
  }
}

TEST_F(RedisStoreTest, WithoutMemoryASlotIsNotConfirmedAndNothingElseHappens) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  int confirmed = 0;
  EXPECT_GT(heap::fail_each_allocation_of([&] { confirmed += slot->confirm(10s, {}) ? 1 : 0; }), 0U);
  EXPECT_EQ(confirmed, 1) << "the last time, when no allocation fails";
  heap::fail_each_allocation_of([&] { slot->renew(10s); });
  heap::fail_each_allocation_of([&] { slot->end(); });
  heap::fail_each_allocation_of([&] { own->pause(terms_, 1s); });
  EXPECT_EQ(own->look(terms_).used, 1);
}

TEST_F(RedisStoreTest, AnExceptionOnTheThreadOfTheConnectionCostsTheConnectionAlone) {
  detail::RedisLink link{options(), "return {1, 2, 3, 4}"};
  const auto now = steady_clock::now();
  const auto failed = link.run({.key = "key",
                                .takes = true,
                                .arguments = [](const auto&) -> std::vector<std::string> {
                                  throw std::runtime_error{"no random device"};
                                }},
                               now + 10s, {});
  EXPECT_EQ(failed.error, "no memory");
  detail::RedisLink::Result result;
  while (result.values.empty())
    result = link.run({.key = "key", .arguments = [](const auto&) { return std::vector<std::string>{}; }},
                      now + 10s, {});
  EXPECT_THAT(result.values, testing::ElementsAre(1, 2, 3, 4));
}

/// INFO names whole seconds, of which the last need not be over.
TEST(RedisUptime, IsNeverMoreThanTheServersOwn) {
  const auto before = steady_clock::now();
  const RedisServer server;
  while (server.ask({"INFO", "server"}).find("uptime_in_seconds:0") != std::string::npos)
    std::this_thread::yield();
  std::string why;
  const detail::Wakeup never;
  const std::atomic<bool> stopped{false};
  const auto connection = detail::RedisConnection::open({.unix_socket = server.socket()}, "", "return 1", {},
                                                        never, stopped, why);
  ASSERT_TRUE(connection) << why;
  EXPECT_LE(connection->uptime(), steady_clock::now() - before);
}

TEST_F(RedisStoreTest, LeavesSlotsFreeIfItIsTold) {
  const auto own = store();
  past_the_start(*own);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(take(*own, terms_, 2)) << i;
  EXPECT_FALSE(take(*own, terms_, 2));
  EXPECT_EQ(take_all(*own, terms_), 2);
}

TEST_F(RedisStoreTest, PausesForAllAndThenStartsSlowly) {
  const auto a = store();
  const auto b = store();
  past_the_start(*a);
  const BudgetTerms many{.scope = "acme", .requests = 60};
  a->pause(many, 10s);
  settle(*a, many);
  std::vector<int> granted;
  for (int second = 0; second < 16; ++second, advance(1s))
    granted.push_back(take_all(second % 2 == 0 ? *a : *b, many));
  EXPECT_THAT(granted, testing::ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 29));
}

TEST_F(RedisStoreTest, TheKeyHasNoEndAndHoldsNoKeyOfTheService) {
  const auto own = store();
  past_the_start(*own);
  EXPECT_EQ(server_.ask({"TTL", "ticket0:budget:acme"}), "-1");
  EXPECT_EQ(server_.ask({"DBSIZE"}), "2") << "the budget, and the test's time";
}

TEST_F(RedisStoreTest, WantsAScope) {
  try {
    const Client client{
        {.api_key = Secret{"t0_test"}, .rate_limit = RateLimit{.store = redis_budget(options())}}};
    ADD_FAILURE();
  } catch (const ConfigError& e) {
    EXPECT_THAT(e.what(), HasSubstr("RateLimit.scope must name the budget"));
  }
}

TEST_F(RedisStoreTest, AScriptThatTheServerForgotIsSentAgain) {
  const auto own = store();
  past_the_start(*own);
  server_.ask({"SCRIPT", "FLUSH"});
  EXPECT_EQ(take_all(*own, terms_), 5);
}

TEST_F(RedisStoreTest, AServerThatHasJustStartedGrantsNothingForAPeriod) {
  const auto own = store();
  EXPECT_FALSE(take(*own, terms_));
  advance(58s);
  EXPECT_FALSE(take(*own, terms_));
  advance(3s);
  EXPECT_EQ(take_all(*own, terms_), 5);
}

TEST_F(RedisStoreTest, ARestartWithoutItsDataPausesForAPeriod) {
  const auto own = store();
  past_the_start(*own);
  EXPECT_EQ(take_all(*own, terms_), 5);
  server_.kill();
  server_.start();
  set_time();
  const SlotOffer offer = answer(*own, terms_);
  EXPECT_FALSE(offer.slot);
  EXPECT_GT(offer.free_in, 58s);
  const auto fresh = store();  // a process that knows of nothing
  advance(59s);
  EXPECT_EQ(take_all(*fresh, terms_), 0);
  advance(2s);
  EXPECT_EQ(take_all(*fresh, terms_), 5);
}

TEST_F(RedisStoreTest, ASlotFromBeforeARestartIsLost) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  server_.ask({"SAVE"});
  server_.kill();
  server_.start();
  EXPECT_FALSE(slot->confirm(10s, {}));
}

TEST_F(RedisStoreTest, OldDataThatIsRestoredPausesForAPeriod) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  server_.ask({"SAVE"});
  EXPECT_EQ(take_all(*own, terms_), 4) << "these are not in the file";
  server_.kill();
  server_.start();
  advance(1h);
  const auto fresh = store();  // a process that knows of nothing
  EXPECT_FALSE(answer(*fresh, terms_).slot);
  advance(59s);
  EXPECT_EQ(take_all(*fresh, terms_), 0);
  advance(2s);
  EXPECT_EQ(take_all(*fresh, terms_), 5);
}

/// A control: the tests above can fail.
TEST_F(RedisStoreTest, WithoutTheServersIdentityARestartLetsTooManyThrough) {
  std::string script = script_by_a_key();
  const std::string_view run = "'run:' .. ARGV[7]";
  const std::string_view hold = "if hold > 0 then held";
  script.replace(script.find(run), run.size(), "'run:any'");
  script.replace(script.find(hold), hold.size(), "if false then held");
  RedisStore own{options(), script};
  past_the_start(own);
  (void)own.take(terms_, {.lease = 10s});
  server_.ask({"SAVE"});
  EXPECT_EQ(take_all(own, terms_), 4);
  server_.kill();
  server_.start();
  EXPECT_TRUE(answer(own, terms_).slot) << "the sixth";
}

TEST_F(RedisStoreTest, CallsWaitForAServerThatIsAway) {
  const auto own = store();
  past_the_start(*own);
  (void)take(*own, terms_);
  EXPECT_EQ(own->look(terms_).used, 1);
  server_.kill();
  SlotOffer offer = own->take(terms_, {.lease = 10s});
  EXPECT_FALSE(offer.slot);
  EXPECT_TRUE(offer.away);
  EXPECT_GT(offer.free_in, 0ms);
  EXPECT_LE(offer.free_in, 2s);
  EXPECT_EQ(own->look(terms_).used, 1) << "the last that is known";
}

class RedisStoreAway : public RedisStoreTest {};

TEST_F(RedisStoreAway, ACancelledCallAndADeadlineEndAtOnceThoughTheServerIsFrozen) {
  const auto own = store();
  past_the_start(*own);
  server_.freeze();
  CancelSource stop;
  std::thread later{[&] {
    std::this_thread::yield();
    stop.cancel();
  }};
  const auto begun = steady_clock::now();
  EXPECT_FALSE(own->take(terms_, {.lease = 10s, .cancel = stop.token()}).slot);
  later.join();
  EXPECT_FALSE(own->take(terms_, {.lease = 10s, .until = steady_clock::now() + 20ms}).slot);
  EXPECT_LT(steady_clock::now() - begun, 250ms) << "less than the time that a response may take";
  server_.thaw();
}

TEST_F(RedisStoreAway, WhatTimedOutAndIsDoneLaterTakesNoSlots) {
  const auto own = store();
  past_the_start(*own);
  server_.freeze();
  for (int i = 0; i < 3; ++i)
    EXPECT_FALSE(own->take(terms_, {.lease = 10s, .until = steady_clock::now() + 10ms}).slot);
  EXPECT_TRUE(own->take(terms_, {.lease = 10s}).away);
  server_.thaw();
  ASSERT_TRUE(answer(*own, terms_).slot);
  EXPECT_EQ(take_all(*own, terms_), 4);
  EXPECT_THAT(server_.ask({"INFO", "commandstats"}), HasSubstr("cmdstat_zrem:calls=1,"));
}

TEST_F(RedisStoreAway, AConfirmationIsNotWaitedForLongerThanItsLease) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  server_.freeze();
  const auto begun = steady_clock::now();
  EXPECT_FALSE(slot->confirm(50ms, {}));
  EXPECT_LT(steady_clock::now() - begun, 250ms) << "less than the time that a response may take";
  server_.thaw();
}

/// No member of a slot may be left by pthread_cancel(), which ends a program in a noexcept function.
TEST_F(RedisStoreAway, AThreadThatIsCancelledEndsAfterTheConfirmation) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  server_.freeze();
  std::atomic<bool> is_back{false};
  std::thread{[&] {
    pthread_cancel(pthread_self());
    (void)slot->confirm(20ms, {});
    slot->renew(1s);
    slot->end();
    own->pause(terms_, 1s);
    is_back = true;
  }}.join();
  EXPECT_TRUE(is_back);
  server_.thaw();
}

TEST_F(RedisStoreAway, ACancelledThreadLeavesNoSlotTaken) {
  const auto own = store();
  past_the_start(*own);
  server_.freeze();
  std::thread{[&] {
    pthread_cancel(pthread_self());
    (void)take(*own, terms_);
  }}.join();
  server_.thaw();
  ASSERT_TRUE(answer(*own, terms_).slot);
  EXPECT_EQ(take_all(*own, terms_), 4);
}

TEST_F(RedisStoreAway, AFrozenServerConfirmsNothing) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  server_.freeze();
  EXPECT_FALSE(slot->confirm(10s, {}));
  slot->end();
  server_.thaw();
  ASSERT_TRUE(answer(*own, terms_).slot);
  EXPECT_EQ(take_all(*own, terms_), 4) << "the one that was lost does not count";
}

TEST_F(RedisStoreAway, AServerThatPausesItsClientsIsWaitedFor) {
  const auto own = store();
  past_the_start(*own);
  server_.ask({"CLIENT", "PAUSE", "100", "ALL"});
  EXPECT_TRUE(answer(*own, terms_).slot);
}

TEST_F(RedisStoreAway, WithAShareOfItsOwnAProcessSpendsItAPeriodAfterTheLastResponse) {
  RedisBudgetOptions with_share = options();
  with_share.share_when_away = 2;
  RedisStore own{with_share, script_by_a_key()};
  const BudgetTerms quick{.scope = "quick", .requests = 5, .per = 200ms};
  past_the_start(own, quick);
  const auto before = steady_clock::now();
  EXPECT_EQ(take_all(own, quick), 5);
  server_.kill();
  std::vector<std::unique_ptr<BudgetSlot>> slots;
  while (slots.size() < 2) {
    auto offer = own.take(quick, {.lease = 10s});
    if (offer.slot) slots.push_back(std::move(offer.slot));
  }
  EXPECT_GE(steady_clock::now() - before, 200ms);
  EXPECT_FALSE(own.take(quick, {.lease = 10s}).slot) << "no more than its share";
  EXPECT_TRUE(slots[0]->confirm(10s, {}));
  server_.start();
  set_time();
  while (!own.take(quick, {.lease = 10s}).slot) advance(1ms);
  EXPECT_EQ(take_all(own, quick), 2) << "of five, two are still its own";
}

TEST_F(RedisStoreTest, AForkedChildHasAConnectionOfItsOwn) {
  const auto own = store();
  past_the_start(*own);
  auto slot = take(*own, terms_);
  const pid_t child = fork();
  if (child == 0) _exit(take_all(*own, terms_));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 4);
  EXPECT_TRUE(slot->confirm(10s, {}));
}

TEST_F(RedisStoreTest, ItsDescriptorsAreNotInherited) {
  const auto open = [] {
    std::vector<int> all;
    for (int each = 0; each < 256; ++each)
      if (fcntl(each, F_GETFD) >= 0) all.push_back(each);
    return all;
  };
  const auto before = open();
  const auto own = store();
  past_the_start(*own);
  for (const int each : open()) {
    const bool is_new = std::find(before.begin(), before.end(), each) == before.end();
    EXPECT_TRUE(!is_new || (fcntl(each, F_GETFD) & FD_CLOEXEC) != 0) << each;
  }
}

class RedisStoreOfAPickyServer : public RedisStoreTest {
 protected:
  explicit RedisStoreOfAPickyServer(std::vector<std::string> more) : RedisStoreTest(std::move(more)) {}
  [[nodiscard]] static std::string refusal(const RedisBudgetOptions& with) {
    RedisStore own{with, script_by_a_key()};
    try {
      (void)own.take({.scope = "acme"}, {.lease = 10s});
    } catch (const ConfigError& e) {
      return e.what();
    }
    return {};
  }
};
class RedisStoreOfAServerThatForgets : public RedisStoreOfAPickyServer {
 protected:
  RedisStoreOfAServerThatForgets() : RedisStoreOfAPickyServer({"--maxmemory-policy", "allkeys-lru"}) {}
};
TEST_F(RedisStoreOfAServerThatForgets, IsRefused) {
  EXPECT_THAT(refusal(options()), HasSubstr("maxmemory-policy is allkeys-lru"));
}
class RedisStoreOfAPlainServer : public RedisStoreOfAPickyServer {
 protected:
  RedisStoreOfAPlainServer() : RedisStoreOfAPickyServer({}) {}
};
TEST_F(RedisStoreOfAPlainServer, IsRefusedIfTheKeyIsAnothersAndItsWordsAreOneLine) {
  server_.ask({"SET", "ticket0:budget:acme", "text"});
  EXPECT_THAT(refusal(options()), HasSubstr("WRONGTYPE"));
  RedisStore own{options(), "return redis.error_reply('NOPERM a\27[1mb')"};
  try {
    (void)take(own, terms_);
    ADD_FAILURE();
  } catch (const ConfigError& e) {
    EXPECT_STREQ(e.what(), "RateLimit.store: Redis cannot keep the budget: NOPERM a [1mb");
  }
}
class RedisStoreWithAPassword : public RedisStoreOfAPickyServer {
 protected:
  RedisStoreWithAPassword() : RedisStoreOfAPickyServer({"--requirepass", "swordfish"}) {}
};
TEST_F(RedisStoreWithAPassword, TellsWhatIsWrongAndNotThePassword) {
  RedisBudgetOptions with = options();
  EXPECT_THAT(refusal(with), HasSubstr("NOAUTH"));
  with.password = Secret{"guppy"};
  EXPECT_THAT(refusal(with), testing::AllOf(HasSubstr("WRONGPASS"), testing::Not(HasSubstr("guppy"))));
  with.password = Secret{"swordfish"};
  EXPECT_EQ(refusal(with), "");
}

TEST(RedisBudgetOptionsTest, AreCheckedAtOnce) {
  const auto refusal = [](RedisBudgetOptions options) -> std::string {
    try {
      (void)redis_budget(std::move(options));
    } catch (const ConfigError& e) {
      return e.what();
    }
    return {};
  };
  EXPECT_THAT(refusal({.host = ""}), HasSubstr("RedisBudgetOptions.host"));
  EXPECT_THAT(refusal({.port = 0}), HasSubstr("RedisBudgetOptions.port"));
  EXPECT_THAT(refusal({.timeout = 1ms}), HasSubstr("RedisBudgetOptions.timeout"));
  EXPECT_THAT(refusal({.share_when_away = -1}), HasSubstr("RedisBudgetOptions.share_when_away"));
  EXPECT_THAT(refusal({.user = Secret{"u"}}), HasSubstr("needs a password"));
  EXPECT_THAT(refusal({.host = "redis.example", .password = Secret{"hunter2"}}),
              testing::AllOf(HasSubstr("unencrypted"), testing::Not(HasSubstr("hunter2"))));
  EXPECT_EQ(refusal({.host = "redis.example", .password = Secret{"p"}, .allow_plaintext = true}), "");
  EXPECT_EQ(refusal({.host = "localhost", .password = Secret{"p"}}), "");
  EXPECT_EQ(refusal({.unix_socket = "/run/redis", .password = Secret{"p"}}), "");
  EXPECT_EQ(refusal({.host = "127.0.0.2", .password = Secret{"p"}}), "");
  EXPECT_EQ(refusal({.host = "::1", .password = Secret{"p"}}), "");
  EXPECT_THAT(refusal({.host = "127.redis.example", .password = Secret{"p"}}), HasSubstr("unencrypted"));
  EXPECT_THAT(refusal({.unix_socket = std::string(108, 'x')}),
              HasSubstr("RedisBudgetOptions.unix_socket must have at most 107 characters"));
}

TEST(RedisBudgetOptionsTest, APasswordIsNotSentIfLocalhostIsAnotherMachine) {
  std::string why;
  const detail::Wakeup never;
  const std::atomic<bool> stopped{false};
  EXPECT_FALSE(detail::RedisConnection::open({.host = "localhost", .password = Secret{"hunter2"}},
                                             "192.0.2.1", "return 1", {}, never, stopped, why));
  EXPECT_THAT(why, testing::AllOf(HasSubstr("unencrypted"), HasSubstr("localhost is 192.0.2.1"),
                                  testing::Not(HasSubstr("hunter2"))));
  EXPECT_TRUE(detail::is_permanent(why));
}

TEST(RedisAddress, IsLookedUpByName) {
  std::string why;
  const auto soon = steady_clock::now() + 10s;
  EXPECT_THAT(detail::addresses_of("192.0.2.1", soon, why), testing::ElementsAre("192.0.2.1"));
  EXPECT_THAT(detail::addresses_of("::1", soon, why), testing::ElementsAre("::1"));
  EXPECT_EQ(why, "");
  EXPECT_THAT(detail::addresses_of("localhost", soon, why),
              testing::Contains(testing::AnyOf("127.0.0.1", "::1")));
  EXPECT_THAT(detail::addresses_of("no.such.host.invalid", soon, why), testing::IsEmpty());
  EXPECT_THAT(why, HasSubstr("the name of the host cannot be looked up: "));
}

#ifdef __linux__
/// A port of this machine that nobody listens on.
int free_port() {
  const int any = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  void* const untyped = &address;
  const bool has_one = bind(any, static_cast<sockaddr*>(untyped), size) == 0 &&
                       getsockname(any, static_cast<sockaddr*>(untyped), &size) == 0;
  close(any);
  return has_one ? ntohs(address.sin_port) : 0;
}

TEST(RedisAddress, EachOfANameIsTried_needs_a_mount_namespace) {
  const int port = free_port();
  const RedisServer server{
      {"--port", std::to_string(port), "--bind", "127.0.0.2"}};  // the system tries 127.0.0.1 first
  std::ofstream{server.file("hosts")} << "127.0.0.2 two.test\n127.0.0.1 two.test\n";
  const int status = in_a_child([&] {
    if (!unshare_as_root(CLONE_NEWNS) ||
        mount(server.file("hosts").c_str(), "/etc/hosts", nullptr, MS_BIND, nullptr) != 0)
      return no_namespace;
    RedisStore own{{.host = "two.test", .port = port}, std::string{detail::budget_script}};
    for (const auto until = steady_clock::now() + 20s; steady_clock::now() < until; std::this_thread::yield())
      if (!own.take({.scope = "acme"}, {.lease = 10s}).away) return 0;
    return 1;
  });
  if (status == no_namespace) GTEST_SKIP() << "this system makes no mount namespace";
  EXPECT_EQ(status, 0);
}
#endif

}  // namespace
