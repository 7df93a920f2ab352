#include "client/raw_call.hpp"

#include "support.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using ticket0::detail::CallClass;
using ticket0::detail::RawCall;
using ticket0::detail::route_of;
using unit::bytes;

std::string refusal(std::string_view method, std::string_view path, std::string_view body = {}) {
  return unit::refusal([&] { static_cast<void>(RawCall{method, path, body}); });
}

TEST(RawCall, TakesAPathBelowTheBaseUrlAsItIs) {
  for (const std::string path : {"/",
                                 "/tickets",
                                 "/tickets/",
                                 "/tickets/tkt_1",
                                 "/tickets/tkt_1/merge?into=tkt_2&dry=1",
                                 "/tickets?cursor=a%2F..%2Fb",
                                 "/tickets?next=//x/../y/./z",
                                 "/tickets/...",
                                 "/tickets/.well-known",
                                 "/tickets/a..",
                                 "/tickets/..a",
                                 "/tickets/%2e%2e%2e",
                                 "/tickets/%2ea",
                                 "/tickets/a%2e",
                                 "/@app.evil.example",
                                 "/:8080/x",
                                 "/a:b@c",
                                 "/tickets/a%20b%C3%BC",
                                 "/a//b",
                                 "/?x",
                                 "/x?",
                                 "/~!$&'()*+,;=:@-._"}) {
    const RawCall call{"GET", path, {}};
    EXPECT_EQ(call.target(), path);
  }
}

TEST(RawCall, RefusesAPathThatDoesNotBeginWithExactlyOneSlash) {
  for (const std::string path :
       {"", "tickets", "//", "//evil.example", "//evil.example/tickets", "///", "?x=1", "@evil.example/x",
        ".evil.example", ":1/x", "https://evil.example/tickets", "http://127.0.0.1/", "HTTPS:/x", "./tickets",
        "../admin", "%2Ftickets"})
    EXPECT_THAT(refusal("GET", path),
                StartsWith("Client::send: the path has to start with exactly one slash"))
        << path;
}

TEST(RawCall, RefusesASegmentOfDotsHoweverItIsWritten) {
  for (const std::string dots :
       {".", "..", "%2e", "%2E", "%2e%2e", "%2E%2E", "%2e%2E", "%2E%2e", ".%2e", ".%2E", "%2e.", "%2E."})
    for (const std::string& path :
         {"/" + dots, "/" + dots + "/", "/" + dots + "/tickets", "/tickets/" + dots, "/tickets/" + dots + "/",
          "/tickets/" + dots + "/admin", "/tickets/" + dots + "?x=1", "/a/" + dots + "/" + dots + "/b"})
      EXPECT_THAT(refusal("GET", path), HasSubstr("has a segment . or ..")) << path;
}

TEST(RawCall, RefusesCharactersThatHaveToBeEncodedAndDoesNotRepeatThePath) {
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    const bool plain = code > 0x20 && code < 0x7F && c != '#' && c != '\\';
    for (const std::string& path : {"/hunter2" + std::string(1, c), "/hunter2/" + std::string(1, c) + "x",
                                    "/hunter2?q=" + std::string(1, c) + "x"}) {
      if (path == "/hunter2/.") continue;
      if (plain) {
        EXPECT_NO_THROW(static_cast<void>(RawCall{"GET", path, {}})) << code;
      } else {
        EXPECT_THAT(refusal("GET", path), AllOf(StartsWith("Client::send: "), Not(HasSubstr("hunter2"))))
            << code;
      }
    }
  }
  EXPECT_THAT(refusal("GET", "/tickets#x"), HasSubstr("fragment (#): write %23"));
  EXPECT_THAT(refusal("GET", "/tickets\\..\\x"), HasSubstr("backslash: write %5C"));
  EXPECT_THAT(refusal("GET", bytes("/tickets\0/x")), HasSubstr("control character"));
  EXPECT_THAT(refusal("GET", "/tickets HTTP/1.1\r\nX: y"), HasSubstr("percent-encode it"));
}

TEST(RawCall, TakesFiveMethodsInCapitals) {
  for (const std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    const RawCall call{method, "/tickets", {}};
    EXPECT_EQ(call.operation().method, method);
    EXPECT_EQ(call.operation().call_class, method == "GET" ? CallClass::read : CallClass::unsafe) << method;
  }
  for (const std::string& method : {bytes(""), bytes("get"), bytes("Post"), bytes("HEAD"), bytes("OPTIONS"),
                                    bytes("CONNECT"), bytes("TRACE"), bytes("GET "), bytes(" GET"),
                                    bytes("GET\0"), bytes("GET\r\nX: y"), bytes("DELETED"), bytes("PAT")})
    EXPECT_THAT(refusal(method, "/tickets"),
                StartsWith("Client::send: the method has to be GET, POST, PUT, PATCH or DELETE"))
        << method;
}

TEST(RawCall, OnlyAGetHasNoBody) {
  EXPECT_THAT(refusal("GET", "/tickets", "{}"), HasSubstr("a GET has no body"));
  for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE"})
    EXPECT_NO_THROW(static_cast<void>(RawCall{method, "/tickets", "{}"}));
}

/// Outlives the texts it was made of.
TEST(RawCall, KeepsItsTexts) {
  std::string path = "/tickets/tkt_1/merge";
  std::string method = "POST";
  const RawCall call{method, path, {}};
  path.assign(path.size(), 'x');
  method.assign(method.size(), 'x');
  EXPECT_EQ(call.target(), "/tickets/tkt_1/merge");
  EXPECT_EQ(call.operation().method, "POST");
  EXPECT_EQ(call.operation().route, "/tickets/:id/:id");
}

TEST(RawCall, KnowsTheScopeOfEveryOperationOfTheReference) {
  for (const auto& operation : ticket0::detail::operations::all) {
    std::string path{operation.route};
    if (const auto at = path.find(":id"); at != std::string::npos) path.replace(at, 3, "tkt_1");
    for (const std::string& target : {path, path + "?limit=5"}) {
      const RawCall call{operation.method, target, {}};
      EXPECT_EQ(call.operation().route, operation.route);
      EXPECT_EQ(call.operation().scope, operation.scope) << operation.method << ' ' << target;
    }
  }
}

TEST(RawCall, KnowsNoScopeOfAnythingElse) {
  for (const auto& [method, path] :
       std::initializer_list<std::pair<const char*, const char*>>{{"DELETE", "/tickets/tkt_1"},
                                                                  {"PUT", "/tickets"},
                                                                  {"PATCH", "/tickets"},
                                                                  {"GET", "/macros"},
                                                                  {"POST", "/tickets/tkt_1"},
                                                                  {"GET", "/tickets/tkt_1/messages/msg_1"},
                                                                  {"POST", "/knowledge-base"}}) {
    EXPECT_EQ((RawCall{method, path, {}}.operation().scope), "") << method << ' ' << path;
  }
}

TEST(RawCall, ThatMayBeAReplyHasToBeLookedAtHoweverItsPathIsSpelled) {
  for (const char* path :
       {"/tickets/tkt_1/messages", "/tickets/tkt_1/messages/", "/tickets/tkt_1//messages",
        "/tickets/tkt_1/%6Dessages", "/tickets/tkt_1/%6dessage%73?x=1", "/v1/tickets/tkt_1/messages",
        "/Tickets/tkt_1/Messages", "/tickets/tkt_1/messages/msg_1/send"})
    EXPECT_TRUE((RawCall{"POST", path, "{}"}.operation().check_before_repeat)) << path;
  for (const char* path : {"/tickets", "/tickets/tkt_1/notes", "/tickets?x=/messages", "/tickets/%6/%zz"})
    EXPECT_FALSE((RawCall{"POST", path, "{}"}.operation().check_before_repeat)) << path;
}

TEST(RawCall, KnowsTheTicketOfAReply) {
  struct Case {
    const char* path;
    const char* ticket;  // none: it is no reply
  };
  const Case cases[] = {
      {"/tickets/tkt_1/messages", "tkt_1"},
      {"/tickets/tkt_1/messages/", "tkt_1"},
      {"/tickets/tkt_1/messages//", "tkt_1"},
      {"/tickets/tkt_1//messages", "tkt_1"},
      {"/tickets//tkt_1///Messages//?x=/a/b", "tkt_1"},
      {"/tickets/tkt%5F1/%6Dessages?messages", "tkt_1"},
      {"/v1/tickets/messages/messages", "messages"},
      {"/tickets/tkt_1/messages/msg_1/read", nullptr},
      {"/tickets/tkt_1/messages/msg_1", nullptr},
      {"/tickets/tkt_1/messages//msg_1/", nullptr},
      {"/tickets/tkt_1/notes?x=/messages", nullptr},
      {"/tickets/tkt_1", nullptr},
  };
  for (const Case& each : cases) {
    const RawCall call{"POST", each.path, "{}"};
    const auto expected = each.ticket ? std::optional{ticket0::TicketId{each.ticket}} : std::nullopt;
    EXPECT_EQ(call.reply_to(), expected) << each.path;
    EXPECT_FALSE((RawCall{"GET", each.path, {}}.reply_to().has_value())) << each.path;
  }
}

TEST(RouteOf, KeepsTheWordsOfTheReferenceAndNoIdOrAnyonesText) {
  struct Case {
    std::string_view path;
    std::string_view route;
  };
  const Case cases[] = {
      {"/tickets", "/tickets"},
      {"/tickets?tag=jane@example.com", "/tickets"},
      {"/tickets/tkt_1", "/tickets/:id"},
      {"/tickets/jane", "/tickets/:id"},
      {"/tickets/tkt_1?x=/jane/", "/tickets/:id"},
      {"/tickets/tkt_1/messages", "/tickets/:id/messages"},
      {"/tickets/tkt_1/messages/msg_1", "/tickets/:id/messages/:id"},
      {"/tickets/tkt_1/merge", "/tickets/:id/:id"},
      {"/customers/jane/tickets", "/customers/:id/tickets"},
      {"/knowledge-base/art_1", "/knowledge-base/:id"},
      {"/jane", "/:id"},
      {"/jane/smith/of/acme", "/:id/:id/:id/:id"},
      {"/Tickets/TICKETS/ticket", "/:id/:id/:id"},
      {"/tickets%2Fjane", "/:id"},
      {"/tickets.json", "/:id"},
      {"/", "/:id"},
      {"/tickets/", "/tickets/:id"},
      {"/tickets//x", "/tickets/:id/:id"},
  };
  for (const auto& [path, route] : cases) EXPECT_EQ(route_of(path), route) << path;
}

}  // namespace
