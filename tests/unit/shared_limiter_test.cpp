// Which clients spend one budget, and how long it is remembered.
#include "limiter/shared_limiter.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <future>

#include "support.hpp"
#include "ticket0/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::budget_key;
using detail::BudgetKey;
using detail::Lane;
using detail::Limiter;
using detail::SharedLimiter;

constexpr std::string_view base = "https://app.ticket0.ai/api/v1";

ClientOptions with_key(const char* key, const char* scope = "") {
  return {.api_key = Secret{key}, .rate_limit = {.scope = scope}};
}

TEST(BudgetKey, IsTheSameForTheSameServiceAndKeyOrScope) {
  EXPECT_EQ(budget_key(with_key("t0_a"), base), budget_key(with_key("t0_a"), base));
  EXPECT_NE(budget_key(with_key("t0_a"), base), budget_key(with_key("t0_b"), base));
  EXPECT_NE(budget_key(with_key("t0_a"), base), budget_key(with_key("t0_a"), "https://localhost"));
  EXPECT_EQ(budget_key(with_key("t0_a", "acme"), base), budget_key(with_key("t0_b", "acme"), base));
  EXPECT_NE(budget_key(with_key("t0_a", "acme"), base), budget_key(with_key("t0_a", "other"), base));
  EXPECT_NE(budget_key(with_key("t0_a", "acme"), base), budget_key(with_key("t0_a"), base));
  EXPECT_NE(budget_key(with_key("t0_a", "acme"), base), budget_key(with_key("t0_a", "acme"), "https://x"));
}

TEST(BudgetKey, HoldsNoKeyOfTheService) {
  EXPECT_EQ(budget_key(with_key("t0_canary"), base)->scope.find("canary"), std::string::npos);
}

TEST(BudgetKey, OfAScopeIsNeverThatOfAKey) {
  const std::string of_key = budget_key(with_key("t0_a"), base)->scope;
  EXPECT_NE(budget_key(with_key("t0_a", of_key.c_str()), base)->scope, of_key);
}

struct Deaf final : Transport {
  explicit Deaf(Budget budget) : Transport(budget) {}
  HttpResponse send(const HttpRequest&, const SendContext&) override { return {}; }
};

TEST(BudgetKey, IsTheSameWhateverTheTransportAndDiffersByTheClock) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  ClientOptions options = with_key("t0_a");
  options.transport = std::make_shared<Deaf>(Budget::shared);
  EXPECT_EQ(budget_key(options, base), budget_key(with_key("t0_a"), base));
  options.clock = clock;
  EXPECT_EQ(budget_key(options, base)->clock, clock.get());
}

TEST(BudgetKey, IsNoneForAStandInWithoutAScope) {
  ClientOptions options = with_key("t0_a");
  options.transport = std::make_shared<Deaf>(Budget::own);
  EXPECT_EQ(budget_key(options, base), std::nullopt);
  options.rate_limit.scope = "acme";
  EXPECT_EQ(budget_key(options, base), budget_key(with_key("t0_b", "acme"), base));
}

class Shared : public testing::Test {
 protected:
  [[nodiscard]] SharedLimiter client(const std::string& scope, int requests = 60,
                                     std::chrono::milliseconds per = 60s) const {
    return SharedLimiter{BudgetKey{.base_url = "https://x", .scope = scope, .clock = clock_.get()},
                         {.requests = requests, .per = per},
                         clock_};
  }
  void spend(const SharedLimiter& client, int count) const {
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(client.get().take(Lane::direct, clock_->now(), false, {}, {}).result,
                Limiter::Result::granted);
  }
  std::shared_ptr<fakes::ManualClock> clock_ = std::make_shared<fakes::ManualClock>();
};

TEST_F(Shared, IsOneForAKeyAndAnotherForAnother) {
  const SharedLimiter a = client("a");
  EXPECT_EQ(&a.get(), &a.get());
  EXPECT_EQ(&a.get(), &client("a").get());
  EXPECT_NE(&a.get(), &client("b").get());
  EXPECT_NE(&a.get(), &SharedLimiter(BudgetKey{.base_url = "https://x", .scope = "a"}, {}, clock_).get());
}

TEST_F(Shared, WithoutAKeyIsTheClientsOwn) {
  const SharedLimiter one{std::nullopt, {}, clock_};
  const SharedLimiter other{std::nullopt, {}, clock_};
  EXPECT_EQ(&one.get(), &one.get());
  EXPECT_NE(&one.get(), &other.get());
}

TEST_F(Shared, TakesTheFewerRequestsAndTheLongerPeriodOfItsClients) {
  const SharedLimiter large = client("a", 60, 10s);
  spend(large, 30);
  {
    const SharedLimiter small = client("a", 20, 5s);
    EXPECT_EQ(large.get().usage().free, 0);
    EXPECT_EQ(large.get().usage().used, 30);
    clock_->advance(5s);
    EXPECT_EQ(large.get().usage().used, 30) << "the period is still 10 s";
    const SharedLimiter slow = client("a", 100, 1min);
    clock_->advance(50s);
    EXPECT_EQ(large.get().usage().used, 30);
  }
  clock_->advance(5s);
  EXPECT_EQ(large.get().usage().free, 20) << "it holds, though who asked for it is gone";
}

TEST_F(Shared, IsKeptUntilAPeriodAfterItsLastSlotThoughNobodyHoldsIt) {
  { spend(client("a"), 30); }
  clock_->advance(59'999ms);
  { EXPECT_EQ(client("a", 40).get().usage().used, 30); }
  (void)client("b");  // others come and go
  EXPECT_EQ(client("a").get().usage().free, 10) << "its size as well";
  clock_->advance(1ms);
  EXPECT_EQ(client("a").get().usage().free, 60) << "after that it is as if it had never been";
}

TEST_F(Shared, IsFoundUnderAKeyThatReplacedItsOwnAndForgottenUnderBoth) {
  const auto limiter_of = [&](const char* key) {
    ClientOptions options = with_key(key);
    options.clock = clock_;
    return SharedLimiter{budget_key(options, base), {}, clock_};
  };
  const SharedLimiter third = limiter_of("t0_third");
  {
    const SharedLimiter rotated = limiter_of("t0_old");
    spend(rotated, 3);
    rotated.also_for("t0_new");
    EXPECT_EQ(&limiter_of("t0_new").get(), &rotated.get());
    rotated.also_for("t0_third");
    EXPECT_EQ(&limiter_of("t0_third").get(), &third.get()) << "that has one already";
  }
  EXPECT_EQ(limiter_of("t0_new").get().usage().used, 3);
  clock_->advance(60s);
  EXPECT_EQ(limiter_of("t0_old").get().usage().used, 0);
  spend(limiter_of("t0_old"), 1);
  EXPECT_EQ(limiter_of("t0_new").get().usage().used, 0) << "neither is kept for the other";
}

TEST_F(Shared, OfAScopeIsNotFoundUnderAKey) {
  const SharedLimiter scoped = client("a");
  scoped.also_for("t0_key");
  BudgetKey by_key = *budget_key(with_key("t0_key"), "https://x");
  by_key.clock = clock_.get();
  EXPECT_NE(&SharedLimiter(by_key, {}, clock_).get(), &scoped.get());
}

/// The tests of a program may make any number of clocks that nobody moves.
TEST_F(Shared, GoesWithAClockThatNobodyElseHas) {
  std::weak_ptr<Clock> gone;
  {
    const auto clock = std::make_shared<fakes::ManualClock>();
    gone = clock;
    const SharedLimiter limiter{BudgetKey{.base_url = "https://x", .clock = clock.get()}, {}, clock};
    spend(limiter, 1);
  }
  (void)client("a");
  EXPECT_TRUE(gone.expired());
}

TEST_F(Shared, IsKeptThroughAPause) {
  { client("a").get().pause(clock_->now() + 5min); }
  clock_->advance(4min);
  EXPECT_EQ(client("a").get().usage().next_in, 1min);
}

TEST_F(Shared, IsKeptWhileAClientHoldsItThoughItIsIdle) {
  const SharedLimiter held = client("a", 7);
  clock_->advance(24h);
  EXPECT_EQ(&client("a").get(), &held.get());
  EXPECT_EQ(client("a").get().usage().free, 7);
}

/// Somebody's own, whose destructor makes a client.
struct ClockWithALastWish final : Clock {
  explicit ClockWithALastWish(std::function<void()> wish) : last_wish(std::move(wish)) {}
  ~ClockWithALastWish() override { last_wish(); }
  std::chrono::steady_clock::time_point now() noexcept override { return {}; }
  std::chrono::system_clock::time_point wall() noexcept override { return {}; }
  bool wait_until(std::chrono::steady_clock::time_point, const CancelToken&) override { return true; }
  std::function<void()> last_wish;
};

TEST_F(Shared, IsForgottenWithoutTheLockThatNewClientsNeed) {
  std::future<void> made;
  {
    ClientOptions options = with_key("t0_a", "last wish");
    options.clock = std::make_shared<ClockWithALastWish>([&] {
      made = std::async(std::launch::async, [&] { (void)client("made by a destructor"); });
      EXPECT_EQ(made.wait_for(10s), std::future_status::ready);
    });
    const SharedLimiter only{budget_key(options, base), {}, options.clock};
  }
  EXPECT_FALSE(made.valid()) << "it is remembered";
  (void)client("b");
  EXPECT_TRUE(made.valid()) << "and forgotten";
}

TEST_F(Shared, OfAForkedChildIsEmptyAndItsParentsStays) {
  const SharedLimiter own{std::nullopt, {}, clock_};
  const SharedLimiter shared = client("fork");
  spend(own, 10);
  spend(shared, 10);
  const Limiter::Admission running = shared.get().take(Lane::direct, clock_->now(), false, {}, {});
  const pid_t child = fork();
  if (child == 0) {
    const auto used = [](const SharedLimiter& of) { return of.get().usage().used; };
    const bool were_empty = used(own) == 0 && used(shared) == 0;
    spend(shared, 3);
    const bool is_one = &shared.get() == &client("fork").get();
    _exit(were_empty && used(shared) == 3 && used(own) == 0 && is_one ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(own.get().usage().used, 10);
  EXPECT_EQ(shared.get().usage().used, 11);
}

}  // namespace
