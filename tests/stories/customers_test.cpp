// Customers, over real sockets against the sandbox.
#include "stories/story.hpp"

namespace {

using stories::client_that_fails_at;
using stories::ids_of;
using stories::options_for;
using stories::read_all;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using namespace ticket0;

class Customers : public testing::Test {
 protected:
  sandbox::Server service_{{.tickets = 60}};
  Client client_{options_for(service_)};
  [[nodiscard]] std::vector<std::string> stored_ids() {
    return ids_of(service_.store().customers({}, {.limit = 1'000}).items);
  }
};

TEST_F(Customers, AreListedInOrderEachOnce) {
  const auto all = client_.customers().list().to_vector();
  EXPECT_EQ(ids_of(all), stored_ids());
  EXPECT_EQ(all.size(), 24U);
  EXPECT_EQ(service_.requests("GET /customers"), 1U);
  std::int64_t tickets = 0;
  for (const Customer& each : all) tickets += each.ticket_count.value_or(-1'000);
  EXPECT_EQ(tickets, 60);
}

TEST_F(Customers, OfAPageTakeOneRequest) {
  const auto page = client_.customers().page({.limit = 7});
  EXPECT_EQ(page.items.size(), 7U);
  EXPECT_TRUE(page.has_next());
  const auto next = client_.customers().page({.limit = 100, .cursor = page.next});
  EXPECT_EQ(next.items.size(), 17U);
  EXPECT_FALSE(next.has_next());
  EXPECT_EQ(service_.requests(), 2U);
}

TEST_F(Customers, AreReadWithWhatTheServiceKnows) {
  const auto stored = service_.store().customers({}, {.limit = 1'000}).items;
  for (const std::size_t at : {0U, 8U, 14U}) {
    const Customer customer = client_.customers().get(CustomerId{stored[at].id});
    EXPECT_EQ(customer, (Customer{.id = CustomerId{stored[at].id},
                                  .email = stored[at].email,
                                  .name = stored[at].name,
                                  .external_id = stored[at].external_id,
                                  .metadata = {stored[at].metadata.begin(), stored[at].metadata.end()},
                                  .ticket_count = static_cast<std::int64_t>(stored[at].ticket_count),
                                  .created_at = stories::time_of(stored[at].created_at)}));
  }
}

TEST_F(Customers, AreFiltered) {
  const auto made =
      client_.customers().create({.email = "jo+shop@example.com", .external_id = "shop/\xC3\xBC &1"});
  EXPECT_THAT(ids_of(client_.customers().list({.email = "jo+shop@example.com"}).to_vector()),
              ElementsAre(made.id.str()));
  EXPECT_THAT(ids_of(client_.customers().page({.external_id = "shop/\xC3\xBC &1"}).items),
              ElementsAre(made.id.str()));
  EXPECT_THAT(
      client_.customers().page({.email = "jane.smith@example.com", .external_id = "shop/\xC3\xBC &1"}).items,
      IsEmpty())
      << "filters are combined";
  EXPECT_THAT(client_.customers().list({.email = "nobody@example.com"}).to_vector(), IsEmpty());
}

TEST_F(Customers, AreCreatedWithAllThatIsGiven) {
  const auto made = client_.customers().create({.email = "ann@example.com",
                                                .name = "Ann \"A\"",
                                                .external_id = "ext_1",
                                                .metadata = {{"plan", "pro"}, {"caf\xC3\xA9", ""}}});
  const auto stored = service_.store().customer(made.id.str());
  EXPECT_EQ(stored.email, "ann@example.com");
  EXPECT_EQ(stored.name, "Ann \"A\"");
  EXPECT_EQ(stored.external_id, "ext_1");
  EXPECT_THAT(stored.metadata, ElementsAre(Pair("caf\xC3\xA9", ""), Pair("plan", "pro")));
  EXPECT_EQ(made.ticket_count, 0);
  EXPECT_EQ(client_.customers().get(made.id), made);
}

TEST_F(Customers, WithAnExternalIdThatIsKnownAreTheExistingOneUnchanged) {
  const auto first = client_.customers().create({.email = "ann@example.com", .external_id = "ext_1"});
  const auto count = stored_ids().size();
  const auto again = client_.customers().create(
      {.email = "other@example.com", .name = "Other", .external_id = "ext_1", .metadata = {{"a", "b"}}});
  EXPECT_EQ(again, first);
  EXPECT_EQ(stored_ids().size(), count);
  EXPECT_EQ(service_.store().customer(first.id.str()).email, "ann@example.com");
  EXPECT_NE(client_.customers().create({.email = "ann@example.com"}).id, first.id)
      << "without one, a new one";
}

TEST_F(Customers, KeepTheMetadataThatAPatchDoesNotName) {
  const auto made =
      client_.customers().create({.email = "ann@example.com",
                                  .name = "Ann",
                                  .metadata = {{"plan", "free"}, {"trial", "yes"}, {"team", "a"}}});
  auto changed =
      client_.customers().update(made.id, {.metadata = {{"plan", "pro"}, {"trial", null}, {"new", ""}}});
  EXPECT_THAT(service_.store().customer(made.id.str()).metadata,
              ElementsAre(Pair("new", ""), Pair("plan", "pro"), Pair("team", "a")));
  EXPECT_THAT(changed.metadata, ElementsAre(Pair("new", ""), Pair("plan", "pro"), Pair("team", "a")));
  EXPECT_EQ(changed.name, "Ann");
  changed = client_.customers().update(made.id, {.name = "Ann B."});
  EXPECT_EQ(service_.store().customer(made.id.str()).name, "Ann B.");
  EXPECT_EQ(changed.metadata.size(), 3U);
  EXPECT_EQ(changed.email, "ann@example.com");
}

TEST_F(Customers, ThatAreNotThereAreNotFound) {
  EXPECT_THROW((void)client_.customers().get(CustomerId{"cus_none"}), NotFoundError);
  EXPECT_THROW(client_.customers().update(CustomerId{"cus_none"}, {.name = "n"}), NotFoundError);
}

TEST_F(Customers, AreListedEachOnceThoughThePageInTheMiddleFailedAtFirst) {
  auto list = client_that_fails_at(service_, 3).customers().list({.limit = 5});
  std::vector<std::string> ids;
  EXPECT_EQ(read_all(list, ids), 1);
  EXPECT_EQ(ids, stored_ids());
  EXPECT_EQ(service_.requests("GET /customers"), 5U) << "and no page was read twice";
  EXPECT_TRUE(list.finished());
}

TEST_F(Customers, OfAnAbortedListAreResumedByAnotherClient) {
  std::vector<std::string> ids;
  auto list = client_that_fails_at(service_, 3).customers().list({.limit = 5});
  try {
    for (const Customer& each : list) ids.push_back(each.id.str());
    ADD_FAILURE() << "no error";
  } catch (const PermissionError&) {}
  EXPECT_EQ(ids.size(), 10U);
  ASSERT_TRUE(list.cursor());
  const Client another{options_for(service_)};
  for (const Customer& each : another.customers().list({.limit = 10, .cursor = list.cursor()}))
    ids.push_back(each.id.str());
  EXPECT_EQ(ids, stored_ids());
}

TEST_F(Customers, AtMostSoManyAreReadWithNoMoreRequestsThanThatTakes) {
  EXPECT_EQ(client_.customers().list({.limit = 5}).at_most(10).to_vector().size(), 10U);
  EXPECT_EQ(service_.requests(), 2U);
  EXPECT_EQ(client_.customers().list({.limit = 5}).at_most(0).to_vector().size(), 0U);
  EXPECT_EQ(client_.customers().list({.limit = 100}).at_most(100).to_vector().size(), 24U);
  EXPECT_EQ(service_.requests(), 3U);
}

}  // namespace
