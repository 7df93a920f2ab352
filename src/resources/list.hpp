#pragma once

#include <algorithm>
#include <unordered_set>

#include "base/recent_ids.hpp"
#include "engine/engine.hpp"
#include "http/headers.hpp"
#include "ticket0/page.hpp"

namespace ticket0::inline v1::detail {

/// The most items that a page can have. list() asks for that many, because requests are scarce.
inline constexpr int max_page_size = 100;
/// The page size of a query without a limit.
inline constexpr int default_page_size = 20;

/// Gives a list's pages to a PagedRange, without items that it gave recently. A page is empty only if it is
/// the last. If fetching throws, the state is unchanged. A step of a loop has one deadline, however many
/// pages it takes: `begin()` returns its scope, and `fetch(cursor, scope, most)` makes one request.
template <class T, class Begin, class Fetch>
class Pager {
 public:
  Pager(std::string_view route, Begin begin, Fetch fetch)
      : route_(route), begin_(std::move(begin)), fetch_(std::move(fetch)) {}

  Page<T> operator()(std::optional<Cursor> at, std::size_t most) {
    const auto scope = begin_();
    Cursors in_scope;
    for (;;) {
      if (at && at->str().size() > max_header_text) throw_too_long();
      if (at && (visited_.contains(hash_of(*at)) || !in_scope.insert(hash_of(*at)).second)) throw_circle();
      Page<T> page = fetch_(at, scope, most);
      drop_recent(page.items);
      if (!page.items.empty() || !page.next) {
        for (const T& item : page.items) recent_.add(item.id);
        visited_.merge(in_scope);
        return page;
      }
      at = std::move(page.next);
    }
  }

 private:
  /// By their hashes: a list may have any number of pages, and a cursor any length.
  using Cursors = std::unordered_set<std::size_t>;
  static constexpr std::hash<Cursor> hash_of{};
  void drop_recent(std::vector<T>& items) const {
    std::unordered_set<decltype(T::id)> in_page;
    std::erase_if(
        items, [&](const T& item) { return recent_.contains(item.id) || !in_page.insert(item.id).second; });
  }
  /// The caller's own cursor was checked before.
  [[noreturn]] void throw_too_long() const {
    throw DecodeError{"GET " + std::string{route_} + ": the service's cursor for the next page " +
                          std::string{too_long_for_head} +
                          "; the list cannot be read to its end. Items delivered so far are good.",
                      Outcome::applied};
  }
  [[noreturn]] void throw_circle() const {
    throw DecodeError{
        "GET " + std::string{route_} +
            ": the service's cursors lead back to a page that was read already; the list cannot be "
            "read to its end. Items delivered so far are good.",
        Outcome::applied};
  }
  std::string_view route_;
  Begin begin_;
  Fetch fetch_;
  RecentIds<decltype(T::id), 1'000> recent_{};  // pages overlap when items move while they are read
  Cursors visited_{};
};

/// Makes a range from a function that returns the page at a cursor; without one, the first page.
struct RangeFactory {
  template <class T, class Fetch>
  [[nodiscard]] static PagedRange<T> make(Fetch fetch, const std::optional<Cursor>& start = {}) {
    return PagedRange<T>{std::move(fetch), start};
  }
};

/// All pages of a list. Reports mistakes in `call` at once, not at the first item. `fetch(engine, query,
/// scope, lane)` makes one request; its query has the limit that `limit_for(most)` gives.
template <class T, class Query, class LimitFor, class Fetch>
[[nodiscard]] PagedRange<T> list_pages(const std::shared_ptr<const Engine>& engine,
                                       const Operation& operation, Query query, CallOptions call,
                                       LimitFor limit_for, Fetch fetch) {
  if (call.capture != nullptr)
    throw InvalidArgument{"CallOptions.capture is for a single call; list() makes several: use page()"};
  validate(call);
  const std::optional<Cursor> start = query.cursor;
  auto begin = [engine, call = std::move(call)] { return engine->begin(call); };
  auto fetch_at = [engine, query = std::move(query), limit_for, fetch = std::move(fetch)](
                      const std::optional<Cursor>& at, const CallScope& scope, std::size_t most) mutable {
    query.cursor = at;
    query.limit = limit_for(most);
    return fetch(*engine, query, scope, Lane::bulk);
  };
  return RangeFactory::make<T>(
      Pager<T, decltype(begin), decltype(fetch_at)>{operation.route, std::move(begin), std::move(fetch_at)},
      start);
}

/// For a page that needs nothing added.
struct AsReceived {
  void operator()(const auto& /*page*/) const noexcept {}
};

/// One page of a list: a call. `target_of(query)` gives its path and query, `source` is the call's options or
/// the step of a loop that it is made for, and `complete(page)` adds what the response does not say.
template <class T, class TargetOf, class Query, class Source, class Complete = AsReceived>
[[nodiscard]] Page<T> fetch_page(const Engine& engine, const Operation& operation, const TargetOf& target_of,
                                 const Query& query, const Source& source, Lane lane,
                                 const Complete& complete = {}) {
  return engine.observe(operation, [&](ObservedCall& call) {
    const Call whole{.operation = operation,
                     .target = target_of(query),
                     .scope = engine.begin(source, call),
                     .lane = lane};
    const auto expected = static_cast<std::size_t>(query.limit.value_or(default_page_size));
    Page<T> page = engine.run(whole, [expected](std::string_view body, const json::Stop& stop) {
      return json::decode_page<T>(body, expected, stop);
    });
    complete(page);
    return page;
  });
}

/// What list() of a resource promises. A mistake in the query is reported at once.
template <class T, class Query>
[[nodiscard]] PagedRange<T> list_all(const std::shared_ptr<const Engine>& engine, const Operation& operation,
                                     std::string (*target_of)(const Query&), Query query, CallOptions call) {
  static_cast<void>(target_of(query));
  const auto limit_for = [own = query.limit](std::size_t most) {
    return own.value_or(static_cast<int>(std::clamp<std::size_t>(most, 1, max_page_size)));
  };
  return list_pages<T>(
      engine, operation, std::move(query), std::move(call), limit_for,
      [&operation, target_of](const Engine& same, const Query& page, const CallScope& scope, Lane lane) {
        return fetch_page<T>(same, operation, target_of, page, scope, lane);
      });
}

}  // namespace ticket0::inline v1::detail
