#include "json/encode.hpp"
#include "json/nlohmann.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::encode;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using unit::bytes;
using unit::repeated;

NewTicket good() { return {.subject = "Hello", .customer_email = "ann@example.com", .body = "Hi"}; }
template <class Change>
std::string refusal_of(const Change& change) {
  NewTicket ticket = good();
  change(ticket);
  return unit::refusal([&] { static_cast<void>(encode(ticket)); });
}

TEST(EncodeNewTicket, WritesExactlyWhatWasSetInAStableOrder) {
  EXPECT_EQ(encode(good()), R"({"subject":"Hello","customerEmail":"ann@example.com","body":"Hi"})");
  NewTicket ticket = good();
  ticket.extra = {{"priority", R"("high")"}, {"a", "1"}};
  ticket.inbox_id = InboxId{"inb_1"};
  EXPECT_EQ(
      encode(ticket),
      R"({"subject":"Hello","customerEmail":"ann@example.com","body":"Hi","inboxId":"inb_1","a":1,"priority":"high"})");
}

TEST(EncodeNewTicket, EscapesAndKeepsUtf8) {
  NewTicket ticket = good();
  ticket.subject = "\"caf\xC3\xA9\"\n\xF0\x9F\x98\x80";
  ticket.body = bytes("a\0b");
  EXPECT_EQ(encode(ticket),
            "{\"subject\":\"\\\"caf\xC3\xA9\\\"\\n\xF0\x9F\x98\x80\",\"customerEmail\":\"ann@example.com\","
            "\"body\":\"a\\u0000b\"}");
}

TEST(EncodeNewTicket, NamesARequiredMemberThatIsEmpty) {
  EXPECT_THAT(refusal_of([](NewTicket& t) { t.subject.clear(); }), StartsWith("NewTicket.subject is empty"));
  EXPECT_THAT(refusal_of([](NewTicket& t) { t.customer_email.clear(); }),
              StartsWith("NewTicket.customer_email is empty"));
  EXPECT_THAT(refusal_of([](NewTicket& t) { t.body.clear(); }), StartsWith("NewTicket.body is empty"));
  EXPECT_THAT(refusal_of([](NewTicket& t) { t.inbox_id = InboxId{}; }),
              StartsWith("NewTicket.inbox_id is an empty id"));
}

TEST(EncodeNewTicket, NamesTheMemberThatIsNotUtf8ByTheCallersNameAndDoesNotRepeatIt) {
  const std::string bad = "hunter2\xFF";
  struct Case {
    std::string_view member;
    std::string text;
  };
  const Case cases[] = {
      {"NewTicket.subject ", refusal_of([&](NewTicket& t) { t.subject = bad; })},
      {"NewTicket.customer_email ", refusal_of([&](NewTicket& t) { t.customer_email = bad; })},
      {"NewTicket.body ", refusal_of([&](NewTicket& t) { t.body = bad; })},
      {"NewTicket.inbox_id ", refusal_of([&](NewTicket& t) { t.inbox_id = InboxId{bad}; })},
      {"NewTicket.extra[", refusal_of([&](NewTicket& t) { t.extra[bad] = "1"; })},
  };
  for (const auto& [member, text] : cases) {
    EXPECT_THAT(text, StartsWith(std::string{member}));
    EXPECT_THAT(text, HasSubstr("UTF-8"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST(EncodeExtra, RefusesANameThatATypedMemberSends) {
  for (const std::string name : {"subject", "customerEmail", "body", "inboxId"}) {
    const std::string text = refusal_of([&](NewTicket& t) { t.extra[name] = "1"; });
    EXPECT_THAT(text, StartsWith("NewTicket.extra[\"" + name + "\"]"));
  }
  EXPECT_THAT(refusal_of([](NewTicket& t) { t.extra["inboxId"] = "1"; }), HasSubstr("inbox_id"))
      << "the member to set";
  NewTicket ticket = good();
  ticket.extra = {{"Subject", "1"}, {"inbox_id", "2"}};  // other names
  EXPECT_THAT(encode(ticket), HasSubstr(R"("Subject":1,"inbox_id":2})"));
}

TEST(EncodeExtra, SendsAnyJsonValue) {
  for (const std::string json : {"null", "true", "0", "1.10", "1E5", "12345678901234567890123", "\"a\\n\"",
                                 "[]", "{}", R"([1,{"a":[null,"x"]},"\u00e9"])"}) {
    NewTicket ticket = good();
    ticket.extra["x"] = json;
    const std::string body = encode(ticket);
    EXPECT_EQ(ticket0_nlohmann::json::parse(body).at("x"), ticket0_nlohmann::json::parse(json)) << json;
  }
}

TEST(EncodeExtra, KeepsTheDigitsOfNumbers) {
  for (const std::string json :
       {"1.10", "1E5", "1e-7", "0.0", "-1.50", "-0", "-0.0", "18446744073709551615", "-9223372036854775808",
        "123456789012345678901234567890", "0.1000000000000000055511151231257827"}) {
    NewTicket ticket = good();
    ticket.extra["x"] = json;
    EXPECT_THAT(encode(ticket), testing::EndsWith(",\"x\":" + json + "}")) << json;
  }
}

TEST(EncodeExtra, LeavesOutBlanksAndAByteOrderMark) {
  NewTicket ticket = good();
  ticket.extra["x"] = " \r\n[ 1 ,\t{ \"a b\" : \" c \" } ] ";
  EXPECT_THAT(encode(ticket), testing::EndsWith(R"(,"x":[1,{"a b":" c "}]})"));
  ticket.extra["x"] =
      "\xEF\xBB\xBF"
      "1";
  EXPECT_THAT(encode(ticket), testing::EndsWith(R"(,"x":1})"));
}

TEST(EncodeExtra, RefusesWhatIsNotOneJsonValueAndNamesItsMember) {
  const std::string cases[] = {
      "",
      " ",
      "high",
      "'high'",
      "1 2",
      "{} {}",
      "1,\"admin\":true",
      "1}",
      "{",
      "[1,]",
      "{\"a\":1,}",
      "{a:1}",
      "nul",
      "NaN",
      "Infinity",
      "01",
      "1.",
      ".5",
      "+1",
      "// x\n1",
      "\"a",
      "\"\n\"",
      "\"\\x\"",
      "\"\xFF\"",
      "\xFF",
      "\"\\ud83d\"",
      bytes("1\0"),
      bytes("\0"),
      bytes("\"a\0b\""),
      bytes("1\0,\"admin\":true"),
      "\xEF\xBB",
      "\xEF\xBB\xBF",
      repeated("[", 513) + repeated("]", 513),
      repeated("[", 200'000),
  };
  for (const std::string& json : cases) {
    const std::string text = refusal_of([&](NewTicket& t) { t.extra["priority"] = json; });
    EXPECT_THAT(text, StartsWith("NewTicket.extra[\"priority\"] is not valid JSON"))
        << testing::PrintToString(json.substr(0, 40));
  }
}

TEST(EncodeExtra, QuotesANameWhateverItsCharacters) {
  NewTicket ticket = good();
  ticket.extra["a\"b\n"] = "1";
  EXPECT_THAT(encode(ticket), testing::EndsWith(R"(,"a\"b\n":1})"));
}

}  // namespace
