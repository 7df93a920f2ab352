#include "json/encode.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::encode;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(EncodeNewCustomer, WritesExactlyWhatWasSetInAStableOrder) {
  struct Case {
    NewCustomer customer;
    std::string_view expected;
  };
  const Case cases[] = {
      {{.email = "a@b.c"}, R"({"email":"a@b.c"})"},
      {{.email = "a@b.c", .name = "Ann"}, R"({"email":"a@b.c","name":"Ann"})"},
      {{.email = "a@b.c", .name = ""}, R"({"email":"a@b.c","name":""})"},
      {{.email = "a@b.c", .external_id = "shop/1"}, R"({"email":"a@b.c","externalId":"shop/1"})"},
      {{.email = "a@b.c", .metadata = {{"z", "1"}, {"a", ""}}},
       R"({"email":"a@b.c","metadata":{"a":"","z":"1"}})"},
      {{.email = "a@b.c", .metadata = {{"", "x"}, {"caf\xC3\xA9 \"q\"", "\n"}}},
       "{\"email\":\"a@b.c\",\"metadata\":{\"\":\"x\",\"caf\xC3\xA9 \\\"q\\\"\":\"\\n\"}}"},
      {{.email = "a@b.c", .extra = {{"phone", "null"}, {"locale", R"("de")"}}},
       R"({"email":"a@b.c","locale":"de","phone":null})"},
      {{.email = "a@b.c",
        .name = "Ann",
        .external_id = "x",
        .metadata = {{"plan", "pro"}},
        .extra = {{"vip", "true"}}},
       R"({"email":"a@b.c","name":"Ann","externalId":"x","metadata":{"plan":"pro"},"vip":true})"},
  };
  for (const auto& [customer, expected] : cases) EXPECT_EQ(encode(customer), expected);
}

TEST(EncodeNewCustomer, NamesTheMemberThatCannotBeSentAndDoesNotRepeatIt) {
  const std::string bad = "hunter2\xFF";
  struct Case {
    NewCustomer customer;
    std::string_view named;
  };
  const Case cases[] = {
      {{}, "NewCustomer.email is empty"},
      {{.name = "Ann"}, "NewCustomer.email is empty"},
      {{.email = bad}, "NewCustomer.email is not valid UTF-8"},
      {{.email = "e", .name = bad}, "NewCustomer.name is not valid UTF-8"},
      {{.email = "e", .external_id = ""}, "NewCustomer.external_id is an empty id: leave it unset"},
      {{.email = "e", .external_id = bad}, "NewCustomer.external_id is not valid UTF-8"},
      {{.email = "e", .metadata = {{bad, "x"}}}, "NewCustomer.metadata[\"?\"] is not valid UTF-8"},
      {{.email = "e", .metadata = {{"a", "x"}, {"plan", bad}}},
       "NewCustomer.metadata[\"plan\"] is not valid UTF-8"},
      {{.email = "e", .extra = {{"x", "hunter2"}}}, "NewCustomer.extra[\"x\"] is not valid JSON"},
      {{.email = "e", .extra = {{"x", "\"\\ud83d\""}}}, "NewCustomer.extra[\"x\"] is not valid JSON"},
      {{.email = "e", .extra = {{"email", "1"}}}, "NewCustomer.extra[\"email\"] is sent by the member email"},
      {{.email = "e", .extra = {{"name", "1"}}}, "NewCustomer.extra[\"name\"] is sent by the member name"},
      {{.email = "e", .extra = {{"externalId", "1"}}},
       "NewCustomer.extra[\"externalId\"] is sent by the member external_id"},
      {{.email = "e", .extra = {{"metadata", "{}"}}},
       "NewCustomer.extra[\"metadata\"] is sent by the member metadata"},
  };
  for (const auto& [customer, named] : cases) {
    const std::string text = unit::refusal([&, &c = customer] { static_cast<void>(encode(c)); });
    EXPECT_THAT(text, StartsWith(std::string{named}));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

}  // namespace
