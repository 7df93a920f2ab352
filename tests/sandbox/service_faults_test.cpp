#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sandbox/wire.hpp"
#include "service_peer.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::Wire;
using sandbox_tests::body;
using sandbox_tests::code;
using sandbox_tests::header;
using sandbox_tests::ServicePeer;
using Kind = Fault::Kind;

const std::string reply_route = "POST /tickets/:id/messages";

TEST(StatusBefore, AnswersAndDoesNothing) {
  ServicePeer peer({.faults = {{.route = reply_route, .kind = Kind::status_before}}});
  const auto outcome = peer.reply();
  EXPECT_EQ(outcome.route, reply_route);
  EXPECT_EQ(outcome.response.status, 500);
  EXPECT_EQ(code(outcome), "INTERNAL");
  EXPECT_EQ(outcome.wire, Wire{});
  EXPECT_EQ(peer.sent(), 0U);
  EXPECT_EQ(peer.reply().response.status, 201);
}

TEST(StatusAfter, AnswersAlthoughItIsDone) {
  ServicePeer peer({.faults = {{.route = reply_route, .kind = Kind::status_after, .status = 503}}});
  EXPECT_EQ(peer.reply().response.status, 503);
  EXPECT_EQ(peer.sent(), 1U);
}

TEST(StatusFaults, HaveTheDocumentedCodeUnlessToldOtherwise) {
  ServicePeer peer;
  const std::vector<std::pair<int, std::string>> documented{{400, "VALIDATION_ERROR"}, {401, "UNAUTHORIZED"},
                                                            {403, "FORBIDDEN"},        {404, "NOT_FOUND"},
                                                            {429, "RATE_LIMITED"},     {500, "INTERNAL"}};
  for (const auto& [status, expected] : documented) {
    peer.service.inject({.route = "*", .kind = Kind::status_before, .status = status});
    const auto outcome = peer.get("/tickets");
    EXPECT_EQ(outcome.response.status, status);
    EXPECT_EQ(code(outcome), expected);
  }
  peer.service.inject({.route = "*", .kind = Kind::status_before, .status = 409, .code = "CONFLICT"});
  EXPECT_EQ(code(peer.get("/tickets")), "CONFLICT");
}

TEST(StatusFaults, AreAGatewaysPageWhereNoCodeIsDocumentedAndWhereAskedFor) {
  ServicePeer peer;
  peer.service.inject({.route = "*", .kind = Kind::status_before, .status = 502});
  peer.service.inject({.route = "*", .kind = Kind::status_before, .status = 500, .code = "-"});
  for (const int status : {502, 500}) {
    const auto outcome = peer.get("/tickets");
    EXPECT_EQ(outcome.response.status, status);
    EXPECT_EQ(header(outcome, "Content-Type"), "text/html");
    EXPECT_TRUE(outcome.response.body.starts_with("<html>")) << outcome.response.body;
  }
}

TEST(StatusFaults, HaveARetryAfterIfTold) {
  ServicePeer peer;
  peer.service.inject({.route = "*", .kind = Kind::status_before, .status = 429, .retry_after = 7});
  peer.service.inject({.route = "*", .kind = Kind::status_before, .status = 429});
  EXPECT_EQ(header(peer.get("/tickets"), "Retry-After"), "7");
  EXPECT_EQ(header(peer.get("/tickets"), "Retry-After"), "");
}

TEST(StatusFaults, SpeakTheOlderGenerationsWay) {
  ServicePeer peer({.generation = sandbox::Generation::older});
  peer.service.inject({.route = "*", .kind = Kind::status_before, .status = 429, .retry_after = 7});
  peer.service.inject({.route = "*", .kind = Kind::status_before});
  const auto outcome = peer.get("/tickets");
  EXPECT_EQ(code(outcome), "rate_limited");
  EXPECT_EQ(body(outcome).at("error").at("retryAfter"), "2026-05-04T12:00:07Z");
  EXPECT_EQ(code(peer.get("/tickets")), "internal_error");
}

class CommitLate : public testing::Test {
 protected:
  ServicePeer peer{
      {.faults = {{.route = reply_route, .kind = Kind::commit_late, .status = 504, .delay = 3s}}}};
};

TEST_F(CommitLate, AnswersAtOnceAndIsDoneLater) {
  EXPECT_EQ(peer.reply().response.status, 504);
  peer.pass(2999ms);
  EXPECT_EQ(body(peer.get(peer.replies)).at("total"), 0);
  peer.pass(1ms);
  EXPECT_EQ(body(peer.get(peer.replies)).at("total"), 1);
}

TEST_F(CommitLate, IsDoneOnceAndAsOfItsTimeHoweverLateOneLooks) {
  peer.reply("the late one");
  peer.pass(1h);
  const auto messages = body(peer.get(peer.replies)).at("messages");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages.at(0).at("bodyText"), "the late one");
  EXPECT_EQ(messages.at(0).at("createdAt"), "2026-05-04T12:00:03Z");
  EXPECT_EQ(body(peer.get(peer.replies)).at("total"), 1);
  EXPECT_EQ(body(peer.reply()).at("createdAt"), "2026-05-04T13:00:00Z");
}

TEST_F(CommitLate, ShowsInTheStoreToo) {
  peer.reply();
  EXPECT_EQ(peer.service.store().messages(peer.ticket).size(), 0U);
  peer.pass(3s);
  EXPECT_EQ(peer.service.store().messages(peer.ticket).size(), 1U);
}

TEST_F(CommitLate, KeepsTheOrderOfTheTimes) {
  peer.service.inject({.route = reply_route, .kind = Kind::commit_late, .delay = 1s});
  peer.reply("second");
  peer.reply("first");
  peer.pass(10s);
  const auto messages = body(peer.get(peer.replies)).at("messages");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages.at(0).at("bodyText"), "first");
  EXPECT_EQ(messages.at(1).at("bodyText"), "second");
}

TEST_F(CommitLate, StillComesWhenTheFaultsAreCleared) {
  peer.reply();
  peer.service.clear_faults();
  peer.pass(3s);
  EXPECT_EQ(peer.sent(), 1U);
}

TEST_F(CommitLate, IsDoneOnceAlthoughManyLookAtTheSameTime) {
  for (int round = 0; round < 50; ++round) {
    peer.service.inject({.route = reply_route, .kind = Kind::commit_late, .delay = 1s});
    peer.reply();
  }
  peer.pass(5s);
  std::atomic<int> stale{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { stale += body(peer.get(peer.replies)).at("total") == 50 ? 0 : 1; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(stale, 0);
  EXPECT_EQ(peer.sent(), 50U);
}

TEST_F(CommitLate, ThatTheServiceWouldHaveRefusedChangesNothing) {
  peer.store.alter_ticket(peer.ticket, [](sandbox::Ticket& each) { each.status = "closed"; });
  EXPECT_EQ(peer.reply().response.status, 504);
  peer.pass(3s);
  EXPECT_EQ(peer.sent(), 0U);
}

TEST(WireOutcomes, SayWhatBecomesOfTheAnswerAndWhetherItIsDone) {
  struct Case {
    Fault fault;
    int status;
    std::size_t sent;
    Wire wire;
  };
  using Ending = Wire::Ending;
  const std::vector<Case> cases{
      {{.kind = Kind::lose_request}, 0, 0, {.ending = Ending::close}},
      {{.kind = Kind::lose_answer}, 201, 1, {.ending = Ending::close}},
      {{.kind = Kind::reset_before}, 0, 0, {.ending = Ending::reset}},
      {{.kind = Kind::reset_after}, 201, 1, {.ending = Ending::reset}},
      {{.kind = Kind::truncate, .bytes = 12}, 201, 1, {.ending = Ending::truncate, .bytes = 12}},
      {{.kind = Kind::drip, .delay = 20ms}, 201, 1, {.ending = Ending::drip, .delay = 20ms}},
      {{.kind = Kind::delay, .delay = 1h}, 201, 1, {.ending = Ending::answer, .delay = 1h}},
      {{.kind = Kind::idle_bytes, .mode = "200"}, 201, 1, {.ending = Ending::then_200}},
      {{.kind = Kind::idle_bytes, .mode = "408"}, 201, 1, {.ending = Ending::then_408}},
      {{.kind = Kind::idle_bytes, .delay = 5ms, .mode = "junk"},
       201,
       1,
       {.ending = Ending::then_junk, .delay = 5ms}},
      {{.kind = Kind::idle_close, .delay = 5ms}, 201, 1, {.ending = Ending::then_close, .delay = 5ms}},
  };
  for (auto each : cases) {
    ServicePeer peer;
    each.fault.route = reply_route;
    peer.service.inject(each.fault);
    const auto outcome = peer.reply();
    EXPECT_EQ(outcome.response.status, each.status) << text(each.fault.kind);
    EXPECT_EQ(outcome.wire, each.wire) << text(each.fault.kind);
    EXPECT_EQ(peer.sent(), each.sent) << text(each.fault.kind);
    EXPECT_EQ(peer.reply().wire, Wire{}) << text(each.fault.kind);
  }
}

TEST(WireHeader, ComesBackAsItWent) {
  using Ending = Wire::Ending;
  for (const auto ending : {Ending::answer, Ending::close, Ending::reset, Ending::truncate, Ending::drip,
                            Ending::then_200, Ending::then_408, Ending::then_junk, Ending::then_close}) {
    const Wire wire{.ending = ending, .bytes = 123, .delay = 456ms};
    EXPECT_EQ(sandbox::decode_wire(sandbox::encode_wire(wire)), wire);
  }
  for (const auto* nonsense : {"", "close", "close 1", "shut 1 2", "close x 2"}) {
    EXPECT_EQ(sandbox::decode_wire(nonsense), Wire{}) << nonsense;
  }
}

TEST(Faults, HitOnlyRequestsThatTheServiceWouldTake) {
  ServicePeer peer({.requests_per_minute = 1, .faults = {{.route = "*", .skip = 1, .status = 502}}});
  EXPECT_EQ(peer.get("/tickets").response.status, 200);
  EXPECT_EQ(peer.send("GET", "/tickets", "", "t0_nobody").response.status, 401);
  EXPECT_EQ(peer.get("/tickets").response.status, 429);
  peer.pass(1min);
  EXPECT_EQ(peer.get("/nothing").response.status, 502);
}

TEST(Faults, ThatCannotBeAreRefused) {
  ServicePeer peer;
  for (const auto& fault :
       {Fault{.route = "/tickets"}, Fault{.route = "GET /nothing"}, Fault{},
        Fault{.route = "POST /tickets", .kind = Kind::cursor_loop},
        Fault{.route = "GET /tickets/:id", .kind = Kind::overlap},
        Fault{.route = "GET /tickets/:id/messages", .kind = Kind::overlap},
        Fault{.route = "*", .status = 199}, Fault{.route = "*", .status = 600},
        Fault{.route = "*", .retry_after = -1}, Fault{.route = "*", .kind = Kind::delay, .delay = -1ms}}) {
    EXPECT_THROW(peer.service.inject(fault), std::invalid_argument) << fault.route << " " << text(fault.kind);
  }
  EXPECT_THROW(ServicePeer({.faults = {{.route = "GET tickets"}}}), std::invalid_argument);
}

TEST(Faults, HitAsOftenAsTheySayWhoeverAsks) {
  ServicePeer peer({.faults = {{.route = "*", .skip = 37, .times = 200, .status = 502}}});
  std::atomic<int> hit{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 50; ++call) hit += peer.get("/tickets/tkt_1").response.status == 502 ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(hit, 200);
}

}  // namespace
