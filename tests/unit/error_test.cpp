#include <exception>

#include "error/error.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::ErrorFactory;
using testing::HasSubstr;

template <class... E>
constexpr bool nothrow_copies = ((std::is_nothrow_copy_constructible_v<E> &&
                                  std::is_nothrow_copy_assignable_v<E>)&&...);
static_assert(
    nothrow_copies<Error, ConfigError, InvalidArgument, CancelledError, DecodeError, TransportError,
                   TimeoutError, ReplyOutcomeUnknown, ApiError, ValidationError, AuthenticationError,
                   PermissionError, NotFoundError, RateLimitError, ServerError>);
template <class Base, class... E>
constexpr bool all_are = (std::is_base_of_v<Base, E> && ...);
static_assert(all_are<ApiError, ValidationError, AuthenticationError, PermissionError, NotFoundError,
                      RateLimitError, ServerError>);
static_assert(all_are<Error, ConfigError, InvalidArgument, CancelledError, DecodeError, TransportError,
                      ApiError, ReplyOutcomeUnknown>);
static_assert(!std::is_base_of_v<ConfigError, InvalidArgument> &&
              !std::is_base_of_v<InvalidArgument, ConfigError>);
static_assert(std::is_base_of_v<TransportError, TimeoutError> &&
              std::is_base_of_v<std::runtime_error, Error>);

ErrorFactory::Details not_found() {
  ErrorFactory::Details details;
  details.outcome = Outcome::rejected;
  details.attempts = 2;
  details.headline = "GET /tickets/:id: 404 NOT_FOUND: no such ticket";
  details.timeline = {"attempt 1: HTTP 503 (12 ms)", "attempt 2: HTTP 404 (9 ms)"};
  details.next_step = "Check the id.";
  details.status = 404;
  details.code = Open<ErrorCode>{"not_found"};
  details.message = "no such ticket";
  details.retry_after = std::chrono::seconds{7};
  details.needed_scope = "tickets:read";
  details.response = {.status = 404, .body = "{}"};
  return details;
}

TEST(Outcome, IsNamedAsItsEnumerator) {
  EXPECT_EQ(to_string(Outcome::not_sent), "not_sent");
  EXPECT_EQ(to_string(Outcome::throttled), "throttled");
  EXPECT_EQ(to_string(Outcome::rejected), "rejected");
  EXPECT_EQ(to_string(Outcome::applied), "applied");
  EXPECT_EQ(to_string(Outcome::unknown), "unknown");
  EXPECT_EQ(to_string(static_cast<Outcome>(5)), "");
}

TEST(TransportReason, IsNamedAsItsEnumerator) {
  using Reason = ticket0::TransportError::Reason;
  constexpr std::string_view names[] = {"other",   "dns",  "connect", "tls",  "proxy",
                                        "timeout", "send", "receive", "limit"};
  for (std::size_t i = 0; i < std::size(names); ++i) EXPECT_EQ(to_string(static_cast<Reason>(i)), names[i]);
  EXPECT_EQ(to_string(Reason::limit), "limit");
  EXPECT_EQ(to_string(static_cast<Reason>(std::size(names))), "");
}

TEST(ErrorExplain, TellsWhatHappenedAndWhatToDo) {
  const auto error = ErrorFactory::make<NotFoundError>("GET /tickets/:id: 404. Check the id.", not_found());
  EXPECT_EQ(error.explain(),
            "GET /tickets/:id: 404 NOT_FOUND: no such ticket\n"
            "  attempt 1: HTTP 503 (12 ms)\n"
            "  attempt 2: HTTP 404 (9 ms)\n"
            "  outcome: rejected: the service said no\n"
            "  next: Check the id.");
}

TEST(ErrorExplain, OfAnErrorWithoutDetailsHasItsTextAndItsOutcome) {
  EXPECT_EQ(InvalidArgument{"TicketPatch is empty"}.explain(),
            "TicketPatch is empty\n  outcome: not_sent: the service never got the request");
}

TEST(ApiError, GivesAllThatIsKnown) {
  const ApiError error = ErrorFactory::make<ApiError>("x", not_found());
  EXPECT_STREQ(error.what(), "x");
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_EQ(error.attempts(), 2);
  EXPECT_EQ(error.status(), 404);
  EXPECT_EQ(error.code(), ErrorCode::not_found);
  EXPECT_EQ(error.code().text(), "not_found");
  EXPECT_EQ(error.message(), "no such ticket");
  EXPECT_EQ(error.retry_after(), std::chrono::seconds{7});
  EXPECT_EQ(error.needed_scope(), "tickets:read");
  EXPECT_EQ(error.response().body, "{}");
}

TEST(Error, ACopyKnowsAsMuchAndOutlivesTheFirst) {
  std::optional<ApiError> first = ErrorFactory::make<ApiError>("x", not_found());
  const ApiError copy = *first;
  first.reset();
  EXPECT_STREQ(copy.what(), "x");
  EXPECT_EQ(copy.message(), "no such ticket");
  EXPECT_EQ(copy.response().status, 404);
}

TEST(Error, SurvivesBeingSlicedCaughtAndThrownAgain) {
  std::exception_ptr kept;
  try {
    throw ErrorFactory::make<NotFoundError>("x", not_found());
  } catch (const Error&) {
    kept = std::current_exception();
  }
  try {
    std::rethrow_exception(kept);
  } catch (const NotFoundError& error) {
    const Error sliced = error;
    EXPECT_EQ(sliced.attempts(), 2);
    EXPECT_THAT(sliced.explain(), HasSubstr("no such ticket"));
  }
}

/// A user's tests throw these too: what is not said is what the class implies.
TEST(Error, OneThatAUserMakesHasTheOutcomeOfItsClass) {
  EXPECT_EQ(Error{"made up"}.outcome(), Outcome::not_sent);
  EXPECT_EQ(ConfigError{"made up"}.outcome(), Outcome::not_sent);
  EXPECT_EQ(InvalidArgument{"made up"}.outcome(), Outcome::not_sent);
  EXPECT_EQ(CancelledError{"made up"}.outcome(), Outcome::unknown);
  EXPECT_EQ(DecodeError{"made up"}.outcome(), Outcome::applied);
  EXPECT_EQ(ReplyOutcomeUnknown{"made up"}.outcome(), Outcome::unknown);
  EXPECT_TRUE(ReplyOutcomeUnknown{"made up"}.ticket().empty());
  EXPECT_EQ((CancelledError{"made up", Outcome::not_sent}.outcome()), Outcome::not_sent);
  EXPECT_THAT(ServerError{"made up"}.explain(), HasSubstr("unknown: it may or may not have happened"));
}

TEST(ApiError, OneThatAUserMakesHasTheStatusOfItsClass) {
  struct Case {
    const ApiError& error;
    Outcome outcome;
    int status;
    ErrorCode code;
  };
  const ApiError other{"made up"};
  const ValidationError validation{"made up"};
  const AuthenticationError authentication{"made up"};
  const PermissionError permission{"made up"};
  const NotFoundError gone{"made up"};
  const RateLimitError limit{"made up"};
  const ServerError server{"made up"};
  const Case cases[] = {{other, Outcome::unknown, 0, ErrorCode::unknown},
                        {validation, Outcome::rejected, 400, ErrorCode::validation_error},
                        {authentication, Outcome::rejected, 401, ErrorCode::unauthorized},
                        {permission, Outcome::rejected, 403, ErrorCode::forbidden},
                        {gone, Outcome::rejected, 404, ErrorCode::not_found},
                        {limit, Outcome::throttled, 429, ErrorCode::rate_limited},
                        {server, Outcome::unknown, 500, ErrorCode::internal}};
  for (const auto& [error, outcome, status, code] : cases) {
    EXPECT_STREQ(error.what(), "made up");
    EXPECT_EQ(error.outcome(), outcome) << status;
    EXPECT_EQ(error.status(), status);
    EXPECT_EQ(error.code().value(), code) << status;
    EXPECT_EQ(error.attempts(), 0);
    EXPECT_EQ(error.message(), "");
    EXPECT_EQ(error.retry_after(), std::nullopt);
    EXPECT_EQ(error.needed_scope(), "");
    EXPECT_EQ(error.response().body, "");
  }
}

TEST(TransportError, OutcomeIsUnknownUnlessSaid) {
  EXPECT_EQ(TransportError{"reset"}.outcome(), Outcome::unknown);
  EXPECT_EQ(TransportError{"reset"}.reason(), TransportError::Reason::other);
  EXPECT_EQ(ticket0::TimeoutError{"slow"}.reason(), TransportError::Reason::timeout);
  EXPECT_EQ(ticket0::TimeoutError{"slow"}.outcome(), Outcome::unknown);
  EXPECT_EQ(TimeoutError{"late"}.outcome(), Outcome::unknown);
  const TransportError refused{"refused", Outcome::not_sent, TransportError::Reason::connect};
  EXPECT_EQ(refused.outcome(), Outcome::not_sent);
  EXPECT_EQ(refused.reason(), TransportError::Reason::connect);
  EXPECT_EQ((TransportError{"reset", Outcome::not_sent}.outcome()), Outcome::not_sent);
}

}  // namespace
