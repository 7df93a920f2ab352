#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "peer.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox::Scope;
using sandbox_tests::Json;
using sandbox_tests::Peer;

struct Endpoint {
  std::string method;
  std::string path;
  Scope scope;
  Json body;
  int status;
};

const std::array<Endpoint, 12> endpoints{{
    {"GET", "/tickets", Scope::tickets_read, {}, 200},
    {"POST",
     "/tickets",
     Scope::tickets_write,
     {{"subject", "s"}, {"customerEmail", "a@b.example"}, {"body", "b"}},
     201},
    {"GET", "/tickets/tkt_0001", Scope::tickets_read, {}, 200},
    {"PATCH", "/tickets/tkt_0001", Scope::tickets_write, {{"status", "open"}}, 200},
    {"GET", "/tickets/tkt_0001/messages", Scope::messages_read, {}, 200},
    {"POST",
     "/tickets/tkt_0001/messages",
     Scope::messages_send,
     {{"fromAddress", "us@helpdesk.example"}, {"bodyText", "hi"}},
     201},
    {"GET", "/customers", Scope::customers_read, {}, 200},
    {"POST", "/customers", Scope::customers_write, {{"email", "a@b.example"}}, 201},
    {"GET", "/customers/cus_0001", Scope::customers_read, {}, 200},
    {"PATCH", "/customers/cus_0001", Scope::customers_write, {{"name", "n"}}, 200},
    {"GET", "/knowledge-base", Scope::tickets_read, {}, 200},
    {"GET", "/knowledge-base/art_0001", Scope::tickets_read, {}, 200},
}};

constexpr std::array all{Scope::tickets_read,  Scope::tickets_write,  Scope::messages_read,
                         Scope::messages_send, Scope::customers_read, Scope::customers_write,
                         Scope::admin};

std::string key_of(Scope scope) { return "t0_" + std::string(text(scope)); }

sandbox::Options a_key_for_each_scope() {
  sandbox::Options options{.tickets = 3, .keys = {}};
  for (const auto scope : all) options.keys.push_back({.key = key_of(scope), .scopes = {scope}});
  return options;
}

TEST(Scopes, AnEndpointNeedsItsOwnScopeOrAdmin) {
  sandbox::Server server(a_key_for_each_scope());
  for (const auto scope : all) {
    Peer peer(server, key_of(scope));
    for (const auto& endpoint : endpoints) {
      const auto answer =
          peer.send(endpoint.method, endpoint.path, endpoint.body.is_null() ? "" : endpoint.body.dump());
      const bool allowed = scope == endpoint.scope || scope == Scope::admin;
      EXPECT_EQ(answer.status, allowed ? endpoint.status : 403)
          << text(scope) << " " << endpoint.method << endpoint.path;
      if (answer.status != 403) continue;
      EXPECT_EQ(answer.code(), "FORBIDDEN");
      EXPECT_NE(answer.message().find(text(endpoint.scope)), std::string::npos);
    }
  }
}

TEST(Scopes, AKeyWithoutAnyMayDoNothing) {
  sandbox::Server server({.keys = {{.key = "t0_none", .scopes = {}}}});
  EXPECT_EQ(Peer(server).get("/tickets").status, 403);
}

TEST(Keys, AMissingKeyAnUnknownOneAndAnExpiredOneAreUnauthorized) {
  sandbox::Server server({.keys = {{.key = "t0_good"}, {.key = "t0_gone", .expired = true}}});
  for (const std::string key : {"", "t0_other", "t0_goo", "t0_good2", "T0_GOOD", "t0_gone"}) {
    const auto answer = Peer(server, key).get("/tickets");
    EXPECT_EQ(answer.status, 401) << key;
    EXPECT_EQ(answer.code(), "UNAUTHORIZED") << key;
    EXPECT_EQ(answer.header("Content-Type"), "application/json") << key;
  }
  EXPECT_EQ(Peer(server, "t0_good").get("/tickets").status, 200);
}

TEST(Keys, AreFoundInABearerHeaderOnly) {
  const std::vector<sandbox::ApiKey> keys{{.key = "t0_good"}};
  EXPECT_NE(find_key(keys, "Bearer t0_good"), nullptr);
  EXPECT_NE(find_key(keys, "bearer t0_good"), nullptr);
  for (const std::string_view header :
       {"", "t0_good", "Bearer", "Bearer ", "Basic t0_good", "Bearer  t0_good"}) {
    EXPECT_EQ(find_key(keys, header), nullptr) << header;
  }
}

TEST(Keys, AreCheckedBeforeAnythingIsToldAboutARoute) {
  sandbox::Server server;
  EXPECT_EQ(Peer(server, "t0_other").get("/tickets/tkt_9999").status, 401);
  EXPECT_EQ(Peer(server, "t0_other").get("/nothing").status, 401);
}

}  // namespace
