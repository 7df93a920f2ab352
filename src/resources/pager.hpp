#pragma once

#include <algorithm>
#include <functional>
#include <unordered_set>

#include "http/head_limit.hpp"
#include "ticket0/error.hpp"
#include "ticket0/page.hpp"
#include "types/recent_ids.hpp"

namespace ticket0::inline v1::detail {

/// Gives a list's pages to a PagedRange: with items that were not given lately, or the last one. Where
/// fetching throws, its state is what it was before.
template <class T, class Step>
class Pager {
 public:
  /// One step of a loop, however many pages it takes, has one deadline: that is what a Step holds.
  using Begin = std::function<Step()>;
  /// One request for the page at a cursor.
  using Fetch = std::function<Page<T>(const std::optional<Cursor>&, const Step&)>;

  Pager(std::string_view route, Begin begin, Fetch fetch)
      : route_(route), begin_(std::move(begin)), fetch_(std::move(fetch)) {}

  Page<T> operator()(std::optional<Cursor> at) {
    const Step step = begin_();
    Cursors in_step;
    for (;;) {
      if (at && at->str().size() > longest_in_head) throw_too_long();
      if (at && (visited_.contains(hash_of(*at)) || !in_step.insert(hash_of(*at)).second)) throw_circle();
      Page<T> page = fetch_(at, step);
      drop_recent(page.items);
      if (!page.items.empty() || !page.next) {
        for (const T& item : page.items) recent_.add(item.id);
        visited_.merge(in_step);
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
    throw PaginationError{
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

}  // namespace ticket0::inline v1::detail
