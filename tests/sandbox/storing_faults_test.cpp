// Messages that are stored otherwise than a client expects, and looks that a cache answers.
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "peer.hpp"
#include "raw_peer.hpp"
#include "sandbox/server.hpp"
#include "service_peer.hpp"

namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox_tests::body;
using sandbox_tests::header;
using sandbox_tests::Json;
using sandbox_tests::RawPeer;
using sandbox_tests::ServicePeer;
using Kind = Fault::Kind;

const std::string reply_route = "POST /tickets/:id/messages";
const std::string look_route = "GET /tickets/:id/messages";

Json last_message(ServicePeer& peer) { return body(peer.get(peer.replies)).at("messages").back(); }

TEST(Skew, DatesAMessageAheadOfTheDateOrBehind) {
  for (const auto& [seconds, created] : std::vector<std::pair<std::chrono::seconds, std::string>>{
           {3s, "2026-05-04T12:01:03Z"}, {-3s, "2026-05-04T12:00:57Z"}, {-24h, "2026-05-03T12:01:00Z"}}) {
    ServicePeer peer({.faults = {{.route = reply_route, .kind = Kind::skew, .seconds = seconds}}});
    peer.pass(1min);
    const auto outcome = peer.reply();
    EXPECT_EQ(body(outcome).at("createdAt"), created);
    EXPECT_EQ(header(outcome, "Date"), "Mon, 04 May 2026 12:01:00 GMT");
    EXPECT_EQ(last_message(peer).at("createdAt"), created);
    peer.pass(1s);
    EXPECT_EQ(body(peer.reply()).at("createdAt"), "2026-05-04T12:01:01Z")
        << "what comes after is dated as ever";
  }
}

TEST(Rewrite, StoresTheTextOrTheAddressOtherwise) {
  const std::string address = "support@helpdesk.example";
  struct Case {
    std::string mode;
    std::string text;
    std::string address;
  };
  const std::vector<Case> cases{
      {"text_empty", "", address},
      {"text_quoted", "> It's <here> &\n> ships.", address},
      {"text_wrapped", "It's\r\n<here>\r\n&\nships.", address},
      {"text_escaped", "<p>It's &lt;here> &amp;<br>ships.</p>", address},
      {"text_cut", "It's <here", address},
      {"text_greeting", "Dear customer,\n\nIt's <here> &\nships.", address},
      {"text_signature", "It's <here> &\nships.\n\n-- \nThe support team", address},
      {"text_spaces", "\xEF\xBB\xBFIt's\xC2\xA0<here>\xC2\xA0&\nships.\r\n", address},
      {"address_empty", "It's <here> &\nships.", ""},
      {"address_tagged", "It's <here> &\nships.", "support+reply@helpdesk.example"},
      {"address_other", "It's <here> &\nships.", "no-reply@mail.helpdesk.example"},
  };
  EXPECT_EQ(cases.size(), sandbox::modes_of(Kind::rewrite).size());
  for (const auto& each : cases) {
    ServicePeer peer({.faults = {{.route = reply_route, .kind = Kind::rewrite, .mode = each.mode}}});
    EXPECT_EQ(peer.reply("It's <here> &\nships.").response.status, 201) << each.mode;
    const auto message = last_message(peer);
    EXPECT_EQ(message.at("bodyText"), each.text) << each.mode;
    EXPECT_EQ(message.at("fromAddress"), each.address) << each.mode;
  }
}

TEST(StoringFaults, StrikeBesideAnotherAndEachOther) {
  ServicePeer peer({.faults = {{.route = "*", .kind = Kind::skew, .seconds = -3s},
                               {.route = reply_route, .kind = Kind::status_after},
                               {.route = "*", .kind = Kind::rewrite, .mode = "address_empty"}}});
  peer.get(peer.replies);
  peer.pass(1min);
  EXPECT_EQ(peer.reply().response.status, 500);
  const auto message = last_message(peer);
  EXPECT_EQ(message.at("createdAt"), "2026-05-04T12:00:57Z");
  EXPECT_EQ(message.at("fromAddress"), "");
  EXPECT_EQ(body(peer.reply()).at("fromAddress"), "support@helpdesk.example");
}

TEST(StoringFaults, HoldForWhatIsDoneLate) {
  ServicePeer peer({.faults = {{.route = reply_route, .kind = Kind::commit_late, .delay = 5s},
                               {.route = reply_route, .kind = Kind::skew, .seconds = -60s}}});
  peer.reply();
  peer.pass(5s);
  EXPECT_EQ(last_message(peer).at("createdAt"), "2026-05-04T11:59:05Z");
}

TEST(Stale, ShowsTheMessagesAsTheyWere) {
  for (const auto generation : {sandbox::Generation::newer, sandbox::Generation::older}) {
    ServicePeer peer({.generation = generation});
    peer.reply("first");
    peer.pass(30s);
    peer.reply("second");
    peer.pass(30s);
    peer.service.inject({.route = look_route, .times = 2, .kind = Kind::stale, .seconds = 45s});
    for (int i = 0; i < 2; ++i) {
      const auto outcome = peer.get(peer.replies);
      EXPECT_EQ(body(outcome).at("messages").size(), 1U);
      EXPECT_EQ(header(outcome, "Date"), "Mon, 04 May 2026 12:00:15 GMT");
      EXPECT_EQ(header(outcome, "Age"), "45");
    }
    const auto fresh = peer.get(peer.replies);
    EXPECT_EQ(body(fresh).at("messages").size(), 2U);
    EXPECT_EQ(header(fresh, "Date"), "Mon, 04 May 2026 12:01:00 GMT");
    EXPECT_EQ(header(fresh, "Age"), "");
  }
}

TEST(Stale, GoesByWhenAMessageWasStoredAndNotByItsDate) {
  ServicePeer peer({.faults = {{.route = "*", .kind = Kind::skew, .seconds = -1h}}});
  peer.reply();
  peer.pass(10s);
  peer.service.inject({.route = "*", .kind = Kind::stale, .seconds = 11s});
  EXPECT_EQ(peer.get("/tickets").response.status, 200) << "which is no look";
  EXPECT_EQ(body(peer.get(peer.replies)).at("total"), 0);
}

TEST(StoringFaults, ThatCannotBeAreRefused) {
  ServicePeer peer;
  for (const auto& fault :
       {Fault{.route = "POST /tickets", .kind = Kind::skew, .seconds = 1s},
        Fault{.route = look_route, .kind = Kind::rewrite, .mode = "text_cut"},
        Fault{.route = "*", .kind = Kind::rewrite}, Fault{.route = "*", .kind = Kind::rewrite, .mode = "408"},
        Fault{.route = reply_route, .kind = Kind::stale, .seconds = 1s},
        Fault{.route = "*", .kind = Kind::stale, .seconds = -1s}}) {
    EXPECT_THROW(peer.service.inject(fault), std::invalid_argument) << fault.route << " " << text(fault.kind);
  }
}

/// Over a socket: the copy, its date and its text, and then an old answer to a look.
TEST(StoringFaults, AreSeenByARawClient) {
  sandbox::Server server({.tickets = 5});
  server.inject({.route = reply_route, .kind = Kind::status_after});
  server.inject({.route = reply_route, .kind = Kind::rewrite, .mode = "text_quoted"});
  server.inject({.route = reply_route, .kind = Kind::skew, .seconds = -24h * 400});
  server.inject({.route = look_route, .skip = 1, .kind = Kind::stale, .seconds = 60s});
  RawPeer peer(server);
  const std::string path = "/tickets/tkt_0001/messages";
  peer.send("POST", path, R"({"fromAddress":"support@helpdesk.example","bodyText":"Soon."})");
  EXPECT_TRUE(peer.read_to("}}").starts_with("HTTP/1.1 500 "));
  peer.send("GET", path);
  const auto fresh = peer.read_to("\"total\":");
  EXPECT_NE(fresh.find("\"bodyText\":\"> Soon.\""), std::string::npos) << fresh;
  EXPECT_EQ(fresh.find("\r\nAge:"), std::string::npos) << fresh;
  peer.send("GET", path);
  peer.read_to("HTTP/1.1 ");
  const auto old = peer.read_to("\"total\":");
  EXPECT_NE(old.find("\r\nAge: 60\r\n"), std::string::npos) << old;
  EXPECT_EQ(old.find("> Soon."), std::string::npos) << old;
}

}  // namespace
