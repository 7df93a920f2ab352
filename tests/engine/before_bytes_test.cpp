// CallOptions::before_bytes: the caller's last word before a request leaves.
#include "engine/call_script.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Asks by itself, as the library's own transport does, and does as it is told.
struct Asking final : Transport {
  HttpResponse send(const HttpRequest&, const SendContext& context) override {
    if (!context.before_bytes || !context.before_bytes()) throw std::runtime_error{"not sent"};
    ++sent;
    return {.status = 200, .headers = {}, .body = R"({"id":"tkt_1"})"};
  }
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return true; }
  int sent{0};
};

/// Passes everything on, as a decorator does that was written before there was such a hook.
struct Older : Transport {
  explicit Older(std::shared_ptr<Transport> next) : next_(std::move(next)) {}
  HttpResponse send(const HttpRequest& request, const SendContext& context) override {
    seen.push_back(context.before_bytes ? "with" : "without");
    return next_->send(request, context);
  }
  std::vector<std::string> seen{};

 protected:
  std::shared_ptr<Transport> next_;
};
struct Newer final : Older {
  using Older::Older;
  [[nodiscard]] bool calls_before_bytes() const noexcept override { return next_->calls_before_bytes(); }
};

class BeforeBytes : public ScriptedTest {
 protected:
  /// A hook that notes how many requests had left when it was asked.
  [[nodiscard]] CallOptions noted(bool verdict = true) {
    return {.before_bytes = [this, verdict] {
      asked_.push_back(script_->sent.size());
      return verdict;
    }};
  }
  std::vector<std::size_t> asked_{};
};

TEST_F(BeforeBytes, IsAskedJustBeforeTheRequestIsSent) {
  script_->answer(200, good);
  EXPECT_EQ(client().tickets().get(id_, noted()).id, id_);
  EXPECT_THAT(asked_, ElementsAre(0));
}

TEST_F(BeforeBytes, IsAskedOnceInEachAttemptOfAWrite) {
  script_->fail(Outcome::not_sent).answer(429, busy).answer(200, good);
  (void)client().tickets().create({.subject = "s", .customer_email = "a@example.com", .body = "b"}, noted());
  EXPECT_THAT(asked_, ElementsAre(0, 1, 2));
}

TEST_F(BeforeBytes, ThatSaysNoEndsTheCallAndNothingWasSent) {
  const auto error = thrown_by<CancelledError>([&] { return client().tickets().get(id_, noted(false)); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_THAT(error.what(), HasSubstr("GET /tickets/:id: stopped by CallOptions.before_bytes"));
  EXPECT_THAT(asked_, ElementsAre(0));
  EXPECT_TRUE(script_->sent.empty());
}

TEST_F(BeforeBytes, ThatSaysNoToARepeatLeavesWhatTheFirstAttemptMayHaveDone) {
  script_->fail(Outcome::unknown);
  int asked = 0;
  const auto error = thrown_by<CancelledError>([&] {
    return client().tickets().update(id_, {.assignee_id = null},
                                     {.before_bytes = [&asked] { return ++asked == 1; }});
  });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(error.attempts(), 2);
}

TEST_F(BeforeBytes, ThatThrowsSaysNoAndItsWordsAreInTheErrorWithoutTheKey) {
  const auto error = thrown_by<CancelledError>([&] {
    return client().tickets().get(id_, {.before_bytes = []() -> bool {
                                    throw std::runtime_error{std::string{"disk full for "} + key};
                                  }});
  });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_THAT(error.what(), HasSubstr("which threw: disk full for "));
  EXPECT_THAT(error.explain(), Not(HasSubstr(key)));
  EXPECT_TRUE(script_->sent.empty());
}

TEST_F(BeforeBytes, TakesItsTimeFromTheAttempt) {
  script_->answer(200, good);
  (void)client().tickets().get(id_, {.attempt_timeout = 10s, .before_bytes = [&] {
                                       clock_->advance(4s);
                                       return true;
                                     }});
  EXPECT_EQ(script_->sent.at(0).context.time_left, 6s);
}

TEST_F(BeforeBytes, ThatTakesLongerThanTheAttemptMaySendsNothing) {
  const auto error = thrown_by<TimeoutError>([&] {
    return client().tickets().get(id_, {.attempt_timeout = 10s, .max_attempts = 1, .before_bytes = [&] {
                                          clock_->advance(10s);
                                          return true;
                                        }});
  });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(script_->sent.empty());
}

TEST_F(BeforeBytes, DuringWhichTheCallIsCancelledSendsNothing) {
  CancelSource stop;
  const auto error = thrown_by<CancelledError>([&] {
    return client().tickets().get(id_, {.cancel = stop.token(), .before_bytes = [&] {
                                          stop.cancel();
                                          return true;
                                        }});
  });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(script_->sent.empty());
}

TEST_F(BeforeBytes, OfTheCallReplacesThatOfWith) {
  script_->answer(200, good).answer(200, good);
  int outer = 0;
  const Client counted = client().with({.before_bytes = [&outer] { return ++outer > 0; }});
  (void)counted.tickets().get(id_);
  (void)counted.tickets().get(id_, noted());
  EXPECT_EQ(outer, 1);
  EXPECT_THAT(asked_, ElementsAre(1));
}

/// The looks are reads; what they look for has gone out already.
TEST_F(BeforeBytes, IsNotAskedWhenAReplyInDoubtIsLookedFor) {
  script_->fail(Outcome::unknown);
  for (int look = 0; look < 3; ++look) script_->answer(200, R"({"messages":[]})");
  EXPECT_THROW(
      (void)client().messages().reply(id_, {.from_address = "a@example.com", .body_text = "b"}, noted()),
      ReplyOutcomeUnknown);
  EXPECT_EQ(script_->sent.size(), 4U);
  EXPECT_THAT(asked_, ElementsAre(0));
}

TEST_F(BeforeBytes, IsLeftToATransportThatAsksItself) {
  const auto asking = std::make_shared<Asking>();
  own_.transport = asking;
  EXPECT_EQ(client().tickets().get(id_, noted()).id, id_);
  EXPECT_EQ(asked_.size(), 1U);
  EXPECT_EQ(thrown_by<CancelledError>([&] { return client().tickets().get(id_, noted(false)); }).outcome(),
            Outcome::not_sent);
  EXPECT_EQ(asked_.size(), 2U);
  EXPECT_EQ(asking->sent, 1);
}

TEST_F(BeforeBytes, IsAskedOnceByWayOfADecorator) {
  const auto newer = std::make_shared<Newer>(std::make_shared<Asking>());
  own_.transport = newer;
  (void)client().tickets().get(id_, noted());
  EXPECT_THAT(newer->seen, ElementsAre("with"));
  EXPECT_EQ(asked_.size(), 1U);
}

TEST_F(BeforeBytes, IsAskedOnceWithADecoratorThatDoesNotKnowOfIt) {
  script_->answer(200, good);
  const auto older = std::make_shared<Older>(script_);
  own_.transport = older;
  (void)client().tickets().get(id_, noted());
  EXPECT_THAT(older->seen, ElementsAre("without"));
  EXPECT_EQ(asked_.size(), 1U);
}

}  // namespace
