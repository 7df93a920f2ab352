// Which message of a ticket is the reply that was sent, and what follows from that.
#include "resources/reply_match.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using namespace ticket0::detail;
using Known = ReplyMemory::Known;
using State = Judgement::State;

const Timestamp begin = *parse_timestamp("2026-01-01T12:00:00Z");
const NewReply reply{.from_address = "help@acme.com", .body_text = "It is on its way."};

Message ours() {
  Message message;
  message.id = MessageId{"msg_1"};
  message.direction = Direction::outbound;
  message.from_address = "help@acme.com";
  message.body_text = "It is on its way.";
  message.created_at = begin;
  return message;
}
MatchBy usual() { return {.window = {.from = begin - 2s, .to = begin + 4s, .older_until = begin - 26h}}; }

struct Case {
  const char* what;
  void (*change)(Message&);
  Match match;
};
void expect_matches(std::initializer_list<Case> cases, const MatchBy& by = usual()) {
  for (const Case& each : cases) {
    Message message = ours();
    each.change(message);
    EXPECT_EQ(match(message, reply, by), each.match) << each.what;
  }
}

TEST(ReplyMatch, WantsEverySign) {
  expect_matches({
      {"as it was sent", [](Message&) {}, Match::yes},
      {"with a signature", [](Message& m) { *m.body_text += "\n-- \nAcme"; }, Match::yes},
      {"wrapped", [](Message& m) { m.body_text = "It is\r\non its\u00a0way."; }, Match::yes},
      {"by the AI", [](Message& m) { m.author_type = AuthorType::agent; }, Match::yes},
      {"from another address", [](Message& m) { m.from_address = "sales@acme.com"; }, Match::perhaps},
      {"from nobody", [](Message& m) { m.from_address = ""; }, Match::perhaps},
      {"from no address", [](Message& m) { m.from_address.reset(); }, Match::perhaps},
      {"with more in the line", [](Message& m) { *m.body_text += " Promise."; }, Match::perhaps},
      {"with a greeting", [](Message& m) { m.body_text = "Hi,\n" + *m.body_text; }, Match::perhaps},
      {"without a text", [](Message& m) { m.body_text = " \u200b"; }, Match::perhaps},
      {"without any text", [](Message& m) { m.body_text.reset(); }, Match::perhaps},
      {"without a direction", [](Message& m) { m.direction = {}; }, Match::perhaps},
      {"of a new direction", [](Message& m) { m.direction = Open<Direction>{"sideways"}; }, Match::perhaps},
      {"without an id", [](Message& m) { m.id = {}; }, Match::perhaps},
      {"with nothing but an id", [](Message& m) { m = {.id = MessageId{"msg_1"}}; }, Match::perhaps},
      {"a note", [](Message& m) { m.is_note = true; }, Match::no},
  });
}

TEST(ReplyMatch, WantsATimeWithinTheCall) {
  expect_matches({
      {"two seconds before", [](Message& m) { m.created_at = begin - 2s; }, Match::yes},
      {"just before", [](Message& m) { m.created_at = begin - 2s - 1us; }, Match::perhaps},
      {"two seconds after the look", [](Message& m) { m.created_at = begin + 4s; }, Match::yes},
      {"in the future", [](Message& m) { m.created_at = begin + 4s + 1us; }, Match::perhaps},
      {"a day before", [](Message& m) { m.created_at = begin - 24h; }, Match::perhaps},
      {"hours before", [](Message& m) { m.created_at = begin - 26h + 1us; }, Match::perhaps},
      {"long before", [](Message& m) { m.created_at = begin - 26h; }, Match::no},
      {"a year before", [](Message& m) { m.created_at = begin - 365 * 24h; }, Match::no},
      {"no time", [](Message& m) { m.created_at.reset(); }, Match::perhaps},
      {"a placeholder", [](Message& m) { m.created_at = Timestamp{}; }, Match::perhaps},
      {"another", [](Message& m) { m.created_at = *parse_timestamp("0001-01-01T00:00:00Z"); },
       Match::perhaps},
  });
  MatchBy undated = usual();
  undated.window.older_until.reset();
  expect_matches({{"without a Date no age is enough", [](Message& m) { m.created_at = begin - 365 * 24h; },
                   Match::perhaps}},
                 undated);
}

TEST(ReplyMatch, ComparesAddressesAsMailDoes) {
  expect_matches({
      {"case", [](Message& m) { m.from_address = "Help@ACME.com"; }, Match::yes},
      {"name", [](Message& m) { m.from_address = "Acme Help Desk <help@acme.com>"; }, Match::yes},
      {"blanks", [](Message& m) { m.from_address = "  help@acme.com "; }, Match::yes},
      {"blanks in brackets", [](Message& m) { m.from_address = "\"A <b>\" < help@acme.com >"; }, Match::yes},
      {"the name is no address", [](Message& m) { m.from_address = "help@acme.com <x@acme.com>"; },
       Match::perhaps},
      {"longer", [](Message& m) { m.from_address = "help@acme.com.evil"; }, Match::perhaps},
      {"half a bracket", [](Message& m) { m.from_address = "help@acme.com>"; }, Match::perhaps},
      {"brackets the wrong way", [](Message& m) { m.from_address = ">help@acme.com<"; }, Match::perhaps},
      {"a tag", [](Message& m) { m.from_address = "help+tkt_1@acme.com"; }, Match::perhaps},
  });
  NewReply named = reply;
  named.from_address = "Acme <HELP@acme.com>";
  EXPECT_EQ(match(ours(), named, usual()), Match::yes);
}

TEST(ReplyMatch, LeavesOutWhatIsSurelyInbound) {
  const auto change = [](std::optional<std::string> from, std::optional<std::string> text,
                         Direction direction = Direction::inbound) {
    Message message = ours();
    message.direction = direction;
    message.from_address = std::move(from);
    message.body_text = std::move(text);
    return match(message, reply, usual());
  };
  EXPECT_EQ(change("jane@example.com", "Where is it?"), Match::no);
  EXPECT_EQ(change("jane@example.com", "Thanks!\n> It is on its way."), Match::no);
  EXPECT_EQ(change("jane@example.com", std::nullopt), Match::no);
  EXPECT_EQ(change(std::nullopt, "Where is it?"), Match::no) << "a chat's";
  EXPECT_EQ(change("jane@example.com", "It is on its way.\n-- \nJane"), Match::perhaps) << "our text";
  EXPECT_EQ(change("Acme <help@acme.com>", "Where is it?"), Match::perhaps) << "our address";
  EXPECT_EQ(change("help+tkt_1@acme.com", "Where is it?"), Match::perhaps) << "our address";
  EXPECT_EQ(change(std::nullopt, std::nullopt), Match::perhaps) << "one word is not enough";
  EXPECT_EQ(change("jane@example.com", "Where is it?", Direction::outbound), Match::perhaps);
  EXPECT_EQ(change("jane@example.com", "Where is it?", Direction::unknown), Match::perhaps);
}

TEST(ReplyMatch, GoesByWhatTheProcessKnows) {
  const auto known_as = [](Known known) {
    MatchBy by = usual();
    by.known = known;
    return match(ours(), reply, by);
  };
  EXPECT_EQ(known_as(Known::no), Match::yes);
  EXPECT_EQ(known_as(Known::perhaps), Match::perhaps);
  EXPECT_EQ(known_as(Known::yes), Match::no);
}

TEST(ReplyMatch, IsNeverSureInTheOlderGenerationsWords) {
  MatchBy by = usual();
  by.older_names = true;
  EXPECT_EQ(match(ours(), reply, by), Match::perhaps);
  Message old = ours();
  old.created_at = begin - 26h;
  EXPECT_EQ(match(old, reply, by), Match::no);
}

TEST(ReplyMatch, IsNeverSureOfAMessageThatNamesAnotherTicket) {
  MatchBy by = usual();
  by.of_another_ticket = true;
  EXPECT_EQ(match(ours(), reply, by), Match::perhaps);
  Message theirs = ours();
  theirs.is_note = true;
  EXPECT_EQ(match(theirs, reply, by), Match::no);
}

TEST(CountOfALook, TellsWhatSpeaksForAMessage) {
  Tally tally;
  const auto add = [&](std::optional<std::string> text, Match as) {
    Message message = ours();
    message.body_text = std::move(text);
    count(tally, message, reply, as);
  };
  add("It is on its way.", Match::yes);
  add("It is on its way.", Match::no);
  add("It is on its way.\nAcme", Match::perhaps);
  add("Hello", Match::perhaps);
  add("Hello", Match::perhaps);
  add("", Match::perhaps);
  add("\u200b", Match::perhaps);
  add(std::nullopt, Match::perhaps);
  EXPECT_EQ(tally.seen, 8U);
  EXPECT_EQ(tally.ours, 1U);
  EXPECT_EQ(tally.with_text, 1U);
  EXPECT_EQ(tally.otherwise, 2U);
  EXPECT_EQ(tally.without_text, 3U);
}

TEST(JudgementOfALook, IsSureOrSaysWhyNot) {
  struct Row {
    const char* what;
    Tally tally;
    State state;
    bool is_final{false};
    const char* why{""};
  };
  const Row rows[] = {
      {"nothing", {}, State::not_seen},
      {"others' messages", {.seen = 7}, State::not_seen},
      {"ours", {.seen = 1, .ours = 1}, State::found},
      {"ours and an automatic answer", {.seen = 3, .ours = 1, .otherwise = 2}, State::found},
      {"ours and an empty one", {.ours = 1, .without_text = 1}, State::unsure, false, "another has no text"},
      {"ours and an equal one", {.ours = 1, .with_text = 1}, State::unsure, true, "lacks the fields"},
      {"two", {.ours = 2}, State::unsure, true, "two messages"},
      {"an equal one", {.with_text = 1}, State::unsure, true, "lacks the fields"},
      {"one in other words", {.otherwise = 1}, State::unsure, false, "stored differently"},
      {"an empty one", {.without_text = 1}, State::unsure, false, "stored differently"},
      {"a flood", {.ours = 1, .with_text = 100}, State::unsure, true, "more than 100"},
  };
  for (const Row& row : rows) {
    const Judgement judgement = judge(row.tally);
    EXPECT_EQ(judgement.state, row.state) << row.what;
    EXPECT_EQ(judgement.is_final, row.is_final) << row.what;
    EXPECT_NE(judgement.why.find(row.why), std::string::npos) << row.what << ": " << judgement.why;
    EXPECT_EQ(judgement.why.empty(), row.state != State::unsure) << row.what;
  }
}

/// Three looks that prove it, for a row to change.
std::vector<LookFacts> good_looks() {
  std::vector<LookFacts> looks;
  for (const auto after : {2s, 5s, 15s})
    looks.push_back({.dates = {.first = begin + after, .last = begin + after, .after_doubt = after},
                     .is_complete = true,
                     .is_clean = true});
  return looks;
}

TEST(ProofOfAbsence, NeedsThreeFreshWholeLooksThatSawNothing) {
  struct Row {
    const char* what;
    void (*change)(std::vector<LookFacts>&, std::optional<Timestamp>& doubtful);
    const char* why;  // empty: it is proven
  };
  using Looks = std::vector<LookFacts>;
  using Doubtful = std::optional<Timestamp>;
  const Row rows[] = {
      {"as it should be", [](Looks&, Doubtful&) {}, ""},
      {"within the doubt's second", [](Looks&, Doubtful& d) { d = begin + 2s; }, ""},
      {"two looks", [](Looks& l, Doubtful&) { l.pop_back(); }, "three times"},
      {"one that failed", [](Looks& l, Doubtful&) { l[1] = {}; }, "may be it"},
      {"something at the first", [](Looks& l, Doubtful&) { l[0].is_clean = false; }, "may be it"},
      {"something at the last", [](Looks& l, Doubtful&) { l[2].is_clean = false; }, "may be it"},
      {"a part", [](Looks& l, Doubtful&) { l[1].is_complete = false; }, "all messages"},
      {"an old answer", [](Looks& l, Doubtful&) { l[0].dates.after_doubt = 0s; }, "cache"},
      {"a last look at what was there before", [](Looks& l, Doubtful&) { l[2].dates.after_doubt = 12s; },
       "cache"},
      {"a date before the doubt's", [](Looks&, Doubtful& d) { d = begin + 3s; }, "cache"},
      {"a date that stands still", [](Looks& l, Doubtful&) { l[1].dates = l[0].dates; }, "cache"},
      {"a date that goes back", [](Looks& l, Doubtful&) { l[2].dates.first = begin + 1s; }, "cache"},
      {"pages that took long", [](Looks& l, Doubtful&) { l[0].dates.last = begin + 5s; }, "cache"},
      {"no date of the doubt", [](Looks&, Doubtful& d) { d.reset(); }, "no Date"},
      {"no date of a look",
       [](Looks& l, Doubtful&) {
         l[1].dates.first.reset();
         l[1].dates.last.reset();
       },
       "no Date"},
  };
  for (const Row& row : rows) {
    auto looks = good_looks();
    std::optional<Timestamp> doubtful = begin;
    row.change(looks, doubtful);
    const std::string_view why = why_unproven(looks, doubtful);
    EXPECT_EQ(why.empty(), *row.why == '\0') << row.what << ": " << why;
    EXPECT_NE(why.find(row.why), std::string_view::npos) << row.what << ": " << why;
  }
}

}  // namespace
