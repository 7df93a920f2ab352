// How much memory reading an answer takes, and a call beside that.
#include <gtest/gtest.h>

#include "gates/allocations.hpp"
#include "gates/canned_transport.hpp"
#include "gates/goal.hpp"
#include "json/decode.hpp"
#include "peers/ticket_page.hpp"
#include "ticket0/client.hpp"

namespace {

using ticket0::Page;
using ticket0::Ticket;
using ticket0::detail::json::decode_page;

/// What the page itself takes: that of a copy.
Allocations allocations_of(const Page<Ticket>& page) {
  const AllocationCounter counter;
  const Page<Ticket> copy = page;
  return counter.so_far();
}

double part(std::size_t of, std::size_t whole) {
  return static_cast<double>(of) / static_cast<double>(whole);
}

class Decoding : public testing::Test {
 protected:
  Decoding() {
    (void)decode_page<Ticket>(body_, 100);  // what is made once is there
    const AllocationCounter counter;
    page_ = decode_page<Ticket>(body_, 100).value;
    decoding_ = counter.so_far();
    result_ = allocations_of(page_);
  }
  std::string body_ = peers::ticket_page(1, 100, "eyJhZnRlciI6InRrdF8xIn0=");
  Page<Ticket> page_;
  Allocations decoding_;
  Allocations result_;
};

TEST_F(Decoding, MakesAtMostAFifthMoreAllocationsThanTheResultHas) {
  ASSERT_EQ(page_.items.size(), 100U);
  expect_goal(4, "allocations of decoding a page, of the result's own", part(decoding_.count, result_.count),
              1.2);
}

TEST_F(Decoding, NeedsAtMostATenthMoreMemoryThanTheResult) {
  expect_goal(4, "the most memory that decoding has at once, of the result's",
              part(decoding_.peak, result_.bytes), 1.1);
}

TEST_F(Decoding, LeavesNothingBehindButTheResult) { EXPECT_LE(part(decoding_.bytes, result_.bytes), 1.02); }

/// A last page that is short does not keep the room of a full one.
TEST(DecodingAShortPage, HasRoomForFewMoreThanItHolds) {
  const Page<Ticket> page = decode_page<Ticket>(peers::ticket_page(1, 3), 100).value;
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_LE(page.items.capacity(), 10U);
}

class Idle final : public ticket0::Observer {};

/// Of one GET, libcurl's and the decoder's left out, once all is warm.
std::size_t allocations_of_a_call(ticket0::ClientOptions options) {
  options.api_key = ticket0::Secret{"t0_measured"};
  options.transport = std::make_shared<CannedTransport>("{}");
  const ticket0::Client client{std::move(options)};
  for (int i = 0; i < 40; ++i) (void)client.send("GET", "/tickets");
  const AllocationCounter counter;
  (void)client.send("GET", "/tickets");
  return counter.so_far().count;
}

TEST(ACall, MakesNoAllocationsForAnObserverALimiterAndRetriesThatHaveNothingToDo) {
  const std::size_t without =
      allocations_of_a_call({.retry = {.max_attempts = 1}, .rate_limit = {.enabled = false}});
  const std::size_t with = allocations_of_a_call({.observer = std::make_shared<Idle>()});
  expect_goal(14, "allocations of an observer, the limiter and retries that have nothing to do",
              static_cast<double>(with) - static_cast<double>(without), 0);
}

TEST(ACall, MakesFewAllocationsOfItsOwn) {
  EXPECT_LE(allocations_of_a_call({.observer = std::make_shared<Idle>()}), 15U);
}

}  // namespace
