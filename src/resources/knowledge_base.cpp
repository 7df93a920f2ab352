#include "resources/list.hpp"
#include "resources/object.hpp"
#include "resources/query.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace operations = detail::operations;

namespace {

std::string target_of(const ArticleQuery& query) {
  detail::Query text{"ArticleQuery"};
  text.add("query", "query", query.query);
  text.add("status", "status", query.status);
  text.limit(query.limit, detail::max_page_size);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_articles.route} + text.text();
}

Page<Article> fetch(const detail::Engine& engine, const ArticleQuery& query, detail::CallScope scope,
                    detail::Lane lane) {
  return detail::fetch_page<Article>(engine, operations::list_articles, target_of(query), query.limit,
                                     std::move(scope), lane);
}

}  // namespace

KnowledgeBase::KnowledgeBase(std::shared_ptr<const detail::Engine> engine) noexcept
    : engine_(std::move(engine)) {}

PagedRange<Article> KnowledgeBase::list(ArticleQuery query, CallOptions call) const {
  if (!query.limit) query.limit = detail::max_page_size;
  static_cast<void>(target_of(query));  // a mistake in it is told now
  return detail::list_pages<Article>(engine_, operations::list_articles, std::move(query), std::move(call),
                                     &fetch);
}

Page<Article> KnowledgeBase::page(const ArticleQuery& query, const CallOptions& call) const {
  return fetch(*engine_, query, engine_->begin(call), detail::Lane::direct);
}

Article KnowledgeBase::get(const ArticleId& id, const CallOptions& call) const {
  return detail::call_object<Article>(*engine_, operations::get_article, "ArticleId", id, {}, call);
}

}  // namespace ticket0::inline v1
