#include "engine/call_log.hpp"
#include "engine/failure.hpp"

#include "error/error.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::FailureKind;
using detail::kind_of;
using detail::outcome_of;
using testing::AllOf;
using testing::HasSubstr;

TEST(KindOf, FollowsTheCodeWhereItIsKnownWhateverTheStatus) {
  struct Case {
    ErrorCode code;
    FailureKind kind;
  };
  constexpr Case cases[] = {
      {ErrorCode::validation_error, FailureKind::validation},
      {ErrorCode::unauthorized, FailureKind::authentication},
      {ErrorCode::forbidden, FailureKind::permission},
      {ErrorCode::not_found, FailureKind::not_found},
      {ErrorCode::rate_limited, FailureKind::rate_limit},
      {ErrorCode::internal, FailureKind::server},
  };
  for (const auto& [code, kind] : cases)
    for (const int status : {0, 302, 400, 401, 403, 404, 409, 429, 500, 503})
      EXPECT_EQ(kind_of(status, code), kind) << to_string(code) << " with " << status;
}

TEST(KindOf, FollowsTheStatusWhereTheCodeIsNotKnown) {
  struct Case {
    int status;
    FailureKind kind;
  };
  constexpr Case cases[] = {
      {400, FailureKind::validation}, {401, FailureKind::authentication},
      {403, FailureKind::permission}, {404, FailureKind::not_found},
      {429, FailureKind::rate_limit}, {500, FailureKind::server},
      {501, FailureKind::server},     {502, FailureKind::server},
      {503, FailureKind::server},     {504, FailureKind::server},
      {599, FailureKind::server},     {600, FailureKind::api},
      {0, FailureKind::api},          {100, FailureKind::api},
      {301, FailureKind::api},        {307, FailureKind::api},
      {402, FailureKind::api},        {405, FailureKind::api},
      {408, FailureKind::api},        {409, FailureKind::api},
      {410, FailureKind::api},        {422, FailureKind::api},
      {499, FailureKind::api},
  };
  for (const auto& [status, kind] : cases) EXPECT_EQ(kind_of(status, ErrorCode::unknown), kind) << status;
}

TEST(OutcomeOf, SaysWhatIsKnownOfTheEffect) {
  struct Case {
    int status;
    ErrorCode code;
    Outcome outcome;
  };
  constexpr Case cases[] = {
      {301, ErrorCode::unknown, Outcome::rejected},
      {307, ErrorCode::unknown, Outcome::rejected},
      {400, ErrorCode::unknown, Outcome::rejected},
      {401, ErrorCode::unauthorized, Outcome::rejected},
      {404, ErrorCode::not_found, Outcome::rejected},
      {409, ErrorCode::unknown, Outcome::rejected},
      {499, ErrorCode::unknown, Outcome::rejected},
      {429, ErrorCode::unknown, Outcome::throttled},
      {429, ErrorCode::rate_limited, Outcome::throttled},
      {429, ErrorCode::validation_error, Outcome::throttled},
      {403, ErrorCode::rate_limited, Outcome::throttled},
      {400, ErrorCode::internal, Outcome::rejected},
      // It may have happened: 500 too, whatever its code says.
      {500, ErrorCode::internal, Outcome::unknown},
      {500, ErrorCode::rate_limited, Outcome::unknown},
      {500, ErrorCode::not_found, Outcome::unknown},
      {502, ErrorCode::unknown, Outcome::unknown},
      {503, ErrorCode::unknown, Outcome::unknown},
      {0, ErrorCode::unknown, Outcome::unknown},
      {101, ErrorCode::unknown, Outcome::unknown},
      {600, ErrorCode::unknown, Outcome::unknown},
  };
  for (const auto& [status, code, outcome] : cases)
    EXPECT_EQ(outcome_of(status, kind_of(status, code)), outcome) << status << " " << to_string(code);
}

TEST(NextStep, TellsTheCallerWhatToDo) {
  constexpr const auto& list = detail::operations::list_tickets;
  constexpr const auto& get = detail::operations::get_ticket;
  EXPECT_THAT(next_step(FailureKind::not_found, 404, ErrorCode::not_found, get), HasSubstr("Check the id"));
  EXPECT_THAT(next_step(FailureKind::not_found, 404, ErrorCode::unknown, get), HasSubstr("base_url"));
  EXPECT_THAT(next_step(FailureKind::not_found, 404, ErrorCode::not_found, list),
              AllOf(HasSubstr("the request's path"), HasSubstr("base_url")));
  EXPECT_THAT(next_step(FailureKind::authentication, 401, ErrorCode::unauthorized, list),
              HasSubstr("ClientOptions.api_key"));
  EXPECT_THAT(
      next_step(FailureKind::permission, 403, ErrorCode::forbidden, detail::operations::create_ticket),
      HasSubstr("tickets:write"));
  EXPECT_THAT(next_step(FailureKind::rate_limit, 429, ErrorCode::rate_limited, list),
              HasSubstr("retry_after()"));
  EXPECT_THAT(next_step(FailureKind::api, 302, ErrorCode::unknown, list), HasSubstr("base_url"));
  EXPECT_EQ(next_step(FailureKind::api, 409, ErrorCode::unknown, list), "");
  EXPECT_THAT(next_step(FailureKind::validation, 400, ErrorCode::validation_error, list),
              HasSubstr("Correct"));
  EXPECT_THAT(next_step(FailureKind::server, 500, ErrorCode::internal, list), HasSubstr("outcome()"));
}

/// A web page of a firewall, a proxy, a load balancer or a captive portal has a status too.
TEST(NextStep, ClaimsNothingOfTheServiceWhereItsCodeIsMissing) {
  struct Case {
    int status;
    std::string_view says;
    std::string_view never;
  };
  constexpr Case cases[] = {
      {400, "no error code", "Correct"},
      {401, "no error code", "api_key"},
      {403, "no error code", "scope"},
      {404, "does not seem to be there", "id"},
      {429, "retry_after()", "workspace"},
      {500, "or a server in front of it", "of its own"},
      {502, "or a server in front of it", "of its own"},
      {503, "or a server in front of it", "of its own"},
      {511, "or a server in front of it", "of its own"},
      {302, "Redirects are not followed", "scope"},
  };
  for (const auto& [status, says, never] : cases)
    for (const detail::Operation& operation : detail::operations::all) {
      const std::string step =
          next_step(kind_of(status, ErrorCode::unknown), status, ErrorCode::unknown, operation);
      EXPECT_THAT(step, HasSubstr(says)) << status;
      EXPECT_THAT(step, testing::Not(HasSubstr(" " + std::string{never}))) << status;
    }
}

TEST(FirstStep, IsToLookWhereAChangeMayHaveBeenMade) {
  using detail::CallClass;
  using detail::first_step;
  EXPECT_THAT(std::string{first_step(Outcome::unknown, CallClass::unsafe)},
              HasSubstr("check whether it is there before"));
  EXPECT_THAT(std::string{first_step(Outcome::unknown, CallClass::idempotent)},
              HasSubstr("read the object before"));
  EXPECT_EQ(first_step(Outcome::unknown, CallClass::read), "");
  EXPECT_EQ(first_step(Outcome::applied, CallClass::read), "");
  for (const CallClass write : {CallClass::idempotent, CallClass::unsafe})
    EXPECT_THAT(std::string{first_step(Outcome::applied, write)}, HasSubstr("read the object before"));
  for (const Outcome known : {Outcome::not_sent, Outcome::throttled, Outcome::rejected})
    for (const CallClass each : {CallClass::read, CallClass::idempotent, CallClass::unsafe})
      EXPECT_EQ(first_step(known, each), "");
}

TEST(NextStep, NamesTheOptionThatAFailureToSendPointsTo) {
  using Reason = TransportError::Reason;
  struct Case {
    Reason reason;
    std::string_view named;
  };
  constexpr Case cases[] = {
      {Reason::dns, "base_url"},
      {Reason::connect, "base_url"},
      {Reason::tls, "tls.ca_file"},
      {Reason::proxy, "ClientOptions.proxy"},
      {Reason::timeout, "connect_timeout"},
  };
  for (const auto& [reason, named] : cases)
    EXPECT_THAT(std::string{detail::next_step(reason)}, HasSubstr(named));
}

TEST(DescribeOutcome, BeginsWithTheEnumsWord) {
  using detail::describe;
  EXPECT_TRUE(describe(Outcome::not_sent).starts_with("not_sent: "));
  EXPECT_TRUE(describe(Outcome::throttled).starts_with("throttled: "));
  EXPECT_TRUE(describe(Outcome::rejected).starts_with("rejected: "));
  EXPECT_TRUE(describe(Outcome::applied).starts_with("applied: "));
  EXPECT_TRUE(describe(Outcome::unknown).starts_with("unknown: "));
  EXPECT_TRUE(describe(static_cast<Outcome>(99)).starts_with("unknown: "));
}

}  // namespace
