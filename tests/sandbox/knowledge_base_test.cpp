#include <gtest/gtest.h>

#include <string>

#include "peer.hpp"
#include "sandbox/server.hpp"

namespace {

using sandbox_tests::Peer;

class KnowledgeBase : public testing::Test {
 protected:
  std::size_t found(const std::string& query) {
    return peer.get("/knowledge-base?limit=100&" + query).body.at("articles").size();
  }

  sandbox::Server server{{.tickets = 0}};
  Peer peer{server};
};

TEST_F(KnowledgeBase, ListsArticlesWithoutTheirBodies) {
  const auto page = peer.get("/knowledge-base").body;
  ASSERT_GE(page.at("articles").size(), 10U);
  for (const auto& article : page.at("articles")) EXPECT_FALSE(article.contains("body"));
}

TEST_F(KnowledgeBase, GivesOneArticleWithItsBody) {
  const auto article = peer.get("/knowledge-base/art_0001").body;
  EXPECT_EQ(article.at("slug"), "how-to-track-your-order");
  EXPECT_NE(article.at("body").get<std::string>().find("## Tracking"), std::string::npos);
}

TEST_F(KnowledgeBase, FindsEveryWordInTitleExcerptOrBody) {
  EXPECT_EQ(found("query=TRACKING"), 1U);
  EXPECT_EQ(found("query=tracking+postcode"), 1U);
  EXPECT_EQ(found("query=postcode%20track"), 1U);
  EXPECT_EQ(found("query=tracking+refund"), 0U);
  EXPECT_EQ(found("query=%E8%BF%94%E5%93%81"), 1U);
}

TEST_F(KnowledgeBase, IsFilteredByStatus) {
  EXPECT_GE(found("status=draft"), 1U);
  EXPECT_EQ(found("status=published") + found("status=draft"), found(""));
  EXPECT_EQ(found("status=draft&query=tracking"), 0U);
  EXPECT_EQ(peer.get("/knowledge-base?status=open").status, 400);
}

TEST_F(KnowledgeBase, DoesNotFindAnArticleThatDoesNotExist) {
  const auto answer = peer.get("/knowledge-base/art_9999");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.code(), "NOT_FOUND");
}

}  // namespace
