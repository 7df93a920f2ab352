// A reply in doubt, whatever became of its copy: it goes out again where its absence is proven, and nowhere
// else.
#include "engine/reply_service.hpp"

namespace {

using namespace reply_cases;

struct Case {
  const char* name;
  std::function<void(Service&)> set_up;
  const char* end;  // the id of a message, "unknown", or "" for either of "msg_1" and "unknown"
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
};
const auto name_of = [](const auto& each) { return std::string{each.param.name}; };

std::function<void(Service&)> stored(const std::string& member, const std::string& json) {
  return [=](Service& s) { s.stored_as[member] = json; };
}
std::function<void(Service&)> worded(const std::string& as) {
  return stored("bodyText", ticket0::json_string(as));
}
std::function<void(Service&)> clocks(seconds dated, seconds machine_ahead = 0s, bool has_date = true) {
  return [=](Service& s) {
    s.dated = dated;
    s.machine_ahead = machine_ahead;
    s.has_date = has_date;
  };
}
std::function<void(Service&)> looks(const std::function<void(Look&)>& spoil) {
  return [=](Service& s) { s.on_look = spoil; };
}
std::function<void(Service&)> thread_is(const std::vector<std::string>& messages) {
  return looks([=](Look& look) { look.messages = messages; });
}
std::string with(const std::string& what, const std::string& by) {
  std::string all = text;
  for (auto at = all.find(what); at != std::string::npos; at = all.find(what, at + by.size()))
    all.replace(at, what.size(), by);
  return all;
}
void hide(Look& look, std::optional<seconds> age, std::optional<seconds> date_behind = {}) {
  look.messages.clear();
  look.more = R"(,"total":0)";
  if (age) look.headers.emplace_back("Age", std::to_string(age->count()));
  if (date_behind) *look.date -= *date_behind;
}

class StoredOtherwise : public testing::TestWithParam<Case> {};

/// The customer has it, so one request is all that may leave this machine.
TEST_P(StoredOtherwise, IsNeverSentTwice) {
  for (const auto doubt : {Service::Doubt::internal, Service::Doubt::lost}) {
    const Place place;
    place.service->doubt = doubt;
    GetParam().set_up(*place.service);
    const std::string end = end_of(place.client());
    EXPECT_EQ(place.service->replies, 1) << (doubt == Service::Doubt::internal ? "internal" : "lost");
    if (*GetParam().end != '\0') {
      EXPECT_EQ(end, GetParam().end);
    } else {
      EXPECT_THAT(end, testing::AnyOf("msg_1", "unknown"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Date, StoredOtherwise,
    testing::Values(
        Case{"OneSecondBehind", clocks(-1s), "msg_1"}, Case{"ThreeSecondsBehind", clocks(-3s), "unknown"},
        Case{"AMinuteBehind", clocks(-60s), "unknown"}, Case{"TenMinutesBehind", clocks(-600s), "unknown"},
        Case{"TwentyFiveHoursBehind", clocks(-25h), "unknown"}, Case{"TwoSecondsAhead", clocks(2s), "msg_1"},
        Case{"AMinuteAhead", clocks(60s), "unknown"}, Case{"ADayAhead", clocks(24h), "unknown"},
        Case{"NoDateAndThisMachineIsThreeSecondsAhead", clocks(0s, 3s, false), ""},
        Case{"NoDateAndThisMachineIsAnHourAhead", clocks(0s, 1h, false), "unknown"},
        Case{"NoDateAndThisMachineIsTwoDaysAhead", clocks(0s, 48h, false), "unknown"},
        Case{"NoDateAndThisMachineIsAnHourBehind", clocks(0s, -1h, false), "unknown"},
        Case{"ThisMachineIsTwoDaysAhead", clocks(0s, 48h), "msg_1"},
        Case{"ThisMachineIsTwoDaysBehind", clocks(0s, -48h), "msg_1"},
        Case{"Missing", stored("createdAt", ""), "unknown"},
        Case{"Null", stored("createdAt", "null"), "unknown"},
        Case{"NotATime", stored("createdAt", "\"just now\""), "unknown"},
        Case{"ANumber", stored("createdAt", "1767225600"), "unknown"}),
    name_of);
INSTANTIATE_TEST_SUITE_P(
    Address, StoredOtherwise,
    testing::Values(Case{"DisplayName", stored("fromAddress", R"("Acme Help <HELP@Acme.com>")"), "msg_1"},
                    Case{"InBrackets", stored("fromAddress", R"("<help@acme.com>")"), "msg_1"},
                    Case{"Rewritten", stored("fromAddress", R"("no-reply@mail.acme.com")"), "unknown"},
                    Case{"Tagged", stored("fromAddress", R"("help+tkt_1@acme.com")"), "unknown"},
                    Case{"NameOnly", stored("fromAddress", R"("Acme Help")"), "unknown"},
                    Case{"Empty", stored("fromAddress", R"("")"), "unknown"},
                    Case{"Null", stored("fromAddress", "null"), "unknown"},
                    Case{"Missing", stored("fromAddress", ""), "unknown"},
                    Case{"AList", stored("fromAddress", R"(["help@acme.com"])"), "unknown"}),
    name_of);
INSTANTIATE_TEST_SUITE_P(
    Text, StoredOtherwise,
    testing::Values(Case{"Empty", worded(""), "unknown"}, Case{"Blank", worded(" \n"), "unknown"},
                    Case{"Null", stored("bodyText", "null"), "unknown"},
                    Case{"Missing", stored("bodyText", ""), "unknown"},
                    Case{"ANumber", stored("bodyText", "7"), "unknown"},
                    Case{"Quoted", worded("> " + text), "unknown"},
                    Case{"InQuotes", worded('"' + text + '"'), "unknown"},
                    Case{"Escaped", worded(with("&", "&amp;")), "unknown"},
                    Case{"TagsStripped", worded(with("<Jane>", "")), "unknown"},
                    Case{"Html", worded("<p>" + text + "</p>"), "unknown"},
                    Case{"CurlyApostrophe", worded(with("'", "\u2019")), "unknown"},
                    Case{"Cut", worded(text.substr(0, 20)), "unknown"},
                    Case{"CutWithDots", worded(text.substr(0, 20) + "..."), "unknown"},
                    Case{"Greeting", worded("Dear Jane,\n\n" + text), "unknown"},
                    Case{"Signature", worded(text + "\r\n\r\n-- \r\nAcme"), "msg_1"},
                    Case{"SignatureOnItsLine", worded(text + " -- Acme"), "unknown"},
                    Case{"Footer", worded(text + "\n\nOn Monday Jane wrote:\n> Hello?"), "msg_1"},
                    Case{"Wrapped", worded(with("co: it ", "co:\r\nit ")), "msg_1"},
                    Case{"OtherBlanks", worded("\n " + with(" ", "  \t") + "\n"), "msg_1"},
                    Case{"NoBreakSpaces", worded(with(" ", "\u00a0")), "msg_1"},
                    Case{"IdeographicSpaces", worded(with(" ", "\u3000")), "msg_1"},
                    Case{"LineSeparator", worded(with("co: it", "co:\u2028it")), "msg_1"},
                    Case{"ZeroWidth", worded("\ufeff" + with("ships", "sh\u200bips")), "msg_1"},
                    Case{"SoftHyphen", worded(with("tomorrow", "tomor\u00adrow")), "unknown"},
                    Case{"Translated", worded("Es ist nicht verloren."), "unknown"}),
    name_of);
INSTANTIATE_TEST_SUITE_P(
    Else, StoredOtherwise,
    testing::Values(
        Case{"NotOtherwise", [](Service&) {}, "msg_1"}, Case{"NoDirection", stored("direction", ""), ""},
        Case{"DirectionOfAnotherWord", stored("direction", R"("internal")"), ""},
        Case{"Inbound", stored("direction", R"("inbound")"), ""},
        Case{"InboundInOtherWords",
             [](Service& s) {
               s.stored_as = {{"direction", R"("inbound")"}, {"bodyText", R"("Hello")"}};
             },
             "unknown"},
        Case{"InboundFromAnother",
             [](Service& s) {
               s.stored_as = {{"direction", R"("inbound")"}, {"fromAddress", R"("bot@acme.com")"}};
             },
             "unknown"},
        Case{"NoNote", stored("isNote", "false"), "msg_1"}, Case{"NoteIsNull", stored("isNote", "null"), ""},
        Case{"NoteIsAText", stored("isNote", R"("false")"), ""},
        Case{"ANumberForAnId", stored("id", "4711"), "unknown"}, Case{"NoId", stored("id", ""), "unknown"},
        Case{"EmptyId", stored("id", R"("")"), "unknown"},
        Case{"AnIdOfAnotherType", stored("id", R"("conv_9")"), "conv_9"},
        Case{"AnIdForAMessage", thread_is({R"("msg_1")"}), "unknown"},
        Case{"NullForAMessage", thread_is({"null"}), "unknown"},
        Case{"AListForAMessage", thread_is({"[{}]"}), "unknown"},
        Case{"TotalAboveWhatIsShown", thread_is({}), "unknown"},
        Case{"ShownOnceInOtherWords", looks([](Look& look) {
               if (look.number > 1) return hide(look, {});
               look.messages = {R"({"id":"msg_1","direction":"outbound"})"};
             }),
             "unknown"},
        Case{"CacheWithAge", looks([](Look& look) { hide(look, 60s, 60s); }), "unknown"},
        Case{"CacheThatHasAgeAndANewDate", looks([](Look& look) { hide(look, 60s); }), "unknown"},
        Case{"CacheWithoutAge", looks([](Look& look) { hide(look, {}, 60s); }), "unknown"},
        Case{"CacheOfTheLastLook", looks([](Look& look) { hide(look, look.number == 3 ? 60s : 0s); }),
             "unknown"},
        Case{"TheThirdLookFails", looks([](Look& look) {
               hide(look, {});
               if (look.number >= 3) look.status = 403;
             }),
             "unknown"},
        Case{"TheSecondLookIsForbidden", looks([](Look& look) {
               hide(look, {});
               if (look.number == 2) look.status = 403;
             }),
             "unknown"}),
    name_of);

TEST(StoredOtherwiseAndCached, ALookAsksCachesToStandAside) {
  const Place place;
  place.service->doubt = Service::Doubt::lost;
  place.service->is_stored = false;
  EXPECT_EQ(end_of(place.client()), "unknown");
  ASSERT_EQ(place.service->looks.size(), 3U);
  for (const auto& look : place.service->looks) {
    const ticket0::HttpResponse as{.headers = look.headers};
    EXPECT_EQ(as.header("Cache-Control"), "no-cache");
  }
}

/// The Date of every look is that of the first.
TEST(StoredOtherwiseAndCached, ADateThatStandsStillProvesNothing) {
  for (const seconds first : {0s, 1s, 3'600s}) {
    const Place place;
    place.service->on_look = [&, still = place.service->now() + first](Look& look) {
      hide(look, {});
      look.date = still;
    };
    EXPECT_EQ(end_of(place.client()), "unknown");
    EXPECT_EQ(place.service->replies, 1);
  }
}

}  // namespace
