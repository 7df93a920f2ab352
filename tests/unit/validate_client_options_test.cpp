#include "client/options.hpp"

#include <limits>

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using ticket0::ClientOptions;
using ticket0::Secret;
using ticket0::detail::problem_of_key;
using ticket0::detail::validate;
using unit::bytes;

ClientOptions good() { return {.api_key = Secret{"t0_good"}}; }
std::string refusal(const ClientOptions& options) {
  return unit::refusal<ticket0::ConfigError>([&] { static_cast<void>(validate(options)); });
}
template <class Change>
std::string refusal_of(const Change& change) {
  ClientOptions options = good();
  change(options);
  return refusal(options);
}

TEST(ValidateClientOptions, AcceptsTheDefaultsWithAKey) {
  EXPECT_EQ(validate(good()).text, "https://app.ticket0.ai/api/v1");
}

TEST(ValidateClientOptions, AcceptsEverySettingInRange) {
  ClientOptions options = good();
  options.base_url = "http://127.0.0.1:8080/api/v1/";
  options.timeout = 24h;
  options.attempt_timeout = 1ms;
  options.connect_timeout = 24h;
  options.retry = {
      .max_attempts = 100, .base_delay = 1ms, .max_delay = 24h, .max_retry_after = 1ms, .retry_writes = {}};
  options.rate_limit = {.requests = 1'000'000, .per = 24h, .scope = "any text\n"};
  options.proxy = Secret{"http://user:password@proxy:3128"};
  options.tls = {.ca_file = "/etc/a b.pem", .client_cert_file = "c", .client_key_file = "k"};
  options.app_info = "acme-sync/2.1 (staging; \"x\")";
  EXPECT_EQ(validate(options).text, "http://127.0.0.1:8080/api/v1");
  options.proxy = Secret{};  // none
  EXPECT_NO_THROW(static_cast<void>(validate(options)));
}

TEST(ValidateClientOptions, RefusesEachKeyThatCannotBeOneAndNeverRepeatsIt) {
  struct Case {
    std::string key;
    std::string_view reason;
  };
  const Case cases[] = {
      {"", "empty"},
      {"t0_", "only the beginning"},
      {"t0_hunter2\n", "line break"},
      {"t0_hunter2\r\n", "line break"},
      {"t0_hun\tter2", "control character"},
      {bytes("t0_hunter2\0"), "control character"},
      {"t0_hunter2\x7F", "control character"},
      {"\x1Bt0_hunter2", "control character"},
      {" t0_hunter2", "begins with a space"},
      {"t0_hunter2 ", "ends with a space"},
      {"t0_ hunter2", "contains a space"},
      {"Bearer t0_hunter2", "starts with \"Bearer \""},
      {"t0_hunter2\xC3\xA9", "ASCII"},
      {"t0_hunter2\xFF", "ASCII"},
      {"\xE2\x80\x9Ct0_hunter2\xE2\x80\x9D", "ASCII"},  // quotes of a word processor
      {"sk_hunter2", "t0_"},
      {"T0_hunter2", "t0_"},
      {"\"t0_hunter2\"", "in quotes: remove them"},
      {"'t0_hunter2'", "in quotes: remove them"},
      {"hunter2", "t0_"},
      {"_t0_hunter2", "t0_"},
  };
  for (const auto& [key, reason] : cases) {
    const std::string text = refusal({.api_key = Secret{key}});
    EXPECT_THAT(text, StartsWith("ClientOptions.api_key ")) << reason;
    EXPECT_THAT(text, HasSubstr(reason)) << text;
    EXPECT_THAT(text, Not(HasSubstr("hunter2"))) << text;
    EXPECT_THAT(problem_of_key(key), HasSubstr(reason));
  }
}

TEST(ValidateClientOptions, AcceptsKeysOfTheServicesShape) {
  for (const std::string_view key : {"t0_a", "t0_live_4f9c2a", "t0_A-b_c.d~e+f/g=", "t0_t0_t0_"})
    EXPECT_EQ(problem_of_key(key), "") << key;
}

TEST(ValidateClientOptions, TellsANewcomerHowToSetAKey) {
  const std::string text = refusal(ClientOptions{});
  EXPECT_THAT(text, HasSubstr("TICKET0_API_KEY"));
  EXPECT_THAT(text, HasSubstr("from_env()"));
}

TEST(ValidateClientOptions, RefusesABaseUrlAndNeverRepeatsItsUserInfo) {
  for (const std::string url :
       {"", "app.ticket0.ai", "http://example.com/api", "https://joe:hunter2@example.com", "https://x/?y",
        "https://x/#y", "https://x\n"}) {
    const std::string text = refusal_of([&](ClientOptions& options) { options.base_url = url; });
    EXPECT_THAT(text, StartsWith("ClientOptions.base_url ")) << url;
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
    EXPECT_THAT(text, Not(HasSubstr("joe")));
  }
}

TEST(ValidateClientOptions, RefusesATimeOutOutsideOneMillisecondToADay) {
  using Member = std::chrono::milliseconds& (*)(ClientOptions&);
  struct Case {
    std::string_view name;
    Member member;
  };
  constexpr Case members[] = {{"ClientOptions.timeout ", [](ClientOptions & o) -> auto& {return o.timeout;
}
}  // namespace
, {"ClientOptions.attempt_timeout ", [](ClientOptions& o) -> auto& {return o.attempt_timeout;
}
}
, {"ClientOptions.connect_timeout ", [](ClientOptions& o) -> auto& {return o.connect_timeout;
}
}
, {"ClientOptions.retry.base_delay ", [](ClientOptions& o) -> auto& {return o.retry.base_delay;
}
}
, {"ClientOptions.retry.max_delay ", [](ClientOptions& o) -> auto& {return o.retry.max_delay;
}
}
, {"ClientOptions.retry.max_retry_after ", [](ClientOptions& o) -> auto& {return o.retry.max_retry_after;
}
}
, {"ClientOptions.rate_limit.per ", [](ClientOptions& o) -> auto& {return o.rate_limit.per;
}
}
,
}
;
for (const auto& [name, member] : members) {
  for (const auto bad : {0ms, -1ms, std::chrono::milliseconds{24h} + 1ms, std::chrono::milliseconds::max(),
                         std::chrono::milliseconds::min()}) {
    const std::string text = refusal_of([&, m = member](ClientOptions& options) { m(options) = bad; });
    EXPECT_THAT(text, StartsWith(std::string{name})) << bad.count();
    EXPECT_THAT(text, HasSubstr("1 ms to 24 h"));
  }
  for (const auto fine : {1ms, std::chrono::milliseconds{24h}}) {
    ClientOptions options = good();
    member(options) = fine;
    EXPECT_NO_THROW(static_cast<void>(validate(options))) << name << fine.count();
  }
}
}

TEST(ValidateClientOptions, RefusesThreadsThatAreTooManyOrTooFew) {
  for (const int bad : {-1, 0, 1'001})
    EXPECT_THAT(refusal_of([&](ClientOptions& options) { options.async.threads = bad; }),
                StartsWith("ClientOptions.async.threads is " + std::to_string(bad)));
  for (const int bad : {-1, 10'001})
    EXPECT_THAT(refusal_of([&](ClientOptions& options) { options.async.max_waiting = bad; }),
                StartsWith("ClientOptions.async.max_waiting is " + std::to_string(bad)));
  ClientOptions options = good();
  options.async = {.threads = 1, .max_waiting = 0, .wait_at_end = false};
  EXPECT_NO_THROW(static_cast<void>(validate(options)));
}

TEST(ValidateClientOptions, RefusesACountThatIsOutOfRange) {
  constexpr int lowest = std::numeric_limits<int>::min();
  constexpr int highest = std::numeric_limits<int>::max();
  struct Case {
    std::string_view name;
    int& (*member)(ClientOptions&);
    int most;
  };
  constexpr Case members[] = {
      {"ClientOptions.retry.max_attempts", [](ClientOptions & o) -> auto& {return o.retry.max_attempts;
}
, 100
}
, {"ClientOptions.rate_limit.requests", [](ClientOptions& o) -> auto& {return o.rate_limit.requests;
}
, 1'000'000
}
,
}
;
for (const auto& [name, member, most] : members) {
  for (const int bad : {lowest, -1, 0, most + 1, highest}) {
    const std::string text = refusal_of([&, m = member](ClientOptions& options) { m(options) = bad; });
    EXPECT_THAT(text, StartsWith(std::string{name} + " is " + std::to_string(bad)));
    EXPECT_THAT(text, HasSubstr("from 1 to " + std::to_string(most)));
  }
  for (const int fine : {1, most}) {
    ClientOptions options = good();
    member(options) = fine;
    EXPECT_NO_THROW(static_cast<void>(validate(options))) << name << fine;
  }
}
}

TEST(ValidateClientOptions, RefusesALimitOfAnswersOutsideOneKibibyteToOneGibibyte) {
  for (const std::size_t bad : {std::size_t{0}, std::size_t{1'023}, std::size_t{1'073'741'825}}) {
    const std::string text = refusal_of([bad](ClientOptions& options) { options.max_response_bytes = bad; });
    EXPECT_THAT(text, StartsWith("ClientOptions.max_response_bytes is " + std::to_string(bad)));
  }
  for (const std::size_t fine : {std::size_t{1'024}, std::size_t{1'073'741'824}}) {
    ClientOptions options = good();
    options.max_response_bytes = fine;
    EXPECT_NO_THROW(static_cast<void>(validate(options))) << fine;
  }
}

TEST(ValidateClientOptions, AcceptsNoRateLimit) {
  ClientOptions options = good();
  options.rate_limit.enabled = false;
  EXPECT_NO_THROW(static_cast<void>(validate(options)));
}

TEST(ValidateClientOptions, RefusesAProxyWithALineBreakAndNeverRepeatsIt) {
  for (const std::string proxy : {"http://joe:hunter2@proxy\n", "http://joe:hunter2@proxy\r\nX: y"}) {
    const std::string text = refusal_of([&](ClientOptions& options) { options.proxy = Secret{proxy}; });
    EXPECT_THAT(text, StartsWith("ClientOptions.proxy "));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
  EXPECT_THAT(refusal_of([](ClientOptions& options) { options.proxy = Secret{bytes("http://proxy\0")}; }),
              StartsWith("ClientOptions.proxy "));
}

TEST(ValidateClientOptions, RefusesFileNamesThatNoFileCanHave) {
  const std::string bad = bytes("a\0b");
  EXPECT_THAT(refusal_of([&](ClientOptions& options) { options.tls.ca_file = bad; }),
              StartsWith("ClientOptions.tls.ca_file "));
  EXPECT_THAT(refusal_of([&](ClientOptions& options) { options.tls.client_cert_file = bad; }),
              StartsWith("ClientOptions.tls.client_cert_file "));
  EXPECT_THAT(refusal_of([&](ClientOptions& options) { options.tls.client_key_file = bad; }),
              StartsWith("ClientOptions.tls.client_key_file "));
}

TEST(ValidateClientOptions, RefusesAnAppInfoThatIsNotPrintableAscii) {
  for (const std::string& app_info : {bytes("a\0"), bytes("a\nb"), bytes("a\r\nX: y"), bytes("a\tb"),
                                      bytes("caf\xC3\xA9"), bytes("\xFF"), bytes("\x7F")})
    EXPECT_THAT(refusal_of([&](ClientOptions& options) { options.app_info = app_info; }),
                StartsWith("ClientOptions.app_info "))
        << testing::PrintToString(app_info);
}

}  // namespace
