#include <gtest/gtest.h>

#include <string>

#include "peer.hpp"
#include "sandbox/server.hpp"
#include "service_peer.hpp"

namespace {

using sandbox_tests::Answered;
using sandbox_tests::Json;
using sandbox_tests::Peer;

class Refusals : public testing::Test {
 protected:
  /// Each is a 400 whose message has `about` in it.
  void expect_invalid(const Answered& answer, const std::string& about) {
    ASSERT_EQ(answer.status, 400) << answer.text;
    EXPECT_EQ(answer.header("Content-Type"), "application/json");
    ASSERT_EQ(answer.body.size(), 1U);
    EXPECT_EQ(answer.body.at("error").size(), 2U);
    EXPECT_EQ(answer.code(), "VALIDATION_ERROR");
    EXPECT_NE(answer.message().find(about), std::string::npos) << answer.message();
  }

  sandbox::Server server{{.tickets = 5}};
  Peer peer{server};
};

TEST_F(Refusals, OfALimitThatIsNotAWholeNumberFromOneToAHundred) {
  for (const std::string limit : {"0", "101", "-1", "+5", "5.0", "1e1", "ten", "%2010", "10%20", "", "0x10",
                                  "99999999999999999999999"}) {
    for (const std::string list : {"/tickets", "/customers", "/knowledge-base"}) {
      expect_invalid(peer.get(list + "?limit=" + limit), "limit");
    }
  }
}

TEST_F(Refusals, OfACursorThatTheApiDidNotGive) {
  for (const std::string cursor : {"", "1", "cur_01abc", "cur_", "%00", "tkt_0001"}) {
    expect_invalid(peer.get("/tickets?cursor=" + cursor), "cursor");
  }
}

TEST_F(Refusals, OfAFilterThatCannotBe) {
  expect_invalid(peer.get("/tickets?status=done"), "status must be one of processing open");
  expect_invalid(peer.get("/tickets?status=Open"), "status");
  expect_invalid(peer.get("/tickets?status="), "status must not be empty");
  expect_invalid(peer.get("/tickets?tag="), "tag");
  expect_invalid(peer.get("/tickets?assigneeId"), "assigneeId");
  expect_invalid(peer.get("/tickets?tag=a&tag=b"), "tag is given twice");
  expect_invalid(peer.get("/customers?email="), "email");
  expect_invalid(peer.get("/tickets?tag=%zz"), "percent");
}

TEST_F(Refusals, OfATicketWithoutARequiredMember) {
  const Json whole{{"subject", "s"}, {"customerEmail", "a@b.example"}, {"body", "b"}, {"inboxId", "inb_1"}};
  EXPECT_EQ(peer.post("/tickets", whole).status, 201);
  for (const std::string member : {"subject", "customerEmail", "body"}) {
    auto without = whole;
    without.erase(member);
    expect_invalid(peer.post("/tickets", without), member + " is required");
  }
  for (const std::string member : {"subject", "customerEmail", "body", "inboxId"}) {
    for (const Json& wrong : {Json(""), Json(nullptr), Json(1), Json::array(), Json::object()}) {
      auto with = whole;
      with[member] = wrong;
      expect_invalid(peer.post("/tickets", with), member + " must");
    }
  }
  auto address = whole;
  for (const std::string wrong : {"jane", "@b", "a@", "a b@c"}) {
    address["customerEmail"] = wrong;
    expect_invalid(peer.post("/tickets", address), "e-mail");
  }
  EXPECT_EQ(server.store().ticket_ids().size(), 6U);
}

TEST_F(Refusals, OfAMemberThatABodyDoesNotHave) {
  expect_invalid(
      peer.post("/tickets", {{"subject", "s"}, {"customerEmail", "a@b.c"}, {"body", "b"}, {"tags", {"x"}}}),
      "tags is not a member");
  expect_invalid(peer.patch("/tickets/tkt_0001", {{"subject", "s"}}), "subject is not a member");
  expect_invalid(peer.patch("/tickets/tkt_0001", {{"assigneeID", "usr_1"}}), "assigneeId");
  expect_invalid(peer.patch("/customers/cus_0001", {{"email", "a@b.c"}}), "email");
  expect_invalid(peer.post("/customers", {{"email", "a@b.c"}, {"id", "cus_1"}}), "id");
  expect_invalid(peer.post("/tickets/tkt_0001/messages",
                           {{"fromAddress", "a@b.c"}, {"bodyText", "t"}, {"bodyHtml", "<p>t</p>"}}),
                 "bodyHtml");
}

TEST_F(Refusals, OfAPatchOfATicketThatIsWrong) {
  expect_invalid(peer.patch("/tickets/tkt_0001", Json::object()), "must change something");
  for (const Json& wrong : {Json("done"), Json(""), Json(nullptr), Json(3)}) {
    expect_invalid(peer.patch("/tickets/tkt_0001", {{"status", wrong}}), "status must");
  }
  for (const Json& wrong : {Json(""), Json(7), Json::array()}) {
    expect_invalid(peer.patch("/tickets/tkt_0001", {{"assigneeId", wrong}}), "assigneeId must");
  }
  for (const Json& wrong :
       {Json("vip"), Json(nullptr), Json::array({1}), Json::array({""}), Json::object()}) {
    expect_invalid(peer.patch("/tickets/tkt_0001", {{"tags", wrong}}), "tags must");
  }
}

TEST_F(Refusals, OfACustomerThatIsWrong) {
  expect_invalid(peer.post("/customers", {{"name", "n"}}), "email is required");
  expect_invalid(peer.post("/customers", {{"email", "a@b.c"}, {"name", nullptr}}), "name must be a string");
  expect_invalid(peer.post("/customers", {{"email", "a@b.c"}, {"externalId", ""}}), "externalId");
  expect_invalid(peer.post("/customers", {{"email", "a@b.c"}, {"metadata", "x"}}), "metadata");
  expect_invalid(peer.post("/customers", {{"email", "a@b.c"}, {"metadata", {{"age", 24}}}}), "metadata.age");
  expect_invalid(peer.post("/customers", {{"email", "a@b.c"}, {"metadata", {{"age", nullptr}}}}),
                 "metadata.age");
  expect_invalid(peer.patch("/customers/cus_0001", Json::object()), "must change something");
  expect_invalid(peer.patch("/customers/cus_0001", {{"metadata", {{"age", 24}}}}), "metadata.age");
}

TEST_F(Refusals, OfAReplyThatIsWrong) {
  const std::string path = "/tickets/tkt_0001/messages";
  expect_invalid(peer.post(path, {{"fromAddress", "a@b.c"}}), "bodyText is required");
  expect_invalid(peer.post(path, {{"bodyText", "t"}}), "fromAddress is required");
  expect_invalid(peer.post(path, {{"fromAddress", "a@b.c"}, {"bodyText", ""}}), "bodyText must not be empty");
  expect_invalid(peer.post(path, {{"fromAddress", "nobody"}, {"bodyText", "t"}}), "fromAddress");
}

TEST_F(Refusals, OfABodyThatIsNotAJsonObject) {
  for (const std::string body : {"", "{", "not json", "{\"subject\":\"\xff\"}", "{} x"}) {
    const auto answer = peer.send("POST", "/tickets", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.code(), "VALIDATION_ERROR") << body;
  }
  expect_invalid(peer.send("POST", "/tickets", "{"), "not valid JSON");
  for (const std::string body : {"[]", "null", "1", "\"text\""}) {
    expect_invalid(peer.send("POST", "/tickets", body), "must be a JSON object");
  }
  expect_invalid(peer.send("POST", "/tickets", "{}", "text/plain"), "Content-Type");
  EXPECT_EQ(peer.send("PATCH", "/tickets/tkt_0001", R"({"status":"open"})", "application/json; charset=utf-8")
                .status,
            200);
}

TEST_F(Refusals, OfABodyThatIsNestedDeeply) {
  expect_invalid(peer.send("POST", "/tickets", std::string(100'000, '[') + std::string(100'000, ']')),
                 "object");
}

TEST_F(Refusals, OfAPathThatTheApiDoesNotHave) {
  for (const std::string path :
       {"/", "", "/nothing", "/tickets/", "/tickets/tkt_0001/", "/tickets//messages",
        "/tickets/tkt_0001/notes", "/Tickets", "/tickets/tkt_0001/messages/msg_0001"}) {
    const auto answer = peer.get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.code(), "NOT_FOUND") << path;
  }
}

TEST(PathOutsideTheApi, GetsAWebServersPageWithoutAKeyAndUsesNoBudget) {
  for (const auto generation : {sandbox::Generation::newer, sandbox::Generation::older}) {
    sandbox_tests::ServicePeer peer{{.requests_per_minute = 1, .generation = generation}};
    for (const std::string target :
         {"/", "/tickets", "/api", "/api/tickets", "/api/v2/tickets", "/v1/tickets"}) {
      const auto outcome = peer.send_to(target, "GET", "", "t0_nobody");
      EXPECT_EQ(outcome.response.status, 404) << target;
      EXPECT_EQ(outcome.route, "GET ?") << target;
      EXPECT_EQ(sandbox_tests::header(outcome, "Content-Type"), "text/html") << target;
      EXPECT_EQ(sandbox_tests::header(outcome, "X-RateLimit-Limit"), "") << target;
      EXPECT_TRUE(sandbox_tests::header(outcome, "Date").ends_with(" GMT")) << target;
      EXPECT_EQ(outcome.response.body.find("error"), std::string::npos) << target;
    }
    EXPECT_EQ(peer.get("/tickets").response.status, 200);
  }
}

TEST_F(Refusals, OfAMethodThatThePathDoesNotHave) {
  for (const std::string method : {"DELETE", "PUT", "POST", "OPTIONS"}) {
    const auto answer = peer.send(method, "/tickets/tkt_0001", "");
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.code(), "METHOD_NOT_ALLOWED") << method;
    EXPECT_EQ(answer.header("Allow"), "GET, PATCH") << method;
  }
  EXPECT_EQ(peer.send("HEAD", "/tickets", "").status, 405);
}

TEST_F(Refusals, OfABodyAboveOneMebibyte) {
  const auto answer = peer.send("POST", "/tickets", std::string(1024 * 1024 + 1, ' '));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.code(), "PAYLOAD_TOO_LARGE");
  EXPECT_EQ(peer.get("/tickets").status, 200);
}

TEST_F(Refusals, OfAUrlThatIsTooLong) {
  EXPECT_EQ(peer.get("/tickets/" + std::string(8000, 'x')).status, 404);
  const auto answer = peer.get("/tickets/" + std::string(9000, 'x'));
  EXPECT_EQ(answer.status, 414);
  EXPECT_FALSE(answer.code().empty());
}

}  // namespace
