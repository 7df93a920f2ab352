#include "engine/call_options.hpp"

#include <limits>

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using ticket0::CallOptions;
using ticket0::RetryWrites;
using ticket0::detail::validate;
using unit::bytes;

std::string refusal(const CallOptions& options) {
  return unit::refusal([&] { validate(options); });
}

TEST(ValidateCallOptions, AcceptsWhatIsUnsetAndWhatIsInRange) {
  EXPECT_NO_THROW(validate(CallOptions{}));
  EXPECT_NO_THROW(validate(CallOptions{.timeout = 1ms, .attempt_timeout = 24h}));
  EXPECT_NO_THROW(validate(CallOptions{.headers = {{"X-Request-Id", "a b; c=\"d\""}, {"x-request-id", ""}}}));
  EXPECT_NO_THROW(validate(CallOptions{.headers = {{"!#$%&'*+-.^_`|~09azAZ", "caf\xC3\xA9"}}}));
}

TEST(ValidateCallOptions, RefusesATimeOutOutsideOneMillisecondToADay) {
  for (const auto bad : {0ms, -1ms, std::chrono::milliseconds{24h} + 1ms}) {
    EXPECT_THAT(refusal({.timeout = bad}), StartsWith("CallOptions.timeout "));
    EXPECT_THAT(refusal({.attempt_timeout = bad}), StartsWith("CallOptions.attempt_timeout "));
  }
}

TEST(ValidateCallOptions, RefusesACountOfAttemptsOutsideOneToAHundred) {
  for (const int bad : {0, -1, 101, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
    const std::string text = refusal({.max_attempts = bad});
    EXPECT_THAT(text, StartsWith("CallOptions.max_attempts is " + std::to_string(bad)));
    EXPECT_THAT(text, HasSubstr("from 1 to 100"));
  }
  for (const int fine : {1, 2, 100}) EXPECT_NO_THROW(validate(CallOptions{.max_attempts = fine})) << fine;
}

TEST(ValidateCallOptions, AcceptsEveryPolicyForWrites) {
  for (const auto each : {RetryWrites::never, RetryWrites::when_throttled, RetryWrites::when_safe})
    EXPECT_NO_THROW(validate(CallOptions{.retry_writes = each}));
}

TEST(ValidateCallOptions, RefusesANameThatNoHeaderMayHave) {
  for (const std::string& name :
       {bytes(""), bytes("A B"), bytes("A:"), bytes("A\r\nB"), bytes("A\n"), bytes("A\0"), bytes("\tA"),
        bytes("A("), bytes("A,B"), bytes("\"A\""), bytes("caf\xC3\xA9"), bytes("A=B"), bytes("A/B")}) {
    const std::string text = refusal({.headers = {{"X-Fine", "1"}, {name, "hunter2"}}});
    EXPECT_THAT(text, StartsWith("CallOptions.headers ")) << testing::PrintToString(name);
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST(ValidateCallOptions, RefusesAHeaderThatTheLibrarySetsWhateverItsCase) {
  for (const std::string name :
       {"Authorization", "authorization", "AUTHORIZATION", "Accept", "Accept-Encoding", "Connection",
        "Content-Length", "Content-Type", "Expect", "Host", "hOST", "Transfer-Encoding", "User-Agent"}) {
    const std::string text = refusal({.headers = {{name, "Bearer t0_hunter2"}}});
    EXPECT_THAT(text, StartsWith("CallOptions.headers[\"" + name + "\"]"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST(ValidateCallOptions, RefusesAValueThatWouldBeAnotherLine) {
  for (const std::string& value : {bytes("hunter2\r\nX: y"), bytes("hunter2\n"), bytes("\rhunter2"),
                                   bytes("hunter2\0"), bytes("hunter2\x7F"), bytes("hunter2\x1B[0m")}) {
    const std::string text = refusal({.headers = {{"X-Trace", value}}});
    EXPECT_THAT(text, StartsWith("CallOptions.headers[\"X-Trace\"]"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

}  // namespace
