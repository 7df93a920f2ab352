#include "golden/golden.hpp"

namespace golden {

using namespace ticket0;
using testing::ElementsAre;

namespace {

Article get(Golden& golden, const std::string& file) {
  return golden.answer(file).client().knowledge_base().get(ArticleId{"art_1"});
}
Page<Article> page(Golden& golden, const std::string& file) {
  return golden.answer(file).client().knowledge_base().page();
}

void read_newer(Golden& golden) {
  expect_same(get(golden, "newer/article.json"),
              {.id = ArticleId{"art_1"},
               .title = "How to track your order",
               .slug = "how-to-track-your-order",
               .status = ArticleStatus::published,
               .excerpt = "You can track your order with the tracking number.",
               .body = "## Tracking\n\n- Open the \"link\"\n- \xE8\xBF\x94\xE5\x93\x81\n",
               .created_at = at("2026-01-02T03:04:05Z"),
               .updated_at = at("2026-04-22T10:30:00Z")});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older(Golden& golden) {
  expect_same(get(golden, "older/article.json"), {.id = ArticleId{"art_1"},
                                                  .title = "Returns",
                                                  .slug = "returns",
                                                  .status = ArticleStatus::published,
                                                  .body = "Send it back.",
                                                  .updated_at = at("2025-01-15T10:30:00Z")});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later(Golden& golden) {
  expect_same(get(golden, "later/article.json"), {.id = ArticleId{"art_1"},
                                                  .slug = "returns",
                                                  .status = Open<ArticleStatus>{"archived"},
                                                  .excerpt = "Send it back.",
                                                  .created_at = at("2028-01-31T10:30:00Z"),
                                                  .updated_at = at("2028-01-31T10:30:00.123456Z"),
                                                  .extra = {{"translations",
                                                             "{\"de\":{\"title\":\"R\xC3\xBC"
                                                             "ckgabe\",\"ratio\":1E+2}}"}}});
  EXPECT_THAT(golden.drift(), ElementsAre("Article.title wrong type", "Article.status new value",
                                          "Article.body wrong type", "Article.translations new member"));
}

void read_newer_page(Golden& golden) {
  expect_same(page(golden, "newer/articles.json"), {.items = {{.id = ArticleId{"art_2"},
                                                               .title = "Holiday shipping \xF0\x9F\x8E\x84",
                                                               .slug = "holiday-shipping",
                                                               .status = ArticleStatus::draft,
                                                               .excerpt = "",
                                                               .created_at = at("2026-01-02T03:04:05Z"),
                                                               .updated_at = at("2026-01-02T03:04:05Z")},
                                                              {.id = ArticleId{"art_1"},
                                                               .title = "How to track your order",
                                                               .slug = "how-to-track-your-order",
                                                               .status = ArticleStatus::published,
                                                               .created_at = at("2025-01-02T03:04:05Z"),
                                                               .updated_at = at("2025-01-02T03:04:05Z")}},
                                                    .next = Cursor{"a"}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_older_page(Golden& golden) {
  expect_same(page(golden, "older/articles.json"), {.items = {{.id = ArticleId{"art_1"},
                                                               .title = "Returns",
                                                               .slug = "returns",
                                                               .status = ArticleStatus::published,
                                                               .updated_at = at("2025-01-15T10:30:00Z")}}});
  EXPECT_THAT(golden.drift(), ElementsAre());
}

void read_later_page(Golden& golden) {
  expect_same(page(golden, "later/articles.json"), {.items = {{.id = ArticleId{"art_2"},
                                                               .title = "Two",
                                                               .status = Open<ArticleStatus>{"archived"},
                                                               .body = "lists have it now",
                                                               .extra = {{"views", "18446744073709551615"}}},
                                                              {.id = ArticleId{"art_1"},
                                                               .title = "One",
                                                               .slug = "one",
                                                               .status = ArticleStatus::draft,
                                                               .extra = {{"views", "0"}}}},
                                                    .total = 2});
  EXPECT_THAT(golden.drift(), ElementsAre("Article.status new value", "Article.views new member",
                                          "Article.articles wrong element"));
}

}  // namespace

std::vector<Case> article_cases() {
  return {
      {"NewerArticle", read_newer},       {"OlderArticle", read_older},
      {"LaterArticle", read_later},       {"NewerArticles", read_newer_page},
      {"OlderArticles", read_older_page}, {"LaterArticles", read_later_page},
  };
}

}  // namespace golden
