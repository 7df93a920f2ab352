#include <random>

#include "json/encode.hpp"
#include "json/nlohmann.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::encode;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string refusal(const CustomerPatch& patch) {
  return unit::refusal([&] { static_cast<void>(encode(patch)); });
}

TEST(EncodeCustomerPatch, WritesExactlyWhatWasSet) {
  struct Case {
    CustomerPatch patch;
    std::string_view expected;
  };
  const Case cases[] = {
      {{.name = "Ann"}, R"({"name":"Ann"})"},
      {{.name = ""}, R"({"name":""})"},
      {{.name = null}, R"({"name":null})"},
      {{.metadata = {{"plan", "pro"}, {"trial", null}}}, R"({"metadata":{"plan":"pro","trial":null}})"},
      {{.metadata = {{"gone", null}}}, R"({"metadata":{"gone":null}})"},
      {{.metadata = {{"empty", ""}}}, R"({"metadata":{"empty":""}})"},
      {{.metadata = {{"", "x"}, {"q\"\n", "\t"}}}, R"({"metadata":{"":"x","q\"\n":"\t"}})"},
      {{.extra = {{"email", R"("a@b.c")"}}}, R"({"email":"a@b.c"})"},
      {{.name = "Ann", .metadata = {{"z", "1"}, {"a", null}}, .extra = {{"vip", "true"}, {"b", "1.0"}}},
       R"({"name":"Ann","metadata":{"a":null,"z":"1"},"b":1.0,"vip":true})"},
  };
  for (const auto& [patch, expected] : cases) EXPECT_EQ(encode(patch), expected);
}

TEST(EncodeCustomerPatch, RefusesOneThatChangesNothing) {
  EXPECT_THAT(refusal({}), StartsWith("CustomerPatch is empty"));
  EXPECT_THAT(refusal({.metadata = {{"a", Field<std::string>{}}}}),
              StartsWith("CustomerPatch.metadata[\"a\"] is unset"));
}

TEST(EncodeCustomerPatch, NamesTheMemberThatCannotBeSentAndDoesNotRepeatIt) {
  const std::string bad = "hunter2\xFF";
  struct Case {
    CustomerPatch patch;
    std::string_view named;
  };
  const Case cases[] = {
      {{.name = bad}, "CustomerPatch.name is not valid UTF-8"},
      {{.metadata = {{bad, "x"}}}, "CustomerPatch.metadata[\"?\"] is not valid UTF-8"},
      {{.metadata = {{bad, null}}}, "CustomerPatch.metadata[\"?\"] is not valid UTF-8"},
      {{.metadata = {{"plan", bad}}}, "CustomerPatch.metadata[\"plan\"] is not valid UTF-8"},
      {{.extra = {{bad, "1"}}}, "CustomerPatch.extra[\"?\"] is not valid UTF-8"},
      {{.extra = {{"x", "hunter2"}}}, "CustomerPatch.extra[\"x\"] is not valid JSON"},
      {{.extra = {{"x", ""}}}, "CustomerPatch.extra[\"x\"] is not valid JSON"},
      {{.extra = {{"x", "1,\"admin\":true"}}}, "CustomerPatch.extra[\"x\"] is not valid JSON"},
      {{.extra = {{"name", "1"}}}, "CustomerPatch.extra[\"name\"] is sent by the member name"},
      {{.extra = {{"metadata", "{}"}}}, "CustomerPatch.extra[\"metadata\"] is sent by the member metadata"},
  };
  for (const auto& [patch, named] : cases) {
    const std::string text = refusal(patch);
    EXPECT_THAT(text, StartsWith(std::string{named}));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

/// Any texts, read back by another parser, are the texts that were set.
TEST(EncodeCustomerPatch, ComesBackFromAParser) {
  std::mt19937 random{7};
  const auto below = [&](unsigned end) {
    return std::uniform_int_distribution<unsigned>{0, end - 1}(random);
  };
  constexpr std::string_view pieces[] = {"a",    "\"", "\\", "\n", "\x01",
                                         "\x7F", "{",  ",",  ":",  "\xF0\x9F\x98\x80"};
  const auto text = [&] {
    std::string out;
    for (unsigned left = below(8); left != 0; --left) out += pieces[below(std::size(pieces))];
    return out;
  };
  for (int i = 0; i < 1'000; ++i) {
    CustomerPatch patch{.name = text()};
    ticket0_nlohmann::json expected{{"name", *patch.name}};
    for (unsigned left = below(5); left != 0; --left) {
      const std::string key = text();
      if (below(2) == 0)
        patch.metadata[key] = null;
      else
        patch.metadata[key] = text();
    }
    for (const auto& [key, value] : patch.metadata) {
      if (value.is_null()) expected["metadata"][key] = nullptr;
      if (value.has_value()) expected["metadata"][key] = *value;
    }
    ASSERT_EQ(ticket0_nlohmann::json::parse(encode(patch)), expected);
  }
}

}  // namespace
