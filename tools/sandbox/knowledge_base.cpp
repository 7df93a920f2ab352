#include <array>
#include <span>

#include "sandbox/listing.hpp"
#include "sandbox/router.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

Answer list_articles(Store& store, const Call& call) {
  const ArticleFilter filter{.query = call.query.text("query"),
                             .status = call.query.one_of("status", {"published", "draft"})};
  const Listing listing("articles", {filter.query, filter.status}, call);
  return {200, listing.json(store.articles(filter, listing.slice()), article_json)};
}

Answer get_article(Store& store, const Call& call) {
  return {200, full_article_json(store.article(call.id))};
}

constexpr std::array routes_of_articles{
    Route{"GET", "/knowledge-base", Scope::tickets_read, list_articles},
    Route{"GET", "/knowledge-base/:id", Scope::tickets_read, get_article},
};

}  // namespace

std::span<const Route> knowledge_base_routes() { return routes_of_articles; }

}  // namespace sandbox
