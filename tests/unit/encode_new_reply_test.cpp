#include "json/encode.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::encode;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

NewReply good() { return {.from_address = "support@acme.com", .body_text = "It ships today."}; }
template <class Change>
std::string refusal_of(const Change& change) {
  NewReply reply = good();
  change(reply);
  return unit::refusal([&] { static_cast<void>(encode(reply)); });
}

TEST(EncodeNewReply, WritesExactlyWhatWasSetInAStableOrder) {
  EXPECT_EQ(encode(good()), R"({"fromAddress":"support@acme.com","bodyText":"It ships today."})");
  NewReply reply = good();
  reply.extra = {{"ccAddresses", R"( ["a@b.c"] )"}, {"bodyHtml", R"("<p>")"}, {"n", "1.50"}};
  EXPECT_EQ(
      encode(reply),
      R"({"fromAddress":"support@acme.com","bodyText":"It ships today.","bodyHtml":"<p>","ccAddresses":["a@b.c"],"n":1.50})");
}

TEST(EncodeNewReply, KeepsTheTextAsItIs) {
  NewReply reply = good();
  reply.body_text = unit::bytes(
      " \"Gr\xC3\xBC\xC3\x9F"
      "e\"\r\n\t\xF0\x9F\x98\x80 \0");
  EXPECT_EQ(encode(reply),
            "{\"fromAddress\":\"support@acme.com\",\"bodyText\":\" \\\"Gr\xC3\xBC\xC3\x9F"
            "e\\\"\\r\\n\\t\xF0\x9F\x98\x80 \\u0000\"}");
}

TEST(EncodeNewReply, NamesTheMemberThatCannotBeSentAndDoesNotRepeatIt) {
  const std::string bad = "hunter2\xFF";
  struct Case {
    std::string_view named;
    std::string text;
  };
  const Case cases[] = {
      {"NewReply.from_address is empty", refusal_of([](NewReply& r) { r.from_address.clear(); })},
      {"NewReply.body_text is empty", refusal_of([](NewReply& r) { r.body_text.clear(); })},
      {"NewReply.from_address is not valid UTF-8", refusal_of([&](NewReply& r) { r.from_address = bad; })},
      {"NewReply.body_text is not valid UTF-8", refusal_of([&](NewReply& r) { r.body_text = bad; })},
      {"NewReply.extra[\"?\"] is not valid UTF-8", refusal_of([&](NewReply& r) { r.extra[bad] = "1"; })},
      {"NewReply.extra[\"x\"] is not valid JSON", refusal_of([](NewReply& r) { r.extra["x"] = "hunter2"; })},
      {"NewReply.extra[\"fromAddress\"] is sent by the member from_address",
       refusal_of([](NewReply& r) { r.extra["fromAddress"] = "\"hunter2\""; })},
      {"NewReply.extra[\"bodyText\"] is sent by the member body_text",
       refusal_of([](NewReply& r) { r.extra["bodyText"] = "\"hunter2\""; })},
  };
  for (const auto& [named, text] : cases) {
    EXPECT_THAT(text, StartsWith(std::string{named}));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST(EncodeNewReply, TakesMembersOfTheOlderGenerationThatTheCallerNames) {
  NewReply reply = good();
  reply.extra = {{"body", "\"x\""}, {"from_address", "1"}};
  EXPECT_THAT(encode(reply), testing::EndsWith(R"(,"body":"x","from_address":1})"));
}

}  // namespace
