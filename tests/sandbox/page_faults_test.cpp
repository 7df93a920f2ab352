#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "service_peer.hpp"

namespace {

using sandbox::Fault;
using sandbox_tests::body;
using sandbox_tests::Json;
using sandbox_tests::ServicePeer;
using Kind = Fault::Kind;
using Ids = std::vector<std::string>;

/// A service with 30 tickets, the first of them with 30 messages.
struct PageFaults : testing::Test {
  void fill(ServicePeer& peer) const {
    for (int i = 2; i <= 30; ++i) peer.store.add_ticket({});
    for (int i = 1; i <= 30; ++i) peer.store.add_message(peer.ticket, {.body_text = std::to_string(i)});
  }

  Json page(ServicePeer& peer, const std::string& list, const Json& cursor = nullptr) const {
    return body(peer.get(cursor.is_null() ? list : list + "&cursor=" + cursor.get<std::string>()));
  }

  /// The ids of each page.
  std::vector<Ids> read(ServicePeer& peer, const std::string& list, const std::string& name) const {
    std::vector<Ids> pages;
    Json cursor;
    do {
      const auto json = page(peer, list, cursor);
      pages.emplace_back();
      for (const auto& item : json.at(name)) pages.back().push_back(item.at("id").get<std::string>());
      cursor = json.at("nextCursor");
    } while (!cursor.is_null() && pages.size() < 100);
    return pages;
  }
};

TEST_F(PageFaults, LoopOverTheFirstPage) {
  ServicePeer peer({.faults = {{.route = "GET /tickets", .times = 0, .kind = Kind::cursor_loop}}});
  fill(peer);
  const auto first = page(peer, "/tickets?limit=10");
  const auto second = page(peer, "/tickets?limit=10", first.at("nextCursor"));
  EXPECT_EQ(second, first);
  EXPECT_EQ(first.at("tickets").size(), 10U);
}

TEST_F(PageFaults, LoopOverALaterPageAndOverAnEmptyList) {
  ServicePeer peer({.faults = {{.route = "GET /tickets", .skip = 1, .times = 0, .kind = Kind::cursor_loop}}});
  fill(peer);
  const auto first = page(peer, "/tickets?limit=10");
  const auto second = page(peer, "/tickets?limit=10", first.at("nextCursor"));
  EXPECT_EQ(second.at("nextCursor"), first.at("nextCursor"));
  EXPECT_NE(second.at("tickets"), first.at("tickets"));
  EXPECT_EQ(page(peer, "/tickets?limit=10", second.at("nextCursor")), second);
  const auto empty = page(peer, "/tickets?tag=none");
  EXPECT_EQ(page(peer, "/tickets?tag=none", empty.at("nextCursor")), empty);
}

/// Each page but the first begins with the last items of the page before; without them all is as ever.
void expect_overlap(std::vector<Ids> pages, const Ids& all, std::size_t repeated) {
  for (std::size_t at = pages.size() - 1; at > 0; --at) {
    auto& page = pages[at];
    const auto& before = pages[at - 1];
    ASSERT_GT(page.size(), repeated);
    EXPECT_TRUE(std::equal(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(repeated),
                           before.end() - static_cast<std::ptrdiff_t>(repeated)));
    page.erase(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(repeated));
  }
  Ids once;
  for (const auto& page : pages) once.insert(once.end(), page.begin(), page.end());
  EXPECT_EQ(once, all);
}

TEST_F(PageFaults, OverlapWithoutLosingAnItem) {
  ServicePeer peer({.faults = {{.route = "*", .times = 0, .kind = Kind::overlap}}});
  fill(peer);
  const auto pages = read(peer, "/tickets?limit=10", "tickets");
  for (const auto& page : pages) EXPECT_LE(page.size(), 10U);
  expect_overlap(pages, peer.store.ticket_ids(), 3);
  expect_overlap(read(peer, "/tickets?limit=2", "tickets"), peer.store.ticket_ids(), 1);
  expect_overlap(read(peer, "/tickets?limit=1", "tickets"), peer.store.ticket_ids(), 0);
}

TEST_F(PageFaults, OverlapInTheOlderGenerationsMessagesToo) {
  ServicePeer peer({.generation = sandbox::Generation::older,
                    .faults = {{.route = "GET /tickets/:id/messages", .times = 0, .kind = Kind::overlap}}});
  fill(peer);
  Ids all;
  for (const auto& message : peer.store.messages(peer.ticket)) all.push_back(message.id);
  expect_overlap(read(peer, peer.replies + "?limit=10", "messages"), all, 3);
}

TEST_F(PageFaults, LoopInTheOlderGenerationsMessagesToo) {
  ServicePeer peer(
      {.generation = sandbox::Generation::older,
       .faults = {{.route = "GET /tickets/:id/messages", .times = 0, .kind = Kind::cursor_loop}}});
  fill(peer);
  const auto first = page(peer, peer.replies + "?limit=10");
  EXPECT_EQ(page(peer, peer.replies + "?limit=10", first.at("nextCursor")), first);
}

}  // namespace
