// What this process knows of the replies that it sent.
#include "engine/reply_memory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"
#include "ticket0/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using ticket0::Message;
using ticket0::MessageId;
using ticket0::Outcome;
using ticket0::TicketId;
using ticket0::Timestamp;
using ticket0::detail::ReplyMemory;
using ticket0::detail::service_key;
using ticket0::detail::SharedReplies;
using Claim = ReplyMemory::Sending::Claim;
using Known = ReplyMemory::Known;
using Print = std::vector<std::size_t>;

const TicketId ticket{"tkt_1"};
const Timestamp noon = *ticket0::parse_timestamp("2026-01-01T12:00:00Z");

Message message(std::size_t number, std::optional<Timestamp> created = noon) {
  return {.id = MessageId{"msg_" + std::to_string(number)}, .created_at = created};
}

class RememberedReplies : public testing::Test {
 protected:
  /// A call whose text has these hashes.
  std::unique_ptr<ReplyMemory::Sending> send(Print print, const TicketId& to = ticket) {
    return std::make_unique<ReplyMemory::Sending>(memory_, clock_, to, std::move(print));
  }
  void remember(const Message& what) { send({1})->end(what); }
  ticket0::fakes::ManualClock clock_{};
  std::shared_ptr<ReplyMemory> memory_ = std::make_shared<ReplyMemory>();
};

TEST_F(RememberedReplies, AreKnownByTicketIdAndTime) {
  remember(message(1));
  remember(message(2, std::nullopt));
  struct Case {
    const char* what;
    Message seen;
    Known known;
    TicketId of{ticket};
  };
  const Case cases[] = {
      {"the same", message(1), Known::yes},
      {"another", message(3), Known::no},
      {"of another ticket", message(1), Known::no, TicketId{"tkt_2"}},
      {"of a stand-in that has another time", message(1, noon + 1min), Known::no},
      {"of one that has an earlier time", message(1, noon - 1min), Known::no},
      {"a second later", message(1, noon + 1s), Known::perhaps},
      {"rounded to a second before", message(1, noon - 1ms), Known::perhaps},
      {"two seconds earlier", message(1, noon - 2s), Known::perhaps},
      {"just within a minute", message(1, noon + 1min - 1us), Known::perhaps},
      {"of a day later", message(1, noon + 24h), Known::no},
      {"shown with another precision", message(1, noon + 123ms), Known::perhaps},
      {"shown without a time", message(1, std::nullopt), Known::perhaps},
      {"answered without a time", message(2), Known::perhaps},
      {"without one on either side", message(2, std::nullopt), Known::perhaps},
  };
  for (const Case& each : cases) EXPECT_EQ(memory_->knows(each.of, each.seen), each.known) << each.what;
}

TEST_F(RememberedReplies, AreForgottenBeyondItsCapacity) {
  for (std::size_t i = 0; i < ReplyMemory::capacity; ++i) remember(message(i));
  EXPECT_EQ(memory_->knows(ticket, message(0)), Known::yes);
  remember(message(0, noon + 1min));
  EXPECT_EQ(memory_->knows(ticket, message(0, noon + 1min)), Known::yes) << "the last of its id";
  remember(message(ReplyMemory::capacity));
  EXPECT_EQ(memory_->knows(ticket, message(0, noon + 1min)), Known::no);
  EXPECT_EQ(memory_->knows(ticket, message(1)), Known::yes);
  EXPECT_EQ(memory_->knows(ticket, message(ReplyMemory::capacity)), Known::yes);
}

TEST_F(RememberedReplies, AreGivenToOneCall) {
  EXPECT_EQ(send({1, 2})->claim(message(1)), Claim::granted);
  EXPECT_EQ(send({7})->claim(message(1)), Claim::of_another);
  const auto other = send({8});
  for (const auto later : {0s, -1s, 2s, 59s})
    EXPECT_EQ(other->claim(message(1, noon + later)), Claim::of_another) << later.count();
  EXPECT_EQ(other->claim(message(1, std::nullopt)), Claim::of_another);
  EXPECT_EQ(send({1, 2})->claim(message(1, noon + 1min)), Claim::granted) << "of another stand-in";
}

TEST_F(RememberedReplies, AreNotGivenWhileAnotherCallMayHaveMadeThem) {
  struct Case {
    const char* what;
    Print theirs;
    bool is_twin;
    TicketId to{ticket};
  };
  const Case cases[] = {
      {"equal", {1, 2, 3}, true},
      {"a beginning of ours", {1, 2}, true},
      {"ours and more", {1, 2, 3, 4}, true},
      {"no word at all", {}, true},
      {"another", {7, 8, 9}, false},
      {"another end", {1, 2, 4}, false},
      {"another first word", {9}, false},
      {"longer and other", {1, 2, 5, 6}, false},
      {"to another ticket", {1, 2, 3}, false, TicketId{"tkt_2"}},
  };
  for (const Case& each : cases) {
    memory_ = std::make_shared<ReplyMemory>();
    auto theirs = send(each.theirs, each.to);
    EXPECT_EQ(send({1, 2, 3})->claim(message(1)), each.is_twin ? Claim::twin : Claim::granted) << each.what;
    theirs.reset();
    clock_.advance(10min);
    EXPECT_EQ(send({1, 2, 3})->claim(message(2)), each.is_twin ? Claim::lost_twin : Claim::granted)
        << each.what;
  }
}

TEST_F(RememberedReplies, OfACallThatWasLostMayAppearForTenMinutes) {
  send({1}).reset();
  clock_.advance(10min);
  EXPECT_EQ(send({1})->claim(message(1)), Claim::lost_twin);
  clock_.advance(10min + 1ms);
  auto ours = send({1});
  EXPECT_EQ(ours->claim(message(1)), Claim::granted);
}

TEST_F(RememberedReplies, OfACallThatWasLostWhenOursBeganStayDoubtfulToItsEnd) {
  send({1}).reset();
  clock_.advance(9min);
  auto ours = send({1});
  clock_.advance(1h);
  send({7})->end(Outcome::not_sent);
  EXPECT_EQ(ours->claim(message(1)), Claim::lost_twin);
}

TEST_F(RememberedReplies, OfACallThatCameToNothingOrIsKnownAreNoTwins) {
  for (const Outcome outcome : {Outcome::not_sent, Outcome::throttled, Outcome::rejected})
    send({1})->end(outcome);
  send({1})->end(message(1));
  EXPECT_EQ(send({1})->claim(message(2)), Claim::granted);
  for (const Outcome outcome : {Outcome::applied, Outcome::unknown}) {
    memory_ = std::make_shared<ReplyMemory>();
    send({1})->end(outcome);
    EXPECT_EQ(send({1})->claim(message(3)), Claim::lost_twin) << static_cast<int>(outcome);
  }
}

/// A bad hour: what is not remembered may be anything.
TEST_F(RememberedReplies, AreGivenToNobodyWhileMoreWereLostThanAreKept) {
  for (std::size_t i = 0; i <= ReplyMemory::lost_capacity; ++i) send({100 + i}, TicketId{"tkt_2"}).reset();
  send({7})->end(Outcome::not_sent);
  EXPECT_EQ(send({1})->claim(message(1)), Claim::lost_twin);
  clock_.advance(10min + 1ms);
  EXPECT_EQ(send({7})->claim(message(1)), Claim::granted);
}

TEST_F(RememberedReplies, TellWhetherTheServicesClocksAgree) {
  EXPECT_FALSE(memory_->dates_agree()) << "nothing was seen";
  memory_->saw_dates(noon, noon + 60s);
  EXPECT_TRUE(memory_->dates_agree());
  memory_->saw_dates(noon + 60s, noon);
  EXPECT_TRUE(memory_->dates_agree());
  memory_->saw_dates(noon, noon + 61s);
  EXPECT_FALSE(memory_->dates_agree());
  memory_->saw_dates(noon, noon);
  EXPECT_FALSE(memory_->dates_agree()) << "one machine of the service may still be wrong";
}

struct Decorated final : ticket0::Transport {
  ticket0::HttpResponse send(const ticket0::HttpRequest&, const ticket0::SendContext&) override { return {}; }
};

TEST(SharedReplies, AreThoseOfOneServiceWhateverTheKey) {
  const auto of = [](const ticket0::ClientOptions& options, const char* url) {
    return SharedReplies{service_key(options, url)}.get();
  };
  const auto clock = std::make_shared<ticket0::fakes::ManualClock>();
  const auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  const auto other_wire = std::make_shared<ticket0::fakes::FakeTransport>();
  constexpr const char* url = "https://shared.example/api/v1";
  const auto usual = of({.api_key = ticket0::Secret{"t0_a"}}, url);
  EXPECT_EQ(of({.api_key = ticket0::Secret{"t0_b"}, .rate_limit = {.enabled = false}}, url), usual);
  EXPECT_EQ(of({.rate_limit = {.scope = "acme"}, .transport = wire}, url), usual);
  EXPECT_NE(of({}, "https://staging.example/api/v1"), usual);
  EXPECT_NE(of({.clock = clock}, url), usual);
  EXPECT_EQ(of({.clock = clock}, url), of({.clock = clock}, url));
  EXPECT_NE(of({.transport = wire}, url), usual);
  const auto decorated = std::make_shared<Decorated>();
  EXPECT_EQ(of({.transport = decorated}, url), usual);
  EXPECT_EQ(of({.transport = decorated, .clock = clock}, url), of({.clock = clock}, url));
  const auto own = of({.transport = wire, .clock = clock}, url);
  EXPECT_EQ(of({.transport = wire, .clock = clock}, url), own);
  EXPECT_NE(of({.transport = other_wire, .clock = clock}, url), own);
}

/// Else one that is made at the same address would be taken for it.
TEST(SharedReplies, OfATransportEndWithIt) {
  std::weak_ptr<ReplyMemory> memory;
  auto wire = std::make_shared<ticket0::fakes::FakeTransport>();
  memory = SharedReplies{service_key({.transport = wire}, "https://own.example")}.get();
  EXPECT_FALSE(memory.expired());
  wire.reset();
  static_cast<void>(SharedReplies{service_key({}, "https://next.example")}.get());
  EXPECT_TRUE(memory.expired());
}

TEST(SharedReplies, AreSharedByAClockThatNobodyOwns) {
  ticket0::fakes::ManualClock clock;
  const std::shared_ptr<ticket0::Clock> pointed_to{std::shared_ptr<void>{}, &clock};
  const auto of = [&] {
    return SharedReplies{service_key({.clock = pointed_to}, "https://pointed.example")}.get();
  };
  const auto first = of();
  EXPECT_EQ(of(), first);
}

TEST(SharedReplies, StayWhenTheirLastClientIsGoneAndAreBounded) {
  const auto of = [](std::size_t number) {
    return SharedReplies{service_key({}, "https://many" + std::to_string(number) + ".example")}.get();
  };
  std::weak_ptr<ReplyMemory> first = of(0);
  EXPECT_EQ(of(0), first.lock());
  for (std::size_t i = 1; i <= SharedReplies::most_idle + 1; ++i) static_cast<void>(of(i));
  EXPECT_TRUE(first.expired());
}

TEST(SharedReplies, OfAForkedChildAreEmptyAndItsParentsStay) {
  ticket0::fakes::ManualClock clock;
  const SharedReplies replies{service_key({}, "https://forked.example")};
  const auto add = [&](std::size_t number) {
    ReplyMemory::Sending{replies.get(), clock, ticket, {number}}.end(message(number));
  };
  const auto knows = [&](std::size_t number) { return replies.get()->knows(ticket, message(number)); };
  add(1);
  ReplyMemory::Sending under_way{replies.get(), clock, ticket, {7}};
  const pid_t child = fork();
  if (child == 0) {
    bool good = knows(1) == Known::no;
    add(2);
    good = good && knows(2) == Known::yes;
    // A new client in the child shares with those that it inherited.
    good = good && SharedReplies{service_key({}, "https://forked.example")}.get() == replies.get();
    good = good && under_way.claim(message(3)) == Claim::twin;
    under_way.end(message(3));
    good = good && knows(3) == Known::no;
    _exit(good ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(knows(1), Known::yes);
  EXPECT_EQ(knows(2), Known::no);
  EXPECT_EQ(under_way.claim(message(3)), Claim::granted);
}

}  // namespace
