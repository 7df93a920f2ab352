// A call whose slot other processes share: it is confirmed just before the bytes, renewed, and given up if it
// was lost.
#include "engine/call_script.hpp"
#include "ticket0/budget.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// Writes down what becomes of its slots.
class NotingStore final : public BudgetStore {
 public:
  class Slot final : public BudgetSlot {
   public:
    explicit Slot(NotingStore& of) : store_(of) {}
    bool confirm(milliseconds lease, const CancelToken&) noexcept override {
      store_.note("confirm", lease);
      return store_.lost-- <= 0;
    }
    void renew(milliseconds lease) noexcept override { store_.note("renew", lease); }
    void end() noexcept override { store_.note("end"); }

   private:
    NotingStore& store_;
  };
  SlotOffer take(const BudgetTerms&, const SlotRequest& request) override {
    if (away) return {.free_in = 1s, .away = true};
    note("take", request.lease);
    return {.slot = std::make_unique<Slot>(*this)};
  }
  void pause(const BudgetTerms&, milliseconds time) noexcept override { note("pause", time); }
  RateUsage look(const BudgetTerms&) override { return {}; }
  void note(std::string what, std::optional<milliseconds> time = {}) {
    if (time) what += " " + std::to_string(time->count());
    notes.push_back(std::move(what));
  }

  int lost{0};  // slots, before one is confirmed
  bool away{false};
  std::vector<std::string> notes{};
};

/// One that says when the bytes leave, and tells of every second.
class HonestTransport final : public Transport {
 public:
  HonestTransport(std::shared_ptr<Transport> next, std::shared_ptr<fakes::ManualClock> clock)
      : Transport(Budget::own), next_(std::move(next)), clock_(std::move(clock)) {}
  HttpResponse send(const HttpRequest& request, const SendContext& context) override {
    if (context.before_bytes && !context.before_bytes()) throw std::runtime_error{"stopped"};
    for (int second = 0; second < seconds; ++second) {
      clock_->advance(1s);
      if (context.each_second) context.each_second();
    }
    return next_->send(request, context);
  }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return true; }
  int seconds{0};

 private:
  std::shared_ptr<Transport> next_;
  std::shared_ptr<fakes::ManualClock> clock_;
};

class SharedBudget : public ScriptedTest {
 protected:
  SharedBudget() { own_.rate_limit.store = store_; }
  std::shared_ptr<NotingStore> store_ = std::make_shared<NotingStore>();
};

TEST_F(SharedBudget, ConfirmsASlotJustBeforeTheBytesAndEndsItAfterTheResponse) {
  script_->answer(200, good, {}, 2s);
  script_->on_send = [this] { store_->note("bytes"); };
  (void)client().tickets().get(id_);
  EXPECT_THAT(store_->notes, ElementsAre("take 30000", "confirm 30000", "bytes", "end"));
}

TEST_F(SharedBudget, GivesALostSlotUpAndTakesAnotherWithoutAnAttempt) {
  own_.retry.max_attempts = 1;
  store_->lost = 2;
  script_->answer(200, good);
  ResponseInfo info;
  (void)client().tickets().get(id_, {.capture = &info});
  EXPECT_EQ(info.attempts, 1);
  EXPECT_EQ(script_->sent.size(), 1U);
  EXPECT_THAT(store_->notes, ElementsAre("take 30000", "confirm 30000", "end", "take 30000", "confirm 30000",
                                         "end", "take 30000", "confirm 30000", "end"));
}

TEST_F(SharedBudget, TellsTheObserverOfALostSlotWhoseAttemptDoesNotCount) {
  struct Watching final : Observer {
    void on_send(const Attempt& a) noexcept override { lines.push_back("send " + std::to_string(a.number)); }
    void on_response(const Attempt& a, int, std::chrono::microseconds) noexcept override {
      lines.push_back("response " + std::to_string(a.number));
    }
    void on_failure(const Attempt& a, std::string_view, std::chrono::microseconds) noexcept override {
      lines.push_back("failure " + std::to_string(a.number));
    }
    void on_end(const CallEnd& end) noexcept override {
      lines.push_back("end " + std::to_string(end.attempts));
    }
    std::vector<std::string> lines{};
  };
  const auto watching = std::make_shared<Watching>();
  own_.observer = watching;
  store_->lost = 1;
  script_->answer(200, good);
  (void)client().tickets().get(id_);
  EXPECT_THAT(watching->lines, ElementsAre("send 1", "failure 1", "send 1", "response 1", "end 1"));
}

TEST_F(SharedBudget, AsksTheCallerOnlyOnceTheSlotIsConfirmed) {
  store_->lost = 1;
  script_->answer(200, good);
  (void)client().tickets().get(id_, {.before_bytes = [this] {
                                 store_->note("caller");
                                 return true;
                               }});
  EXPECT_THAT(store_->notes, ElementsAre("take 30000", "confirm 30000", "end", "take 30000", "confirm 30000",
                                         "caller", "end"));
}

/// Another process may have the slot then.
TEST_F(SharedBudget, SendsNothingIfTheCallerTakesLongerThanTheLease) {
  own_.retry.max_attempts = 1;
  own_.transport = std::make_shared<HonestTransport>(script_, clock_);
  const auto error = thrown_by<TransportError>([&] {
    return client().tickets().get(id_, {.timeout = 1h, .attempt_timeout = 10min, .before_bytes = [this] {
                                          clock_->advance(60s);
                                          return true;
                                        }});
  });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.reason(), TransportError::Reason::timeout);
  EXPECT_TRUE(script_->sent.empty());
  EXPECT_THAT(store_->notes, ElementsAre("take 60000", "confirm 60000", "end"));
}

TEST_F(SharedBudget, RefusesAScopeWithTheKeyInItWhichTheStoreWouldSee) {
  own_.rate_limit.scope = std::string{"budget of "} + key;
  try {
    (void)client();
    ADD_FAILURE();
  } catch (const ConfigError& e) {
    EXPECT_THAT(e.what(), HasSubstr("RateLimit.scope must not contain the API key"));
    EXPECT_THAT(e.what(), testing::Not(HasSubstr(key)));
  }
}

TEST_F(SharedBudget, RenewsALongAttemptOnceHalfOfItsLeaseHasPassed) {
  const auto honest = std::make_shared<HonestTransport>(script_, clock_);
  honest->seconds = 65;
  own_.transport = honest;
  script_->answer(200, good);
  (void)client().tickets().get(id_, {.timeout = 1h, .attempt_timeout = 10min});
  EXPECT_THAT(store_->notes, ElementsAre("take 60000", "confirm 60000", "renew 60000", "renew 60000", "end"));
}

TEST_F(SharedBudget, HoldsASlotForAWholeAttemptIfTheTransportDoesNotSayWhenTheBytesLeave) {
  script_->answer(200, good);
  (void)client().tickets().get(id_, {.timeout = 1h, .attempt_timeout = 10min});
  EXPECT_THAT(store_->notes, ElementsAre("take 60000", "confirm 600000", "end"));
}

TEST_F(SharedBudget, WaitsForAStoreThatIsAwayAndNamesItAtTheDeadline) {
  store_->away = true;
  const auto error = thrown_by<RateLimitError>([&] { return client().tickets().get(id_, {.timeout = 10s}); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_THAT(error.what(), HasSubstr("the store of the shared budget (RateLimit::store) does not respond"));
  EXPECT_GT(clock_->waited(), 8s);
}

TEST_F(SharedBudget, TellsTheStoreOfARefusal) {
  script_->answer(429, busy, {{"Retry-After", "7"}});
  EXPECT_THROW((void)client().tickets().get(id_, {.timeout = 5s}), RateLimitError);
  EXPECT_EQ(store_->notes.back(), "pause 7000");
}

}  // namespace
