// What is known of an attempt that gave no result.
#include "engine/failure.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::failed_decode;
using detail::failed_exchange;
using detail::failed_response;
using detail::FailedAttempt;
using detail::FailureClass;
using Reason = TransportError::Reason;

const std::chrono::system_clock::time_point now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
constexpr std::string_view key = "t0_canary";

std::string with_code(const std::string& code) {
  return R"({"error":{"code":")" + code + R"(","message":"m"}})";
}

TEST(FailedAnswer, EndsAsItsStatusAndCodeSay) {
  struct Case {
    int status;
    std::string body;
    FailureClass ending;
    Outcome outcome;
  };
  const Case cases[] = {
      {429, with_code("RATE_LIMITED"), FailureClass::refused, Outcome::throttled},
      {429, with_code("rate_limited"), FailureClass::refused, Outcome::throttled},
      {429, "", FailureClass::refused, Outcome::throttled},
      {429, "<html>", FailureClass::refused, Outcome::throttled},
      {429, with_code("VALIDATION_ERROR"), FailureClass::refused, Outcome::throttled},
      {403, with_code("RATE_LIMITED"), FailureClass::refused, Outcome::throttled},
      {400, with_code("rate_limited"), FailureClass::refused, Outcome::throttled},
      {500, with_code("INTERNAL"), FailureClass::internal, Outcome::unknown},
      {500, with_code("internal_error"), FailureClass::internal, Outcome::unknown},
      {500, "", FailureClass::server_error, Outcome::unknown},
      {500, "<html>Internal Server Error</html>", FailureClass::server_error, Outcome::unknown},
      {500, "INTERNAL", FailureClass::server_error, Outcome::unknown},
      {500, R"({"error":{"code":"INTERNAL","mess)", FailureClass::server_error, Outcome::unknown},
      {500, R"({"error":"INTERNAL"})", FailureClass::server_error, Outcome::unknown},
      {500, R"({"code":"INTERNAL"})", FailureClass::server_error, Outcome::unknown},
      {500, R"({"error":{"code":["INTERNAL"]}})", FailureClass::server_error, Outcome::unknown},
      {500, with_code("Internal"), FailureClass::server_error, Outcome::unknown},
      {500, with_code("INTERNAL "), FailureClass::server_error, Outcome::unknown},
      {500, with_code("RATE_LIMITED"), FailureClass::server_error, Outcome::unknown},
      {500, with_code("NOT_FOUND"), FailureClass::server_error, Outcome::unknown},
      {501, with_code("INTERNAL"), FailureClass::server_error, Outcome::unknown},
      {502, with_code("INTERNAL"), FailureClass::server_error, Outcome::unknown},
      {502, "", FailureClass::server_error, Outcome::unknown},
      {503, with_code("INTERNAL"), FailureClass::server_error, Outcome::unknown},
      {503, "", FailureClass::server_error, Outcome::unknown},
      {504, "", FailureClass::server_error, Outcome::unknown},
      {599, "", FailureClass::server_error, Outcome::unknown},
      {600, "", FailureClass::server_error, Outcome::unknown},
      {0, "", FailureClass::server_error, Outcome::unknown},
      {101, "", FailureClass::server_error, Outcome::unknown},
      {300, "", FailureClass::rejected, Outcome::rejected},
      {301, "", FailureClass::rejected, Outcome::rejected},
      {307, with_code("INTERNAL"), FailureClass::rejected, Outcome::rejected},
      {400, with_code("VALIDATION_ERROR"), FailureClass::rejected, Outcome::rejected},
      {400, with_code("INTERNAL"), FailureClass::rejected, Outcome::rejected},
      {401, "", FailureClass::rejected, Outcome::rejected},
      {403, with_code("FORBIDDEN"), FailureClass::rejected, Outcome::rejected},
      {404, "", FailureClass::rejected, Outcome::rejected},
      {408, "", FailureClass::rejected, Outcome::rejected},
      {409, with_code("CONFLICT"), FailureClass::rejected, Outcome::rejected},
      {499, "", FailureClass::rejected, Outcome::rejected},
  };
  for (const Case& each : cases) {
    const FailedAttempt failed = failed_response({.status = each.status, .body = each.body}, key, now);
    EXPECT_EQ(failed.failure_class, each.ending) << each.status << ' ' << each.body;
    EXPECT_EQ(failed.outcome, each.outcome) << each.status << ' ' << each.body;
    ASSERT_TRUE(failed.response);
    EXPECT_EQ(failed.response->status, each.status);
    EXPECT_EQ(failed.response->body, each.body);
  }
}

TEST(FailedAnswer, HasTheTimeThatTheServiceAsks) {
  const auto asked = [](int status, Headers headers, std::string body = {}) {
    return failed_response({.status = status, .headers = std::move(headers), .body = std::move(body)}, key,
                           now)
        .retry_after;
  };
  EXPECT_EQ(asked(429, {{"Retry-After", "7"}}), 7s);
  EXPECT_EQ(asked(503, {{"Retry-After", "7"}}), 7s);
  EXPECT_EQ(asked(500, {{"Retry-After", "Thu, 01 Jan 2026 00:01:00 GMT"}}), 60s);
  EXPECT_EQ(asked(429, {}, R"({"error":{"retryAfter":"2026-01-01T00:00:31Z"}})"), 31s);
  EXPECT_EQ(asked(429, {{"Retry-After", "soon"}}), std::nullopt);
  EXPECT_EQ(asked(503, {}), std::nullopt);
}

TEST(FailedAnswer, HasTheServicesWords) {
  const FailedAttempt failed =
      failed_response({.status = 500, .body = with_code("internal_error")}, key, now);
  EXPECT_EQ(failed.code.text(), "internal_error");
  EXPECT_EQ(failed.message, "m");
  EXPECT_EQ(failed.transport.text, "");
  EXPECT_EQ(failed.problem, "");
}

TEST(FailedExchange, EndsAsTheTransportSays) {
  struct Case {
    detail::TransportFailure failure;
    FailureClass ending;
  };
  const Case cases[] = {
      {{.outcome = Outcome::not_sent, .reason = Reason::dns}, FailureClass::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::connect}, FailureClass::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::timeout, .timed_out = true}, FailureClass::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::proxy}, FailureClass::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::other}, FailureClass::not_sent},
      {{.outcome = Outcome::not_sent, .reason = Reason::tls}, FailureClass::permanent},
      {{.outcome = Outcome::not_sent, .reason = Reason::proxy, .permanent = true}, FailureClass::permanent},
      {{.outcome = Outcome::not_sent, .reason = Reason::other, .permanent = true}, FailureClass::permanent},
      {{.outcome = Outcome::unknown, .reason = Reason::limit}, FailureClass::over_limit},
      {{.outcome = Outcome::applied, .reason = Reason::limit}, FailureClass::over_limit},
      {{.outcome = Outcome::not_sent, .reason = Reason::limit}, FailureClass::over_limit},
      {{.outcome = Outcome::unknown, .reason = Reason::timeout, .timed_out = true}, FailureClass::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::send}, FailureClass::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::receive}, FailureClass::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::other}, FailureClass::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::tls}, FailureClass::lost},
      {{.outcome = Outcome::unknown, .reason = Reason::receive, .permanent = true}, FailureClass::lost},
      // A transport of the user's own may know more.
      {{.outcome = Outcome::throttled}, FailureClass::refused},
      {{.outcome = Outcome::rejected}, FailureClass::rejected},
      {{.outcome = Outcome::applied}, FailureClass::unreadable},
      {{}, FailureClass::lost},
  };
  for (const Case& each : cases) {
    detail::TransportFailure failure = each.failure;
    failure.text = "words";
    const FailedAttempt failed = failed_exchange(failure);
    EXPECT_EQ(failed.failure_class, each.ending)
        << static_cast<int>(failure.outcome) << ", " << static_cast<int>(failure.reason);
    EXPECT_EQ(failed.outcome, failure.outcome);
    EXPECT_FALSE(failed.response);
    EXPECT_EQ(failed.transport.text, "words");
    EXPECT_EQ(failed.transport.reason, failure.reason);
    EXPECT_EQ(failed.retry_after, std::nullopt);
  }
}

TEST(FailedDecode, IsASuccessThatCannotBeUsed) {
  const FailedAttempt failed =
      failed_decode({.status = 201, .headers = {{"Retry-After", "7"}}, .body = "{"}, "is not JSON", false);
  EXPECT_EQ(failed.failure_class, FailureClass::unreadable);
  EXPECT_EQ(failed.outcome, Outcome::applied);
  EXPECT_EQ(failed.problem, "is not JSON");
  ASSERT_TRUE(failed.response);
  EXPECT_EQ(failed.response->status, 201);
  EXPECT_EQ(failed.response->body, "{");
  EXPECT_EQ(failed.retry_after, std::nullopt) << "a time in a success is not for the next attempt";
}

TEST(FailedDecode, OfWhatIsNestedTooDeeplyIsALimitThatNoRepeatGetsOver) {
  EXPECT_EQ(failed_decode({.status = 200}, "is nested too deeply", true).failure_class,
            FailureClass::over_limit);
}

TEST(FailedExchange, WithoutWordsGetsSome) {
  EXPECT_EQ(failed_exchange({}).transport.text, "the transport failed, and did not say why");
}

}  // namespace
