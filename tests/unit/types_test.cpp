#include <sstream>
#include <unordered_set>

#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;

static_assert(!std::is_convertible_v<std::string, TicketId> && !std::is_convertible_v<TicketId, CustomerId>);
static_assert(!std::is_constructible_v<TicketId, CustomerId>);
static_assert(!std::is_constructible_v<Field<std::string>, std::nullptr_t>);
static_assert(!std::is_convertible_v<std::string, Open<TicketStatus>>);

TEST(Id, IsItsText) {
  const TicketId id{"tkt_1"};
  EXPECT_EQ(id.str(), "tkt_1");
  EXPECT_FALSE(id.empty());
  EXPECT_TRUE(TicketId{}.empty());
  EXPECT_EQ(id, TicketId{"tkt_1"});
  EXPECT_NE(id, TicketId{"tkt_2"});
  EXPECT_LT(TicketId{"tkt_1"}, TicketId{"tkt_2"});
}

TEST(Id, HashesByItsText) {
  const std::unordered_set<TicketId> ids{TicketId{"a"}, TicketId{"b"}, TicketId{"a"}};
  EXPECT_EQ(ids.size(), 2U);
  EXPECT_TRUE(ids.contains(TicketId{"b"}));
  EXPECT_EQ(std::hash<TicketId>{}(TicketId{"x"}), std::hash<TicketId>{}(TicketId{"x"}));
}

TEST(Open, KnowsEachWordOfTheService) {
  struct Case {
    std::string_view word;
    TicketStatus value;
  };
  constexpr Case cases[] = {
      {"processing", TicketStatus::processing}, {"open", TicketStatus::open},
      {"pending", TicketStatus::pending},       {"snoozed", TicketStatus::snoozed},
      {"resolved", TicketStatus::resolved},     {"closed", TicketStatus::closed},
  };
  for (const auto& [word, value] : cases) {
    const Open<TicketStatus> read{std::string{word}};
    EXPECT_EQ(read.value(), value) << word;
    EXPECT_EQ(read.text(), word);
    EXPECT_EQ(Open<TicketStatus>{value}.text(), word);
    EXPECT_EQ(read, value);
    EXPECT_EQ(to_string(value), word);
    EXPECT_EQ(parse_as(word, TicketStatus::unknown), value);
  }
}

TEST(Open, KeepsAWordItDoesNotKnow) {
  // "unknown" is a word like any other, and letters of another case make another word.
  for (const std::string word : {"escalated", "OPEN", "Open", "unknown", " open", "open "}) {
    const Open<TicketStatus> status{word};
    EXPECT_EQ(status.value(), TicketStatus::unknown) << word;
    EXPECT_EQ(status.text(), word);
    EXPECT_EQ(status, Open<TicketStatus>{word});
    EXPECT_NE(status, Open<TicketStatus>{word + "x"});
    EXPECT_NE(status, Open<TicketStatus>{});
  }
  EXPECT_EQ(parse_as("escalated", TicketStatus::closed), TicketStatus::closed)
      << "the other value is the caller's";
}

TEST(Open, HasNoTextWhereNothingCame) {
  const Open<TicketStatus> nothing;
  EXPECT_EQ(nothing.value(), TicketStatus::unknown);
  EXPECT_EQ(nothing.text(), "");
  EXPECT_EQ(nothing, Open<TicketStatus>{""});
  EXPECT_EQ(to_string(TicketStatus::unknown), "");
  EXPECT_EQ(to_string(static_cast<TicketStatus>(200)), "");
}

TEST(Open, AnOlderSpellingEqualsTheKnownWordAndKeepsItsText) {
  struct Case {
    std::string_view newer;
    std::string_view older;
    ErrorCode value;
  };
  constexpr Case cases[] = {
      {"VALIDATION_ERROR", "bad_request", ErrorCode::validation_error},
      {"UNAUTHORIZED", "unauthorized", ErrorCode::unauthorized},
      {"FORBIDDEN", "forbidden", ErrorCode::forbidden},
      {"NOT_FOUND", "not_found", ErrorCode::not_found},
      {"RATE_LIMITED", "rate_limited", ErrorCode::rate_limited},
      {"INTERNAL", "internal_error", ErrorCode::internal},
  };
  for (const auto& [newer, older, value] : cases) {
    const Open<ErrorCode> now{std::string{newer}};
    const Open<ErrorCode> then{std::string{older}};
    EXPECT_EQ(now.value(), value) << newer;
    EXPECT_EQ(then.value(), value) << older;
    EXPECT_EQ(then, now);
    EXPECT_EQ(then, value);
    EXPECT_EQ(then.text(), older) << "as it came";
    EXPECT_EQ(now.text(), newer);
    EXPECT_EQ(to_string(value), newer);
  }
}

TEST(Field, IsLeftOutNullOrAValue) {
  const Field<std::string> unset;
  EXPECT_TRUE(unset.is_unset());
  EXPECT_FALSE(unset.is_null());
  EXPECT_FALSE(unset.has_value());

  const Field<std::string> cleared = null;
  EXPECT_FALSE(cleared.is_unset());
  EXPECT_TRUE(cleared.is_null());
  EXPECT_FALSE(cleared.has_value());

  const Field<std::string> text = "x";
  EXPECT_FALSE(text.is_unset());
  EXPECT_FALSE(text.is_null());
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(*text, "x");
}

TEST(Field, TakesWhatItsTypeTakes) {
  const TicketPatch patch{.status = TicketStatus::resolved, .tags = std::vector<std::string>{"a", "b"}};
  ASSERT_TRUE(patch.status.has_value());
  EXPECT_EQ(*patch.status, TicketStatus::resolved);
  EXPECT_TRUE(patch.assignee_id.is_unset());
  ASSERT_TRUE(patch.tags.has_value());
  EXPECT_THAT(*patch.tags, testing::ElementsAre("a", "b"));
}

TEST(Field, AnEmptyListIsAValue) {
  const Field<std::vector<std::string>> tags = std::vector<std::string>{};
  ASSERT_TRUE(tags.has_value());
  EXPECT_TRUE((*tags).empty());
}

/// One pair of braces; two or three do not compile (tests/compile_fail/braces.sh).
TEST(Field, OfAListTakesWordsInOnePairOfBraces) {
  using Tags = Field<std::vector<std::string>>;
  const std::string two = "b";
  const std::string_view three = "c";
  const Tags made[] = {{"a"}, {"a", two}, {"a", two, three}};
  for (std::size_t words = 1; const Tags& tags : made) {
    ASSERT_TRUE(tags.has_value());
    EXPECT_EQ((*tags).size(), words++);
    EXPECT_EQ((*tags).front(), "a");
  }
  const Tags none = {};
  EXPECT_TRUE(none.is_unset());
  Tags assigned = std::vector<std::string>{};
  assigned = {};
  EXPECT_TRUE(assigned.is_unset()) << "as if it had not been named";
  assigned = {"a"};
  EXPECT_THAT(*assigned, testing::ElementsAre("a"));
  assigned = {"a", two};
  EXPECT_THAT(*assigned, testing::ElementsAre("a", "b"));
  assigned = {"a", two, three};
  EXPECT_THAT(*assigned, testing::ElementsAre("a", "b", "c"));
}

TEST(Field, IsMadeFromAnOptional) {
  const std::optional<UserId> none;
  const std::optional<UserId> some{UserId{"usr_1"}};
  EXPECT_TRUE(or_null(none).is_null());
  EXPECT_TRUE(or_unset(none).is_unset());
  EXPECT_EQ(*or_null(some), UserId{"usr_1"});
  EXPECT_EQ(*or_unset(some), UserId{"usr_1"});
}

TEST(Id, AndOpenAreMadeFromAnyTextAndPrinted) {
  std::string text = "usr_1";
  EXPECT_EQ(UserId{"usr_1"}, UserId{std::string_view{text}});
  EXPECT_EQ(UserId{text}, UserId{"usr_1"});
  EXPECT_EQ(UserId{std::move(text)}, UserId{"usr_1"});
  std::ostringstream out;
  out << UserId{"usr_1"} << ' ' << Open{TicketStatus::open} << ' ' << Open<TicketStatus>{"archived"};
  EXPECT_EQ(out.str(), "usr_1 open archived");
  EXPECT_TRUE(Open<TicketStatus>{"open"}.is_known());
  EXPECT_FALSE(Open<TicketStatus>{"archived"}.is_known());
  EXPECT_FALSE(Open<TicketStatus>{}.is_known());
}

TEST(LossyUtf8, ReplacesEachByteThatIsNoUtf8) {
  EXPECT_EQ(lossy_utf8(""), "");
  EXPECT_EQ(lossy_utf8("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(lossy_utf8("caf\xe9!"), "caf\xef\xbf\xbd!");
  EXPECT_EQ(lossy_utf8("\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd") << "cut off in a character";
  EXPECT_NO_THROW(static_cast<void>(json_string(lossy_utf8("\xff\xfe\x80"))));
}

TEST(Field, CanBeSetAgain) {
  Field<std::string> field = "x";
  field = null;
  EXPECT_TRUE(field.is_null());
  EXPECT_FALSE(field.has_value());
  field = "y";
  ASSERT_TRUE(field.has_value());
  EXPECT_EQ(*field, "y");
  const Field<std::string> copy = field;
  EXPECT_EQ(*copy, "y");
  field = Field<std::string>{};
  EXPECT_TRUE(field.is_unset());
}

}  // namespace
