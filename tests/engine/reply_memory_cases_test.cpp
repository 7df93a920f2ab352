// What other calls of the program sent, and what a look costs.
#include "engine/reply_service.hpp"

namespace {

using namespace reply_cases;
using Doubt = Service::Doubt;

struct Twins {
  const char* name;
  const char* ours;
  const char* theirs;
  friend void PrintTo(const Twins& each, std::ostream* out) { *out << each.name; }
};

class TwoCalls : public testing::TestWithParam<Twins> {};

/// Both answers are lost; theirs is stored, ours is not.
TEST_P(TwoCalls, AtOnceDoNotTakeEachOthersMessage) {
  for (const auto doubt : {Doubt::internal, Doubt::lost}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = doubt;
    service.doubtful = 2;
    service.on_reply = [&] {
      EXPECT_EQ(end_of(place.client(), GetParam().theirs), "unknown") << "ours may be it, too";
      service.is_stored = false;
    };
    EXPECT_EQ(end_of(place.client(), GetParam().ours), "unknown");
    EXPECT_EQ(service.replies, 2);
  }
}

/// The other one ended without knowing what became of it; its message is there only now.
TEST_P(TwoCalls, WithinTenMinutesDoNotTakeEachOthersMessage) {
  for (const seconds after : {1s, 60s, 540s}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = Doubt::lost;
    service.doubtful = 2;
    service.is_stored = false;
    EXPECT_EQ(end_of(place.client(), GetParam().theirs), "unknown");
    place.clock->advance(after);
    service.add("msg_of_theirs", 1s, {{"bodyText", ticket0::json_string(GetParam().theirs)}});
    EXPECT_EQ(end_of(place.client(), GetParam().ours), "unknown");
    EXPECT_EQ(service.replies, 2);
  }
}

/// Theirs is known by its id, so ours is found beside it.
TEST_P(TwoCalls, OfWhichOneIsKnownAreToldApart) {
  for (const auto doubt : {Doubt::internal, Doubt::lost}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = doubt;
    service.on_reply = [&] { EXPECT_EQ(end_of(place.client(), GetParam().theirs), "msg_1"); };
    EXPECT_EQ(end_of(place.client(), GetParam().ours), "msg_2");
    EXPECT_EQ(service.replies, 2);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, TwoCalls,
    testing::Values(Twins{"Equal", "Done.", "Done."}, Twins{"OursIsTheBeginning", "Done.", "Done.\nmore"},
                    Twins{"OursIsTheBeginningWithCr", "Done.", "Done.\r\n\r\nmore"},
                    Twins{"OtherBlanks", "Done. Thanks.", "Done.  Thanks. "},
                    Twins{"BeginningInOtherBlanks", "All done.", "All\u00a0done.\nmore"},
                    Twins{"ZeroWidth", "Done.", "Do\u200bne."},
                    Twins{"LineBreakForABlank", "All done.", "All\ndone."},
                    Twins{"BeginningOfALongOne", "Done.", "Done.\n\n-- \nAcme\nMain Street 1"}),
    [](const auto& each) { return std::string{each.param.name}; });

TEST(TwoCallsOfOtherTexts, AtOnceAreBothFound) {
  for (const char* theirs : {"Thanks.", "Not done.", "We are done.", "It is done.\nDone."}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = Doubt::lost;
    service.doubtful = 2;
    service.on_reply = [&] { EXPECT_EQ(end_of(place.client(), theirs), "msg_1") << theirs; };
    EXPECT_EQ(end_of(place.client(), "Done."), "msg_2") << theirs;
    EXPECT_EQ(service.replies, 2);
  }
}

TEST(TwoCallsOfOtherTickets, AtOnceAreBothFound) {
  const Place place;
  Service& service = *place.service;
  service.doubt = Doubt::lost;
  service.doubtful = 2;
  service.on_reply = [&] {
    EXPECT_EQ(end_of(place.client(), "Done.", "tkt_2"), "msg_1");
    service.thread.clear();
  };
  EXPECT_EQ(end_of(place.client(), "Done."), "msg_1") << "of the other ticket";
}

struct Services {
  const char* name;
  const char* first;
  const char* second;
  seconds later{0};  // the second one's time, and with it the message's
  const char* ticket{"tkt_1"};
  friend void PrintTo(const Services& each, std::ostream* out) { *out << each.name; }
};

class TwoServices : public testing::TestWithParam<Services> {};

/// Both give their first message the same id.
TEST_P(TwoServices, DoNotShareTheirIds) {
  for (const auto doubt : {Doubt::internal, Doubt::lost})
    for (const char* earlier : {"Hello.", text.c_str()}) {
      const std::string own = "https://" + Place::new_name();
      Place first;
      first.url = own + GetParam().first;
      first.service->doubtful = 0;
      EXPECT_EQ(end_of(first.client(), earlier, GetParam().ticket), "msg_1");
      Place second;
      second.url = own + GetParam().second;
      second.clock->advance(GetParam().later);
      second.service->doubt = doubt;
      EXPECT_EQ(end_of(second.client()), "msg_1");
      EXPECT_EQ(second.service->replies, 1);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Urls, TwoServices,
    testing::Values(Services{"OtherHost", ".acme.com/api/v1", ".staging.acme.com/api/v1"},
                    Services{"OtherDomain", ".com/api/v1", ".org/api/v1"},
                    Services{"OtherPort", ".acme.com/api/v1", ".acme.com:8443/api/v1"},
                    Services{"OtherPath", ".acme.com/api/v1", ".acme.com/staging/v1"},
                    Services{"DeeperPath", ".acme.com/api", ".acme.com/api/v1"},
                    Services{"SameUrlAMinuteLater", ".acme.com/api/v1", ".acme.com/api/v1", 60s},
                    Services{"SameUrlADayLater", ".acme.com/api/v1", ".acme.com/api/v1", 24h},
                    Services{"SameUrlTwoMinutesLater", ".acme.com/api/v1", ".acme.com/api/v1", 120s},
                    Services{"SameUrlAndOtherTicket", ".acme.com/api/v1", ".acme.com/api/v1", 0s, "tkt_2"}),
    [](const auto& each) { return std::string{each.param.name}; });

/// The list shows it with a time that is rounded, or of another moment than its answer's.
TEST(TwoCallsAtOnce, DoNotTakeEachOthersMessageForATimeThatIsOff) {
  for (const seconds off : {-59s, -2s, -1s, 0s, 1s, 2s, 59s}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = Doubt::lost;
    service.is_stored = false;
    const std::string theirs = text + "\nmore";
    service.on_reply = [&] { EXPECT_EQ(end_of(place.client(), theirs), "msg_1"); };
    const auto shown = [&](seconds by) {
      return service.message("msg_1", by, {{"bodyText", ticket0::json_string(theirs)}});
    };
    service.on_look = [&, all = std::string{}](Look& look) mutable {
      if (all.empty()) all = shown(off - 2s);  // the look is made 2 s after the message
      look.messages = {all};
    };
    EXPECT_EQ(end_of(place.client()), "unknown") << off.count();
    EXPECT_EQ(service.replies, 2);
  }
}

/// An answer that gave an id and no time does not prove that the message is another.
TEST(TwoServicesWithoutATime, DoNotMakeAReplyGoOutTwice) {
  const Place place;
  const auto first = std::make_shared<ticket0::fakes::FakeTransport>();
  first->respond(201, R"({"id":"msg_1"})");
  const ticket0::Client before{{.api_key = ticket0::Secret{"t0_x"},
                                .base_url = place.url,
                                .rate_limit = {.scope = "shared"},
                                .transport = first,
                                .clock = place.clock}};
  EXPECT_EQ(end_of(before), "msg_1");
  EXPECT_THAT(end_of(place.client()), testing::AnyOf("msg_1", "unknown"));
  EXPECT_EQ(place.service->replies, 1);
}

class LongThread : public testing::TestWithParam<std::size_t> {};

/// Every look has one request more than pages of 200, at most; none of the newer generation has a parameter.
TEST_P(LongThread, IsReadInFewRequests) {
  for (const bool is_older : {true, false}) {
    const Place place;
    Service& service = *place.service;
    service.doubt = Doubt::lost;
    service.is_stored = false;
    service.is_older = is_older;
    for (std::size_t i = 0; i < GetParam(); ++i)
      service.add("old_" + std::to_string(i), -1'000h, {{"bodyText", R"("Hello")"}});
    EXPECT_EQ(end_of(place.client()), "unknown");
    const std::size_t pages = (GetParam() + 199) / 200;
    if (GetParam() <= 50 || !is_older) {
      EXPECT_EQ(service.looks.size(), 3U);
    } else {
      EXPECT_GE(service.looks.size(), 3 * pages);
      EXPECT_LE(service.looks.size(), 3 * (pages + 1));
    }
    EXPECT_THAT(service.looks.front().url, testing::EndsWith("/messages"));
    for (const auto& look : service.looks) {
      const bool has_parameters = look.url.find('?') != std::string::npos;
      EXPECT_TRUE(!has_parameters || (is_older && look.url.find("limit=200") != std::string::npos))
          << look.url;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, LongThread,
                         testing::Values(0U, 1U, 50U, 51U, 199U, 200U, 201U, 400U, 401U, 1'000U));

}  // namespace
