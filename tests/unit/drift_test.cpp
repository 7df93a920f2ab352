#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using ticket0::Ticket;
using ticket0::detail::json::decode_one;
using ticket0::detail::json::decode_page;
using ticket0::detail::json::Drift;
using unit::repeated;

std::vector<Drift> of_page(const std::string& items, const std::string& rest = "") {
  const auto decoded = decode_page<Ticket>("{\"tickets\":[" + items + "]" + rest + "}");
  EXPECT_EQ(decoded.problem, "");
  return decoded.drift;
}
Drift ticket(std::string member, std::string_view what) { return {"Ticket", std::move(member), what}; }

TEST(Drift, OfWhatIsKnownIsNone) {
  EXPECT_THAT(
      of_page(
          R"({"id":"1","subject":"s","status":"open","assigneeId":null,"customerId":"c","inboxId":"i","tags":["a"],
                        "createdAt":"2026-04-22T10:30:00Z","updatedAt":"2026-04-22T10:30:00.5+02:00"},{"id":"2"},
                        {"id":"3","subject":null,"status":null,"tags":null,"createdAt":null})",
          R"(,"nextCursor":null,"total":3)"),
      IsEmpty());
}

TEST(Drift, NamesTheMemberAndWhatIsNewAboutIt) {
  struct Case {
    std::string member;
    Drift expected;
  };
  const Case cases[] = {
      {R"("priority":"high")", ticket("priority", "new member")},
      {R"("custom":{"a":[1,{"b":2}]})", ticket("custom", "new member")},
      {R"("status":"escalated")", ticket("status", "new word")},
      {R"("subject":17)", ticket("subject", "wrong type")},
      {R"("subject":{"a":1})", ticket("subject", "wrong type")},
      {R"("subject":["a"])", ticket("subject", "wrong type")},
      {R"("status":true)", ticket("status", "wrong type")},
      {R"("assigneeId":12)", ticket("assigneeId", "wrong type")},
      {R"("tags":"a")", ticket("tags", "wrong type")},
      {R"("tags":{"a":"b"})", ticket("tags", "wrong type")},
      {R"("tags":["a",1])", ticket("tags", "wrong element")},
      {R"("tags":[null])", ticket("tags", "wrong element")},
      {R"("tags":[["a"]])", ticket("tags", "wrong element")},
      {R"("tags":[{"a":1}])", ticket("tags", "wrong element")},
      {R"("createdAt":"yesterday")", ticket("createdAt", "not a time")},
      {R"("createdAt":1745317800)", ticket("createdAt", "wrong type")},
  };
  for (const auto& [member, expected] : cases)
    EXPECT_THAT(of_page(R"({"id":"1",)" + member + "}"), ElementsAre(expected)) << member;
}

TEST(Drift, OfAPageIsNamedAfterIt) {
  EXPECT_THAT(of_page("1"), ElementsAre(ticket("tickets", "wrong element")));
  EXPECT_THAT(of_page(R"(null,[{"id":"x"}],"x",{"id":"1"})"),
              ElementsAre(ticket("tickets", "wrong element")));
  for (const std::string total : {"\"3\"", "3.5", "true", "[]", "{}", "9223372036854775808"})
    EXPECT_THAT(of_page("", ",\"total\":" + total), ElementsAre(ticket("total", "wrong type"))) << total;
}

TEST(Drift, IsToldOnceForEachMemberAndKindWhateverTheNumberOfItems) {
  const std::string item = R"({"id":"1","subject":1,"status":"new-word","tags":[1,2],"zip":1,"zap":2},)";
  EXPECT_THAT(of_page(repeated(item, 100) + R"({"id":"2","subject":[],"status":"other-word","tags":7})"),
              UnorderedElementsAre(ticket("subject", "wrong type"), ticket("status", "new word"),
                                   ticket("tags", "wrong element"), ticket("tags", "wrong type"),
                                   ticket("zip", "new member"), ticket("zap", "new member")));
}

TEST(Drift, NeverHasAValue) {
  for (const Drift& each : of_page(
           R"({"id":"1","subject":["hunter2"],"status":"hunter2","createdAt":"hunter2","x":"hunter2"})")) {
    EXPECT_EQ(each.member.find("hunter2"), std::string::npos);
    EXPECT_EQ(each.what.find("hunter2"), std::string_view::npos);
  }
}

TEST(Drift, AWrapperIsNoDrift) {
  const auto decoded = decode_one<Ticket>(R"({"ticket":{"id":"1","zip":1}})");
  EXPECT_THAT(decoded.drift, ElementsAre(ticket("zip", "new member")));
}

TEST(Drift, IsToldOnceWhereATextHadToBeReadTwice) {
  const auto decoded = decode_page<Ticket>("{\"tickets\":[{\"id\":\"1\",\"zip\":1,\"subject\":\"\xFF\"}]}");
  EXPECT_THAT(decoded.drift, ElementsAre(ticket("zip", "new member")));
}

TEST(Drift, OfAnAnswerIsBounded) {
  std::string item = R"({"id":"1")";
  for (int i = 0; i < 20'000; ++i) item += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_LE(of_page(item + "}").size(), 64U);
}

}  // namespace
