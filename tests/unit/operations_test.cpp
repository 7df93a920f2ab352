#include <map>

#include "engine/operation.hpp"
#include "support.hpp"

namespace {

using ticket0::detail::CallClass;
using ticket0::detail::Operation;
namespace operations = ticket0::detail::operations;

struct Row {
  const Operation& operation;
  std::string_view method;
  std::string_view route;
  std::string_view scope;
  CallClass call_class;
};

/// The vendor's table of endpoints; the class says what the same request again could do.
const Row reference[] = {
    {operations::list_tickets, "GET", "/tickets", "tickets:read", CallClass::read},
    {operations::create_ticket, "POST", "/tickets", "tickets:write", CallClass::unsafe},
    {operations::get_ticket, "GET", "/tickets/:id", "tickets:read", CallClass::read},
    {operations::update_ticket, "PATCH", "/tickets/:id", "tickets:write", CallClass::idempotent},
    {operations::list_messages, "GET", "/tickets/:id/messages", "messages:read", CallClass::read},
    {operations::send_reply, "POST", "/tickets/:id/messages", "messages:send", CallClass::unsafe},
    {operations::list_customers, "GET", "/customers", "customers:read", CallClass::read},
    {operations::create_customer, "POST", "/customers", "customers:write", CallClass::unsafe},
    {operations::get_or_create_customer, "POST", "/customers", "customers:write", CallClass::read},
    {operations::get_customer, "GET", "/customers/:id", "customers:read", CallClass::read},
    {operations::update_customer, "PATCH", "/customers/:id", "customers:write", CallClass::idempotent},
    {operations::list_articles, "GET", "/knowledge-base", "tickets:read", CallClass::read},
    {operations::get_article, "GET", "/knowledge-base/:id", "tickets:read", CallClass::read},
};

TEST(Operations, AreThoseOfTheReference) {
  for (const Row& row : reference) {
    EXPECT_EQ(row.operation.method, row.method) << row.route;
    EXPECT_EQ(row.operation.route, row.route);
    EXPECT_EQ(row.operation.scope, row.scope) << row.method << ' ' << row.route;
    EXPECT_EQ(row.operation.call_class, row.call_class) << row.method << ' ' << row.route;
  }
}

TEST(Operations, AreAllInOneList) {
  using Key = std::tuple<std::string_view, std::string_view, CallClass>;
  std::multimap<Key, std::string_view> expected;
  for (const Row& row : reference) expected.emplace(Key{row.method, row.route, row.call_class}, row.scope);
  std::multimap<Key, std::string_view> listed;
  for (const Operation& each : operations::all)
    listed.emplace(Key{each.method, each.route, each.call_class}, each.scope);
  EXPECT_EQ(listed, expected);
}

TEST(Operations, OnlyAGetOrCreateIsAReadThatIsNoGet) {
  for (const Operation& each : operations::all)
    EXPECT_EQ(each.method == "GET" || !each.in_doubt.empty(), each.call_class == CallClass::read)
        << each.method << ' ' << each.route;
}

TEST(Operations, ThatAreUnsafeSayWhy) {
  for (const Operation& each : operations::all)
    EXPECT_EQ(each.risk.empty(), each.call_class != CallClass::unsafe) << each.method << ' ' << each.route;
}

TEST(Operations, OnlyAReplyIsLookedForFirst) {
  for (const Operation& each : operations::all)
    EXPECT_EQ(each.check_before_repeat, each.scope == "messages:send") << each.method << ' ' << each.route;
}

}  // namespace
