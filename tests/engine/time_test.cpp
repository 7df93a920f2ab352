// Time, cancellation, and who is told what.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::ElementsAre;
using ticket0::Outcome;

/// Answers each request with the next body, after some of the clock's time; keeps what it was told.
class SlowTransport final : public ticket0::Transport {
 public:
  SlowTransport(std::shared_ptr<ticket0::fakes::ManualClock> clock, milliseconds each)
      : clock_(std::move(clock)), each_(each) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext& context) override {
    contexts.push_back(context);
    clock_->wait_until(clock_->now() + each_, {});
    return {.status = 200, .headers = {}, .body = bodies.at(contexts.size() - 1)};
  }
  std::vector<std::string> bodies{};
  std::vector<ticket0::SendContext> contexts{};

 private:
  std::shared_ptr<ticket0::fakes::ManualClock> clock_;
  milliseconds each_;
};

class Time : public ClientTest {
 protected:
  Time() { slow_options_.transport = slow_; }
  std::shared_ptr<SlowTransport> slow_ = std::make_shared<SlowTransport>(clock_, 40s);
  ticket0::ClientOptions slow_options_ = options();
};

TEST_F(Time, OfAnAttemptIsThatOfTheOptionsOrWhatTheCallHasLeft) {
  slow_->bodies = {4, R"({"id":"tkt_1"})"};
  const auto tickets = ticket0::Client{slow_options_}.tickets();
  (void)tickets.get(id_);
  (void)tickets.get(id_, {.attempt_timeout = 7s});
  (void)tickets.get(id_, {.timeout = 3s});
  (void)tickets.get(id_, {.timeout = 3s, .attempt_timeout = 7s});
  std::vector<milliseconds> left;
  for (const auto& each : slow_->contexts) left.push_back(each.time_left);
  EXPECT_THAT(left, ElementsAre(30s, 7s, 3s, 3s));
}

TEST_F(Time, OfAStepOfAListBoundsAllThePagesItTakes) {
  // Each request takes 40 s: after three empty pages the step's 120 s are over.
  slow_->bodies = {R"({"tickets":[],"nextCursor":"a"})", R"({"tickets":[],"nextCursor":"b"})",
                   R"({"tickets":[],"nextCursor":"c"})", "never asked for"};
  auto list = ticket0::Client{slow_options_}.tickets().list();
  const auto error = thrown_by<ticket0::TimeoutError>([&] { return list.begin(); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(slow_->contexts.size(), 3U);
}

TEST_F(Time, OfEachStepOfAListIsItsOwn) {
  slow_->bodies = {R"({"tickets":[{"id":"1"}],"nextCursor":"a"})",
                   R"({"tickets":[{"id":"2"}],"nextCursor":"b"})",
                   R"({"tickets":[{"id":"3"}],"nextCursor":"c"})", R"({"tickets":[{"id":"4"}]})"};
  EXPECT_EQ(ticket0::Client{slow_options_}.tickets().list().to_vector().size(), 4U);
  EXPECT_EQ(clock_->waited(), 160s);
}

TEST_F(Time, IsNotSpentOnACallThatIsCancelledAlready) {
  ticket0::CancelSource stop;
  stop.cancel();
  const auto error =
      thrown_by<ticket0::CancelledError>([&] { return tickets().get(id_, {.cancel = stop.token()}); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 0);
  EXPECT_THAT(wire_->sent(), ElementsAre());
}

/// Cancels the call it is in the middle of.
struct CancellingTransport final : ticket0::Transport {
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext& context) override {
    stop.cancel();
    if (!context.cancel.cancelled()) throw std::logic_error{"the token did not arrive"};
    throw ticket0::TransportError{"stopped"};
  }
  ticket0::CancelSource stop{};
};

TEST_F(Time, EndsACallThatIsCancelledWhileItIsSentAndItsOutcomeIsUnknown) {
  const auto wire = std::make_shared<CancellingTransport>();
  slow_options_.transport = wire;
  const ticket0::Client client{slow_options_};
  const auto error = thrown_by<ticket0::CancelledError>(
      [&] { return client.tickets().update(id_, {.tags = {"a"}}, {.cancel = wire->stop.token()}); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(error.attempts(), 1);
}

TEST_F(Time, ALostTokenLeavesACallAlone) {
  ticket0::CancelToken token;
  {
    const ticket0::CancelSource gone;
    token = gone.token();
  }
  wire_->respond(200, R"({"id":"tkt_1"})");
  EXPECT_EQ(tickets().get(id_, {.cancel = token}).id, id_);
}

TEST_F(Time, OnlyATicketsCreationMustNotBeRepeatedByATransport) {
  slow_->bodies = {4, R"({"id":"tkt_1","tickets":[]})"};
  const auto tickets = ticket0::Client{slow_options_}.tickets();
  (void)tickets.page();
  (void)tickets.get(id_);
  tickets.update(id_, {.tags = {"a"}});
  tickets.create({.subject = "s", .customer_email = "e", .body = "b"});
  std::vector<bool> at_most_once;
  for (const auto& each : slow_->contexts) at_most_once.push_back(each.at_most_once);
  EXPECT_THAT(at_most_once, ElementsAre(false, false, false, true));
}

/// Writes down what it is told.
struct Notes final : ticket0::Observer {
  void on_send(const Attempt& a) noexcept override { add("send", a); }
  void on_response(const Attempt& a, int status, std::chrono::microseconds) noexcept override {
    add("response " + std::to_string(status), a);
  }
  void on_failure(const Attempt& a, std::string_view reason, std::chrono::microseconds) noexcept override {
    add("failure " + std::string{reason}, a);
  }
  void on_drift(std::string_view type, std::string_view member, ticket0::Drift what) noexcept override {
    lines.push_back("drift " + std::string{type} + "." + std::string{member} + " " +
                    std::string{to_string(what)});
  }
  void add(const std::string& what, const Attempt& a) {
    lines.push_back(std::string{a.method} + " " + std::string{a.route} + " #" + std::to_string(a.number) +
                    " " + what);
  }
  std::vector<std::string> lines{};
};

TEST_F(Time, AnObserverIsToldWhatHappensAndNothingThatIsAnyonesBusiness) {
  const auto notes = std::make_shared<Notes>();
  auto watched = options();
  watched.observer = notes;
  wire_
      ->respond(
          200,
          R"({"id":"tkt_1","subject":5,"status":"archived","secret":"jane@example.com","createdAt":"soon"})")
      .fail(Outcome::unknown, "reset")
      .respond(404, R"({"error":{"code":"NOT_FOUND","message":"jane@example.com"}})");
  const ticket0::Client client{watched};
  (void)client.tickets().get(id_);
  EXPECT_THROW((void)client.tickets().get(id_), ticket0::TransportError);
  EXPECT_THROW((void)client.tickets().page({.tag = "jane@example.com"}), ticket0::NotFoundError);
  EXPECT_THAT(notes->lines, ElementsAre("GET /tickets/:id #1 send", "GET /tickets/:id #1 response 200",
                                        "drift Ticket.subject wrong type", "drift Ticket.status new value",
                                        "drift Ticket.secret new member", "drift Ticket.createdAt bad time",
                                        "GET /tickets/:id #1 send", "GET /tickets/:id #1 failure reset",
                                        "GET /tickets #1 send", "GET /tickets #1 response 404"));
}

}  // namespace
