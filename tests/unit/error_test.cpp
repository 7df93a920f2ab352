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
    nothrow_copies<Error, ConfigError, InvalidArgument, CancelledError, DecodeError, PaginationError,
                   TransportError, TimeoutError, ReplyOutcomeUnknown, ApiError, ValidationError,
                   AuthenticationError, PermissionError, NotFoundError, RateLimitError, ServerError>);
template <class Base, class... E>
constexpr bool all_are = (std::is_base_of_v<Base, E> && ...);
static_assert(all_are<ApiError, ValidationError, AuthenticationError, PermissionError, NotFoundError,
                      RateLimitError, ServerError>);
static_assert(all_are<Error, ConfigError, InvalidArgument, CancelledError, DecodeError, PaginationError,
                      TransportError, ApiError, ReplyOutcomeUnknown>);
static_assert(!std::is_base_of_v<ConfigError, InvalidArgument> &&
              !std::is_base_of_v<InvalidArgument, ConfigError>);
static_assert(std::is_base_of_v<TransportError, TimeoutError> &&
              std::is_base_of_v<std::runtime_error, Error>);

ErrorFactory::Details not_found() {
  ErrorFactory::Details details;
  details.outcome = Outcome::rejected;
  details.attempts = 2;
  details.headline = "GET /tickets/:id: 404 NOT_FOUND: no such ticket";
  details.timeline = {"attempt 1: answered 503 (12 ms)", "attempt 2: answered 404 (9 ms)"};
  details.next_step = "Check the id.";
  details.status = 404;
  details.code = Open<ErrorCode>{"not_found"};
  details.message = "no such ticket";
  details.retry_after = std::chrono::seconds{7};
  details.needed_scope = "tickets:read";
  details.response = {.status = 404, .body = "{}"};
  return details;
}

TEST(ErrorExplain, TellsWhatHappenedAndWhatToDo) {
  const auto error = ErrorFactory::make<NotFoundError>("GET /tickets/:id: 404. Check the id.", not_found());
  EXPECT_EQ(error.explain(),
            "GET /tickets/:id: 404 NOT_FOUND: no such ticket\n"
            "  attempt 1: answered 503 (12 ms)\n"
            "  attempt 2: answered 404 (9 ms)\n"
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

/// Tests and transports of the user's own throw these too; whatever is not said has a harmless default.
TEST(Error, OneThatAUserThrowsHasDefaults) {
  const ApiError api{"made up"};
  EXPECT_EQ(api.outcome(), Outcome::not_sent);
  EXPECT_EQ(api.attempts(), 0);
  EXPECT_EQ(api.status(), 0);
  EXPECT_EQ(api.code().text(), "");
  EXPECT_EQ(api.message(), "");
  EXPECT_EQ(api.retry_after(), std::nullopt);
  EXPECT_EQ(api.needed_scope(), "");
  EXPECT_EQ(api.response().body, "");
  EXPECT_TRUE((ReplyOutcomeUnknown{"made up", Outcome::unknown}.ticket().empty()));
  EXPECT_EQ((RateLimitError{"made up", Outcome::throttled}.outcome()), Outcome::throttled);
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
