#pragma once

#include <iterator>

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

/// One answer of a list.
template <class T>
struct Page {
  std::vector<T> items{};        ///< In the service's order. May be empty although there is a next page.
  std::optional<Cursor> next{};  ///< For the query's `cursor`. Empty: this was the last page.
  std::optional<std::int64_t> total{};  ///< Items of all pages, where the answer says.
  /// False on the last page, whatever the number of its items.
  [[nodiscard]] bool has_next() const noexcept { return next.has_value(); }
};

/// A single-pass range over all items of a list; it belongs to one thread. Nothing is fetched before begin(),
/// and no page for an item nobody asked for. begin() and ++ throw what a fetch throws; the same range can
/// then be looped again and goes on where it stopped: every item once, none lost. After a `break`, or an
/// exception of the loop's body, the next loop begins with the item in hand. A range that was moved from may
/// only be assigned to or destroyed.
template <class T>
class PagedRange {
 public:
  /// Gives the page at a cursor; without one the first.
  using Fetch = std::function<Page<T>(const std::optional<Cursor>&)>;
  /// `fetch` gets `start` first, then the `next` of each page.
  explicit PagedRange(Fetch fetch, const std::optional<Cursor>& start = {}) : fetch_(std::move(fetch)) {
    page_.next = start;
  }
  PagedRange(PagedRange&&) noexcept = default;
  PagedRange& operator=(PagedRange&&) noexcept = default;
  PagedRange(const PagedRange&) = delete;
  PagedRange& operator=(const PagedRange&) = delete;
  ~PagedRange() = default;

  /// Ends after `n` more items. By value, so that `for (auto& t : x.list().at_most(5))` does not dangle.
  [[nodiscard]] PagedRange at_most(std::size_t n) && {
    left_ = n;
    return std::move(*this);
  }
  /// All that is left, in memory. Where a fetch throws, the items read by then are lost: loop to keep them.
  [[nodiscard]] std::vector<T> to_vector() && {
    std::vector<T> all;
    if (pending()) load();
    while (!done()) {
      all.push_back(std::move(page_.items[index_]));
      advance();
    }
    return all;
  }

  /// An input iterator: valid while the range lives where it is, and good for one pass.
  class iterator {
   public:
    /// @{
    /// What C++20 asks of an input iterator.
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    /// @}
    iterator() = default;
    /// The item in hand, until the next ++.
    const T& operator*() const noexcept { return owner_->page_.items[owner_->index_]; }
    /// As `*`.
    const T* operator->() const noexcept { return &**this; }
    /// Passes the item in hand. Where it was its page's last, fetches the next one, and throws what that
    /// throws.
    iterator& operator++() {
      owner_->advance();
      return *this;
    }
    /// Gives nothing: there is no going back.
    void operator++(int) { ++*this; }
    /// True behind the last item, and after at_most() items.
    friend bool operator==(const iterator& it, std::default_sentinel_t) noexcept { return it.at_end(); }

   private:
    friend class PagedRange;
    explicit iterator(PagedRange* owner) noexcept : owner_(owner) {}
    [[nodiscard]] bool at_end() const noexcept { return owner_->done(); }
    PagedRange* owner_{nullptr};
  };
  /// Fetches the first page, or goes on after an error.
  [[nodiscard]] iterator begin() {
    if (pending()) load();
    return iterator{this};
  }
  /// Costs nothing, and stays valid.
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  /// Where to resume later, in another process too: the page in hand until its last item is passed, then the
  /// next one. Resuming repeats at most that page. Empty on a list's first page, and at the end: finished()
  /// tells which.
  [[nodiscard]] const std::optional<Cursor>& cursor() const noexcept {
    return index_ < page_.items.size() ? here_ : page_.next;
  }
  /// True once the list's last item is passed.
  [[nodiscard]] bool finished() const noexcept {
    return started_ && index_ >= page_.items.size() && !page_.has_next();
  }

 private:
  void load() {
    do {
      std::optional<Cursor> at = page_.next;
      page_ = fetch_(at);  // where it throws, nothing has changed
      here_ = std::move(at);
      started_ = true;
      index_ = 0;
    } while (page_.items.empty() && page_.has_next());
  }
  void advance() {
    if (left_ != npos) --left_;
    ++index_;
    if (pending()) load();
  }
  [[nodiscard]] bool pending() const noexcept {
    return left_ != 0 && index_ >= page_.items.size() && (!started_ || page_.has_next());
  }
  [[nodiscard]] bool done() const noexcept { return left_ == 0 || index_ >= page_.items.size(); }
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  Fetch fetch_;
  Page<T> page_{};
  std::optional<Cursor> here_{};
  std::size_t index_{0};
  std::size_t left_{npos};
  bool started_{false};
};

}  // namespace ticket0::inline v1
