// What a page of messages does not tell once it is decoded.
#include "json/message_census.hpp"

#include "support.hpp"

namespace {

using ticket0::detail::json::MessageCensus;
using ticket0::detail::json::take_census;

TEST(MessageCensus, CountsWhatIsThereAndWhatIsNoMessage) {
  struct Case {
    const char* list;
    std::size_t objects;
    std::size_t dropped;
  };
  constexpr Case cases[] = {
      {"[]", 0, 0},
      {R"([{"id":"a"},{"id":"b","toAddresses":["x",{}]}])", 2, 0},
      {R"(["a"])", 0, 1},
      {R"([null,7,true])", 0, 3},
      {R"([[{"id":"a"}],{"id":"b"}])", 1, 1},
      {"null", 0, 1},
      {"[{\"id\":\"a\\ud83d\"},3]", 1, 1},  // half an emoji, which is repaired
  };
  for (const Case& each : cases) {
    const MessageCensus census = take_census(R"({"messages":)" + std::string{each.list} + R"(,"total":2})");
    EXPECT_EQ(census.objects, each.objects) << each.list;
    EXPECT_EQ(census.dropped, each.dropped) << each.list;
    EXPECT_FALSE(census.total_unreadable) << each.list;
  }
}

TEST(MessageCensus, SeesATotalThatIsNoNumber) {
  for (const char* total : {R"("2")", "2.5", "[2]", "{}", "true", "1e3"})
    EXPECT_TRUE(take_census(R"({"messages":[],"total":)" + std::string{total} + "}").total_unreadable)
        << total;
  for (const char* total : {"2", "0", "null", "-1"})
    EXPECT_FALSE(take_census(R"({"messages":[],"total":)" + std::string{total} + "}").total_unreadable)
        << total;
}

TEST(MessageCensus, KnowsTheOlderGenerationByItsNames) {
  const std::pair<const char*, bool> cases[] = {
      {R"({"fromAddress":"a@b.c","bodyText":"Hi"})", false},
      {R"({"authorEmail":"a@b.c","body":"Hi"})", true},
      {R"({"fromAddress":"a@b.c","body":"Hi"})", true},
      {R"({"authorEmail":"a@b.c","bodyText":"Hi"})", true},
      {R"({"authorEmail":"a@b.c","fromAddress":"d@b.c","body":"x","bodyText":"Hi"})", false},
      {R"({"authorEmail":"a@b.c","fromAddress":null})", true},
      {R"({"authorEmail":null,"body":null})", false},
      {R"({"bodyHtml":"<p>","other":{"body":"x"}})", false},
      {R"({})", false},
  };
  for (const auto& [message, is_older] : cases)
    EXPECT_EQ(take_census(R"({"messages":[{"id":"a"},)" + std::string{message} + "]}").older_names, is_older)
        << message;
}

}  // namespace
