#include "resources/list.hpp"
#include "resources/object.hpp"
#include "resources/query.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace operations = detail::operations;

namespace {

std::string articles_target(const ArticleQuery& query) {
  detail::Query text{"ArticleQuery"};
  text.add("query", "query", query.query);
  text.add("status", "status", query.status);
  text.limit(query.limit, detail::max_page_size);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_articles.route} + text.text();
}

}  // namespace

KnowledgeBase::KnowledgeBase(std::shared_ptr<const detail::Engine> engine) noexcept
    : engine_(std::move(engine)) {}

PagedRange<Article> KnowledgeBase::list(ArticleQuery query, CallOptions call) const {
  return detail::list_all<Article>(engine_, operations::list_articles, &articles_target, std::move(query),
                                   std::move(call));
}

Page<Article> KnowledgeBase::page(const ArticleQuery& query, const CallOptions& call) const {
  return detail::fetch_page<Article>(*engine_, operations::list_articles, &articles_target, query, call,
                                     detail::Lane::direct);
}

Article KnowledgeBase::get(const ArticleId& id, const CallOptions& call) const {
  return detail::get_object<Article>(*engine_, operations::get_article, "ArticleId", id, call);
}

}  // namespace ticket0::inline v1
