#include "engine/query.hpp"
#include "resources/collection.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace operations = detail::operations;

namespace {

std::string target_of(const ArticleQuery& query) {
  detail::Query text{"ArticleQuery"};
  text.add("query", "query", query.query);
  text.add("status", "status", query.status);
  text.limit(query.limit, detail::highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_articles.route} + text.text();
}

constexpr detail::Collection<Article, ArticleQuery> the_articles{
    operations::list_articles, operations::get_article, "ArticleId", &target_of};

}  // namespace

KnowledgeBase::KnowledgeBase(std::shared_ptr<const detail::Engine> engine) noexcept
    : engine_(std::move(engine)) {}

PagedRange<Article> KnowledgeBase::list(ArticleQuery query, CallOptions call) const {
  return the_articles.list(engine_, std::move(query), std::move(call));
}

Page<Article> KnowledgeBase::page(const ArticleQuery& query, const CallOptions& call) const {
  return the_articles.page(*engine_, query, call);
}

Article KnowledgeBase::get(const ArticleId& id, const CallOptions& call) const {
  return the_articles.get(*engine_, id, call);
}

}  // namespace ticket0::inline v1
