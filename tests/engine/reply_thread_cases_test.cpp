// A reply in doubt on a ticket where others write, too: found, proven absent, or neither.
#include <sys/wait.h>
#include <unistd.h>

#include "engine/reply_service.hpp"

namespace {

using namespace reply_cases;

struct Case {
  const char* name;
  std::function<void(Service&)> set_up;
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
};
const auto name_of = [](const auto& each) { return std::string{each.param.name}; };

const Members acknowledgement{{"bodyText", R"("We have got your message.")"}};
const Members of_an_ai{{"bodyText", R"("I can help!")"}, {"authorType", R"("agent")"}};
const Members of_bob{{"bodyText", R"("I look into it.")"}, {"fromAddress", R"("bob@acme.com")"}};
const Members of_jane{{"bodyText", R"("Where is it?")"},
                      {"fromAddress", R"("jane@example.com")"},
                      {"direction", R"("inbound")"}};

/// A message of the thread, and whether the reply is stored after it or before.
std::function<void(Service&)> beside(const Members& other, seconds created) {
  return [=](Service& s) { s.add("msg_of_another", created, other); };
}
/// The same text went out from there, so long ago.
std::function<void(Service&)> same(seconds created, Members differs = {}) {
  return [=](Service& s) { s.add("msg_of_another", created, differs); };
}

class FoundOnABusyTicket : public testing::TestWithParam<Case> {};

TEST_P(FoundOnABusyTicket, IsTheResult) {
  for (const auto doubt : {Service::Doubt::internal, Service::Doubt::lost}) {
    const Place place;
    place.service->doubt = doubt;
    GetParam().set_up(*place.service);
    const std::string id = "msg_" + std::to_string(place.service->thread.size() + 1);
    EXPECT_EQ(end_of(place.client()), id);
    EXPECT_EQ(place.service->replies, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Daily, FoundOnABusyTicket,
    testing::Values(Case{"Alone", [](Service&) {}}, Case{"Acknowledgement", beside(acknowledgement, 1s)},
                    Case{"AnswerOfAnAi", beside(of_an_ai, 2s)}, Case{"ColleagueBefore", beside(of_bob, -30s)},
                    Case{"ColleagueAfter", beside(of_bob, 1s)}, Case{"CustomerBefore", beside(of_jane, -1h)},
                    Case{"CustomerAfter", beside(of_jane, 1s)},
                    Case{"OwnEarlierReply",
                         [](Service& s) {
                           s.add("msg_0", -600s, {{"bodyText", R"("I look.")"}});
                         }},
                    Case{"CustomerQuotesIt", beside({{"bodyText", ticket0::json_string("Thanks!\n> " + text)},
                                                     {"fromAddress", R"("jane@example.com")"},
                                                     {"direction", R"("inbound")"}},
                                                    -30s)},
                    Case{"SameTextLastWeek", same(-168h)},
                    Case{"NoteWithTheText", same(-5s, {{"isNote", "true"}})},
                    Case{"LateOnTheThirdLook",
                         [](Service& s) {
                           s.on_look = [](Look& look) {
                             if (look.number >= 3) return;
                             look.messages.clear();
                             look.more = "";
                           };
                         }},
                    Case{"LongThread",
                         [](Service& s) {
                           for (int i = 0; i < 120; ++i) s.add("old_" + std::to_string(i), -100h, of_jane);
                         }}),
    name_of);

/// The service answered an earlier reply with a time by the clock of its Date.
TEST(FoundAfterAnEarlierReply, IsToldFromItsEqualOfTenMinutesAgo) {
  for (const auto doubt : {Service::Doubt::internal, Service::Doubt::lost}) {
    const Place place;
    const auto client = place.client();
    place.service->doubtful = 0;
    EXPECT_EQ(end_of(client, "Hello."), "msg_1");
    place.service->add("msg_of_another");
    place.clock->advance(10min);
    place.service->doubtful = 2;
    place.service->doubt = doubt;
    EXPECT_EQ(end_of(client), "msg_3");
    EXPECT_EQ(place.service->replies, 2);
  }
}

class Equal : public testing::TestWithParam<Case> {};

/// Ours is lost, or is there as well: it cannot be told which is whose.
TEST_P(Equal, OfAColleagueIsNotOurs) {
  for (const auto doubt : {Service::Doubt::internal, Service::Doubt::lost})
    for (const bool is_stored : {false, true}) {
      const Place place;
      place.service->doubt = doubt;
      place.service->is_stored = is_stored;
      GetParam().set_up(*place.service);
      EXPECT_EQ(end_of(place.client()), "unknown");
      EXPECT_EQ(place.service->replies, 1);
    }
}

/// Every look is answered as it was so long ago, a second after a colleague wrote, and says so as a cache
/// does.
std::function<void(Service&)> cached(seconds age) {
  return [=](Service& s) {
    s.add("msg_of_another", 1s - age);
    s.on_look = [=](Look& look) {
      look.messages.resize(1);
      look.more = R"(,"total":1)";
      if (look.date) *look.date -= age;
      look.headers.emplace_back("Age", std::to_string(age.count()));
    };
  };
}

INSTANTIATE_TEST_SUITE_P(
    Colleague, Equal,
    testing::Values(Case{"AMinuteBefore", same(-60s)}, Case{"TenSecondsBefore", same(-10s)},
                    Case{"DatedAnHourAhead", same(1h)}, Case{"DatedTwentySecondsAhead", same(20s)},
                    Case{"WithASignature",
                         same(-60s, {{"bodyText", ticket0::json_string(text + "\n\n-- \nBob")}})},
                    Case{"FromAnotherAddress", same(-60s, {{"fromAddress", R"("bob@acme.com")"}})},
                    Case{"WithoutADirection", same(-60s, {{"direction", ""}})},
                    Case{"WithoutATime", same(0s, {{"createdAt", ""}})},
                    Case{"TwentyHoursBefore", same(-20h)}, Case{"ShownByACache", cached(60s)},
                    Case{"ShownByACacheForAnHour", cached(1h)},
                    Case{"ShownByACacheOfTenSeconds", cached(10s)},
                    Case{"NoDateAndThisMachineIsAnHourAhead",
                         [](Service& s) {
                           s.has_date = false;
                           s.machine_ahead = 1h;
                           s.add("msg_of_another", -60s);
                         }}),
    name_of);

class Absent : public testing::TestWithParam<Case> {};

/// What was never stored goes out once more; after a lost answer it does not.
TEST_P(Absent, IsSentAgainOnceAfterInternal) {
  for (const auto doubt : {Service::Doubt::internal, Service::Doubt::lost}) {
    const Place place;
    place.service->doubt = doubt;
    place.service->is_stored = false;
    GetParam().set_up(*place.service);
    const std::string id = "msg_" + std::to_string(place.service->thread.size() + 1);
    const bool again = doubt == Service::Doubt::internal;
    EXPECT_EQ(end_of(place.client()), again ? id : "unknown");
    EXPECT_EQ(place.service->replies, again ? 2 : 1);
    EXPECT_EQ(place.service->looks.size(), 3U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Proven, Absent,
    testing::Values(Case{"EmptyTicket", [](Service&) {}}, Case{"CustomerBefore", beside(of_jane, -60s)},
                    Case{"CustomerAfter", beside(of_jane, 1s)}, Case{"SameTextTwoDaysAgo", same(-48h)},
                    Case{"OtherTextTwoDaysAgo", beside(of_bob, -48h)},
                    Case{"Notes", same(0s, {{"isNote", "true"}})},
                    Case{"AgeOfASecond",
                         [](Service& s) {
                           s.on_look = [](Look& look) {
                             look.headers.emplace_back("Age", "1");
                             *look.date -= 1s;
                           };
                         }},
                    Case{"ThisMachineIsAnHourAhead",
                         [](Service& s) {
                           s.machine_ahead = 1h;
                           s.add("old", -30h);
                         }},
                    Case{"NoTotal", [](Service& s) { s.on_look = [](Look& look) { look.more = ""; }; }}),
    name_of);

class NotProven : public testing::TestWithParam<Case> {};

/// It was never stored, but something on the ticket could be it.
TEST_P(NotProven, IsNotSentAgain) {
  const Place place;
  place.service->is_stored = false;
  GetParam().set_up(*place.service);
  EXPECT_EQ(end_of(place.client()), "unknown");
  EXPECT_EQ(place.service->replies, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Absence, NotProven,
    testing::Values(Case{"ColleagueAfter", beside(of_bob, 1s)}, Case{"ColleagueBefore", beside(of_bob, -60s)},
                    Case{"Acknowledgement", beside(acknowledgement, 1s)},
                    Case{"AnswerOfAnAi", beside(of_an_ai, 2s)}, Case{"Yesterday", beside(of_bob, -25h)},
                    Case{"NoTime", same(-48h, {{"createdAt", "null"}})},
                    Case{"NoDateAndTwoDaysOld",
                         [](Service& s) {
                           s.has_date = false;
                           s.add("old", -48h);
                         }},
                    Case{"ElementOfAnotherType",
                         [](Service& s) { s.on_look = [](Look& look) { look.messages.push_back("7"); }; }},
                    Case{"TotalAbove",
                         [](Service& s) { s.on_look = [](Look& look) { look.more = R"(,"total":1)"; }; }}),
    name_of);

/// A service that gives the messages page by page, and each look's first page without a limit.
struct Pages {
  const char* name;
  std::function<void(Service&, Look&, const std::string& url)> on_look;
  Members stored_as{};
  friend void PrintTo(const Pages& each, std::ostream* out) { *out << each.name; }
};

bool is_first(const std::string& url) { return url.find('?') == std::string::npos; }
bool is_last(const std::string& url) { return url.find("cursor=") != std::string::npos; }
std::string next_after(std::size_t total, bool is_end) {
  return R"(,"total":)" + std::to_string(total) + R"(,"nextCursor":)" + (is_end ? "null" : R"("x")");
}

class PagesThatDiffer : public testing::TestWithParam<Pages> {};

/// The reply is there, and one page or none shows it.
TEST_P(PagesThatDiffer, DoNotMakeAReplyGoOutTwice) {
  const Place place;
  Service& service = *place.service;
  service.stored_as = GetParam().stored_as;
  for (const char* id : {"old_1", "old_2", "old_3"}) service.add(id, -48h, {{"bodyText", R"("Hello")"}});
  service.on_look = [&](Look& look) { GetParam().on_look(service, look, service.looks.back().url); };
  EXPECT_THAT(end_of(place.client()), testing::AnyOf("unknown", "msg_4"));
  EXPECT_EQ(service.replies, 1);
}

/// The first page shows all; read again, the reply is left out.
void only_first_shows_it(Service&, Look& look, const std::string& url) {
  look.more = is_first(url) ? R"(,"nextCursor":"x")" : R"(,"nextCursor":null)";
  if (!is_first(url)) look.messages.pop_back();
}
/// Two pages of which the second begins with `from`; the reply is on neither.
auto two_pages(std::size_t from, std::size_t total) {
  return [=](Service& s, Look& look, const std::string& url) {
    const auto at = [&](std::size_t i) { return s.thread.begin() + static_cast<std::ptrdiff_t>(i); };
    is_last(url) ? look.messages.assign(at(from), at(3)) : look.messages.assign(at(0), at(2));
    look.more = next_after(total, is_last(url));
  };
}

INSTANTIATE_TEST_SUITE_P(
    Paged, PagesThatDiffer,
    testing::Values(
        Pages{"OnlyTheFirstShowsIt", only_first_shows_it},
        Pages{"OnlyTheFirstShowsItRewritten", only_first_shows_it, {{"bodyText", R"("Rewritten.")"}}},
        Pages{"OnlyTheFirstShowsItWithoutText", only_first_shows_it, {{"bodyText", ""}}},
        Pages{"OnlyTheFirstShowsItWithoutATime", only_first_shows_it, {{"createdAt", ""}}},
        Pages{"OnlyTheFirstTellsTheNumber",
              [](Service&, Look& look, const std::string& url) {
                look.messages.pop_back();
                look.more = is_first(url) ? next_after(4, false) : R"(,"nextCursor":null)";
              }},
        Pages{"OnlyTheFirstHasAnElementOfAnotherType",
              [](Service&, Look& look, const std::string& url) {
                look.messages.pop_back();
                if (is_first(url)) look.messages.push_back("7");
                look.more = is_first(url) ? R"(,"nextCursor":"x")" : R"(,"nextCursor":null)";
              }},
        Pages{"OnlyTheFirstShowsAnother",
              [](Service&, Look& look, const std::string& url) {
                look.messages.pop_back();
                if (!is_first(url)) look.messages.pop_back();
                look.more = is_first(url) ? R"(,"nextCursor":"x")" : R"(,"nextCursor":null)";
              }},
        Pages{"InclusiveCursor", two_pages(1, 4)}, Pages{"InclusiveCursorAndNoGoodNumber", two_pages(1, 3)},
        Pages{"AllRepeated", two_pages(0, 4)}, Pages{"NumberAbove", two_pages(2, 4)}),
    name_of);

/// What the first page shows is shown again, and is no repetition.
TEST(PagesOfOneThread, StillProveThatAReplyIsNotThere) {
  const Place place;
  Service& service = *place.service;
  service.is_stored = false;
  service.is_older = true;
  for (int i = 0; i < 60; ++i) service.add("old_" + std::to_string(i), -48h, {{"bodyText", R"("Hello")"}});
  EXPECT_EQ(end_of(place.client()), "msg_61");
  EXPECT_EQ(service.replies, 2);
}

TEST(MessageThatNamesAnotherTicket, IsNotTheResult) {
  for (const bool is_always : {true, false}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = Service::Doubt::lost;
    service.on_look = [=](Look& look) {
      if (is_always || look.number == 1) look.messages.back().insert(1, R"("ticketId":"tkt_2",)");
    };
    EXPECT_EQ(end_of(place.client()), "unknown");
    EXPECT_EQ(service.replies, 1);
  }
}

/// Without a Date no age proves that a message is another, so that all of these may be the reply, rewritten.
TEST(LongThreadWithoutDates, DoesNotHideAReplyThatAppearsLate) {
  const Place place;
  Service& service = *place.service;
  service.doubt = Service::Doubt::lost;
  service.has_date = false;
  for (int i = 0; i < 1'100; ++i) service.add("old_" + std::to_string(i), -48h, {{"bodyText", R"("Hello")"}});
  service.on_look = [](Look& look) {
    if (look.number == 1) look.messages.pop_back();
    look.more.clear();
  };
  EXPECT_EQ(end_of(place.client()), "msg_1101");
  EXPECT_EQ(service.looks.size(), 2U);
}

/// The parent goes on with the same call.
TEST(ProcessForkedDuringTheLooking, DoesNotSendTheReplyAgain) {
  for (const int at : {1, 2, 3}) {
    const Place place;
    Service& service = *place.service;
    service.is_stored = false;
    pid_t child = -1;
    service.on_look = [&](const Look& look) {
      if (look.number == at) child = fork();
    };
    const std::string end = end_of(place.client());
    if (child == 0) _exit(end == "unknown" && service.replies == 1 ? 0 : 1);
    EXPECT_EQ(end, "msg_1");
    EXPECT_EQ(service.replies, 2);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << at;
  }
}

}  // namespace
