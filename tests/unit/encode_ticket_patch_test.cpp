#include <random>

#include "json/encode.hpp"
#include "json/nlohmann.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::json::encode;
using testing::HasSubstr;
using testing::StartsWith;
using Tags = std::vector<std::string>;

std::string refusal(const TicketPatch& patch) {
  return unit::refusal([&] { static_cast<void>(encode(patch)); });
}

TEST(EncodeTicketPatch, WritesExactlyWhatWasSet) {
  struct Case {
    TicketPatch patch;
    std::string_view expected;
  };
  const Case cases[] = {
      {{.status = TicketStatus::resolved}, R"({"status":"resolved"})"},
      {{.status = Open<TicketStatus>{"on-hold"}}, R"({"status":"on-hold"})"},
      {{.status = null}, R"({"status":null})"},
      {{.assignee_id = UserId{"usr_1"}}, R"({"assigneeId":"usr_1"})"},
      {{.assignee_id = null}, R"({"assigneeId":null})"},
      {{.tags = Tags{"a", "plan:pro"}}, R"({"tags":["a","plan:pro"]})"},
      {{.tags = Tags{}}, R"({"tags":[]})"},
      {{.tags = Tags{""}}, R"({"tags":[""]})"},
      {{.tags = null}, R"({"tags":null})"},
      {{.extra = {{"priority", "\"high\""}}}, R"({"priority":"high"})"},
      {{.extra = {{"snoozedUntil", "null"}}}, R"({"snoozedUntil":null})"},
      {{.status = TicketStatus::open,
        .assignee_id = null,
        .tags = Tags{"x"},
        .extra = {{"b", "2"}, {"a", "1"}}},
       R"({"status":"open","assigneeId":null,"tags":["x"],"a":1,"b":2})"},
  };
  for (const auto& [patch, expected] : cases) EXPECT_EQ(encode(patch), expected);
}

TEST(EncodeTicketPatch, RefusesAnEmptyOne) { EXPECT_THAT(refusal({}), HasSubstr("TicketPatch is empty")); }

TEST(EncodeTicketPatch, NamesTheMemberThatCannotBeSent) {
  struct Case {
    TicketPatch patch;
    std::string_view member;
  };
  const Case cases[] = {
      {{.status = TicketStatus::unknown}, "TicketPatch.status "},
      {{.status = Open<TicketStatus>{}}, "TicketPatch.status "},
      {{.status = Open<TicketStatus>{"hold\xFF"}}, "TicketPatch.status "},
      {{.assignee_id = UserId{}}, "TicketPatch.assignee_id "},
      {{.assignee_id = UserId{"\xC3"}}, "TicketPatch.assignee_id "},
      {{.tags = Tags{"fine", "\xFF"}}, "TicketPatch.tags "},
      {{.extra = {{"status", "\"open\""}}}, "TicketPatch.extra[\"status\"] "},
      {{.extra = {{"assigneeId", "null"}}}, "TicketPatch.extra[\"assigneeId\"] "},
      {{.extra = {{"tags", "[]"}}}, "TicketPatch.extra[\"tags\"] "},
      {{.extra = {{"priority", "high"}}}, "TicketPatch.extra[\"priority\"] "},
  };
  for (const auto& [patch, member] : cases) EXPECT_THAT(refusal(patch), StartsWith(std::string{member}));
}

TEST(EncodeTicketPatch, TellsHowToUnassign) {
  EXPECT_THAT(refusal({.assignee_id = UserId{}}), HasSubstr("ticket0::null"));
}

TEST(EncodeTicketPatch, WritesAnOlderSpellingBackAsItCame) {
  const Open<TicketStatus> read{"escalated"};
  EXPECT_EQ(encode(TicketPatch{.status = read}), R"({"status":"escalated"})");
}

/// Any texts, read back by another parser, are the texts that were set.
TEST(EncodeTicketPatch, ComesBackFromAParser) {
  std::mt19937 random{42};
  const auto below = [&](unsigned end) {
    return std::uniform_int_distribution<unsigned>{0, end - 1}(random);
  };
  constexpr std::string_view pieces[] = {"a",       "\"", "\\",       "\n",           "\x01",
                                         "\x7F",    "/",  "\xC3\xA9", "\xE2\x80\xA8", "\xF0\x9F\x98\x80",
                                         "\\u0041", "}",  ","};
  const auto text = [&] {
    std::string out;
    for (unsigned left = below(12); left != 0; --left) out += pieces[below(std::size(pieces))];
    return out;
  };
  for (int i = 0; i < 1'000; ++i) {
    Tags tags;
    for (unsigned left = below(4); left != 0; --left) tags.push_back(text());
    const std::string assignee = "x" + text();
    const auto read = ticket0_nlohmann::json::parse(encode({.assignee_id = UserId{assignee}, .tags = tags}));
    ASSERT_EQ(read, (ticket0_nlohmann::json{{"assigneeId", assignee}, {"tags", tags}}));
  }
}

}  // namespace
