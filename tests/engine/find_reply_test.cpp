// Messages::find_reply: one look for a reply in doubt, which sends nothing and claims nothing.
#include "engine/reply_service.hpp"

namespace {

using namespace reply_cases;
using ticket0::MessageId;
using ticket0::ReplyLookup;
using State = ticket0::ReplyLookup::State;

const ticket0::TicketId ticket{"tkt_1"};
const ticket0::NewReply reply{.from_address = address, .body_text = text};

/// A ticket whose reply is in doubt: its call had no time to look.
class FindReply : public testing::Test {
 protected:
  void send(bool is_stored) {
    place_.service->is_stored = is_stored;
    place_.service->doubt = Service::Doubt::lost;
    const auto error = thrown_by<ticket0::ReplyOutcomeUnknown>(
        [&] { return place_.client().messages().reply(ticket, reply, {.timeout = 1s}); });
    sent_at_ = error.sent_at();
    looks_before_ = place_.service->looks.size();
  }
  [[nodiscard]] ReplyLookup find(std::vector<MessageId> known = {}) const {
    return place_.client().messages().find_reply(ticket, reply, sent_at_, known);
  }
  /// This process does not remember what it sent.
  [[nodiscard]] ReplyLookup find_in_another_process() const {
    auto clock = std::make_shared<ticket0::fakes::ManualClock>();
    clock->advance(std::chrono::duration_cast<std::chrono::milliseconds>(place_.clock->now() - clock->now()));
    const ticket0::Client client{{.api_key = ticket0::Secret{"t0_x"},
                                  .base_url = place_.url,
                                  .rate_limit = ticket0::RateLimit{.scope = "another process"},
                                  .transport = place_.service,
                                  .clock = clock}};
    return client.messages().find_reply(ticket, reply, sent_at_);
  }
  Place place_{};
  ticket0::Timestamp sent_at_{};
  std::size_t looks_before_{0};
};

TEST_F(FindReply, FindsTheReplyBySentAtWithOneRead) {
  place_.service->add("msg_old", -10min, {{"bodyText", R"("We are looking into it.")"}});
  send(true);
  place_.clock->advance(10min);
  const auto lookup = find();
  ASSERT_EQ(lookup.state, State::found);
  EXPECT_EQ(lookup.message->id, MessageId{"msg_2"});
  EXPECT_EQ(lookup.message->ticket_id, ticket);
  EXPECT_EQ(place_.service->looks.size(), looks_before_ + 1);
  EXPECT_EQ(place_.service->replies, 1);
}

TEST_F(FindReply, ClaimsNothingAndMayBeAskedAgainAnywhere) {
  send(true);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(find().state, State::found);
  EXPECT_EQ(find_in_another_process().state, State::found);
}

TEST_F(FindReply, GoesByTheServicesClockThoughThisMachinesIsWrong) {
  place_.service->machine_ahead = 3h;
  send(true);
  place_.clock->advance(10min);
  EXPECT_EQ(find().state, State::found);
}

TEST_F(FindReply, SaysWhenNoMessageMayBeIt) {
  place_.service->add("msg_inbound", -1min,
                      {{"direction", R"("inbound")"},
                       {"fromAddress", R"("ada@example.com")"},
                       {"bodyText", R"("Where is it?")"}});
  send(false);
  const auto lookup = find();
  EXPECT_EQ(lookup.state, State::not_seen);
  EXPECT_FALSE(lookup.message);
}

TEST_F(FindReply, IsUnsureIfNotAllMessagesWereShown) {
  send(false);
  place_.service->on_look = [](Look& look) { look.more = R"(,"total":3)"; };
  EXPECT_EQ(find().state, State::unsure);
}

TEST_F(FindReply, IsUnsureOfAMessageThatIsStoredOtherwise) {
  place_.service->stored_as = {{"bodyText", R"("It ships tomorrow.")"}};
  send(true);
  EXPECT_EQ(find().state, State::unsure);
}

TEST_F(FindReply, TakesAMessageThatTheCallerKnowsForAnother) {
  send(true);
  EXPECT_EQ(find({MessageId{"msg_1"}}).state, State::not_seen);
  place_.service->add("msg_2");
  EXPECT_EQ(find().state, State::unsure) << "two look like it";
  const auto lookup = find({MessageId{"msg_1"}});
  ASSERT_EQ(lookup.state, State::found);
  EXPECT_EQ(lookup.message->id, MessageId{"msg_2"});
}

/// A program that could not store its success must not take the reply for missing.
TEST_F(FindReply, IsUnsureOfTheResultOfAnEarlierCallOfThisProcess) {
  place_.service->doubtful = 0;
  const auto before = std::chrono::floor<ticket0::Timestamp::duration>(place_.clock->wall());
  EXPECT_EQ(end_of(place_.client()), "msg_1");
  sent_at_ = before;
  EXPECT_EQ(find().state, State::unsure);
  EXPECT_EQ(find_in_another_process().state, State::found);
}

TEST_F(FindReply, ThrowsWhatAReadThrows) {
  send(true);
  place_.service->on_look = [](Look& look) { look.status = 403; };
  const auto error = thrown_by<ticket0::PermissionError>([&] { return find(); });
  EXPECT_EQ(error.outcome(), ticket0::Outcome::rejected);
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_THAT(error.what(), testing::StartsWith("GET /tickets/:id/messages: 403"));
}

TEST_F(FindReply, TakesAnyTime) {
  send(true);
  for (const auto at : {ticket0::Timestamp::min(), ticket0::Timestamp::max()})
    EXPECT_NE(place_.client().messages().find_reply(ticket, reply, at).state, State::not_seen);
}

TEST_F(FindReply, RefusesWhatReplyRefuses) {
  const auto messages = place_.client().messages();
  ticket0::ResponseInfo info;
  EXPECT_THROW((void)messages.find_reply({}, reply, sent_at_), ticket0::InvalidArgument);
  EXPECT_THROW((void)messages.find_reply(ticket, {}, sent_at_), ticket0::InvalidArgument);
  EXPECT_THROW((void)messages.find_reply(ticket, reply, sent_at_, {}, {.capture = &info}),
               ticket0::InvalidArgument);
  EXPECT_TRUE(place_.service->looks.empty());
}

}  // namespace
