// What an observer is told of a call: one number for all that happens in it, and one end.
#include "engine/client_fixture.hpp"
#include "ticket0/budget.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

struct Watching final : Observer {
  struct End {
    std::uint64_t call;
    std::string name;  // "GET /tickets/:id"
    int attempts;
    std::chrono::microseconds time;
    std::string error;  // its class; empty: none
    std::optional<Outcome> outcome;
    std::string text;
  };
  void on_send(const Attempt& a) noexcept override { calls.push_back(a.call); }
  void on_wait(const Attempt& a, std::chrono::milliseconds, WaitReason) noexcept override {
    calls.push_back(a.call);
    if (on_waiting) on_waiting();
  }
  void on_end(const CallEnd& end) noexcept override {
    ends.push_back({.call = end.call,
                    .name = std::string{end.method} + " " + std::string{end.route},
                    .attempts = end.attempts,
                    .time = end.time,
                    .error = end.error == nullptr                                         ? ""
                             : dynamic_cast<const InvalidArgument*>(end.error) != nullptr ? "InvalidArgument"
                             : dynamic_cast<const RateLimitError*>(end.error) != nullptr  ? "RateLimitError"
                             : dynamic_cast<const CancelledError*>(end.error) != nullptr  ? "CancelledError"
                             : dynamic_cast<const NotFoundError*>(end.error) != nullptr   ? "NotFoundError"
                                                                                          : "another",
                    .outcome = end.error == nullptr ? std::nullopt : std::optional{end.error->outcome()},
                    .text = end.error == nullptr ? "" : end.error->what()});
  }
  [[nodiscard]] End only() const { return ends.size() == 1 ? ends.front() : End{.name = "not one end"}; }
  std::vector<std::uint64_t> calls{};
  std::vector<End> ends{};
  std::function<void()> on_waiting{};
};

class Observed : public ClientTest {
 protected:
  Observed() {
    wire_ = std::make_shared<fakes::FakeTransport>(clock_);
    own_ = options();
    own_.observer = watching_;
  }
  [[nodiscard]] Client client() const { return Client{own_}; }
  std::shared_ptr<Watching> watching_ = std::make_shared<Watching>();
  ClientOptions own_{};
};

TEST_F(Observed, ASuccessEndsOnceWithItsTimeAndAttempts) {
  own_.retry.max_attempts = 2;
  wire_->on("GET /tickets/:id").respond(200, R"({"id":"tkt_1"})").after(3s);
  wire_->on("GET /tickets/:id").fail(Outcome::not_sent);
  (void)client().tickets().get(id_);
  const auto end = watching_->only();
  EXPECT_EQ(end.name, "GET /tickets/:id");
  EXPECT_EQ(end.error, "");
  EXPECT_EQ(end.attempts, 2);
  EXPECT_EQ(end.time, 3s + clock_->waited() - 3s) << "the backoff, too";
  EXPECT_NE(end.call, 0U);
  EXPECT_THAT(watching_->calls, AllOf(SizeIs(3), Each(end.call))) << "two attempts and a wait";
}

TEST_F(Observed, EachCallHasANumberOfItsOwnAcrossClients) {
  wire_->on("GET /tickets/:id").respond(200, R"({"id":"tkt_1"})").always();
  const Client one = client();
  (void)one.tickets().get(id_);
  (void)one.with({.timeout = 1s}).tickets().get(id_);
  (void)client().tickets().get(id_);
  std::set<std::uint64_t> numbers;
  for (const auto& end : watching_->ends) numbers.insert(end.call);
  EXPECT_THAT(numbers, SizeIs(3));
}

TEST_F(Observed, AnErrorIsToldBeforeItLeaves) {
  wire_->respond(404, R"({"error":{"code":"NOT_FOUND","message":"m"}})");
  EXPECT_THROW((void)client().customers().get(CustomerId{"c"}), NotFoundError);
  const auto end = watching_->only();
  EXPECT_EQ(end.name, "GET /customers/:id");
  EXPECT_EQ(end.error, "NotFoundError");
  EXPECT_EQ(end.outcome, Outcome::rejected);
  EXPECT_EQ(end.attempts, 1);
}

TEST_F(Observed, ACallThatTheLimitHeldBackEnds) {
  own_.rate_limit = {.requests = 1, .wait = false};
  wire_->respond(200, R"({"id":"tkt_1"})");
  const Client limited = client();
  (void)limited.tickets().get(id_);
  watching_->ends.clear();
  EXPECT_THROW((void)limited.tickets().get(id_), RateLimitError);
  EXPECT_EQ(watching_->only().error, "RateLimitError");
  EXPECT_EQ(watching_->only().attempts, 0);
  EXPECT_EQ(watching_->only().outcome, Outcome::not_sent);
}

TEST_F(Observed, ACallThatIsCancelledInTheQueueEnds) {
  own_.rate_limit = {.requests = 1};
  wire_->respond(200, R"({"id":"tkt_1"})");
  const Client limited = client();
  (void)limited.tickets().get(id_);
  watching_->ends.clear();
  const CancelSource stop;
  watching_->on_waiting = [&stop] { stop.cancel(); };
  EXPECT_THROW((void)limited.tickets().get(id_, {.cancel = stop.token()}), CancelledError);
  EXPECT_EQ(watching_->only().error, "CancelledError");
  EXPECT_EQ(watching_->only().attempts, 0);
}

TEST_F(Observed, ACallThatEndsWithAnotherExceptionEndsWithAnErrorThatSaysSo) {
  struct Broken final : BudgetStore {
    SlotOffer take(const BudgetTerms&, const SlotRequest&) override { throw std::bad_alloc{}; }
    void pause(const BudgetTerms&, std::chrono::milliseconds) noexcept override {}
    RateUsage look(const BudgetTerms&) override { return {}; }
  };
  own_.rate_limit.store = std::make_shared<Broken>();
  EXPECT_THROW((void)client().tickets().get(id_), std::bad_alloc);
  EXPECT_EQ(watching_->only().outcome, Outcome::unknown);
  EXPECT_EQ(watching_->only().text,
            "the call ended with an exception that is no ticket0::Error, or its thread ended");
}

TEST_F(Observed, ACallThatIsRefusedForItsArgumentsEnds) {
  struct Case {
    const char* name;
    std::function<void(const Client&)> call;
  };
  const Case cases[] = {
      {"GET /tickets/:id", [](const Client& c) { (void)c.tickets().get({}); }},
      {"GET /tickets", [](const Client& c) { (void)c.tickets().page({.limit = 0}); }},
      {"GET /tickets/:id", [](const Client& c) { (void)c.tickets().get(TicketId{"t"}, {.timeout = 0s}); }},
      {"POST /tickets", [](const Client& c) { c.tickets().create({}); }},
      {"PATCH /tickets/:id", [](const Client& c) { c.tickets().update(TicketId{"t"}, {}); }},
      {"POST /tickets/:id/messages", [](const Client& c) { c.messages().reply(TicketId{"t"}, {}); }},
      {"GET /tickets/:id/messages",
       [](const Client& c) { (void)c.messages().find_reply(TicketId{"t"}, {}, {}); }},
      {"POST /customers", [](const Client& c) { c.customers().create({}); }},
      {"GET /knowledge-base/:id", [](const Client& c) { (void)c.knowledge_base().get({}); }},
      {"GET ", [](const Client& c) { c.send("GET", "no slash"); }},
      {" ", [](const Client& c) { c.send("jane@example.com", "/tickets"); }},
  };
  for (const Case& each : cases) {
    watching_->ends.clear();
    EXPECT_THROW(each.call(client()), InvalidArgument) << each.name;
    EXPECT_EQ(watching_->only().name, each.name);
    EXPECT_EQ(watching_->only().error, "InvalidArgument");
    EXPECT_EQ(watching_->only().attempts, 0);
  }
  EXPECT_THAT(wire_->sent(), IsEmpty());
}

TEST_F(Observed, ARawCallHasItsRouteAndNoId) {
  wire_->respond(200, "{}");
  client().send("POST", "/tickets/tkt_secret/merge", "{}");
  EXPECT_EQ(watching_->only().name, "POST /tickets/:id/:id");
  EXPECT_EQ(watching_->only().attempts, 1);
}

TEST_F(Observed, EachPageOfAListIsACallAndNoOtherStepIs) {
  wire_->respond(200, R"({"tickets":[{"id":"1"},{"id":"2"}],"nextCursor":"a"})")
      .respond(200, R"({"tickets":[],"nextCursor":"b"})")
      .respond(200, R"({"tickets":[{"id":"3"}]})");
  const Client c = client();
  auto list = c.tickets().list();
  EXPECT_THAT(watching_->ends, IsEmpty());
  EXPECT_THAT(std::move(list).to_vector(), SizeIs(3));
  EXPECT_THAT(watching_->ends, AllOf(SizeIs(3), Each(Field(&Watching::End::name, "GET /tickets")),
                                     Each(Field(&Watching::End::attempts, 1))));
  EXPECT_THROW((void)c.tickets().list({.limit = 0}), InvalidArgument);
  EXPECT_THAT(watching_->ends, SizeIs(3));
}

TEST_F(Observed, TheLooksForAReplyHaveTheNumberOfItsCall) {
  wire_->on("POST /tickets/:id/messages").fail(Outcome::unknown);
  wire_->on("GET /tickets/:id/messages").respond(200, fakes::json(Page<Message>{})).always();
  EXPECT_THROW(client().messages().reply(id_, {.from_address = "a@b.c", .body_text = "Hi"}),
               ReplyOutcomeUnknown);
  const auto end = watching_->only();
  EXPECT_EQ(end.name, "POST /tickets/:id/messages");
  EXPECT_EQ(end.attempts, 1) << "a look is no attempt";
  EXPECT_EQ(end.outcome, Outcome::unknown);
  EXPECT_THAT(watching_->calls, AllOf(SizeIs(7), Each(end.call))) << "a reply, three waits and three looks";
}

}  // namespace
