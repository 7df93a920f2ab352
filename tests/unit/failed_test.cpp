// What is known of an attempt that gave no result.
#include "engine/failure.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::Ending;
using detail::Failed;
using detail::failed_answer;
using detail::failed_decode;
using detail::failed_exchange;
using Reason = TransportError::Reason;

const std::chrono::system_clock::time_point now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

std::string with_code(const std::string& code) {
  return R"({"error":{"code":")" + code + R"(","message":"m"}})";
}

TEST(FailedAnswer, EndsAsItsStatusAndCodeSay) {
  struct Case {
    int status;
    std::string body;
    Ending ending;
    Outcome outcome;
  };
  const Case cases[] = {
      {429, with_code("RATE_LIMITED"), Ending::refused, Outcome::refused},
      {429, with_code("rate_limited"), Ending::refused, Outcome::refused},
      {429, "", Ending::refused, Outcome::refused},
      {429, "<html>", Ending::refused, Outcome::refused},
      {429, with_code("VALIDATION_ERROR"), Ending::refused, Outcome::refused},
      {403, with_code("RATE_LIMITED"), Ending::refused, Outcome::refused},
      {400, with_code("rate_limited"), Ending::refused, Outcome::refused},
      {500, with_code("INTERNAL"), Ending::internal, Outcome::unknown},
      {500, with_code("internal_error"), Ending::internal, Outcome::unknown},
      {500, "", Ending::server_error, Outcome::unknown},
      {500, "<html>Internal Server Error</html>", Ending::server_error, Outcome::unknown},
      {500, "INTERNAL", Ending::server_error, Outcome::unknown},
      {500, R"({"error":{"code":"INTERNAL","mess)", Ending::server_error, Outcome::unknown},
      {500, R"({"error":"INTERNAL"})", Ending::server_error, Outcome::unknown},
      {500, R"({"code":"INTERNAL"})", Ending::server_error, Outcome::unknown},
      {500, R"({"error":{"code":["INTERNAL"]}})", Ending::server_error, Outcome::unknown},
      {500, with_code("Internal"), Ending::server_error, Outcome::unknown},
      {500, with_code("INTERNAL "), Ending::server_error, Outcome::unknown},
      {500, with_code("RATE_LIMITED"), Ending::server_error, Outcome::unknown},
      {500, with_code("NOT_FOUND"), Ending::server_error, Outcome::unknown},
      {501, with_code("INTERNAL"), Ending::server_error, Outcome::unknown},
      {502, with_code("INTERNAL"), Ending::server_error, Outcome::unknown},
      {502, "", Ending::server_error, Outcome::unknown},
      {503, with_code("INTERNAL"), Ending::server_error, Outcome::unknown},
      {503, "", Ending::server_error, Outcome::unknown},
      {504, "", Ending::server_error, Outcome::unknown},
      {599, "", Ending::server_error, Outcome::unknown},
      {600, "", Ending::server_error, Outcome::unknown},
      {0, "", Ending::server_error, Outcome::unknown},
      {101, "", Ending::server_error, Outcome::unknown},
      {300, "", Ending::rejected, Outcome::rejected},
      {301, "", Ending::rejected, Outcome::rejected},
      {307, with_code("INTERNAL"), Ending::rejected, Outcome::rejected},
      {400, with_code("VALIDATION_ERROR"), Ending::rejected, Outcome::rejected},
      {400, with_code("INTERNAL"), Ending::rejected, Outcome::rejected},
      {401, "", Ending::rejected, Outcome::rejected},
      {403, with_code("FORBIDDEN"), Ending::rejected, Outcome::rejected},
      {404, "", Ending::rejected, Outcome::rejected},
      {408, "", Ending::rejected, Outcome::rejected},
      {409, with_code("CONFLICT"), Ending::rejected, Outcome::rejected},
      {499, "", Ending::rejected, Outcome::rejected},
  };
  for (const Case& each : cases) {
    const Failed failed = failed_answer({.status = each.status, .body = each.body}, now);
    EXPECT_EQ(failed.ending, each.ending) << each.status << ' ' << each.body;
    EXPECT_EQ(failed.outcome, each.outcome) << each.status << ' ' << each.body;
    ASSERT_TRUE(failed.response);
    EXPECT_EQ(failed.response->status, each.status);
    EXPECT_EQ(failed.response->body, each.body);
  }
}

TEST(FailedAnswer, HasTheTimeThatTheServiceAsks) {
  const auto asked = [](int status, Headers headers, std::string body = {}) {
    return failed_answer({.status = status, .headers = std::move(headers), .body = std::move(body)}, now)
        .asked;
  };
  EXPECT_EQ(asked(429, {{"Retry-After", "7"}}), 7s);
  EXPECT_EQ(asked(503, {{"Retry-After", "7"}}), 7s);
  EXPECT_EQ(asked(500, {{"Retry-After", "Thu, 01 Jan 2026 00:01:00 GMT"}}), 60s);
  EXPECT_EQ(asked(429, {}, R"({"error":{"retryAfter":"2026-01-01T00:00:31Z"}})"), 31s);
  EXPECT_EQ(asked(429, {{"Retry-After", "soon"}}), std::nullopt);
  EXPECT_EQ(asked(503, {}), std::nullopt);
}

TEST(FailedAnswer, HasTheServicesWords) {
  const Failed failed = failed_answer({.status = 500, .body = with_code("internal_error")}, now);
  EXPECT_EQ(failed.body.code, "internal_error");
  EXPECT_EQ(failed.body.message, "m");
  EXPECT_EQ(failed.no_answer.text, "");
  EXPECT_EQ(failed.problem, "");
}

TEST(FailedExchange, EndsAsTheTransportSays) {
  struct Case {
    detail::NoAnswer failure;
    Ending ending;
  };
  const Case cases[] = {
      {{.outcome = Outcome::not_sent, .reason = Reason::dns}, Ending::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::connect}, Ending::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::timeout, .timed_out = true}, Ending::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::proxy}, Ending::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::other}, Ending::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::tls}, Ending::hopeless},
      {{.outcome = Outcome::not_sent, .reason = Reason::proxy, .hopeless = true}, Ending::hopeless},
      {{.outcome = Outcome::not_sent, .reason = Reason::other, .hopeless = true}, Ending::hopeless},
      {{.outcome = Outcome::unknown, .reason = Reason::limit}, Ending::over_limit},
      {{.outcome = Outcome::applied, .reason = Reason::limit}, Ending::over_limit},
      {{.outcome = Outcome::not_sent, .reason = Reason::limit}, Ending::over_limit},
      {{.outcome = Outcome::unknown, .reason = Reason::timeout, .timed_out = true}, Ending::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::send}, Ending::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::receive}, Ending::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::other}, Ending::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::tls}, Ending::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::receive, .hopeless = true}, Ending::lost},
      // A transport of the user's own may know more.
      {{.outcome = Outcome::refused}, Ending::refused},
      {{.outcome = Outcome::rejected}, Ending::rejected},
      {{.outcome = Outcome::applied}, Ending::unreadable},
      {{}, Ending::lost},
  };
  for (const Case& each : cases) {
    detail::NoAnswer failure = each.failure;
    failure.text = "words";
    const Failed failed = failed_exchange(failure);
    EXPECT_EQ(failed.ending, each.ending)
        << static_cast<int>(failure.outcome) << ", " << static_cast<int>(failure.reason);
    EXPECT_EQ(failed.outcome, failure.outcome);
    EXPECT_FALSE(failed.response);
    EXPECT_EQ(failed.no_answer.text, "words");
    EXPECT_EQ(failed.no_answer.reason, failure.reason);
    EXPECT_EQ(failed.asked, std::nullopt);
  }
}

TEST(FailedDecode, IsASuccessThatCannotBeUsed) {
  const Failed failed =
      failed_decode({.status = 201, .headers = {{"Retry-After", "7"}}, .body = "{"}, "is not JSON", false);
  EXPECT_EQ(failed.ending, Ending::unreadable);
  EXPECT_EQ(failed.outcome, Outcome::applied);
  EXPECT_EQ(failed.problem, "is not JSON");
  ASSERT_TRUE(failed.response);
  EXPECT_EQ(failed.response->status, 201);
  EXPECT_EQ(failed.response->body, "{");
  EXPECT_EQ(failed.asked, std::nullopt) << "a time in a success is not for the next attempt";
}

TEST(FailedDecode, OfWhatIsNestedTooDeeplyIsALimitThatNoRepeatGetsOver) {
  EXPECT_EQ(failed_decode({.status = 200}, "is nested too deeply", true).ending, Ending::over_limit);
}

TEST(FailedExchange, WithoutWordsGetsSome) {
  EXPECT_EQ(failed_exchange({}).no_answer.text, "the transport failed, and did not say why");
}

}  // namespace
