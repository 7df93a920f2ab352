// The doctor: twenty set-ups that do not work, each with its cause and the next step.
#include "tool.hpp"
#include "transport/certificates.hpp"
#include "transport/impostor.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST_F(Tool, TheDoctorFindsNothingWrongWithFourRequests) {
  const auto text = '\n' + out("ticket0 doctor");
  EXPECT_THAT(text, Not(HasSubstr("FAILED")));
  EXPECT_EQ(server.requests(), 4U);
  for (const auto* check :
       {"key", "address", "connection", "clock", "tickets:read", "messages:read", "customers:read"})
    EXPECT_THAT(text, HasSubstr("\n" + std::string{"ok      "} + check)) << check;
}

struct Broken {
  std::string name;
  std::string command;
  int code;
  std::string cause;
  std::string next_step;
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

struct BrokenSetUp : Tool, testing::WithParamInterface<Broken> {};

TEST_P(BrokenSetUp, IsToldWithItsCauseAndTheNextStep) {
  write("key_expired", "t0_of_nobody\n");
  write("key_line_break", "t0_a\nt0_b\n");
  write("key_quoted", "\"t0_a\"\n");
  write("key_bearer", "Bearer t0_a\n");
  const auto ended = sh(GetParam().command);
  EXPECT_EQ(ended.code, GetParam().code) << ended.out << ended.err;
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("FAILED"), HasSubstr(GetParam().cause), HasSubstr(GetParam().next_step)));
  EXPECT_THAT(ended.out, AllOf(Not(HasSubstr("`ticket0 doctor`")), Not(HasSubstr(".;"))));
}

INSTANTIATE_TEST_SUITE_P(
    Of, BrokenSetUp,
    testing::Values(
        Broken{"NoKey", "unset TICKET0_API_KEY; ticket0 doctor", 3, "there is no API key",
               "set TICKET0_API_KEY"},
        Broken{"KeyThatTheServiceDoesNotKnow", "ticket0 doctor --key-file key_expired", 3, "401 UNAUTHORIZED",
               "Check --key-file: the key may be mistyped"},
        Broken{"TwoKeysInAFile", "ticket0 doctor --key-file key_line_break", 3, "line break",
               "copy it again"},
        Broken{"KeyInQuotes", "ticket0 doctor --key-file key_quoted", 3, "is in quotes", "remove them"},
        Broken{"KeyAsAHeader", "ticket0 doctor --key-file key_bearer", 3, "starts with \"Bearer \"",
               "leave it out"},
        Broken{"DeadProxy",
               "https_proxy=http://127.0.0.1:1 ticket0 doctor --base-url https://service.invalid/api/v1", 7,
               "127.0.0.1:1", "Check the proxy"},
        Broken{"NoSuchHost", "no_proxy='*' ticket0 doctor --base-url https://" + impossible_host + "/api/v1",
               7, "name", "Check the host in --base-url"},
        Broken{"RefusedPort", "ticket0 doctor --base-url http://127.0.0.1:1/api/v1", 7, "refused",
               "Check host and port"},
        Broken{"WrongPath", "ticket0 doctor --base-url ${TICKET0_BASE_URL%/v1}", 4, "no such path",
               "ends in /api/v1"},
        Broken{"NotAnAddress", "ticket0 doctor --base-url app.ticket0.ai", 2,
               "FAILED  address         --base-url has to begin with https://", "loopback"},
        Broken{"NotAnAddressInTheEnvironment", "TICKET0_BASE_URL=app.ticket0.ai ticket0 doctor", 2,
               "FAILED  address         TICKET0_BASE_URL has to begin with https://", "loopback"},
        Broken{"KeyInTheAddress", "ticket0 doctor --base-url \"http://127.0.0.1:1/$TICKET0_API_KEY\"", 7,
               "address         http://127.0.0.1:1/t0_…", "Check host and port"},
        Broken{"WebhookSecretInQuotes", "TICKET0_WEBHOOK_SECRET='\"whsec\"' ticket0 doctor", 2,
               "TICKET0_WEBHOOK_SECRET", "copy it again"}),
    [](const auto& each) { return each.param.name; });

template <class Change>
sandbox::Options options_with(Change change) {
  sandbox::Options options;
  change(options);
  return options;
}

struct WithoutScope : testing::TestWithParam<sandbox::Scope> {};

TEST_P(WithoutScope, FailsIfTheScopeIsNeededAndTheOthersAreStillChecked) {
  using sandbox::Scope;
  const Shell tool{options_with([](auto& options) {
    options.keys.front().scopes = {Scope::tickets_read, Scope::messages_read, Scope::customers_read};
    options.keys.front().scopes.erase(GetParam());
  })};
  const auto missing = std::string{text(GetParam())};
  const auto ended = tool.sh("ticket0 doctor --needs " + missing);
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("FAILED  " + missing),
                               HasSubstr("lacks the scope " + missing + ". Make a key with it")));
  for (const auto scope : {Scope::tickets_read, Scope::messages_read, Scope::customers_read}) {
    if (scope == GetParam()) continue;
    EXPECT_THAT(ended.out, HasSubstr("ok      " + std::string{text(scope)}));
  }
}

INSTANTIATE_TEST_SUITE_P(Doctor, WithoutScope,
                         testing::Values(sandbox::Scope::tickets_read, sandbox::Scope::messages_read,
                                         sandbox::Scope::customers_read));

TEST(Doctor, HoldsAKeyThatMayOnlyReadTicketsForSound) {
  const Shell tool{
      options_with([](auto& options) { options.keys.front().scopes = {sandbox::Scope::tickets_read}; })};
  const auto text = tool.out("ticket0 doctor");
  EXPECT_THAT(text, Not(HasSubstr("FAILED")));
  for (const std::string scope : {"messages:read", "customers:read"})
    EXPECT_THAT(text,
                HasSubstr("not available: the key lacks the scope " + scope + "; with --needs " + scope));
}

TEST(Doctor, FailsOnlyForWhatIsNeeded) {
  const Shell tool{
      options_with([](auto& options) { options.keys.front().scopes = {sandbox::Scope::customers_read}; })};
  tool.out("ticket0 doctor --needs customers:read");
  EXPECT_EQ(tool.sh("ticket0 doctor").code, 3) << "tickets:read is needed unless others are named";
  EXPECT_EQ(tool.sh("ticket0 doctor --needs customers:read --needs messages:read").code, 3);
}

TEST(Doctor, IsNotRecommendedForAScopeThatItDoesNotCheck) {
  const Shell tool{
      options_with([](auto& options) { options.keys.front().scopes = {sandbox::Scope::tickets_read}; })};
  const auto refused =
      tool.sh("echo Hello | ticket0 messages reply tkt_0250 --from a@example.com --body-file -");
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("Use a key with the scope messages:send"), Not(HasSubstr("doctor"))));
  EXPECT_THAT(tool.out("ticket0 doctor"), HasSubstr("Try it on a ticket of your own"));
}

TEST(Doctor, ToldTheTimeByAClockThatIsOffSaysByHowMuch) {
  const Shell tool{options_with([](auto& options) {
    options.now = [] { return std::chrono::system_clock::now() + std::chrono::hours{2}; };
  })};
  const auto ended = tool.sh("ticket0 doctor");
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, AllOf(testing::ContainsRegex("clock is (7199|7200|7201) s behind"),
                               HasSubstr("Set it, e.g. with NTP")));
}

TEST(Doctor, SaysThatTheBudgetIsSpent) {
  const Shell tool{options_with([](auto& options) { options.requests_per_minute = 1; })};
  tool.out("ticket0 tickets list");
  const auto ended = tool.sh("ticket0 doctor");
  EXPECT_EQ(ended.code, 6);
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("requests are used up; the next may go in"), HasSubstr("give each its share")));
}

struct Impostors : testing::TestWithParam<Impostor> {};

TEST_P(Impostors, GetNoKeyAndAreToldApart) {
  const CountingServer impostor{GetParam().settings()};
  const PemFile authorities{{root()}};
  const Shell tool;
  const auto ended = tool.sh("ticket0 doctor --base-url " + impostor.server().url() + "api/v1 --ca-file " +
                             authorities.path());
  EXPECT_EQ(ended.code, 7);
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("FAILED  connection"), HasSubstr(GetParam().words), HasSubstr("Next: ")));
  EXPECT_EQ(impostor.requests(), 0);
}

INSTANTIATE_TEST_SUITE_P(Doctor, Impostors, testing::ValuesIn(impostors()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
