#include "webhook/support.hpp"

namespace {

using namespace webhook_test;
using testing::HasSubstr;
using testing::Not;

const Checks at_once{.now = created};

/// A delivery, and what becomes of it.
struct Delivery {
  std::string name;
  std::string body;
  std::string signature;
  std::optional<Refusal> refusal;  // empty: it is accepted
  std::chrono::seconds age{0};
  std::vector<Secret> secrets{secret};
  friend void PrintTo(const Delivery& delivery, std::ostream* out) { *out << delivery.name; }
};

std::string signature_in_upper_case() {
  std::string text = sign(body, secret);
  for (std::size_t at = std::string_view{"sha256="}.size(); at < text.size(); ++at)
    if (text[at] >= 'a') text[at] = static_cast<char>(text[at] - 'a' + 'A');
  return text;
}

std::vector<Delivery> all_deliveries() {
  const std::string good = sign(body, secret);
  const std::string re_encoded = [] {
    std::string text = body;
    text.insert(1, " ");
    return text;
  }();
  return {
      {"AsItCame", body, good, std::nullopt},
      {"WithoutASignature", body, "", Refusal::missing},
      {"WithABlankSignature", body, " \t,", Refusal::missing},
      {"WithAnotherScheme", body, "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709", Refusal::malformed},
      {"Truncated", body, good.substr(0, good.size() - 1), Refusal::malformed},
      {"WithTheDigitsAlone", body, good.substr(7), Refusal::malformed},
      {"Forged", body, sign(body, Secret{"guessed"}), Refusal::mismatch},
      {"OfAnotherBody", body, sign("{}", secret), Refusal::mismatch},
      {"WithTheBodyTruncated", body.substr(0, body.size() - 1), good, Refusal::mismatch},
      {"WithTheBodyReEncoded", re_encoded, good, Refusal::mismatch},
      {"InUpperCase", body, signature_in_upper_case(), std::nullopt},
      {"Doubled", body, good + ", " + good, std::nullopt},
      {"DoubledWithAForgedOne", body, sign(body, Secret{"guessed"}) + "," + good, std::nullopt},
      {"SignedByTheOldSecretWhileRotated", body, good, std::nullopt, 0s, {other_secret, secret}},
      {"SignedByTheNewSecretWhileRotated",
       body,
       sign(body, other_secret),
       std::nullopt,
       0s,
       {other_secret, secret}},
      {"SignedByTheOldSecretAfterwards", body, good, Refusal::mismatch, 0s, {other_secret}},
      {"AsTheLastRedelivery", body, good, std::nullopt, 8h + 36min},
      {"ADayLate", body, good, std::nullopt, 24h},
      {"ADayAndASecondLate", body, good, Refusal::too_old, 24h + 1s},
      {"TwentyFiveHoursLate", body, good, Refusal::too_old, 25h},
      {"FiveMinutesAhead", body, good, std::nullopt, -5min},
      {"MoreThanFiveMinutesAhead", body, good, Refusal::too_new, -5min - 1s},
      {"ForgedAndLate", body, sign(body, Secret{"guessed"}), Refusal::mismatch, 25h},
      {"OfAMebibyte", std::string(1 << 20, ' '), sign(std::string(1 << 20, ' '), secret), std::nullopt},
      {"OfMoreThanAMebibyte", std::string((1 << 20) + 1, ' '), sign(std::string((1 << 20) + 1, ' '), secret),
       Refusal::too_large},
      {"OfMoreThanAMebibyteAndUnsigned", std::string((1 << 20) + 1, ' '), "", Refusal::too_large},
  };
}

class Deliveries : public testing::TestWithParam<Delivery> {};

TEST_P(Deliveries, AreAcceptedOrRefusedForAReason) {
  const Delivery& delivery = GetParam();
  const auto deliver = [&] {
    return parse(delivery.body, delivery.signature, delivery.secrets, {.now = created + delivery.age});
  };
  if (!delivery.refusal) {
    EXPECT_EQ(deliver().raw, delivery.body);
    return;
  }
  const auto error = refusal_of(deliver);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->refusal(), *delivery.refusal);
  EXPECT_THAT(error->explain(), Not(HasSubstr("whsec")));
  EXPECT_THAT(error->explain(), Not(HasSubstr("tkt_1"))) << "the body";
  EXPECT_THAT(error->explain(), Not(HasSubstr(sign(delivery.body, secret).substr(7)))) << "the signature";
}

INSTANTIATE_TEST_SUITE_P(That, Deliveries, testing::ValuesIn(all_deliveries()),
                         [](const auto& each) { return each.param.name; });

TEST(Parse, GivesTheEnvelope) {
  const Event event = parse(body, sign(body, secret), secret, at_once);
  EXPECT_EQ(event.id, "evt_1");
  EXPECT_EQ(event.type, EventType::ticket_created);
  EXPECT_EQ(event.created_at, created);
  EXPECT_EQ(event.workspace_id, "ws_1");
  EXPECT_EQ(event.data, R"({"id":"tkt_1","subject":"Hi"})");
  EXPECT_EQ(event.raw, body);
}

TEST(Parse, TakesTheAgeByTheSystemsClockUnlessToldTheTime) {
  const std::string signature = sign(body, secret);
  const auto error = refusal_of([&] { return parse(body, signature, secret); });
  ASSERT_TRUE(error) << "the event is of April 2026";
  EXPECT_EQ(error->refusal(), Refusal::too_old);
}

TEST(Parse, ChecksTheAgeThatItIsTold) {
  const std::string signature = sign(body, secret);
  EXPECT_NO_THROW((void)parse(body, signature, secret, {.max_age = 48h, .now = created + 47h}));
  EXPECT_THROW((void)parse(body, signature, secret, {.max_age = 1h, .now = created + 2h}), SignatureError);
  EXPECT_THROW((void)parse(body, signature, secret, {.max_ahead = 0s, .now = created - 1s}), SignatureError);
  EXPECT_THROW((void)parse(body, signature, secret, {.max_bytes = 10, .now = created}), SignatureError);
}

TEST(Parse, WantsChecksThatCanBeMet) {
  const auto with = [](Checks checks) {
    checks.now = created;
    return [checks] { (void)parse(body, sign(body, secret), secret, checks); };
  };
  using std::chrono::days;
  using std::chrono::seconds;
  EXPECT_NO_THROW(with({.max_age = days(366), .max_ahead = days(366), .max_bytes = SIZE_MAX})());
  EXPECT_THAT(with({.max_age = 0s}),
              refuses<ticket0::InvalidArgument>("Checks.max_age is 0 s: it has to be from 1 s to 366 days"));
  EXPECT_THAT(with({.max_age = seconds::max()}), refuses<ticket0::InvalidArgument>("Checks.max_age"));
  EXPECT_THAT(with({.max_age = days(366) + 1s}), refuses<ticket0::InvalidArgument>("Checks.max_age"));
  EXPECT_THAT(with({.max_ahead = -1s}), refuses<ticket0::InvalidArgument>(
                                            "Checks.max_ahead is -1 s: it has to be from 0 s to 366 days"));
  EXPECT_THAT(with({.max_ahead = seconds::max()}), refuses<ticket0::InvalidArgument>("Checks.max_ahead"));
  EXPECT_THAT(with({.max_bytes = 0}),
              refuses<ticket0::InvalidArgument>("Checks.max_bytes is 0: it has to be at least 1"));
}

TEST(Parse, WantsASecret) {
  EXPECT_THROW((void)parse(body, sign(body, secret), Secret{}), ticket0::InvalidArgument);
  EXPECT_THROW((void)parse(body, sign(body, secret), std::span<const Secret>{}), ticket0::InvalidArgument);
}

/// Signed, and not the documented envelope.
class NoEnvelope : public testing::TestWithParam<std::string> {};

TEST_P(NoEnvelope, IsDeliveredAsItIs) {
  const std::string& text = GetParam();
  const Event event = parse(text, sign(text, secret), secret);
  EXPECT_EQ(event.raw, text);
  EXPECT_EQ(event.id, "");
  EXPECT_EQ(event.type.text(), "");
  EXPECT_EQ(event.data, "");
  EXPECT_EQ(event.created_at, std::nullopt);
  EXPECT_EQ(event.as<ticket0::Ticket>(), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Such, NoEnvelope,
    testing::Values("", "ping", R"({"ping":true})", "null", "[]", "42", R"("evt_1")", R"({"id":"evt_1"})",
                    R"({"type":"ticket.created"})", R"({"id":7,"type":"ticket.created","data":{}})",
                    R"({"id":"","type":"ticket.created"})", R"({"id":["evt_1"],"type":"ticket.created"})",
                    R"([{"id":"evt_1","type":"ticket.created"}])", R"({"id":"evt_1","type":"ticket.created")",
                    R"({"data":{"id":"evt_1","type":"ticket.created"}})", "\xff\xfe", std::string(1'000, '['),
                    std::string{"{}\0", 3}),
    [](const auto& each) { return "Body" + std::to_string(each.index); });

TEST(Parse, DeliversATypeThatItDoesNotKnow) {
  const std::string text = envelope("evt_1", "ticket.merged", "null");
  const Event event = parse(text, sign(text, secret), secret, at_once);
  EXPECT_EQ(event.type.value(), EventType::unknown);
  EXPECT_EQ(event.type.text(), "ticket.merged");
  EXPECT_EQ(event.data, "null");
}

TEST(Parse, DeliversATimeThatItCannotReadWithoutCheckingIt) {
  const std::string text = R"({"id":"evt_1","type":"message.sent","createdAt":"yesterday"})";
  const Event event = parse(text, sign(text, secret), secret);
  EXPECT_EQ(event.id, "evt_1");
  EXPECT_EQ(event.created_at, std::nullopt);
  EXPECT_EQ(event.data, "");
}

TEST(Parse, KeepsTheDataAsJsonTextWhateverItIs) {
  for (const std::string data :
       {R"({"a":[1,{"id":"x","type":"y"},null],"b":"\"}"})", "[]", "1.50", R"("text")", "true", "{}"}) {
    const std::string text = envelope("evt_1", "ticket.created", data);
    const Event event = parse(text, sign(text, secret), secret, at_once);
    EXPECT_EQ(event.data, data);
    EXPECT_EQ(event.id, "evt_1");
    EXPECT_EQ(event.type, EventType::ticket_created);
  }
}

TEST(Parse, TakesMembersInAnyOrderAndIgnoresOthers) {
  const std::string text =
      R"({"data":{"x":1},"attempt":2,"type":"ticket.tagged","nested":{"id":"no","data":0},"id":"evt_9"})";
  const Event event = parse(text, sign(text, secret), secret);
  EXPECT_EQ(event.id, "evt_9");
  EXPECT_EQ(event.type, EventType::ticket_tagged);
  EXPECT_EQ(event.data, R"({"x":1})");
}

TEST(Parse, ReadsAnEnvelopeWithHalfAnEmoji) {
  const std::string text = envelope("evt_1", "ticket.created", R"({"subject":"\ud83d"})");
  EXPECT_EQ(parse(text, sign(text, secret), secret, at_once).data, "{\"subject\":\"\xEF\xBF\xBD\"}");
}

TEST(Refusals, AreNamedAsTheirEnumerators) {
  EXPECT_EQ(to_string(Refusal::missing), "missing");
  EXPECT_EQ(to_string(Refusal::malformed), "malformed");
  EXPECT_EQ(to_string(Refusal::mismatch), "mismatch");
  EXPECT_EQ(to_string(Refusal::too_old), "too_old");
  EXPECT_EQ(to_string(Refusal::too_new), "too_new");
  EXPECT_EQ(to_string(Refusal::too_large), "too_large");
  EXPECT_EQ(to_string(static_cast<Refusal>(6)), "");
}

TEST(SignatureErrors, HintAtTheUsualCauses) {
  EXPECT_THAT(SignatureError{Refusal::missing}.what(), HasSubstr("Ticket0-Signature"));
  EXPECT_THAT(SignatureError{Refusal::malformed}.what(), HasSubstr("sha256="));
  EXPECT_THAT(SignatureError{Refusal::mismatch}.what(), HasSubstr("written again"));
  EXPECT_THAT(SignatureError{Refusal::too_old}.what(), HasSubstr("max_age"));
  EXPECT_THAT(SignatureError{Refusal::too_new}.what(), HasSubstr("clock"));
  EXPECT_THAT(SignatureError{Refusal::too_large}.what(), HasSubstr("max_bytes"));
}

TEST(SignatureErrors, SayNothingOfARequestOfOurs) {
  EXPECT_EQ(SignatureError{Refusal::missing}.explain(), SignatureError{Refusal::missing}.what());
  EXPECT_EQ((SignatureError{Refusal::missing, "of a test"}.explain()), "of a test");
}

TEST(SignatureErrors, SayThatASecretHasWhiteSpaceAroundIt) {
  const auto error =
      refusal_of([] { return parse(body, sign(body, secret), Secret{"whsec_one\n"}, at_once); });
  ASSERT_TRUE(error);
  EXPECT_THAT(error->what(), HasSubstr("ends with white space"));
}

TEST(SignatureErrors, SayHowOldAndHowLarge) {
  const auto old = refusal_of([] { return parse(body, sign(body, secret), secret, {.now = created + 25h}); });
  ASSERT_TRUE(old);
  EXPECT_THAT(old->what(), HasSubstr("90000 s old"));
  const auto large = refusal_of([] { return parse(body, sign(body, secret), secret, {.max_bytes = 10}); });
  ASSERT_TRUE(large);
  EXPECT_THAT(large->what(), HasSubstr(std::to_string(body.size()) + " bytes"));
}

}  // namespace
