// What a call sends.
#include "engine/client_fixture.hpp"
#include "ticket0/version.hpp"

namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

constexpr const char* base = "https://app.ticket0.ai/api/v1";
using Request = ClientTest;

TEST_F(Request, CarriesTheKeyAndSaysWhoAsks) {
  wire_->respond(200, R"({"id":"tkt_1"})");
  (void)tickets().get(id_);
  EXPECT_EQ(sent().method, "GET");
  EXPECT_EQ(sent().url, std::string{base} + "/tickets/tkt_1");
  EXPECT_EQ(sent().body, "");
  EXPECT_THAT(sent().headers, Contains(Pair("Authorization", std::string{"Bearer "} + key)));
  EXPECT_THAT(sent().headers, Contains(Pair("Accept", "application/json")));
  EXPECT_THAT(sent().headers, Contains(Pair("User-Agent", StartsWith("ticket0-cpp/" TICKET0_VERSION " ("))));
  EXPECT_THAT(sent().headers, Not(Contains(Key("Content-Type"))));
}

TEST_F(Request, NamesTheApplicationInTheUserAgent) {
  wire_->respond(200, R"({"id":"tkt_1"})");
  auto with_name = options();
  with_name.app_info = "acme-sync/2.1";
  (void)ticket0::Client{with_name}.tickets().get(id_);
  EXPECT_THAT(sent().headers, Contains(Pair("User-Agent", testing::EndsWith(") acme-sync/2.1"))));
}

TEST_F(Request, FollowsABaseUrlWithOrWithoutASlashAtItsEnd) {
  for (const char* url : {"http://localhost:8080/prefix", "http://localhost:8080/prefix/"}) {
    wire_->respond(200, R"({"id":"tkt_1"})");
    auto elsewhere = options();
    elsewhere.base_url = url;
    (void)ticket0::Client{elsewhere}.tickets().get(id_);
    EXPECT_EQ(wire_->sent().back().url, "http://localhost:8080/prefix/tickets/tkt_1");
  }
}

TEST_F(Request, OfAPageHasEveryFilterEncoded) {
  wire_->respond(200, R"({"tickets":[]})");
  (void)tickets().page({.status = ticket0::TicketStatus::open,
                        .assignee_id = ticket0::UserId{"usr_1"},
                        .inbox_id = ticket0::InboxId{"inb&1"},
                        .tag = "team:büro +1",
                        .limit = 10,
                        .cursor = ticket0::Cursor{"a=/b"}});
  EXPECT_EQ(sent().url,
            std::string{base} +
                "/tickets?status=open&assigneeId=usr_1&inboxId=inb%261&tag=team%3Ab%C3%BCro%20%2B1&limit=10"
                "&cursor=a%3D%2Fb");
}

TEST_F(Request, OfAPageWithoutFiltersHasNoQuery) {
  wire_->respond(200, R"({"tickets":[]})");
  (void)tickets().page();
  EXPECT_EQ(sent().url, std::string{base} + "/tickets");
}

TEST_F(Request, PutsAnIdIntoThePathAsOneSegment) {
  wire_->respond(200, R"({"id":"../a b?c#d"})");
  (void)tickets().get(ticket0::TicketId{"../a b?c#d"});
  EXPECT_EQ(sent().url, std::string{base} + "/tickets/..%2Fa%20b%3Fc%23d");
}

TEST_F(Request, ToCreateHasTheTicketAsJson) {
  wire_->respond(201, R"({"id":"tkt_9","status":"processing"})");
  const auto ticket =
      tickets().create({.subject = "Drucker", .customer_email = "a@b.c", .body = "Zeile 1\n\"2\""});
  EXPECT_EQ(sent().method, "POST");
  EXPECT_EQ(sent().url, std::string{base} + "/tickets");
  EXPECT_EQ(sent().body, R"({"subject":"Drucker","customerEmail":"a@b.c","body":"Zeile 1\n\"2\""})");
  EXPECT_THAT(sent().headers, Contains(Pair("Content-Type", "application/json")));
  EXPECT_EQ(ticket.id.str(), "tkt_9");
  EXPECT_EQ(ticket.status, ticket0::TicketStatus::processing);
}

TEST_F(Request, ToUpdateHasWhatWasSetAndNothingElse) {
  wire_->respond(200, R"({"id":"tkt_1"})").respond(200, R"({"id":"tkt_1"})");
  tickets().update(id_, {.status = ticket0::TicketStatus::resolved, .assignee_id = ticket0::null});
  tickets().update(id_, {.tags = {"billing", "vip"}});
  EXPECT_EQ(sent(0).method, "PATCH");
  EXPECT_EQ(sent(0).url, std::string{base} + "/tickets/tkt_1");
  EXPECT_EQ(sent(0).body, R"({"status":"resolved","assigneeId":null})");
  EXPECT_EQ(sent(1).body, R"({"tags":["billing","vip"]})");
}

TEST_F(Request, HasTheHeadersOfTheCall) {
  wire_->respond(200, R"({"id":"tkt_1"})");
  (void)tickets().get(id_, {.headers = {{"X-Trace", "abc"}}});
  EXPECT_THAT(sent().headers, Contains(Pair("X-Trace", "abc")));
}

/// Each is refused with a text that names what is wrong, before anything is sent.
TEST_F(Request, IsNotMadeOfWhatCannotBeSent) {
  using ticket0::TicketId;
  struct Case {
    const char* named;
    std::function<void()> call;
  };
  const std::vector<Case> cases{
      {"TicketId is empty", [&] { (void)tickets().get(TicketId{}); }},
      {"TicketId is \".\" or", [&] { (void)tickets().get(TicketId{".."}); }},
      {"TicketId is empty", [&] { tickets().update(TicketId{}, {.tags = {"a"}}); }},
      {"TicketPatch is empty", [&] { tickets().update(id_, {}); }},
      {"TicketPatch.status has no text",
       [&] { tickets().update(id_, {.status = ticket0::TicketStatus::unknown}); }},
      {"TicketPatch.assignee_id is an empty id",
       [&] { tickets().update(id_, {.assignee_id = ticket0::UserId{}}); }},
      {"TicketPatch.tags is not valid UTF-8", [&] { tickets().update(id_, {.tags = {"\xff"}}); }},
      {"TicketPatch.extra[\"status\"] is sent by the member status",
       [&] {
         tickets().update(id_, {.extra = {{"status", "1"}}});
       }},
      {"NewTicket.subject is empty", [&] { tickets().create({.customer_email = "a@b.c", .body = "b"}); }},
      {"NewTicket.customer_email is empty", [&] { tickets().create({.subject = "a", .body = "b"}); }},
      {"NewTicket.extra[\"x\"] is not valid JSON text",
       [&] {
         tickets().create({.subject = "a", .customer_email = "b", .body = "c", .extra = {{"x", "high"}}});
       }},
      {"TicketQuery.limit is 0", [&] { (void)tickets().page({.limit = 0}); }},
      {"TicketQuery.limit is 101", [&] { (void)tickets().page({.limit = 101}); }},
      {"TicketQuery.limit is 101", [&] { (void)tickets().list({.limit = 101}); }},
      {"TicketQuery.tag is empty", [&] { (void)tickets().list({.tag = ""}); }},
      {"CallOptions.timeout is 0 ms", [&] { (void)tickets().list({}, {.timeout = 0ms}); }},
      {"CallOptions.headers[\"authorization\"]",
       [&] {
         (void)tickets().page({}, {.headers = {{"authorization", "x"}}});
       }},
      {"CallOptions.headers[\"X\"]",
       [&] {
         (void)tickets().page({}, {.headers = {{"X", "a\r\nY: b"}}});
       }},
      {"CallOptions.headers has a name",
       [&] {
         (void)tickets().page({}, {.headers = {{"X: y", "a"}}});
       }},
  };
  for (const Case& each : cases) {
    const auto error = thrown_by<ticket0::InvalidArgument>([&] {
      each.call();
      return 0;
    });
    EXPECT_THAT(error.what(), StartsWith(each.named));
    EXPECT_EQ(error.outcome(), ticket0::Outcome::not_sent);
    EXPECT_EQ(error.attempts(), 0);
  }
  EXPECT_THAT(wire_->sent(), ElementsAre());
}

TEST_F(Request, OfAListCannotBeCaptured) {
  ticket0::ResponseInfo info;
  EXPECT_THROW((void)tickets().list({}, {.capture = &info}), ticket0::InvalidArgument);
}

}  // namespace
