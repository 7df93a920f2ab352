#include "resources/query.hpp"

#include "engine/operation.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::path_of;
using detail::Query;
using testing::HasSubstr;
using unit::refusal;

using Text = std::optional<std::string>;

TEST(Query, IsEmptyWhereNothingIsSet) {
  Query query{"TicketQuery"};
  query.add("tag", "tag", Text{});
  query.add("assigneeId", "assignee_id", std::optional<UserId>{});
  query.add("status", "status", std::optional<Open<TicketStatus>>{});
  query.limit({}, 100);
  EXPECT_EQ(query.text(), "");
}

TEST(Query, HasTheFiltersInTheOrderOfTheCalls) {
  Query query{"TicketQuery"};
  query.add("status", "status", std::optional{Open{TicketStatus::open}});
  query.add("assigneeId", "assignee_id", std::optional{UserId{"usr_1"}});
  query.add("tag", "tag", Text{"vip"});
  query.limit(100, 100);
  query.add("cursor", "cursor", std::optional{Cursor{"c"}});
  EXPECT_EQ(query.text(), "?status=open&assigneeId=usr_1&tag=vip&limit=100&cursor=c");
}

TEST(Query, EncodesWhatWouldChangeTheUrl) {
  struct Case {
    std::string value;
    std::string_view sent;
  };
  const Case cases[] = {
      {"a&b=c", "a%26b%3Dc"}, {"plan:pro", "plan%3Apro"}, {"a b", "a%20b"},     {"a+b", "a%2Bb"},
      {"100%", "100%25"},     {"%26", "%2526"},           {"#?/", "%23%3F%2F"}, {"\xC3\xBC", "%C3%BC"},
      {"\r\n", "%0D%0A"},     {unit::bytes("\0"), "%00"},
  };
  for (const auto& [value, sent] : cases) {
    Query query{"TicketQuery"};
    query.add("tag", "tag", Text{value});
    EXPECT_EQ(query.text(), "?tag=" + std::string{sent});
  }
}

TEST(Query, SendsAWordOfTheCallersOwnAsItIs) {
  Query query{"TicketQuery"};
  query.add("status", "status", std::optional{Open<TicketStatus>{"on-hold"}});
  EXPECT_EQ(query.text(), "?status=on-hold");
}

TEST(Query, RefusesAnEmptyFilterAndNamesItsMember) {
  const auto add = [](const auto& value) {
    return refusal([&] { Query{"TicketQuery"}.add("assigneeId", "assignee_id", std::optional{value}); });
  };
  EXPECT_THAT(add(std::string{}), HasSubstr("TicketQuery.assignee_id is empty"));
  EXPECT_THAT(add(UserId{}), HasSubstr("TicketQuery.assignee_id is empty"));
  EXPECT_THAT(add(Open<TicketStatus>{}), HasSubstr("TicketQuery.assignee_id is empty"));
}

TEST(Query, RefusesWhatIsNotUtf8AndDoesNotRepeatIt) {
  const std::string text = refusal([] { Query{"TicketQuery"}.add("tag", "tag", Text{"secret\xFF"}); });
  EXPECT_THAT(text, HasSubstr("TicketQuery.tag"));
  EXPECT_THAT(text, HasSubstr("UTF-8"));
  EXPECT_THAT(text, testing::Not(HasSubstr("secret")));
}

TEST(Query, TakesALimitFromOneToTheHighest) {
  for (const int limit : {1, 2, 99, 100}) {
    Query query{"TicketQuery"};
    query.limit(limit, 100);
    EXPECT_EQ(query.text(), "?limit=" + std::to_string(limit));
  }
  for (const int limit :
       {0, -1, 101, 1'000'000, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
    const std::string text = refusal([&] { Query{"TicketQuery"}.limit(limit, 100); });
    EXPECT_THAT(text, HasSubstr("TicketQuery.limit is " + std::to_string(limit)));
    EXPECT_THAT(text, HasSubstr("1 to 100"));
  }
  Query messages{"MessageQuery"};
  messages.limit(200, 200);
  EXPECT_EQ(messages.text(), "?limit=200");
}

constexpr detail::Operation nested{"GET", "/tickets/:id/messages", detail::CallClass::read, "messages:read"};

TEST(PathOf, PutsTheIdInItsPlace) {
  EXPECT_EQ(path_of(detail::operations::get_ticket, "tkt_1", "TicketId"), "/tickets/tkt_1");
  EXPECT_EQ(path_of(detail::operations::update_ticket, "tkt_1", "TicketId"), "/tickets/tkt_1");
  EXPECT_EQ(path_of(nested, "tkt_1", "TicketId"), "/tickets/tkt_1/messages");
}

TEST(PathOf, AnIdIsOneSegmentWhateverItsCharacters) {
  struct Case {
    std::string id;
    std::string_view segment;
  };
  const Case cases[] = {
      {"a/b", "a%2Fb"},
      {"../x", "..%2Fx"},
      {"?x=1", "%3Fx%3D1"},
      {"#", "%23"},
      {"%2e%2e", "%252e%252e"},
      {"a b", "a%20b"},
      {"...", "..."},
      {".a", ".a"},
      {":id", "%3Aid"},
      {"\xC3\xA9", "%C3%A9"},
      {"a\r\nHost: x", "a%0D%0AHost%3A%20x"},
      {unit::bytes("a\0"), "a%00"},
  };
  for (const auto& [id, segment] : cases) {
    EXPECT_EQ(path_of(detail::operations::get_ticket, id, "TicketId"), "/tickets/" + std::string{segment});
    EXPECT_EQ(path_of(nested, id, "TicketId"), "/tickets/" + std::string{segment} + "/messages");
  }
}

TEST(PathOf, RefusesAnIdThatWouldBeAnotherPath) {
  for (const std::string id : {"", ".", "..", "\xFF", "tkt_\xC3"})
    EXPECT_THAT(refusal([&] { static_cast<void>(path_of(detail::operations::get_ticket, id, "TicketId")); }),
                testing::StartsWith("TicketId "))
        << id;
}

TEST(Operations, HaveTheScopesAndClassesOfTheReference) {
  using detail::CallClass;
  namespace operations = detail::operations;
  EXPECT_EQ(operations::list_tickets.scope, "tickets:read");
  EXPECT_EQ(operations::get_ticket.scope, "tickets:read");
  EXPECT_EQ(operations::create_ticket.scope, "tickets:write");
  EXPECT_EQ(operations::update_ticket.scope, "tickets:write");
  EXPECT_EQ(operations::list_tickets.call_class, CallClass::read);
  EXPECT_EQ(operations::get_ticket.call_class, CallClass::read);
  EXPECT_EQ(operations::create_ticket.call_class, CallClass::unsafe) << "a second one is a second ticket";
  EXPECT_EQ(operations::update_ticket.call_class, CallClass::idempotent);
  EXPECT_EQ(operations::create_ticket.method, "POST");
  EXPECT_EQ(operations::update_ticket.method, "PATCH");
}

}  // namespace
