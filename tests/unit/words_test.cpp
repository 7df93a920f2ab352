// The words of each enum on the wire.
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;

template <class E>
struct Words {
  E value;
  std::string_view word;
};

template <class E>
const std::vector<Words<E>> words_of;
template <>
const std::vector<Words<TicketStatus>> words_of<TicketStatus>{
    {TicketStatus::processing, "processing"}, {TicketStatus::open, "open"},
    {TicketStatus::pending, "pending"},       {TicketStatus::snoozed, "snoozed"},
    {TicketStatus::resolved, "resolved"},     {TicketStatus::closed, "closed"},
};
template <>
const std::vector<Words<Direction>> words_of<Direction>{
    {Direction::inbound, "inbound"},
    {Direction::outbound, "outbound"},
};
template <>
const std::vector<Words<Channel>> words_of<Channel>{
    {Channel::email, "email"},
    {Channel::chat, "chat"},
};
template <>
const std::vector<Words<AuthorType>> words_of<AuthorType>{
    {AuthorType::customer, "customer"},
    {AuthorType::user, "user"},
    {AuthorType::agent, "agent"},
};
template <>
const std::vector<Words<Sentiment>> words_of<Sentiment>{
    {Sentiment::positive, "positive"},
    {Sentiment::neutral, "neutral"},
    {Sentiment::negative, "negative"},
    {Sentiment::frustrated, "frustrated"},
};
template <>
const std::vector<Words<ArticleStatus>> words_of<ArticleStatus>{
    {ArticleStatus::published, "published"},
    {ArticleStatus::draft, "draft"},
};

template <class E>
class WordsOfAnEnum : public testing::Test {};
using Enums = testing::Types<TicketStatus, Direction, Channel, AuthorType, Sentiment, ArticleStatus>;
TYPED_TEST_SUITE(WordsOfAnEnum, Enums);

TYPED_TEST(WordsOfAnEnum, AreReadAndWrittenBack) {
  for (const auto& [value, word] : words_of<TypeParam>) {
    EXPECT_EQ(to_string(value), word);
    EXPECT_EQ(parse_as(word, TypeParam::unknown), value) << word;
    const Open<TypeParam> read{std::string{word}};
    EXPECT_EQ(read.value(), value) << word;
    EXPECT_EQ(read.text(), word);
    EXPECT_EQ(Open<TypeParam>{value}.text(), word);
    EXPECT_EQ(read, Open<TypeParam>{value});
  }
}

TYPED_TEST(WordsOfAnEnum, AreAllThatItHas) {
  const auto behind = static_cast<TypeParam>(words_of<TypeParam>.size() + 1);
  EXPECT_EQ(to_string(behind), "");
  EXPECT_EQ(to_string(TypeParam::unknown), "");
  EXPECT_EQ(static_cast<int>(TypeParam::unknown), 0);
}

TYPED_TEST(WordsOfAnEnum, ThatItDoesNotKnowAreKeptAsTheyCame) {
  for (const std::string text :
       {"brand_new", "Open", "INBOUND", "unknown", " chat", "draft ", "caf\xC3\xA9", "\xFF"}) {
    const Open<TypeParam> read{text};
    EXPECT_EQ(read.value(), TypeParam::unknown) << text;
    EXPECT_EQ(read.text(), text);
    EXPECT_EQ(read, Open<TypeParam>{text});
    EXPECT_NE(read, Open<TypeParam>{text + "x"});
    EXPECT_NE(read, Open<TypeParam>{words_of<TypeParam>.front().value});
    EXPECT_EQ(parse_as(text, words_of<TypeParam>.back().value), words_of<TypeParam>.back().value);
  }
}

TYPED_TEST(WordsOfAnEnum, AreEmptyWhereNothingCame) {
  EXPECT_EQ(Open<TypeParam>{}.text(), "");
  EXPECT_EQ(Open<TypeParam>{""}, Open<TypeParam>{});
  EXPECT_EQ(parse_as("", TypeParam::unknown), TypeParam::unknown);
}

}  // namespace
