// The knowledge base, and endpoints without a method, over real sockets against the sandbox.
#include "stories/story.hpp"

namespace {

using stories::client_that_fails_at;
using stories::ids_of;
using stories::options_for;
using stories::read_all;
using stories::time_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace ticket0;

class Articles : public testing::Test {
 protected:
  sandbox::Server service_{{.tickets = 3}};
  Client client_{options_for(service_)};
  [[nodiscard]] std::vector<sandbox::Article> stored(const sandbox::ArticleFilter& filter = {}) {
    return service_.store().articles(filter, {.limit = 1'000}).items;
  }
};

TEST_F(Articles, AreListedWithoutTheirBodies) {
  const auto all = client_.knowledge_base().list().to_vector();
  const auto expected = stored();
  ASSERT_EQ(all.size(), expected.size());
  EXPECT_EQ(all.size(), 12U);
  for (std::size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i], (Article{.id = ArticleId{expected[i].id},
                               .title = expected[i].title,
                               .slug = expected[i].slug,
                               .status = Open<ArticleStatus>{expected[i].status},
                               .excerpt = expected[i].excerpt,
                               .created_at = time_of(expected[i].created_at),
                               .updated_at = time_of(expected[i].updated_at)}));
  EXPECT_EQ(service_.requests("GET /knowledge-base"), 1U);
}

TEST_F(Articles, AreReadWithTheirBody) {
  for (const auto& each : {stored().front(), stored().back()}) {
    const Article article = client_.knowledge_base().get(ArticleId{each.id});
    EXPECT_EQ(article.title, each.title);
    EXPECT_EQ(article.body, each.body);
  }
  EXPECT_THROW((void)client_.knowledge_base().get(ArticleId{"art_none"}), NotFoundError);
}

TEST_F(Articles, AreFiltered) {
  const auto drafts = client_.knowledge_base().list({.status = ArticleStatus::draft}).to_vector();
  EXPECT_EQ(ids_of(drafts), ids_of(stored({.status = "draft"})));
  EXPECT_EQ(drafts.size(), 2U);
  for (const Article& each : drafts) EXPECT_EQ(each.status, ArticleStatus::draft);
  const auto found = client_.knowledge_base().page({.query = "tracking number"}).items;
  EXPECT_EQ(ids_of(found), ids_of(stored({.query = "tracking number"})));
  EXPECT_EQ(found.size(), 1U);
  EXPECT_THAT(ids_of(client_.knowledge_base().page({.query = "\xE8\xBF\x94\xE5\x93\x81"}).items),
              ElementsAre(stored({.query = "\xE8\xBF\x94\xE5\x93\x81"}).at(0).id));
  EXPECT_THAT(
      client_.knowledge_base().list({.query = "tracking number", .status = ArticleStatus::draft}).to_vector(),
      IsEmpty());
}

TEST_F(Articles, OfAWordThatTheServiceDoesNotKnowAreRefusedByIt) {
  const auto result =
      attempt([&] { return client_.knowledge_base().page({.status = Open<ArticleStatus>{"archived"}}); });
  ASSERT_TRUE(result.error_as<ValidationError>());
  EXPECT_THAT(result.error_as()->what(), HasSubstr("published"));
}

TEST_F(Articles, OfAPageTakeOneRequestAndTheCursorGoesOn) {
  std::vector<std::string> ids;
  std::optional<Cursor> at;
  do {
    const auto page = client_.knowledge_base().page({.limit = 5, .cursor = at});
    for (const Article& each : page.items) ids.push_back(each.id.str());
    at = page.next;
  } while (at);
  EXPECT_EQ(ids, ids_of(stored()));
  EXPECT_EQ(service_.requests(), 3U);
}

TEST_F(Articles, AreListedEachOnceThoughThePageInTheMiddleFailedAtFirst) {
  service_.store().add_article({.id = "art_new", .title = "New", .slug = "new"});
  auto list = client_that_fails_at(service_, 3).knowledge_base().list({.limit = 3});
  std::vector<std::string> ids;
  EXPECT_EQ(read_all(list, ids), 1);
  EXPECT_EQ(ids, ids_of(stored()));
  EXPECT_EQ(ids.size(), 13U);
  EXPECT_EQ(service_.requests("GET /knowledge-base"), 5U);
}

TEST_F(Articles, AreResumedFromTheCursorOfAnotherClientsList) {
  auto list = client_.knowledge_base().list({.limit = 4});
  std::vector<std::string> ids;
  for (const Article& each : list) {
    if (ids.size() == 6) break;  // the second page is in hand
    ids.push_back(each.id.str());
  }
  const Client another{options_for(service_)};
  for (const Article& each : another.knowledge_base().list({.limit = 4, .cursor = list.cursor()})) {
    const auto id = each.id.str();
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  EXPECT_EQ(ids, ids_of(stored()));
}

TEST_F(Articles, CanBeReadByARawRequestToo) {
  const HttpResponse answer = client_.send("GET", "/knowledge-base?query=tracking%20number&limit=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("how-to-track-your-order"));
  const auto none = attempt([&] { return client_.send("DELETE", "/knowledge-base/art_0001"); });
  ASSERT_TRUE(none.error_as<ApiError>());
  EXPECT_EQ(none.error_as<ApiError>()->status(), 405);
  EXPECT_EQ(none.error_as<ApiError>()->code().text(), "METHOD_NOT_ALLOWED");
  EXPECT_THAT(none.error_as()->what(), testing::StartsWith("DELETE /knowledge-base/:id: 405"));
}

TEST_F(Articles, ARawWriteDoesWhatTheMethodWould) {
  const HttpResponse made = client_.send("POST", "/customers", R"({"email":"raw@example.com"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(service_.store().customers({.email = "raw@example.com"}, {}).items.size(), 1U);
}

}  // namespace
