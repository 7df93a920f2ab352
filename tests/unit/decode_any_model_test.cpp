// What holds for each of the models alike.
#include "json/decode.hpp"
#include "json/schema.hpp"
#include "sample.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_one;
using detail::json::decode_page;
using testing::HasSubstr;
using unit::page_of;
using unit::repeated;
using unit::Sample;

template <class T>
class DecodeAnyModel : public testing::Test {
 protected:
  static constexpr std::string_view one = Sample<T>::one;
  static inline const std::string object{Sample<T>::object};
  static inline const std::string page =
      page_of<T>(object + "," + object, R"(,"nextCursor":"c","total":7,"meta":{"a":[1,{"b":null}]})");
  static std::string wrapped(const std::string& inner) {
    return R"({"requestId":"r",")" + std::string{one} + "\":" + inner + R"(,"ok":true})";
  }
};
using Models = testing::Types<Ticket, Message, Customer, Article>;
struct ModelName {
  template <class T>
  static std::string GetName(int) {
    return std::string{Sample<T>::type};
  }
};
TYPED_TEST_SUITE(DecodeAnyModel, Models, ModelName);

TYPED_TEST(DecodeAnyModel, ComesBareOrUnderItsOneKey) {
  const auto bare = decode_one<TypeParam>(this->object);
  ASSERT_EQ(bare.problem, "");
  EXPECT_FALSE(bare.value.id.empty());
  EXPECT_EQ(bare.value.extra.size(), 1U) << "zip";
  const auto inside = decode_one<TypeParam>(this->wrapped(this->object));
  ASSERT_EQ(inside.problem, "");
  EXPECT_EQ(inside.value, bare.value);
  EXPECT_EQ(inside.drift, bare.drift) << "what is around it is no drift";
}

TYPED_TEST(DecodeAnyModel, DoesNotComeUnderTheKeyOfAnother) {
  for (const std::string key : {"ticket", "message", "customer", "article", "data", "result"}) {
    const auto decoded = decode_one<TypeParam>("{\"" + key + "\":" + this->object + "}");
    if (key == this->one)
      EXPECT_EQ(decoded.problem, "");
    else
      EXPECT_THAT(decoded.problem,
                  HasSubstr("is a " + std::string{Sample<TypeParam>::type} + " without an id"));
  }
}

TYPED_TEST(DecodeAnyModel, ComesInAPageUnderItsKeyOnly) {
  const auto decoded = decode_page<TypeParam>(this->page);
  ASSERT_EQ(decoded.problem, "");
  ASSERT_EQ(decoded.value.items.size(), 2U);
  EXPECT_EQ(decoded.value.items[1], decode_one<TypeParam>(this->object).value);
  EXPECT_EQ(decoded.value.next, Cursor{"c"});
  EXPECT_EQ(decoded.value.total, 7);
  for (const std::string key : {"tickets", "messages", "customers", "articles", "items"}) {
    const bool own = key == Sample<TypeParam>::many;
    EXPECT_EQ(decode_page<TypeParam>("{\"" + key + "\":[" + this->object + "]}").problem.empty(), own) << key;
  }
}

TYPED_TEST(DecodeAnyModel, WithoutAnIdCostsThePage) {
  for (const std::string item : {"{}", R"({"id":null})", R"({"id":""})", R"({"id":7})", R"({"zip":1})"})
    EXPECT_THAT(decode_page<TypeParam>(page_of<TypeParam>(this->object + "," + item)).problem,
                HasSubstr("has a " + std::string{Sample<TypeParam>::type} + " without an id"));
}

/// In memory of exactly its length, so that the address sanitizer sees a read behind it.
template <class Decode>
void expect_a_problem_for_every_prefix(const std::string& body, const Decode& decode) {
  ASSERT_EQ(decode(std::string_view{body}), "");
  for (std::size_t length = 0; length < body.size(); ++length) {
    const std::vector<char> exact(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_NE(decode(std::string_view{exact.data(), exact.size()}), "") << body.substr(0, length);
  }
}

TYPED_TEST(DecodeAnyModel, EveryPrefixIsAProblem) {
  const auto single = [](std::string_view body) { return decode_one<TypeParam>(body).problem; };
  expect_a_problem_for_every_prefix(this->object, single);
  expect_a_problem_for_every_prefix(this->wrapped(this->object), single);
  expect_a_problem_for_every_prefix(
      this->page, [](std::string_view body) { return decode_page<TypeParam>(body).problem; });
}

TYPED_TEST(DecodeAnyModel, TwoHundredThousandBracketsAreAProblemWhereverTheyStand) {
  const std::string lists = repeated("[", 200'000);
  // The last one is read twice: it is not UTF-8.
  for (const auto& [id, nest] : {std::pair{"1", lists}, {"1", repeated("{\"a\":", 200'000)}, {"\xFF", lists}})
    for (const auto& member : detail::json::schema_of<TypeParam>().members) {
      const std::string item =
          "{\"x\":\"" + std::string{id} + "\",\"" + std::string{member.name} + "\":" + nest;
      EXPECT_THAT(decode_one<TypeParam>(item).problem, HasSubstr("deeper than 512")) << member.name;
      EXPECT_THAT(decode_one<TypeParam>(this->wrapped(item)).problem, HasSubstr("deeper than 512"));
      EXPECT_THAT(decode_page<TypeParam>(page_of<TypeParam>(item)).problem, HasSubstr("deeper than 512"));
    }
}

TYPED_TEST(DecodeAnyModel, TakesFiveHundredAndTwelveLevelsInAnyMemberAndNoMore) {
  for (const auto& member : detail::json::schema_of<TypeParam>().members) {
    const auto nested = [&](std::size_t levels) {  // the page has three of its own
      const std::string nest = repeated("[", levels - 3) + repeated("]", levels - 3);
      return decode_page<TypeParam>(
          page_of<TypeParam>(R"({"x":1,")" + std::string{member.name} + "\":" + nest + R"(,"id":"1"})"));
    };
    EXPECT_EQ(nested(512).problem, "") << member.name;
    EXPECT_FALSE(nested(512).over_limit);
    EXPECT_THAT(nested(513).problem, HasSubstr("deeper than 512")) << member.name;
    EXPECT_TRUE(nested(513).over_limit);
  }
}

TYPED_TEST(DecodeAnyModel, SaysThatDepthIsTheProblemAndOnlyThen) {
  const std::string deep = R"({"id":"1","x":)" + repeated("[", 600);
  EXPECT_TRUE(decode_one<TypeParam>(deep).over_limit);
  EXPECT_TRUE(decode_one<TypeParam>(this->wrapped(deep)).over_limit);
  for (const std::string body : {"", "{}", "[]", "{\"id\":", "<html>"}) {
    EXPECT_FALSE(decode_one<TypeParam>(body).over_limit) << body;
    EXPECT_FALSE(decode_page<TypeParam>(body).over_limit) << body;
  }
  EXPECT_FALSE(decode_one<TypeParam>(this->object).over_limit);
}

TYPED_TEST(DecodeAnyModel, OneBadSpotDoesNotCostIt) {
  const auto decoded = decode_page<TypeParam>(page_of<TypeParam>(
      "{\"id\":\"1\",\"createdAt\":\"\xFF\",\"zip\":\"caf\xE9 \\ud83d\"}," + this->object));
  ASSERT_EQ(decoded.problem, "");
  ASSERT_EQ(decoded.value.items.size(), 2U);
  EXPECT_EQ(decoded.value.items[0].extra, (ExtraFields{{"zip", "\"caf\xEF\xBF\xBD \xEF\xBF\xBD\""}}));
}

}  // namespace
