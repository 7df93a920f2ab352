// Client::send: endpoints that this version has no method for.
#include "engine/client_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

class Send : public ClientTest {
 protected:
  const Client client_{options()};
};

TEST_F(Send, SendsTheRequestAsItIsAndGivesTheAnswerAsItCame) {
  wire_->respond(202, "not even { JSON \xFF", {{"X-Job", "7"}, {"x-job", "8"}});
  const HttpResponse answer =
      client_.send("POST", "/tickets/tkt_1/merge?dry=1&to=a%20b", R"( {"into" : "tkt_2"} )");
  EXPECT_EQ(sent().method, "POST");
  EXPECT_EQ(sent().url, "https://app.ticket0.ai/api/v1/tickets/tkt_1/merge?dry=1&to=a%20b");
  EXPECT_EQ(sent().body, R"( {"into" : "tkt_2"} )");
  EXPECT_THAT(sent().headers, Contains(Pair("Authorization", std::string{"Bearer "} + key)));
  EXPECT_THAT(sent().headers, Contains(Pair("Content-Type", "application/json")));
  EXPECT_THAT(sent().headers, Contains(Pair("Accept", "application/json")));
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "not even { JSON \xFF");
  EXPECT_EQ(answer.header("X-JOB"), "7");
}

TEST_F(Send, GoesBelowTheBaseUrlWhateverThePathTries) {
  auto elsewhere = options();
  elsewhere.base_url = "http://localhost:8080/prefix/";
  const Client client{elsewhere};
  for (const std::string path : {"/@evil.example", "/:9090/x", "/tickets"}) {
    wire_->respond(200, "");
    client.send("GET", path);
    EXPECT_EQ(wire_->sent().back().url, "http://localhost:8080/prefix" + path);
  }
  for (const char* path :
       {"@evil.example", "//evil.example", "https://evil.example/", ":9090/", ".evil.example", "/../x", ""})
    EXPECT_THROW(client.send("GET", path), InvalidArgument) << path;
  EXPECT_EQ(wire_->sent().size(), 3U);
}

TEST_F(Send, TakesAnyTwoHundredEvenWithoutABody) {
  for (const int status : {200, 201, 204, 299}) {
    wire_->respond(status, "");
    EXPECT_EQ(client_.send("DELETE", "/tickets/tkt_1").status, status);
    EXPECT_EQ(wire_->sent().back().body, "");
    EXPECT_THAT(wire_->sent().back().headers, Not(Contains(Key("Content-Type"))));
  }
}

TEST_F(Send, AnyOtherStatusIsAnErrorThatNamesTheRouteAndNoId) {
  wire_->respond(404, R"({"error":{"code":"NOT_FOUND","message":"no such ticket"}})", {{"X-A", "1"}});
  ResponseInfo info;
  const auto error = thrown_by<NotFoundError>(
      [&] { return client_.send("PUT", "/tickets/tkt_secret/merge?to=secret", "{}", {.capture = &info}); });
  EXPECT_THAT(error.what(), StartsWith("PUT /tickets/:id/:id: 404 NOT_FOUND: no such ticket"));
  EXPECT_THAT(error.explain(), Not(HasSubstr("secret")));
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(error.status(), 404);
  EXPECT_EQ(error.needed_scope(), "");
  EXPECT_EQ(error.response().header("x-a"), "1");
  EXPECT_EQ(info.status, 404);
  EXPECT_EQ(info.attempts, 1);
  EXPECT_THAT(info.body, HasSubstr("NOT_FOUND"));
}

TEST_F(Send, ARedirectIsAnErrorAndNotFollowed) {
  wire_->respond(307, "", {{"Location", "https://evil.example/"}});
  const auto error = thrown_by<ApiError>([&] { return client_.send("POST", "/tickets", "{}"); });
  EXPECT_EQ(error.status(), 307);
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_EQ(wire_->sent().size(), 1U);
}

TEST_F(Send, IsCapturedAndHasTheCallsHeaders) {
  wire_->respond(200, "body", {{"X-A", "1"}});
  ResponseInfo info;
  const auto answer = client_.send("GET", "/macros", {}, {.headers = {{"X-Trace", "abc"}}, .capture = &info});
  EXPECT_EQ(answer.body, "body");
  EXPECT_EQ(info.status, 200);
  EXPECT_EQ(info.attempts, 1);
  EXPECT_EQ(info.body, "body");
  EXPECT_EQ(info.headers, (Headers{{"X-A", "1"}}));
  EXPECT_THAT(sent().headers, Contains(Pair("X-Trace", "abc")));
}

TEST_F(Send, RefusesWhatCannotBeSent) {
  struct Case {
    const char* named;
    std::function<void()> call;
  };
  const std::vector<Case> cases{
      {"Client::send: the method", [&] { client_.send("get", "/tickets"); }},
      {"Client::send: the method", [&] { client_.send("HEAD", "/tickets"); }},
      {"Client::send: the path has to start", [&] { client_.send("GET", "tickets"); }},
      {"Client::send: the path has a segment", [&] { client_.send("GET", "/tickets/%2e./x"); }},
      {"Client::send: the path has a fragment", [&] { client_.send("GET", "/tickets#x"); }},
      {"Client::send: the path contains a space", [&] { client_.send("GET", "/a b"); }},
      {"Client::send: a GET has no body", [&] { client_.send("GET", "/tickets", "{}"); }},
      {"CallOptions.timeout", [&] { client_.send("GET", "/tickets", {}, {.timeout = 0ms}); }},
      {"CallOptions.headers",
       [&] {
         client_.send("GET", "/tickets", {}, {.headers = {{"Content-Length", "1"}}});
       }},
  };
  for (const Case& each : cases) {
    const auto error = thrown_by<InvalidArgument>([&] {
      each.call();
      return 0;
    });
    EXPECT_THAT(error.what(), StartsWith(each.named));
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
  }
  EXPECT_THAT(wire_->sent(), ElementsAre());
}

TEST_F(Send, AWriteMustNotBeRepeatedByATransport) {
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    wire_->respond(200, {});
    client_.send(method, "/tickets/tkt_1");
  }
  std::vector<bool> at_most_once;
  for (const auto& each : wire_->sent()) at_most_once.push_back(each.context.at_most_once);
  EXPECT_THAT(at_most_once, ElementsAre(false, true, true, true, true));
}

struct Routes final : Observer {
  void on_send(const Attempt& a) noexcept override {
    seen.push_back(std::string{a.method} + " " + std::string{a.route});
  }
  std::vector<std::string> seen{};
};

TEST_F(Send, TellsAnObserverTheRouteAndNoId) {
  const auto routes = std::make_shared<Routes>();
  auto watched = options();
  watched.observer = routes;
  wire_->respond(200, "");
  Client{watched}.send("GET", "/customers/cus_1/notes/jane@example.com?x=jane");
  EXPECT_THAT(routes->seen, ElementsAre("GET /customers/:id/:id/:id"));
}

}  // namespace
