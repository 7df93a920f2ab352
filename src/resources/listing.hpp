#pragma once

#include "engine/engine.hpp"
#include "resources/pager.hpp"

namespace ticket0::inline v1::detail {

template <class T>
[[nodiscard]] Page<T> fetch_page(const Engine& engine, const Operation& operation, const std::string& target,
                                 const CallOptions& call, std::chrono::steady_clock::time_point deadline) {
  return engine.run({.operation = operation, .target = target, .options = call, .deadline = deadline},
                    &json::decode_page<T>);
}

/// All pages of a list. Mistakes in `query` and `call` are told at once, not at the first item. `target_of`
/// gives path and query of a page.
template <class T, class Query>
[[nodiscard]] PagedRange<T> walk_pages(const std::shared_ptr<const Engine>& engine,
                                       const Operation& operation, Query query, CallOptions call,
                                       std::string (*target_of)(const Query&)) {
  if (call.capture != nullptr)
    throw ConfigError{"CallOptions.capture is for a single call; list() makes several: use page()"};
  static_cast<void>(engine->begin(call));
  static_cast<void>(target_of(query));
  const std::optional<Cursor> start = query.cursor;
  const auto begin = [engine, call] { return engine->begin(call); };
  const auto fetch = [engine, &operation, query = std::move(query), call, target_of](
                         const std::optional<Cursor>& at, std::chrono::steady_clock::time_point deadline) {
    Query page = query;
    page.cursor = at;
    return fetch_page<T>(*engine, operation, target_of(page), call, deadline);
  };
  return PagedRange<T>{Pager<T>{operation.route, begin, fetch}, start};
}

}  // namespace ticket0::inline v1::detail
