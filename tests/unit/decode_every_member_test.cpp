// Every member of every model, against every kind of JSON value.
#include <algorithm>

#include "json/decode.hpp"
#include "json/schema.hpp"
#include "sample.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_page;
using detail::json::DriftNote;
using testing::ElementsAre;
using unit::page_of;
using unit::Sample;

enum class Kind { text, word, time, texts, map, integer, boolean };
struct Member {
  std::string_view name;
  Kind kind;
};

template <class T>
const std::vector<Member> members_of;
template <>
const std::vector<Member> members_of<Ticket>{
    {"subject", Kind::text}, {"status", Kind::word}, {"assigneeId", Kind::text}, {"customerId", Kind::text},
    {"inboxId", Kind::text}, {"tags", Kind::texts},  {"createdAt", Kind::time},  {"updatedAt", Kind::time},
};
template <>
const std::vector<Member> members_of<Message>{
    {"ticketId", Kind::text},     {"conversationId", Kind::text},  {"direction", Kind::word},
    {"channel", Kind::word},      {"subject", Kind::text},         {"fromAddress", Kind::text},
    {"authorEmail", Kind::text},  {"fromName", Kind::text},        {"toAddresses", Kind::texts},
    {"ccAddresses", Kind::texts}, {"bodyText", Kind::text},        {"body", Kind::text},
    {"bodyHtml", Kind::text},     {"bodyTextCleaned", Kind::text}, {"externalId", Kind::text},
    {"inReplyTo", Kind::text},    {"authorType", Kind::word},      {"authorId", Kind::text},
    {"authorName", Kind::text},   {"aiSentiment", Kind::word},     {"detectedLanguage", Kind::text},
    {"isNote", Kind::boolean},    {"createdAt", Kind::time},
};
template <>
const std::vector<Member> members_of<Customer>{
    {"email", Kind::text},   {"name", Kind::text},           {"externalId", Kind::text},
    {"metadata", Kind::map}, {"ticketCount", Kind::integer}, {"createdAt", Kind::time},
};
template <>
const std::vector<Member> members_of<Article>{
    {"title", Kind::text}, {"slug", Kind::text},      {"status", Kind::word},    {"excerpt", Kind::text},
    {"body", Kind::text},  {"createdAt", Kind::time}, {"updatedAt", Kind::time},
};

struct Value {
  std::string_view json;
  std::vector<Kind> of;  // what it is a value of
};
const std::vector<Value> values{
    {"0", {Kind::integer}},
    {"-7", {Kind::integer}},
    {"1.5", {}},
    {"2.0", {}},
    {"9223372036854775808", {}},
    {"true", {Kind::boolean}},
    {"\"x\"", {Kind::text, Kind::word, Kind::time}},
    {"\"12\"", {Kind::text, Kind::word, Kind::time}},
    {"[]", {Kind::texts}},
    {"[\"x\"]", {Kind::texts}},
    {"{}", {Kind::map}},
    {R"({"k":"x"})", {Kind::map}},
    {R"({"id":"inner"})", {Kind::map}},
    {R"([{"id":"inner"}])", {Kind::texts}},
};

template <class T>
class EveryMember : public testing::Test {
 protected:
  /// The item that has only its id and this member, read from a page with others around it.
  static detail::json::Decoded<Page<T>> with(std::string_view member, std::string_view json) {
    const std::string item = R"({"id":"2",")" + std::string{member} + "\":" + std::string{json} + "}";
    auto decoded =
        decode_page<T>(page_of<T>(R"({"id":"1"},)" + item + R"(,{"id":"3"})", R"(,"nextCursor":"c")"));
    EXPECT_EQ(decoded.problem, "") << item;
    EXPECT_EQ(decoded.value.items.size(), 3U) << item;
    EXPECT_EQ(decoded.value.items.back(), bare("3")) << item;
    EXPECT_EQ(decoded.value.next, Cursor{"c"}) << item;
    return decoded;
  }
  static T bare(const std::string& id) {
    T object;
    object.id = decltype(object.id){id};
    return object;
  }
};
using Models = testing::Types<Ticket, Message, Customer, Article>;
struct ModelName {
  template <class T>
  static std::string GetName(int) {
    return std::string{Sample<T>::type};
  }
};
TYPED_TEST_SUITE(EveryMember, Models, ModelName);

TYPED_TEST(EveryMember, HasARowInThisTable) {
  std::vector<std::string_view> known{"id"};
  for (const Member& each : members_of<TypeParam>) known.push_back(each.name);
  std::vector<std::string_view> read;
  for (const auto& each : detail::json::schema_of<TypeParam>().members) read.push_back(each.name);
  EXPECT_THAT(read, testing::UnorderedElementsAreArray(known));
}

TYPED_TEST(EveryMember, IsUnsetWhereItIsAbsentOrNullAndThatIsNoDrift) {
  const auto absent = decode_page<TypeParam>(page_of<TypeParam>(R"({"id":"2"})"));
  EXPECT_EQ(absent.value.items.at(0), this->bare("2"));
  EXPECT_THAT(absent.drift, ElementsAre());
  for (const Member& member : members_of<TypeParam>) {
    const auto decoded = this->with(member.name, "null");
    EXPECT_EQ(decoded.value.items.at(1), this->bare("2")) << member.name;
    EXPECT_THAT(decoded.drift, ElementsAre()) << member.name;
  }
}

TYPED_TEST(EveryMember, OfAnotherTypeIsLeftUnsetAndTold) {
  for (const Member& member : members_of<TypeParam>)
    for (const Value& value : values) {
      if (std::count(value.of.begin(), value.of.end(), member.kind) != 0) continue;
      const auto decoded = this->with(member.name, value.json);
      EXPECT_EQ(decoded.value.items.at(1), this->bare("2")) << member.name << ' ' << value.json;
      EXPECT_THAT(decoded.drift, ElementsAre(DriftNote{Sample<TypeParam>::type, std::string{member.name},
                                                       Drift::wrong_type}))
          << member.name << ' ' << value.json;
    }
}

TYPED_TEST(EveryMember, OfItsTypeIsReadAndOnlyANewWordOrNoTimeIsTold) {
  for (const Member& member : members_of<TypeParam>)
    for (const Value& value : values) {
      if (std::count(value.of.begin(), value.of.end(), member.kind) == 0) continue;
      const auto decoded = this->with(member.name, value.json);
      const bool empty = value.json == "[]" || value.json == "{}" || value.json.starts_with("[{") ||
                         member.kind == Kind::time;
      EXPECT_EQ(decoded.value.items.at(1) == this->bare("2"), empty) << member.name << ' ' << value.json;
      std::vector<DriftNote> expected;
      const auto drift = [&](Drift what) {
        expected.push_back({Sample<TypeParam>::type, std::string{member.name}, what});
      };
      if (member.kind == Kind::word) drift(Drift::new_value);
      if (member.kind == Kind::time) drift(Drift::bad_time);
      if (value.json.starts_with("[{")) drift(Drift::wrong_element);
      EXPECT_EQ(decoded.drift, expected) << member.name << ' ' << value.json;
    }
}

TYPED_TEST(EveryMember, OfAnotherTypeDoesNotCostThoseBehindIt) {
  const auto full = detail::json::decode_one<TypeParam>(Sample<TypeParam>::object).value;
  for (const Member& member : members_of<TypeParam>)
    for (const std::string_view wrong : {"1.5", R"({"id":{"id":1}})", "[[{}],1]"}) {
      std::string object{Sample<TypeParam>::object};
      object.insert(1, "\"" + std::string{member.name} + "\":" + std::string{wrong} + ",");
      const auto decoded = decode_page<TypeParam>(page_of<TypeParam>(object));
      ASSERT_EQ(decoded.problem, "");
      EXPECT_EQ(decoded.value.items.at(0), full) << member.name << ' ' << wrong;
    }
}

}  // namespace
