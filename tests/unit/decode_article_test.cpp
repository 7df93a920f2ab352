#include "json/decode.hpp"
#include "support.hpp"
#include "ticket0/models.hpp"

namespace {

using namespace ticket0;
using detail::json::decode_one;
using detail::json::decode_page;
using detail::json::DriftNote;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DecodeArticle, ReadsEveryMember) {
  const auto decoded = decode_one<Article>(R"({
    "id": "art_1", "title": "Track \u2708 your order", "slug": "track-your-order", "status": "published",
    "excerpt": "Where is it?", "body": "## Tracking\n\n- Open the link\n", "createdAt": "2026-01-02T03:04:05Z",
    "updatedAt": "2026-04-22T10:30:00Z"
  })");
  ASSERT_EQ(decoded.problem, "");
  EXPECT_THAT(decoded.drift, IsEmpty());
  EXPECT_EQ(decoded.value, (Article{.id = ArticleId{"art_1"},
                                    .title = "Track \xE2\x9C\x88 your order",
                                    .slug = "track-your-order",
                                    .status = ArticleStatus::published,
                                    .excerpt = "Where is it?",
                                    .body = "## Tracking\n\n- Open the link\n",
                                    .created_at = parse_timestamp("2026-01-02T03:04:05Z"),
                                    .updated_at = parse_timestamp("2026-04-22T10:30:00Z")}));
}

TEST(DecodeArticle, OfAListHasNoBody) {
  const auto decoded = decode_page<Article>(
      R"({"articles":[{"id":"art_1","title":"t","slug":"s","status":"draft","excerpt":"e",
      "createdAt":"2026-01-02T03:04:05Z","updatedAt":"2026-01-02T03:04:05Z"}],"nextCursor":"c"})");
  ASSERT_EQ(decoded.problem, "");
  ASSERT_EQ(decoded.value.items.size(), 1U);
  EXPECT_EQ(decoded.value.items[0].body, std::nullopt);
  EXPECT_EQ(decoded.value.items[0].status, ArticleStatus::draft);
  EXPECT_EQ(decoded.value.next, Cursor{"c"});
}

TEST(DecodeArticle, AnEmptyBodyIsABody) {
  EXPECT_EQ(decode_one<Article>(R"({"id":"art_1","body":"","excerpt":""})").value,
            (Article{.id = ArticleId{"art_1"}, .excerpt = "", .body = ""}));
}

TEST(DecodeArticle, KeepsAStatusItDoesNotKnow) {
  const auto decoded = decode_one<Article>(R"({"id":"art_1","status":"archived"})");
  EXPECT_EQ(decoded.value.status.value(), ArticleStatus::unknown);
  EXPECT_EQ(decoded.value.status.text(), "archived");
  EXPECT_THAT(decoded.drift, ElementsAre(DriftNote{"Article", "status", Drift::new_value}));
}

}  // namespace
