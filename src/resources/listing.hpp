#pragma once

#include "engine/engine.hpp"
#include "resources/pager.hpp"

namespace ticket0::inline v1::detail {

/// Items on a page, at most; what list() asks for, as requests are what is scarce.
inline constexpr int highest_limit = 100;
/// What the service takes where a query has no limit.
inline constexpr int usual_limit = 20;

/// All pages of a list. Mistakes in `call` are told at once, not at the first item. `fetch_page(engine,
/// query, begun, lane)` makes one request.
template <class T, class Query, class FetchPage>
[[nodiscard]] PagedRange<T> walk_pages(const std::shared_ptr<const Engine>& engine,
                                       const Operation& operation, Query query, CallOptions call,
                                       FetchPage fetch_page) {
  if (call.capture != nullptr)
    throw ConfigError{"CallOptions.capture is for a single call; list() makes several: use page()"};
  static_cast<void>(engine->begin(call));
  const std::optional<Cursor> start = query.cursor;
  const auto begin = [engine, call = std::move(call)] { return engine->begin(call); };
  const auto fetch = [engine, query = std::move(query), fetch_page = std::move(fetch_page)](
                         const std::optional<Cursor>& at, const Begun& step) {
    Query page = query;
    page.cursor = at;
    return fetch_page(*engine, page, step, Lane::bulk);
  };
  return PagedRange<T>{Pager<T, Begun>{operation.route, begin, fetch}, start};
}

}  // namespace ticket0::inline v1::detail
