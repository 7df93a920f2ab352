#include "ticket0/result.hpp"

#include <memory>

#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using Text = std::string;

Result<Text> good() {
  return attempt([] { return Text{"fine"}; });
}
template <class E>
Result<Text> bad(const E& error) {
  return attempt([&]() -> Text { throw error; });
}

static_assert(!std::is_convertible_v<Result<Text>, bool>, "only where a condition is due");
static_assert(std::is_same_v<decltype(*std::declval<Result<Text>&&>()), Text>, "safe in a range-for");

TEST(Result, HasTheValue) {
  auto result = good();
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, "fine");
  EXPECT_EQ(result->size(), 4U);
  EXPECT_EQ(result.value(), "fine");
  EXPECT_EQ(result.error_as(), std::nullopt);
  EXPECT_EQ(result.error_as<ConfigError>(), std::nullopt);
  *result += "!";
  result->push_back('?');
  EXPECT_EQ(std::as_const(result).value(), "fine!?");
  EXPECT_EQ(*std::as_const(result), "fine!?");
  EXPECT_EQ(std::as_const(result)->front(), 'f');
}

TEST(Result, HasTheErrorThatCameInstead) {
  const auto result = bad(NotFoundError{"GET /tickets/:id: 404", Outcome::rejected});
  ASSERT_FALSE(result);
  const auto error = result.error_as();
  ASSERT_TRUE(error);
  EXPECT_STREQ(error->what(), "GET /tickets/:id: 404");
  EXPECT_EQ(error->outcome(), Outcome::rejected);
}

TEST(Result, GivesTheErrorAsWhatItIs) {
  const auto result = bad(NotFoundError{"gone"});
  EXPECT_TRUE(result.error_as<NotFoundError>());
  EXPECT_TRUE(result.error_as<ApiError>());
  EXPECT_TRUE(result.error_as<Error>());
  EXPECT_TRUE(result.error_as<std::runtime_error>());
  EXPECT_FALSE(result.error_as<PermissionError>());
  EXPECT_FALSE(result.error_as<TransportError>());
  EXPECT_FALSE(result.error_as<ConfigError>());
  const auto timeout = bad(TimeoutError{"slow"});
  EXPECT_TRUE(timeout.error_as<TransportError>());
  EXPECT_EQ(timeout.error_as<TimeoutError>()->outcome(), Outcome::unknown);
}

template <class E, class Call>
std::string thrown_by(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const E& e) {
    return std::string{typeid(e) == typeid(E) ? "" : "another: "} + e.what();
  }
  return "nothing";
}

TEST(Result, ThrowsTheSameErrorWhereTheValueIsAskedFor) {
  const auto result = bad(PermissionError{"no", Outcome::rejected});
  EXPECT_EQ(thrown_by<PermissionError>([&] { return result.value(); }), "no");
  EXPECT_EQ(thrown_by<PermissionError>([&] { return result.value(); }), "no")
      << "as often as it is asked for";
  EXPECT_EQ(thrown_by<PermissionError>([] { return bad(PermissionError{"gone"}).value(); }), "gone");
}

TEST(Result, IsUsedInACondition) {
  std::string said;
  if (const auto result = good()) said = *result;
  EXPECT_EQ(said, "fine");
  if (const auto result = bad(ConfigError{"bad id"}); !result) said = result.error_as()->what();
  EXPECT_EQ(said, "bad id");
  for (const char c : *good()) said = c;  // a temporary
  EXPECT_EQ(said, "e");
}

TEST(Result, HoldsWhatCanOnlyBeMoved) {
  auto result = attempt([] { return std::make_unique<Ticket>(Ticket{.subject = "s"}); });
  ASSERT_TRUE(result);
  EXPECT_EQ((*result)->subject, "s");
  const std::unique_ptr<Ticket> taken = std::move(result).value();
  EXPECT_EQ(taken->subject, "s");
}

TEST(Result, CanBeCopiedAndKept) {
  auto copy = bad(ConfigError{"first"});
  copy = good();
  EXPECT_TRUE(copy);
  copy = bad(ConfigError{"second"});
  const auto other = copy;
  EXPECT_STREQ(other.error_as()->what(), "second");
}

TEST(Result, HasAValueForWhereThereIsNone) {
  EXPECT_EQ(good().value_or("none"), "fine");
  const auto failed = bad(ConfigError{"bad id"});
  EXPECT_EQ(failed.value_or("none"), "none");
  EXPECT_EQ(*Result<std::unique_ptr<int>>{std::make_unique<int>(7)}.value_or(nullptr), 7);
}

TEST(Result, ShowsTheErrorThatItKeeps) {
  const auto result = bad(NotFoundError{"gone", Outcome::rejected});
  EXPECT_EQ(result.error().outcome(), Outcome::rejected);
  EXPECT_NE(dynamic_cast<const NotFoundError*>(&result.error()), nullptr) << "not a copy of a part of it";
  const auto copy = result;
  EXPECT_EQ(&copy.error(), &result.error());
  EXPECT_THROW(std::rethrow_exception(result.exception()), NotFoundError);
  EXPECT_EQ(good().exception(), nullptr);
}

TEST(Result, ReadsAnExceptionThatIsNoErrorAsOne) {
  const Result<Text> result{std::make_exception_ptr(std::out_of_range{"no such row"})};
  EXPECT_STREQ(result.error().what(), "no such row");
  EXPECT_EQ(result.error().outcome(), Outcome::unknown);
  EXPECT_TRUE(result.error_as());
  EXPECT_TRUE(result.error_as<std::out_of_range>());
  EXPECT_FALSE(result.error_as<ConfigError>());
  EXPECT_EQ(thrown_by<std::out_of_range>([&] { return result.value(); }), "no such row");
  const Result<Text> odd{std::make_exception_ptr(42)};
  EXPECT_STREQ(odd.error().what(), "an exception that is not a std::exception");
  EXPECT_EQ(odd.error_as<int>(), 42);
}

TEST(Result, MayBeOfNothing) {
  const Result<void> good = attempt([] {});
  EXPECT_TRUE(good);
  good.value();
  EXPECT_EQ(good.exception(), nullptr);
  EXPECT_FALSE(good.error_as());
  const auto bad = attempt([] { throw PermissionError{"no", Outcome::rejected}; });
  static_assert(std::is_same_v<decltype(bad), const Result<void>>);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().outcome(), Outcome::rejected);
  EXPECT_TRUE(bad.error_as<PermissionError>());
  EXPECT_THROW(bad.value(), PermissionError);
  EXPECT_THROW(std::rethrow_exception(bad.exception()), PermissionError);
}

TEST(Attempt, LetsOtherExceptionsPass) {
  EXPECT_EQ(thrown_by<std::logic_error>([] { return bad(std::logic_error{"a mistake"}); }), "a mistake");
  EXPECT_EQ(thrown_by<std::runtime_error>([] { return bad(std::runtime_error{"mine"}); }), "mine");
  EXPECT_THROW(static_cast<void>(attempt([]() -> int { throw 42; })), int);
}

TEST(Attempt, CallsOnce) {
  int calls = 0;
  static_cast<void>(attempt([&] { return ++calls; }));
  static_cast<void>(attempt([&]() -> int {
    ++calls;
    throw ConfigError{"x"};
  }));
  EXPECT_EQ(calls, 2);
}

}  // namespace
