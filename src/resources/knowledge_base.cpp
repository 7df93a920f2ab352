#include "engine/query.hpp"
#include "resources/listing.hpp"
#include "ticket0/client.hpp"

namespace ticket0::inline v1 {

namespace json = detail::json;
namespace operations = detail::operations;

namespace {

std::string target_of_list(const ArticleQuery& query) {
  detail::Query text{"ArticleQuery"};
  text.add("query", "query", query.query);
  text.add("status", "status", query.status);
  text.limit(query.limit, detail::highest_limit);
  text.add("cursor", "cursor", query.cursor);
  return std::string{operations::list_articles.route} + text.text();
}

Page<Article> fetch_page(const detail::Engine& engine, const ArticleQuery& query, detail::Begun begun) {
  return engine.run(
      {.operation = operations::list_articles, .target = target_of_list(query), .begun = std::move(begun)},
      &json::decode_page<Article>);
}

std::string target_of(const detail::Operation& operation, const ArticleId& id) {
  return detail::path_of(operation, id.str(), "ArticleId");
}

}  // namespace

KnowledgeBase::KnowledgeBase(std::shared_ptr<const detail::Engine> engine) noexcept
    : engine_(std::move(engine)) {}

PagedRange<Article> KnowledgeBase::list(ArticleQuery query, CallOptions call) const {
  if (!query.limit) query.limit = detail::highest_limit;
  static_cast<void>(target_of_list(query));  // a mistake in it is told now
  return detail::walk_pages<Article>(engine_, operations::list_articles, std::move(query), std::move(call),
                                     &fetch_page);
}

Page<Article> KnowledgeBase::page(const ArticleQuery& query, const CallOptions& call) const {
  return fetch_page(*engine_, query, engine_->begin(call));
}

Article KnowledgeBase::get(const ArticleId& id, const CallOptions& call) const {
  return engine_->run({.operation = operations::get_article,
                       .target = target_of(operations::get_article, id),
                       .begun = engine_->begin(call)},
                      &json::decode_one<Article>);
}

}  // namespace ticket0::inline v1
