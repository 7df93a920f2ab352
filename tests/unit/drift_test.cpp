#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using ticket0::Drift;
using ticket0::Ticket;
using ticket0::detail::json::decode_one;
using ticket0::detail::json::decode_page;
using ticket0::detail::json::DriftNote;
using unit::repeated;

std::vector<DriftNote> of_page(const std::string& items, const std::string& rest = "") {
  const auto decoded = decode_page<Ticket>("{\"tickets\":[" + items + "]" + rest + "}");
  EXPECT_EQ(decoded.problem, "");
  return decoded.drift;
}
DriftNote ticket(std::string member, Drift what) { return {"Ticket", std::move(member), what}; }

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
    DriftNote expected;
  };
  const Case cases[] = {
      {R"("priority":"high")", ticket("priority", Drift::new_member)},
      {R"("custom":{"a":[1,{"b":2}]})", ticket("custom", Drift::new_member)},
      {R"("status":"escalated")", ticket("status", Drift::new_value)},
      {R"("subject":17)", ticket("subject", Drift::wrong_type)},
      {R"("subject":{"a":1})", ticket("subject", Drift::wrong_type)},
      {R"("subject":["a"])", ticket("subject", Drift::wrong_type)},
      {R"("status":true)", ticket("status", Drift::wrong_type)},
      {R"("assigneeId":12)", ticket("assigneeId", Drift::wrong_type)},
      {R"("tags":"a")", ticket("tags", Drift::wrong_type)},
      {R"("tags":{"a":"b"})", ticket("tags", Drift::wrong_type)},
      {R"("tags":["a",1])", ticket("tags", Drift::wrong_element)},
      {R"("tags":[null])", ticket("tags", Drift::wrong_element)},
      {R"("tags":[["a"]])", ticket("tags", Drift::wrong_element)},
      {R"("tags":[{"a":1}])", ticket("tags", Drift::wrong_element)},
      {R"("createdAt":"yesterday")", ticket("createdAt", Drift::bad_time)},
      {R"("createdAt":1745317800)", ticket("createdAt", Drift::wrong_type)},
  };
  for (const auto& [member, expected] : cases)
    EXPECT_THAT(of_page(R"({"id":"1",)" + member + "}"), ElementsAre(expected)) << member;
}

TEST(Drift, OfAPageIsNamedAfterIt) {
  EXPECT_THAT(of_page("1"), ElementsAre(ticket("tickets", Drift::wrong_element)));
  EXPECT_THAT(of_page(R"(null,[{"id":"x"}],"x",{"id":"1"})"),
              ElementsAre(ticket("tickets", Drift::wrong_element)));
  for (const std::string total : {"\"3\"", "3.5", "true", "[]", "{}", "9223372036854775808"})
    EXPECT_THAT(of_page("", ",\"total\":" + total), ElementsAre(ticket("total", Drift::wrong_type))) << total;
}

TEST(Drift, IsToldOnceForEachMemberAndKindWhateverTheNumberOfItems) {
  const std::string item = R"({"id":"1","subject":1,"status":"new-word","tags":[1,2],"zip":1,"zap":2},)";
  EXPECT_THAT(of_page(repeated(item, 100) + R"({"id":"2","subject":[],"status":"other-word","tags":7})"),
              UnorderedElementsAre(ticket("subject", Drift::wrong_type), ticket("status", Drift::new_value),
                                   ticket("tags", Drift::wrong_element), ticket("tags", Drift::wrong_type),
                                   ticket("zip", Drift::new_member), ticket("zap", Drift::new_member)));
}

TEST(Drift, NeverHasAValue) {
  for (const DriftNote& each : of_page(
           R"({"id":"1","subject":["hunter2"],"status":"hunter2","createdAt":"hunter2","x":"hunter2"})")) {
    EXPECT_EQ(each.member.find("hunter2"), std::string::npos);
  }
}

TEST(Drift, AWrapperIsNoDrift) {
  const auto decoded = decode_one<Ticket>(R"({"ticket":{"id":"1","zip":1}})");
  EXPECT_THAT(decoded.drift, ElementsAre(ticket("zip", Drift::new_member)));
}

TEST(Drift, IsToldOnceWhereATextHadToBeReadTwice) {
  const auto decoded = decode_page<Ticket>("{\"tickets\":[{\"id\":\"1\",\"zip\":1,\"subject\":\"\xFF\"}]}");
  EXPECT_THAT(decoded.drift, ElementsAre(ticket("zip", Drift::new_member)));
}

TEST(Drift, OfAnAnswerIsBounded) {
  std::string item = R"({"id":"1")";
  for (int i = 0; i < 20'000; ++i) item += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_LE(of_page(item + "}").size(), 64U);
}

}  // namespace
