// Which message of a ticket is the reply that was sent.
#include "resources/reply_match.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::has_text_of;
using detail::Match;
using detail::match;

TEST(HasTextOf, IsTheSameTextOrThatAndMoreLines) {
  struct Case {
    std::string_view sent;
    std::string_view found;
    bool fits;
  };
  constexpr Case cases[] = {
      {"Hi", "Hi", true},
      {"Hi", "Hi\n-- \nAcme", true},
      {"Hi", "Hi\r\n\r\nSent by Acme", true},
      {"Hi", "Hi\n", true},
      {"Hi", "  Hi\t \r\n", true},
      {"Hi\n\n", "Hi", true},
      {"Hi  there,\tyou", "Hi there, you", true},
      {"Hi there, you", "Hi \t there,  you", true},
      {"Hi\r\nyou", "Hi\nyou", true},
      {"Hi \nyou", "Hi\n you", true},
      {"a\n\nb", "a\n\nb\n\nAcme", true},
      {"caf\xC3\xA9", "caf\xC3\xA9\nAcme", true},
      // A colleague's answer that begins alike is not ours.
      {"Hi", "Hi there", false},
      {"Hi", "Hi, and more\nHi", false},
      {"Hi", "Hi -- Acme", false},
      {"Hi", "Hix", false},
      {"Hi there", "Hi", false},
      {"Hi\nyou", "Hi", false},
      {"Hi\nyou", "Hi you", false},
      {"Hi you", "Hi\nyou", false},
      {"a\n\nb", "a\nb", false},
      {"a\nb", "a\n\nb", false},
      {"Hithere", "Hi there", false},
      {"Hi", "hi", false},
      {"Hi", "", false},
      {"Hi", " \n ", false},
      {"Hi", "> Hi", false},
      {"Hi", "Hello\nHi", false},
      // White space around the whole text is nothing.
      {"Hi", "\nHi", true},
      {"\n\n Hi\n", "Hi", true},
      {" \n ", "\n", true},
      // One of blanks alone is not every other.
      {" ", "Hi", false},
  };
  for (const auto& [sent, found, fits] : cases)
    EXPECT_EQ(has_text_of(found, sent), fits)
        << testing::PrintToString(sent) << " in " << testing::PrintToString(found);
}

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

struct Case {
  const char* what;
  void (*change)(Message&);
  Match match;
};
void expect_matches(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    Message message = ours();
    each.change(message);
    EXPECT_EQ(match(message, reply, begin), each.match) << each.what;
  }
}

TEST(ReplyMatch, WantsEverySign) {
  expect_matches({
      {"as it was sent", [](Message&) {}, Match::yes},
      {"later", [](Message& m) { m.created_at = begin + 24h; }, Match::yes},
      {"just before", [](Message& m) { m.created_at = begin - 1us; }, Match::no},
      {"inbound", [](Message& m) { m.direction = Direction::inbound; }, Match::no},
      {"from another address", [](Message& m) { m.from_address = "sales@acme.com"; }, Match::no},
      {"from nobody", [](Message& m) { m.from_address = ""; }, Match::no},
      {"with another text", [](Message& m) { m.body_text = "It is on its way. Promise."; }, Match::no},
      {"without a text", [](Message& m) { m.body_text = ""; }, Match::no},
      {"with a signature", [](Message& m) { *m.body_text += "\n-- \nAcme"; }, Match::yes},
      {"a note", [](Message& m) { m.is_note = true; }, Match::no},
      {"by the AI", [](Message& m) { m.author_type = AuthorType::agent; }, Match::yes},
  });
}

TEST(ReplyMatch, ComparesAddressesAsMailDoes) {
  expect_matches({
      {"case", [](Message& m) { m.from_address = "Help@ACME.com"; }, Match::yes},
      {"name", [](Message& m) { m.from_address = "Acme Help <help@acme.com>"; }, Match::yes},
      {"blanks", [](Message& m) { m.from_address = "  help@acme.com "; }, Match::yes},
      {"blanks in brackets", [](Message& m) { m.from_address = "\"A <b>\" < help@acme.com >"; }, Match::yes},
      {"the name is no address", [](Message& m) { m.from_address = "help@acme.com <x@acme.com>"; },
       Match::no},
      {"longer", [](Message& m) { m.from_address = "help@acme.com.evil"; }, Match::no},
      {"half a bracket", [](Message& m) { m.from_address = "help@acme.com>"; }, Match::no},
      {"brackets the wrong way", [](Message& m) { m.from_address = ">help@acme.com<"; }, Match::no},
  });
  NewReply named = reply;
  named.from_address = "Acme <HELP@acme.com>";
  EXPECT_EQ(match(ours(), named, begin), Match::yes);
}

TEST(ReplyMatch, IsUnsureWhereASignIsMissingAndTheOthersFit) {
  expect_matches({
      {"no time", [](Message& m) { m.created_at.reset(); }, Match::perhaps},
      {"no sender", [](Message& m) { m.from_address.reset(); }, Match::perhaps},
      {"no text", [](Message& m) { m.body_text.reset(); }, Match::perhaps},
      {"no direction", [](Message& m) { m.direction = {}; }, Match::perhaps},
      {"a new direction", [](Message& m) { m.direction = Open<Direction>{"sideways"}; }, Match::perhaps},
      {"nothing but its time", [](Message& m) { m = {.created_at = begin}; }, Match::perhaps},
      {"no time, inbound",
       [](Message& m) {
         m.created_at.reset();
         m.direction = Direction::inbound;
       },
       Match::no},
      {"no sender, too old",
       [](Message& m) {
         m.from_address.reset();
         m.created_at = begin - 1s;
       },
       Match::no},
      {"no time, another text",
       [](Message& m) {
         m.created_at.reset();
         m.body_text = "Hello";
       },
       Match::no},
  });
}

}  // namespace
