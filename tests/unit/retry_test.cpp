// What is tried again: the whole table, and what an attempt adds to what is known of a call.
#include "engine/retry.hpp"

#include "engine/failure.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::AttemptCounts;
using detail::CallClass;
using detail::combined;
using detail::decide;
using detail::FailureClass;
using detail::Operation;
using detail::RetryDecision;
using detail::RetryRules;
namespace operations = detail::operations;

constexpr Operation raw_write{.method = "PUT",
                              .route = "/macros/:id",
                              .call_class = CallClass::unsafe,
                              .scope = "",
                              .risk = "the change may already be made"};
constexpr FailureClass every_ending[] = {
    FailureClass::not_sent,     FailureClass::permanent, FailureClass::over_limit,
    FailureClass::refused,      FailureClass::rejected,  FailureClass::internal,
    FailureClass::server_error, FailureClass::lost,      FailureClass::unreadable,
};
constexpr RetryWrites every_policy[] = {RetryWrites::never, RetryWrites::when_throttled,
                                        RetryWrites::when_safe};

AttemptCounts after(CallClass call_class, std::initializer_list<FailureClass> endings) {
  AttemptCounts tries;
  for (const FailureClass each : endings) tries.count(call_class, each);
  return tries;
}
/// Of a call whose attempts ended so.
RetryDecision verdict_on(const Operation& operation, std::initializer_list<FailureClass> endings,
                         const RetryRules& rules = {}) {
  return decide(operation, *(endings.end() - 1), after(operation.call_class, endings), rules);
}

enum class Says : std::uint8_t { no, again, soon };
Says said(const RetryDecision& verdict) {
  if (!verdict.again) return Says::no;
  return verdict.only_soon ? Says::soon : Says::again;
}

struct Row {
  FailureClass ending;
  Says read;
  Says idempotent;
  Says unsafe;
  Says reply;
};
constexpr Row table[] = {
    {FailureClass::not_sent, Says::again, Says::again, Says::again, Says::again},
    {FailureClass::permanent, Says::no, Says::no, Says::no, Says::no},
    {FailureClass::over_limit, Says::no, Says::no, Says::no, Says::no},
    {FailureClass::refused, Says::again, Says::again, Says::again, Says::again},
    {FailureClass::rejected, Says::no, Says::no, Says::no, Says::no},
    {FailureClass::internal, Says::again, Says::again, Says::again, Says::no},
    {FailureClass::server_error, Says::again, Says::soon, Says::no, Says::no},
    {FailureClass::lost, Says::again, Says::soon, Says::no, Says::no},
    {FailureClass::unreadable, Says::again, Says::no, Says::no, Says::no},
};

TEST(Decide, IsTheTableOfCallsAndEndings) {
  ASSERT_EQ(std::size(table), std::size(every_ending));
  for (const Row& row : table) {
    const int ending = static_cast<int>(row.ending);
    for (const Operation& each : operations::all) {
      const Says expected = each.check_before_repeat                   ? row.reply
                            : each.call_class == CallClass::read       ? row.read
                            : each.call_class == CallClass::idempotent ? row.idempotent
                                                                       : row.unsafe;
      EXPECT_EQ(said(verdict_on(each, {row.ending})), expected)
          << each.method << ' ' << each.route << ", ending " << ending;
    }
    EXPECT_EQ(said(verdict_on(raw_write, {row.ending})), row.unsafe) << ending;
  }
}

TEST(Decide, AReplyAloneIsLookedAtFirst) {
  for (const Operation& each : operations::all)
    EXPECT_EQ(each.check_before_repeat, each.route == operations::send_reply.route && each.method == "POST");
}

TEST(Decide, SaysWhyItStopsUnlessTheAnswerSaysIt) {
  for (const FailureClass ending : every_ending) {
    for (const Operation& each : operations::all) {
      for (const RetryWrites writes : every_policy) {
        const RetryDecision verdict = verdict_on(each, {ending}, {.max_attempts = 1, .writes = writes});
        const bool speaks_for_itself = ending == FailureClass::rejected;
        EXPECT_EQ(verdict.why.empty(), verdict.again || speaks_for_itself)
            << each.method << ' ' << each.route << ", ending " << static_cast<int>(ending);
      }
    }
  }
}

TEST(Decide, ThePolicyForWritesChangesUnsafeCallsAlone) {
  struct Case {
    FailureClass ending;
    Says never;
    Says when_throttled;
    Says when_safe;
  };
  constexpr Case unsafe[] = {
      {FailureClass::not_sent, Says::no, Says::again, Says::again},
      {FailureClass::refused, Says::no, Says::again, Says::again},
      {FailureClass::internal, Says::no, Says::no, Says::again},
      {FailureClass::server_error, Says::no, Says::no, Says::no},
      {FailureClass::lost, Says::no, Says::no, Says::no},
      {FailureClass::unreadable, Says::no, Says::no, Says::no},
      {FailureClass::permanent, Says::no, Says::no, Says::no},
      {FailureClass::over_limit, Says::no, Says::no, Says::no},
      {FailureClass::rejected, Says::no, Says::no, Says::no},
  };
  for (const Case& each : unsafe) {
    for (const Operation* const write :
         {&operations::create_ticket, &operations::create_customer, &raw_write}) {
      EXPECT_EQ(said(verdict_on(*write, {each.ending}, {.writes = RetryWrites::never})), each.never);
      EXPECT_EQ(said(verdict_on(*write, {each.ending}, {.writes = RetryWrites::when_throttled})),
                each.when_throttled);
      EXPECT_EQ(said(verdict_on(*write, {each.ending}, {.writes = RetryWrites::when_safe})), each.when_safe);
    }
  }
  for (const Operation* const other :
       {&operations::get_ticket, &operations::update_ticket, &operations::get_or_create_customer})
    for (const FailureClass ending : every_ending)
      for (const RetryWrites writes : every_policy)
        EXPECT_EQ(said(verdict_on(*other, {ending}, {.writes = writes})), said(verdict_on(*other, {ending})));
}

TEST(Decide, AReplyIsNeverRepeatedByItAfterInternalWhateverThePolicy) {
  for (const RetryWrites writes : every_policy)
    EXPECT_EQ(said(verdict_on(operations::send_reply, {FailureClass::internal}, {.writes = writes})),
              Says::no);
}

TEST(Decide, StopsWhenTheAttemptsAreMade) {
  for (const FailureClass ending :
       {FailureClass::not_sent, FailureClass::internal, FailureClass::lost, FailureClass::unreadable}) {
    for (int most = 1; most <= 4; ++most) {
      AttemptCounts tries;
      for (int made = 1; made <= most; ++made) {
        tries.count(CallClass::read, ending);
        const RetryDecision verdict = decide(operations::get_ticket, ending, tries, {.max_attempts = most});
        EXPECT_EQ(verdict.again, made < most) << most << ", " << made;
      }
    }
  }
  EXPECT_EQ(verdict_on(operations::get_ticket, {FailureClass::lost}, {.max_attempts = 1}).why,
            "max_attempts was reached");
}

TEST(Decide, CountsRefusalsApartFromAttempts) {
  for (const Operation* const each : {&operations::get_ticket, &operations::update_ticket,
                                      &operations::create_ticket, &operations::send_reply}) {
    AttemptCounts tries;
    for (int refusals = 1; refusals <= 6; ++refusals) {
      tries.count(each->call_class, FailureClass::refused);
      const RetryDecision verdict = decide(*each, FailureClass::refused, tries, {.max_attempts = 1});
      EXPECT_EQ(verdict.again, refusals < 5) << refusals;
    }
  }
  using enum FailureClass;
  // Five of a call, in a row or not.
  EXPECT_TRUE(verdict_on(operations::get_ticket, {refused, refused, lost, refused, refused}).again);
  EXPECT_FALSE(verdict_on(operations::get_ticket, {refused, refused, lost, refused, refused, refused}).again);
  // And they use up none of the attempts.
  EXPECT_TRUE(verdict_on(operations::get_ticket, {refused, refused, refused, refused, lost, lost}).again);
  EXPECT_FALSE(verdict_on(operations::get_ticket, {refused, lost, lost, refused, lost}).again);
}

TEST(Decide, AChangeThatMayHaveBeenMadeIsRepeatedOnce) {
  using enum FailureClass;
  constexpr RetryRules patient{.max_attempts = 100};
  struct Case {
    std::initializer_list<FailureClass> endings;
    Says says;
  };
  const Case cases[] = {
      {{lost}, Says::soon},
      {{server_error}, Says::soon},
      {{lost, lost}, Says::no},
      {{lost, server_error}, Says::no},
      {{server_error, server_error}, Says::no},
      {{lost, not_sent}, Says::again},
      {{lost, refused}, Says::again},
      {{lost, internal}, Says::again},
      {{lost, not_sent, lost}, Says::no},
      {{lost, refused, server_error}, Says::no},
      {{internal, internal, internal, lost}, Says::soon},
      {{not_sent, not_sent, lost}, Says::soon},
      {{refused, lost}, Says::soon},
  };
  for (const auto& [endings, says] : cases)
    EXPECT_EQ(said(verdict_on(operations::update_customer, endings, patient)), says)
        << testing::PrintToString(endings.size());
  EXPECT_THAT(std::string{verdict_on(operations::update_ticket, {lost, lost}, patient).why},
              testing::HasSubstr("once"));
  EXPECT_EQ(said(verdict_on(operations::get_ticket, {lost, server_error, lost, lost}, patient)), Says::again);
}

TEST(RepeatWithNewKey, IsForADefiniteNoToTheKeyAlone) {
  using detail::FailureKind;
  using detail::repeat_with_new_key;
  for (int kind = 0; kind <= static_cast<int>(FailureKind::reply_outcome_unknown); ++kind) {
    for (const FailureClass ending : every_ending) {
      const bool is_no_to_key =
          static_cast<FailureKind>(kind) == FailureKind::authentication && ending == FailureClass::rejected;
      EXPECT_EQ(repeat_with_new_key(static_cast<FailureKind>(kind), ending, {}), is_no_to_key)
          << kind << ", ending " << static_cast<int>(ending);
    }
  }
  for (int repeats = 0; repeats <= 6; ++repeats)
    EXPECT_EQ(repeat_with_new_key(FailureKind::authentication, FailureClass::rejected, {.old_keys = repeats}),
              repeats < 5);
  const AttemptCounts busy{.attempts = 9, .refusals = 9, .refusals_in_row = 9, .unsure_changes = 9};
  EXPECT_TRUE(repeat_with_new_key(FailureKind::authentication, FailureClass::rejected, busy));
}

TEST(Decide, NamesTheRiskOfRepeatingAnUnsafeCall) {
  for (const Operation* const each :
       {&operations::create_ticket, &operations::create_customer, &operations::send_reply, &raw_write}) {
    EXPECT_NE(each->risk, "") << each->route;
    EXPECT_EQ(verdict_on(*each, {FailureClass::lost}).why, each->risk);
    EXPECT_EQ(verdict_on(*each, {FailureClass::server_error}).why, each->risk);
  }
}

TEST(TriesOfACall, CountWhatEachAttemptWas) {
  for (const CallClass call_class : {CallClass::read, CallClass::idempotent, CallClass::unsafe}) {
    for (const FailureClass ending : every_ending) {
      const AttemptCounts one = after(call_class, {ending});
      const bool is_refused = ending == FailureClass::refused;
      const bool is_unsure = call_class != CallClass::read &&
                             (ending == FailureClass::lost || ending == FailureClass::server_error);
      EXPECT_EQ(one.attempts, is_refused ? 0 : 1) << static_cast<int>(ending);
      EXPECT_EQ(one.refusals, is_refused ? 1 : 0) << static_cast<int>(ending);
      EXPECT_EQ(one.refusals_in_row, is_refused ? 1 : 0) << static_cast<int>(ending);
      EXPECT_EQ(one.unsure_changes, is_unsure ? 1 : 0) << static_cast<int>(ending);
    }
  }
  using enum FailureClass;
  const AttemptCounts many = after(CallClass::idempotent, {refused, refused, lost, internal, refused});
  EXPECT_EQ(many.attempts, 2);
  EXPECT_EQ(many.refusals, 3);
  EXPECT_EQ(many.refusals_in_row, 1);
  EXPECT_EQ(many.unsure_changes, 1);
}

TEST(CombinedOutcome, IsWhatIsKnownOfAllAttempts) {
  using enum Outcome;
  struct Case {
    Outcome before;
    Outcome last;
    Outcome all;
  };
  constexpr Case cases[] = {
      {not_sent, not_sent, not_sent},    {not_sent, throttled, throttled}, {not_sent, rejected, rejected},
      {not_sent, applied, applied},      {not_sent, unknown, unknown},     {throttled, not_sent, throttled},
      {throttled, throttled, throttled}, {throttled, rejected, rejected},  {throttled, applied, applied},
      {throttled, unknown, unknown},     {rejected, not_sent, rejected},   {rejected, throttled, throttled},
      {rejected, rejected, rejected},    {rejected, applied, applied},     {rejected, unknown, unknown},
      {applied, not_sent, applied},      {applied, throttled, applied},    {applied, rejected, applied},
      {applied, applied, applied},       {applied, unknown, applied},      {unknown, not_sent, unknown},
      {unknown, throttled, unknown},     {unknown, rejected, unknown},     {unknown, applied, applied},
      {unknown, unknown, unknown},
  };
  for (const auto& [before, last, all] : cases)
    EXPECT_EQ(combined(before, last), all) << static_cast<int>(before) << " then " << static_cast<int>(last);
}

}  // namespace
