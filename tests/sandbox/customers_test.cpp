#include <gtest/gtest.h>

#include <string>

#include "peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox_tests::Json;
using sandbox_tests::Peer;

class Customers : public testing::Test {
 protected:
  sandbox::Server server{{.tickets = 10}};
  Peer peer{server};
};

TEST_F(Customers, AreCreated) {
  const auto created = peer.post("/customers", {{"email", "john@example.com"},
                                                {"name", "John Doe"},
                                                {"externalId", "usr_99999"},
                                                {"metadata", {{"plan", "enterprise"}}}});
  ASSERT_EQ(created.status, 201);
  EXPECT_EQ(created.body.at("email"), "john@example.com");
  EXPECT_EQ(created.body.at("name"), "John Doe");
  EXPECT_EQ(created.body.at("externalId"), "usr_99999");
  EXPECT_EQ(created.body.at("metadata"), (Json{{"plan", "enterprise"}}));
  EXPECT_EQ(created.body.at("ticketCount"), 0);
  EXPECT_EQ(peer.get("/customers/" + created.body.at("id").get<std::string>()).body, created.body);
}

TEST_F(Customers, NeedAnEmailOnly) {
  const auto created = peer.post("/customers", {{"email", "john@example.com"}});
  ASSERT_EQ(created.status, 201);
  EXPECT_TRUE(created.body.at("name").is_null());
  EXPECT_TRUE(created.body.at("externalId").is_null());
  EXPECT_EQ(created.body.at("metadata"), Json::object());
}

TEST_F(Customers, WithAnExternalIdAreCreatedOnce) {
  const auto first = peer.post("/customers", {{"email", "john@example.com"}, {"externalId", "ext_1"}});
  const auto again =
      peer.post("/customers", {{"email", "other@example.com"}, {"externalId", "ext_1"}, {"name", "New"}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(peer.get("/customers?externalId=ext_1").body.at("customers").size(), 1U);
}

TEST_F(Customers, WithoutAnExternalIdAreCreatedEachTime) {
  const auto first = peer.post("/customers", {{"email", "john@example.com"}});
  const auto again = peer.post("/customers", {{"email", "john@example.com"}});
  EXPECT_NE(first.body.at("id"), again.body.at("id"));
}

TEST_F(Customers, AreFoundByEmailAndExternalId) {
  peer.post("/customers", {{"email", "john+shop@example.com"}, {"externalId", "ext/1"}});
  const auto found = [&](const std::string& query) {
    return peer.get("/customers?" + query).body.at("customers").size();
  };
  EXPECT_EQ(found("email=john%2Bshop%40example.com"), 1U);
  EXPECT_EQ(found("email=JOHN%2Bshop@example.com"), 1U);
  EXPECT_EQ(found("externalId=ext%2F1"), 1U);
  EXPECT_EQ(found("externalId=ext%2F1&email=jane.smith@example.com"), 0U);
}

TEST_F(Customers, KeepMetadataThatAPatchDoesNotName) {
  const auto id = peer.post("/customers",
                            {{"email", "j@example.com"}, {"metadata", {{"a", "1"}, {"b", "2"}, {"c", "3"}}}})
                      .body.at("id")
                      .get<std::string>();
  const auto patched =
      peer.patch("/customers/" + id, {{"metadata", {{"a", nullptr}, {"b", "two"}, {"d", ""}}}});
  EXPECT_EQ(patched.status, 200);
  EXPECT_EQ(patched.body.at("metadata"), (Json{{"b", "two"}, {"c", "3"}, {"d", ""}}));
  EXPECT_EQ(patched.body.at("email"), "j@example.com");

  const auto renamed = peer.patch("/customers/" + id, {{"name", "J"}});
  EXPECT_EQ(renamed.body.at("name"), "J");
  EXPECT_EQ(renamed.body.at("metadata"), patched.body.at("metadata"));
}

TEST_F(Customers, LoseNothingByRemovingAKeyThatIsNotThere) {
  const auto patched = peer.patch("/customers/cus_0001", {{"metadata", {{"nothing", nullptr}}}});
  EXPECT_EQ(patched.status, 200);
  EXPECT_EQ(patched.body.at("metadata").at("plan"), "pro");
}

TEST_F(Customers, ThatDoNotExistAreNotFound) {
  EXPECT_EQ(peer.get("/customers/cus_9999").status, 404);
  EXPECT_EQ(peer.patch("/customers/cus_9999", {{"name", "n"}}).status, 404);
}

}  // namespace
