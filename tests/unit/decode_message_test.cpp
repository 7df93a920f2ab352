#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_one;
using detail::json::decode_page;
using detail::json::Decoded;
using detail::json::DriftNote;
using testing::ElementsAre;
using testing::IsEmpty;

Decoded<Message> with(const std::string& members) {
  auto decoded = decode_one<Message>(R"({"id":"msg_1",)" + members + "}");
  EXPECT_EQ(decoded.problem, "") << members;
  return decoded;
}
DriftNote drift(std::string member, Drift what) { return {"Message", std::move(member), what}; }

TEST(DecodeMessage, ReadsTheNewerGeneration) {
  const auto decoded = decode_page<Message>(R"({
    "messages": [{
      "id": "msg_1", "direction": "inbound", "channel": "email", "subject": "Re: Refund",
      "fromAddress": "jane@example.com", "fromName": "Jane", "toAddresses": ["support@acme.com", "x@acme.com"],
      "ccAddresses": ["boss@example.com"], "bodyText": "Thanks!\n> quoted", "bodyHtml": "<p>Thanks!</p>",
      "bodyTextCleaned": "Thanks!", "externalId": "<a@mail.example>", "inReplyTo": "<b@mail.example>",
      "authorType": "customer", "authorId": "cus_1", "authorName": "Jane S.", "conversationId": "conv_1",
      "aiSentiment": "positive", "detectedLanguage": "en", "createdAt": "2026-04-22T10:30:00Z"
    }],
    "total": 1
  })");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_EQ(decoded.value.total, 1);
  EXPECT_FALSE(decoded.value.has_next());
  EXPECT_THAT(decoded.drift, IsEmpty());
  EXPECT_THAT(decoded.value.items, ElementsAre(Message{
                                       .id = MessageId{"msg_1"},
                                       .conversation_id = ConversationId{"conv_1"},
                                       .direction = Direction::inbound,
                                       .channel = Channel::email,
                                       .subject = "Re: Refund",
                                       .from_address = "jane@example.com",
                                       .from_name = "Jane",
                                       .to_addresses = {"support@acme.com", "x@acme.com"},
                                       .cc_addresses = {"boss@example.com"},
                                       .body_text = "Thanks!\n> quoted",
                                       .body_html = "<p>Thanks!</p>",
                                       .body_text_cleaned = "Thanks!",
                                       .external_id = "<a@mail.example>",
                                       .in_reply_to = "<b@mail.example>",
                                       .author_type = AuthorType::customer,
                                       .author_id = "cus_1",
                                       .author_name = "Jane S.",
                                       .ai_sentiment = Sentiment::positive,
                                       .detected_language = "en",
                                       .created_at = parse_timestamp("2026-04-22T10:30:00Z"),
                                   }));
}

TEST(DecodeMessage, ReadsTheOlderGenerationIntoTheSameMembers) {
  const auto decoded = decode_page<Message>(
      R"({"messages":[{"id":"msg_1","ticketId":"tkt_1","direction":"outbound","body":"Hello","authorEmail":"ann@acme.com",
      "authorName":"Ann","isNote":true,"createdAt":"2025-01-15T10:30:00.000Z"}],"nextCursor":"c"})");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_THAT(decoded.drift, IsEmpty());
  EXPECT_EQ(decoded.value.next, Cursor{"c"});
  EXPECT_THAT(decoded.value.items, ElementsAre(Message{
                                       .id = MessageId{"msg_1"},
                                       .ticket_id = TicketId{"tkt_1"},
                                       .direction = Direction::outbound,
                                       .from_address = "ann@acme.com",
                                       .body_text = "Hello",
                                       .author_name = "Ann",
                                       .is_note = true,
                                       .created_at = parse_timestamp("2025-01-15T10:30:00Z"),
                                   }));
}

/// The newer name's value counts, whichever comes first; the older one's where the newer has none.
TEST(DecodeMessage, TakesTheOlderNameWhereTheNewerHasNoValue) {
  struct Names {
    std::string newer;
    std::string older;
    std::optional<std::string> Message::*member;
  };
  struct Case {
    const char* newer;  // nullptr: absent
    const char* older;
    std::optional<std::string> expected;
  };
  const Case cases[] = {
      {"\"new\"", nullptr, "new"},
      {nullptr, "\"old\"", "old"},
      {"\"new\"", "\"old\"", "new"},
      {"\"new\"", "null", "new"},
      {"null", "\"old\"", "old"},
      {"null", "null", std::nullopt},
      {"\"new\"", "7", "new"},
      {"7", "\"old\"", "old"},
      {"[]", "\"old\"", "old"},
      {"\"new\"", "{\"a\":1}", "new"},
      {"{\"a\":[]}", "[1]", std::nullopt},
      {"\"\"", "\"old\"", ""},
      {"\"new\"", "\"\"", "new"},
  };
  for (const Names& names : {Names{"fromAddress", "authorEmail", &Message::from_address},
                             Names{"bodyText", "body", &Message::body_text}})
    for (const Case& each : cases) {
      const auto text = [](const std::string& name, const char* json) {
        return json == nullptr ? std::string{"\"subject\":\"s\""} : "\"" + name + "\":" + json;
      };
      const std::string newer = text(names.newer, each.newer);
      const std::string older = text(names.older, each.older);
      for (const std::string& both : {newer + "," + older, older + "," + newer})
        EXPECT_EQ(with(both).value.*names.member, each.expected) << both;
    }
}

TEST(DecodeMessage, TellsWhatIsWrongWithTheOlderNameThoughTheNewerHasAValue) {
  EXPECT_THAT(with(R"("bodyText":"new","body":7)").drift, ElementsAre(drift("body", Drift::wrong_type)));
  EXPECT_THAT(with(R"("authorEmail":[],"fromAddress":"new")").drift,
              ElementsAre(drift("authorEmail", Drift::wrong_type)));
  EXPECT_THAT(with(R"("bodyText":"new","body":"old","fromAddress":null,"authorEmail":"a")").drift, IsEmpty());
}

TEST(DecodeMessage, IsANoteOnlyWhereItSaysTrue) {
  struct Case {
    std::string json;
    bool note;
    bool drifts;
  };
  for (const auto& [json, note, drifts] : std::initializer_list<Case>{{"true", true, false},
                                                                      {"false", false, false},
                                                                      {"null", false, false},
                                                                      {"1", false, true},
                                                                      {"\"true\"", false, true},
                                                                      {"[true]", false, true}}) {
    const auto decoded = with("\"isNote\":" + json);
    EXPECT_EQ(decoded.value.is_note, note) << json;
    EXPECT_EQ(!decoded.drift.empty(), drifts) << json;
  }
  EXPECT_FALSE(with(R"("isNote":true,"isNote":null)").value.is_note) << "the last one counts";
}

TEST(DecodeMessage, KeepsWordsItDoesNotKnow) {
  const auto decoded =
      with(R"("direction":"internal","channel":"voice","authorType":"bot","aiSentiment":"angry")");
  EXPECT_EQ(decoded.value.direction.text(), "internal");
  EXPECT_EQ(decoded.value.channel.text(), "voice");
  EXPECT_EQ(decoded.value.author_type.text(), "bot");
  EXPECT_EQ(decoded.value.ai_sentiment.text(), "angry");
  EXPECT_THAT(decoded.drift,
              ElementsAre(drift("direction", Drift::new_value), drift("channel", Drift::new_value),
                          drift("authorType", Drift::new_value), drift("aiSentiment", Drift::new_value)));
}

TEST(DecodeMessage, HasNoTicketWhereTheAnswerNamesNone) {
  EXPECT_EQ(with(R"("subject":"s")").value.ticket_id, std::nullopt);
  EXPECT_EQ(with(R"("ticketId":"")").value.ticket_id, std::nullopt);
}

TEST(DecodeMessage, DropsAddressesThatAreNoTexts) {
  const auto decoded = with(R"("toAddresses":["a",null,{"email":"b"},"c"],"ccAddresses":[1,"d"])");
  EXPECT_THAT(decoded.value.to_addresses, ElementsAre("a", "c"));
  EXPECT_THAT(decoded.value.cc_addresses, ElementsAre("d"));
  EXPECT_THAT(decoded.drift, ElementsAre(drift("toAddresses", Drift::wrong_element),
                                         drift("ccAddresses", Drift::wrong_element)));
}

}  // namespace
