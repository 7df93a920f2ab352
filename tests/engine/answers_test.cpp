// What a call makes of the service's answer.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using ticket0::ErrorCode;
using ticket0::Outcome;

using Answer = ClientTest;

TEST_F(Answer, OfAnyTwoHundredIsASuccess) {
  for (const int status : {200, 201, 202, 299}) {
    wire_->respond(status, R"({"id":"tkt_1","subject":"Hi"})");
    EXPECT_EQ(tickets().get(id_).subject, "Hi");
  }
}

TEST_F(Answer, IsCapturedWhenItIsASuccessAndWhenItIsNot) {
  ticket0::ResponseInfo info;
  wire_->respond(200, R"({"id":"tkt_1"})", {{"X-A", "1"}}).respond(404, "gone").respond(200, "no json");
  (void)tickets().get(id_, {.capture = &info});
  EXPECT_EQ(info.status, 200);
  EXPECT_EQ(info.attempts, 1);
  EXPECT_EQ(info.body, R"({"id":"tkt_1"})");
  EXPECT_EQ(info.headers, (ticket0::Headers{{"X-A", "1"}}));
  EXPECT_THROW((void)tickets().get(id_, {.capture = &info}), ticket0::NotFoundError);
  EXPECT_EQ(info.status, 404);
  EXPECT_THROW((void)tickets().get(id_, {.capture = &info}), ticket0::DecodeError);
  EXPECT_EQ(info.body, "no json");
}

/// A test of the caller's that forgot one hears of it, and of nothing else.
TEST_F(Answer, ThatAFakeTransportDoesNotHaveIsMissedOnce) {
  const auto error = thrown_by<ticket0::TransportError>([&] { return tickets().get(id_); });
  EXPECT_THAT(
      error.what(),
      HasSubstr(
          "FakeTransport has no response left for request 1, GET https://app.ticket0.ai/api/v1/tickets/"));
  EXPECT_THROW((void)ticket0::Client{options()}.messages().reply(
                   id_, {.from_address = "help@acme.com", .body_text = "On it."}),
               ticket0::TransportError)
      << "and no look at the ticket";
  EXPECT_EQ(wire_->sent().size(), 2U);
}

/// Of a transport of the caller's: it may know more than that the time was up.
TEST_F(Answer, ThatTimedOutHasTheReasonThatTheTransportSays) {
  struct Connecting final : ticket0::Transport {
    ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext&) override {
      throw ticket0::TimeoutError{"no connection in time", Outcome::not_sent,
                                  ticket0::TransportError::Reason::connect};
    }
  };
  auto own = options();
  own.retry.max_attempts = 1;
  own.transport = std::make_shared<Connecting>();
  const auto error =
      thrown_by<ticket0::TimeoutError>([&] { return ticket0::Client{own}.tickets().get(id_); });
  EXPECT_EQ(error.reason(), ticket0::TransportError::Reason::connect);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
}

TEST_F(Answer, ThatCannotBeReadMeansApplied) {
  struct Case {
    const char* body;
    const char* text;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"", "is empty"},
           {"[]", "is a list and not an object"},
           {R"({"subject":"x"})", "is a Ticket without an id"},
           {"<!doctype html>", "is a web page, not JSON"},
           {R"({"id":)", "is not JSON"},
       }) {
    wire_->respond(200, each.body);
    const auto error =
        thrown_by<ticket0::DecodeError>([&] { return tickets().update(id_, {.tags = {"a"}}); });
    EXPECT_THAT(error.what(), AllOf(HasSubstr("PATCH /tickets/:id: "), HasSubstr(each.text)));
    EXPECT_EQ(error.outcome(), Outcome::applied);
    EXPECT_EQ(error.attempts(), 1);
  }
}

template <class E>
void expect_class(ticket0::fakes::FakeTransport& wire, const ticket0::ClientOptions& options, int status,
                  const std::string& body, Outcome outcome) {
  wire.respond(status, body);
  try {
    (void)ticket0::Client{options}.tickets().page();
    FAIL() << status << ' ' << body;
  } catch (const ticket0::ApiError& e) {
    EXPECT_EQ(typeid(e), typeid(E)) << status << ' ' << body;
    EXPECT_EQ(e.status(), status);
    EXPECT_EQ(e.outcome(), outcome) << status << ' ' << body;
    EXPECT_EQ(e.needed_scope(), "tickets:read");
    EXPECT_EQ(e.response().body, body);
  }
}

TEST_F(Answer, ThatIsAnErrorHasTheClassOfItsCodeElseOfItsStatus) {
  const auto body = [](const std::string& code) {
    return R"({"error":{"code":")" + code + R"(","message":"m"}})";
  };
  const auto t = options();  // a client each: a refusal would hold the next one up
  expect_class<ticket0::ValidationError>(*wire_, t, 400, body("VALIDATION_ERROR"), Outcome::rejected);
  expect_class<ticket0::AuthenticationError>(*wire_, t, 401, body("UNAUTHORIZED"), Outcome::rejected);
  expect_class<ticket0::PermissionError>(*wire_, t, 403, body("FORBIDDEN"), Outcome::rejected);
  expect_class<ticket0::NotFoundError>(*wire_, t, 404, body("NOT_FOUND"), Outcome::rejected);
  expect_class<ticket0::RateLimitError>(*wire_, t, 429, body("RATE_LIMITED"), Outcome::throttled);
  expect_class<ticket0::ServerError>(*wire_, t, 500, body("INTERNAL"), Outcome::unknown);
  expect_class<ticket0::NotFoundError>(*wire_, t, 404, body("not_found"), Outcome::rejected);  // older
  expect_class<ticket0::ValidationError>(*wire_, t, 422, body("VALIDATION_ERROR"), Outcome::rejected);
  expect_class<ticket0::AuthenticationError>(*wire_, t, 401, "", Outcome::rejected);
  expect_class<ticket0::ServerError>(*wire_, t, 503, "<html>", Outcome::unknown);
  expect_class<ticket0::ApiError>(*wire_, t, 405, body("METHOD_NOT_ALLOWED"), Outcome::rejected);
  expect_class<ticket0::ApiError>(*wire_, t, 302, "", Outcome::rejected);
  expect_class<ticket0::ApiError>(*wire_, t, 0, "", Outcome::unknown);
}

TEST_F(Answer, ThatIsAnErrorTellsWhatTheServiceSaid) {
  wire_->respond(403, R"({"error":{"code":"FORBIDDEN","message":"API key lacks the required scope"}})");
  const auto error =
      thrown_by<ticket0::PermissionError>([&] { return tickets().update(id_, {.tags = {"a"}}); });
  EXPECT_STREQ(
      error.what(),
      "PATCH /tickets/:id: 403 FORBIDDEN: API key lacks the required scope. Use a key with the scope "
      "tickets:write (or admin).");
  EXPECT_EQ(error.explain(),
            "PATCH /tickets/:id: 403 FORBIDDEN: API key lacks the required scope\n"
            "  attempt 1: HTTP 403 FORBIDDEN (0 ms)\n"
            "  outcome: rejected: the service said no\n"
            "  next: Use a key with the scope tickets:write (or admin).");
  EXPECT_EQ(error.code(), ErrorCode::forbidden);
  EXPECT_EQ(error.message(), "API key lacks the required scope");
  EXPECT_EQ(error.needed_scope(), "tickets:write");
  EXPECT_EQ(error.attempts(), 1);
}

TEST_F(Answer, KeepsACodeItDoesNotKnow) {
  wire_->respond(409, R"({"error":{"code":"CONFLICT_2","message":"m"}})");
  const auto error = thrown_by<ticket0::ApiError>([&] { return tickets().get(id_); });
  EXPECT_EQ(error.code().value(), ErrorCode::unknown);
  EXPECT_EQ(error.code().text(), "CONFLICT_2");
}

TEST_F(Answer, OfARateLimitSaysHowLongToWait) {
  wire_->respond(429, "{}", {{"retry-after", "7"}})
      .respond(429, R"({"error":{"code":"rate_limited","message":"m","retryAfter":"2026-01-01T00:00:31Z"}})");
  EXPECT_EQ(thrown_by<ticket0::RateLimitError>([&] { return tickets().get(id_); }).retry_after(), 7s);
  // The clock's calendar starts at 2026-01-01T00:00:00Z.
  EXPECT_EQ(thrown_by<ticket0::RateLimitError>([&] { return tickets().get(id_); }).retry_after(), 31s);
}

TEST_F(Answer, ThatEchoesTheKeyDoesNotGetItIntoAText) {
  wire_->respond(401, std::string{R"({"error":{"code":"UNAUTHORIZED","message":"no such key: )"} + key +
                          R"( or t0_another\nline"}})");
  const auto error = thrown_by<ticket0::AuthenticationError>([&] { return tickets().get(id_); });
  for (const std::string& text : {std::string{error.what()}, error.explain(), std::string{error.message()}})
    EXPECT_THAT(text, AllOf(Not(HasSubstr("canary")), Not(HasSubstr("t0_another")),
                            HasSubstr("no such key: [key] or [key]")));
  EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
}

TEST_F(Answer, WithALongMessageIsCutInTheTextAndWholeInTheMember) {
  const std::string message(5'000, 'x');
  wire_->respond(400, R"({"error":{"code":"VALIDATION_ERROR","message":")" + message + R"("}})");
  const auto error = thrown_by<ticket0::ValidationError>([&] { return tickets().get(id_); });
  EXPECT_LT(std::string{error.what()}.size(), 400U);
  EXPECT_EQ(error.message(), message);
}

TEST_F(Answer, IsMissing) {
  wire_->fail(Outcome::not_sent, "no route to host").fail(Outcome::unknown);
  const auto not_sent = thrown_by<ticket0::TransportError>([&] { return tickets().get(id_); });
  EXPECT_EQ(not_sent.outcome(), Outcome::not_sent);
  EXPECT_STREQ(not_sent.what(), "GET /tickets/:id: no route to host");
  const auto unknown =
      thrown_by<ticket0::TransportError>([&] { return tickets().update(id_, {.tags = {"a"}}); });
  EXPECT_EQ(unknown.outcome(), Outcome::unknown);
  EXPECT_THAT(unknown.what(),
              HasSubstr("It may have taken effect: read the object before you send it again."));
  EXPECT_THAT(unknown.explain(), HasSubstr("outcome: unknown: it may or may not have happened"));
}

/// A transport of the user's own that throws what it likes.
struct Throwing final : ticket0::Transport {
  explicit Throwing(std::function<void()> job) : run(std::move(job)) {}
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext&) override {
    run();
    return {};
  }
  std::function<void()> run;
};

TEST_F(Answer, IsMissingAndUnknownWhenATransportThrowsSomethingElse) {
  auto own = options();
  own.transport =
      std::make_shared<Throwing>([] { throw std::runtime_error{"my log is full of t0_canary_key"}; });
  const auto error =
      thrown_by<ticket0::TransportError>([&] { return ticket0::Client{own}.tickets().get(id_); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_STREQ(error.what(), "GET /tickets/:id: my log is full of [key]");
}

TEST_F(Answer, IsMissingAndUnknownWhenATransportThrowsWhatIsNoException) {
  auto own = options();
  own.transport = std::make_shared<Throwing>([] { throw 42; });
  const auto error =
      thrown_by<ticket0::TransportError>([&] { return ticket0::Client{own}.tickets().get(id_); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
}

TEST_F(Answer, OfAnotherServerPointsToTheBaseUrl) {
  wire_->respond(404, "<html>not here</html>");
  const auto error = thrown_by<ticket0::NotFoundError>([&] { return tickets().page(); });
  EXPECT_STREQ(
      error.what(),
      "GET /tickets: 404. Check ClientOptions.base_url: the service's API does not seem to be there.");
}

TEST_F(Answer, WithAFullStopGetsNoSecondOne) {
  wire_->respond(400, R"({"error":{"code":"VALIDATION_ERROR","message":"Too long."}})");
  const auto error = thrown_by<ticket0::ValidationError>([&] { return tickets().get(id_); });
  EXPECT_THAT(error.what(), HasSubstr("Too long. Correct"));
}

TEST_F(Answer, IsMissingForWantOfTimeAndSaysInWhichStage) {
  auto own = options();
  own.transport = std::make_shared<Throwing>([] {
    throw ticket0::TimeoutError{"slow", Outcome::not_sent, ticket0::TransportError::Reason::timeout};
  });
  const auto error =
      thrown_by<ticket0::TimeoutError>([&] { return ticket0::Client{own}.tickets().get(id_); });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.reason(), ticket0::TransportError::Reason::timeout);
}

}  // namespace
