#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox_tests::Json;
using sandbox_tests::Peer;
using Ids = std::vector<std::string>;

class Pages : public testing::Test {
 protected:
  /// Reads the list to its end; `between` runs before each page but the first.
  Ids read(
      const std::string& list, const std::string& name, const std::function<void()>& between = [] {}) {
    Ids ids;
    std::string cursor;
    for (;;) {
      const auto page = peer.get(list + (cursor.empty() ? "" : "&cursor=" + cursor)).body;
      for (const auto& item : page.at(name)) ids.push_back(item.at("id").get<std::string>());
      if (page.at("nextCursor").is_null()) return ids;
      cursor = page.at("nextCursor").get<std::string>();
      between();
    }
  }

  Ids read_tickets(const std::function<void()>& between = [] {}) {
    return read("/tickets?limit=10", "tickets", between);
  }

  sandbox::Server server{{.tickets = 95}};
  sandbox::Store& store{server.store()};
  Peer peer{server};
};

TEST_F(Pages, HaveTwentyItemsUnlessAskedOtherwise) {
  EXPECT_EQ(peer.get("/tickets").body.at("tickets").size(), 20U);
  EXPECT_EQ(peer.get("/tickets?limit=1").body.at("tickets").size(), 1U);
  EXPECT_EQ(peer.get("/tickets?limit=100").body.at("tickets").size(), 95U);
}

TEST_F(Pages, GiveEveryItemOnceInOrder) {
  EXPECT_EQ(read_tickets(), store.ticket_ids());
  EXPECT_EQ(server.requests("GET /tickets"), 10U);
}

TEST_F(Pages, EndWithANullCursorAlsoWhereTheLastOneIsFull) {
  const auto second = peer.get("/tickets?limit=95").body;
  EXPECT_TRUE(second.at("nextCursor").is_null());
  EXPECT_FALSE(peer.get("/tickets?limit=94").body.at("nextCursor").is_null());
}

TEST_F(Pages, AreOneEmptyOneForAnEmptyList) {
  const auto page = peer.get("/tickets?tag=nobody-has-it").body;
  EXPECT_EQ(page, (Json{{"tickets", Json::array()}, {"nextCursor", nullptr}}));
}

TEST_F(Pages, OfTheSameSecondAreInOrderToo) {
  store.add_ticket({.id = "tie_1", .created_at = store.ticket(store.ticket_ids()[9]).created_at});
  store.add_ticket({.id = "tie_2", .created_at = store.ticket(store.ticket_ids()[9]).created_at});
  EXPECT_EQ(read_tickets(), store.ticket_ids());
}

TEST_F(Pages, NeitherSkipNorRepeatWhenTicketsComeIn) {
  const auto before = store.ticket_ids();
  EXPECT_EQ(read_tickets([&] { store.add_ticket({.subject = "in between"}); }), before);
}

TEST_F(Pages, NeitherSkipNorRepeatWhenTicketsGo) {
  const auto before = store.ticket_ids();
  Ids gone;
  const auto seen = read_tickets([&] {
    gone.push_back(store.ticket_ids().front());
    store.remove_ticket(gone.back());
  });
  EXPECT_EQ(seen, before);
  EXPECT_EQ(gone.size(), 9U);
}

TEST_F(Pages, GoOnAfterATicketThatIsGone) {
  const auto before = store.ticket_ids();
  const auto first = peer.get("/tickets?limit=10").body;
  store.remove_ticket(before[9]);
  const auto second = peer.get("/tickets?limit=10&cursor=" + first.at("nextCursor").get<std::string>()).body;
  EXPECT_EQ(second.at("tickets").at(0).at("id"), before[10]);
}

TEST_F(Pages, NeitherSkipNorRepeatWhenTicketsLeaveTheFilter) {
  Ids open;
  for (const auto& id : store.ticket_ids()) {
    if (store.ticket(id).status == "open") open.push_back(id);
  }
  std::size_t resolved = 0;
  const auto seen = read("/tickets?status=open&limit=10", "tickets", [&] {
    store.alter_ticket(open[resolved++], [](sandbox::Ticket& ticket) { ticket.status = "resolved"; });
  });
  EXPECT_EQ(seen, open);
}

TEST_F(Pages, OfCustomersAndArticlesHaveCursorsToo) {
  auto customers = read("/customers?limit=7", "customers");
  EXPECT_EQ(customers.size(), 24U);
  std::sort(customers.begin(), customers.end());
  EXPECT_EQ(std::adjacent_find(customers.begin(), customers.end()), customers.end());
  EXPECT_EQ(read("/knowledge-base?limit=5", "articles").size(), 12U);
  EXPECT_EQ(read("/knowledge-base?limit=3&status=published", "articles").size(), 10U);
}

TEST_F(Pages, CanBeReadAgainFromACursor) {
  const auto first = peer.get("/tickets?limit=10").body;
  const auto next = "/tickets?limit=10&cursor=" + first.at("nextCursor").get<std::string>();
  EXPECT_EQ(peer.get(next).body, peer.get(next).body);
}

TEST_F(Pages, MayChangeTheirSizeOnTheWay) {
  const auto first = peer.get("/tickets?limit=10").body;
  const auto rest = peer.get("/tickets?limit=100&cursor=" + first.at("nextCursor").get<std::string>()).body;
  EXPECT_EQ(rest.at("tickets").size(), 85U);
}

TEST_F(Pages, RefuseACursorOfOtherFiltersOrOfAnotherList) {
  const auto cursor = peer.get("/tickets?limit=5&status=open").body.at("nextCursor").get<std::string>();
  for (const std::string list :
       {"/tickets?limit=5&", "/tickets?limit=5&status=closed&", "/customers?limit=5&",
        "/tickets?limit=5&status=open&tag=vip&", "/knowledge-base?"}) {
    const auto answer = peer.get(list + "cursor=" + cursor);
    EXPECT_EQ(answer.status, 400) << list;
    EXPECT_EQ(answer.code(), "VALIDATION_ERROR") << list;
    EXPECT_NE(answer.message().find("cursor"), std::string::npos) << list;
  }
}

}  // namespace
