// Webhooks on a machine without memory: whichever allocation fails, nothing leaks, and the next event is
// dealt with.
#include <gmock/gmock.h>

#include "memory/fail_each_allocation.hpp"
#include "ticket0/fakes.hpp"
#include "ticket0/webhook.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0::webhook;
using State = SeenStore::State;

const ticket0::Secret secret{"whsec_that_is_on_the_heap"};
const std::string body =
    R"({"id":"evt_with_an_id_on_the_heap","type":"ticket.on_the_heap_too","createdAt":"2026-04-22T10:30:00Z",
        "workspaceId":"ws_that_is_on_the_heap","data":{"id":"tkt_1","subject":"a subject that is on the heap"}})";
const Checks checks{.now = ticket0::parse_timestamp("2026-04-22T10:30:00Z")};

/// Runs `job` twice, for what is made once in a process is made by the first; the second leaves nothing.
template <class Job>
void expect_no_leak(const Job& job) {
  job();
  const std::size_t before = heap::live_blocks();
  job();
  EXPECT_EQ(heap::live_blocks(), before);
}

TEST(NoMemory, AtAnyPointOfParsingAnEventLeavesNothingBehind) {
  const std::string signature = sign(body, secret);
  const auto parse_it = [&] { return parse(body, signature, secret, checks); };
  expect_no_leak([&] { EXPECT_GT(heap::fail_each_allocation_of([&] { (void)parse_it(); }), 5U); });
  EXPECT_EQ(parse_it().id, "evt_with_an_id_on_the_heap");
}

TEST(NoMemory, AtAnyPointOfAReceiptLeavesTheEventToItsRedelivery) {
  const ticket0::Headers headers{{std::string{signature_header}, sign(body, secret)}};
  expect_no_leak([&] {
    bool failed = true;
    for (std::size_t number = 0; failed; ++number) {
      int handled = 0;
      const Receiver receiver{{.secrets = {secret}, .checks = checks}, [&](const Event&) { ++handled; }};
      {
        const heap::Failure failure{number};
        try {
          (void)receiver.receive("POST", headers, body);
        } catch (const std::bad_alloc&) {}
        failed = failure.happened();
      }
      (void)receiver.receive("POST", headers, body);
      EXPECT_EQ(handled, 1) << "where allocation " << number << " failed";
    }
  });
}

TEST(NoMemory, AtAnyPointOfAClaimLeavesAStoreThatWorks) {
  expect_no_leak([] {
    const auto clock = std::make_shared<ticket0::fakes::ManualClock>();
    MemorySeenStore store{{.max_events = 2, .clock = clock}};
    int number = 0;
    const std::size_t count = heap::fail_each_allocation_of([&] {
      const std::string id = "evt_with_an_id_on_the_heap_" + std::to_string(++number);
      if (const auto claim = store.claim(id, 60s); claim.state == State::mine) store.done(id, claim.token);
    });
    EXPECT_GT(count, 4U);
    for (const auto* id : {"evt_1", "evt_2", "evt_3"}) {  // the oldest of the above are forgotten
      EXPECT_TRUE(store.done(id, store.claim(id, 60s).token));
    }
    EXPECT_EQ(store.claim("evt_1", 60s).state, State::mine);
    EXPECT_EQ(store.claim("evt_3", 60s).state, State::handled);
  });
}

TEST(NoMemory, ToRememberAHandledEventKeepsItsClaim) {
  MemorySeenStore store;
  const std::string id = "evt_with_an_id_on_the_heap";
  for (std::size_t number = 0;; ++number) {
    const SeenStore::Claim claim = store.claim(id, 60s);
    ASSERT_EQ(claim.state, State::mine);
    const heap::Failure failure{number};
    try {
      store.done(id, claim.token);
    } catch (const std::bad_alloc&) {
      EXPECT_EQ(store.claim(id, 60s).state, State::in_progress);
      store.release(id, claim.token);
    }
    if (!failure.happened()) break;
  }
  EXPECT_EQ(store.claim(id, 60s).state, State::handled);
}

}  // namespace
