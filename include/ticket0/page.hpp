#pragma once

#include <algorithm>
#include <iterator>

#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

namespace detail {
struct RangeFactory;
}

/// One response of a list.
template <class T>
struct Page {
  std::vector<T> items{};        ///< In the service's order. May be empty although there is a next page.
  std::optional<Cursor> next{};  ///< Goes into the query's `cursor`. Empty: this was the last page.
  std::optional<std::int64_t> total{};  ///< Number of items on all pages, if the response says.
  /// False on the last page, however many items it has.
  [[nodiscard]] bool has_next() const noexcept { return next.has_value(); }
};

/// A single-pass range over all items of a list, for use by one thread. Nothing is fetched before begin(),
/// and each page only when the loop reaches it. begin() and ++ throw what a fetch throws; loop over the same
/// range again to continue where it stopped: every item is delivered once and none is lost. After a `break`,
/// or an exception in the loop's body, the next loop starts with the current item. A moved-from range may
/// only be assigned to or destroyed.
template <class T>
class PagedRange {
 public:
  PagedRange(PagedRange&&) noexcept = default;
  PagedRange& operator=(PagedRange&&) noexcept = default;
  PagedRange(const PagedRange&) = delete;
  PagedRange& operator=(const PagedRange&) = delete;
  ~PagedRange() = default;

  /// Ends the range after `n` more items; before the range has begun, list() asks for no larger pages than
  /// that, unless its query has a `limit`. Returned by value, so `for (auto& t : x.list().at_most(5))` does
  /// not dangle.
  [[nodiscard]] PagedRange at_most(std::size_t n) && {
    restore();
    left_ = n;
    if (!started_) most_ = n;
    return std::move(*this);
  }
  /// All remaining items. If a fetch throws, the items read so far are lost: use a loop to keep them.
  [[nodiscard]] std::vector<T> to_vector() && {
    std::vector<T> all;
    if (pending()) load();
    while (!done()) {
      all.push_back(std::move(page_.items[index_]));
      advance();
    }
    return all;
  }

  /// An input iterator, valid while the range lives and is not moved.
  class iterator {
   public:
    /// @{
    /// Required of a C++20 input iterator.
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    /// @}
    iterator() = default;
    /// The current item, valid until the next ++.
    const T& operator*() const noexcept { return owner_->page_.items[owner_->index_]; }
    /// As `*`.
    const T* operator->() const noexcept { return &**this; }
    /// Moves to the next item. After a page's last item this fetches the next page, and throws what the fetch
    /// throws.
    iterator& operator++() {
      owner_->advance();
      return *this;
    }
    /// Returns nothing: the range is single-pass.
    void operator++(int) { ++*this; }
    /// True after the last item, or after at_most() items.
    friend bool operator==(const iterator& it, std::default_sentinel_t) noexcept { return it.at_end(); }

   private:
    friend class PagedRange;
    explicit iterator(PagedRange* owner) noexcept : owner_(owner) {}
    [[nodiscard]] bool at_end() const noexcept { return owner_->done(); }
    PagedRange* owner_{nullptr};
  };
  /// Fetches the first page, or continues after an error.
  [[nodiscard]] iterator begin() {
    if (pending()) load();
    return iterator{this};
  }
  /// Fetches nothing.
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// The same list, page by page: a single-pass range of Page<T> with the same state. A loop over it delivers
  /// no empty page, continues after an error as a loop over the items does, and after a `break` starts with
  /// the current page again. After a `break` within a page, the first page is what is left of that.
  class Pages {
   public:
    /// An input iterator, valid while the range lives and is not moved.
    class iterator {
     public:
      /// @{
      /// Required of a C++20 input iterator.
      using iterator_concept = std::input_iterator_tag;
      using value_type = Page<T>;
      using difference_type = std::ptrdiff_t;
      /// @}
      iterator() = default;
      /// The current page, valid until the next ++. If at_most() cut it, its `next` is its own cursor:
      /// resuming there repeats its items and loses none.
      const Page<T>& operator*() const noexcept { return owner_->page_; }
      /// As `*`.
      const Page<T>* operator->() const noexcept { return &**this; }
      /// Fetches the next page, and throws what the fetch throws.
      iterator& operator++() {
        owner_->pass_page();
        return *this;
      }
      /// Returns nothing: the range is single-pass.
      void operator++(int) { ++*this; }
      /// True after the last page, or after at_most() items.
      friend bool operator==(const iterator& it, std::default_sentinel_t) noexcept { return it.at_end(); }

     private:
      friend class Pages;
      explicit iterator(PagedRange* owner) noexcept : owner_(owner) {}
      [[nodiscard]] bool at_end() const noexcept { return owner_->done(); }
      PagedRange* owner_{nullptr};
    };
    /// Fetches the first page, or continues after an error.
    [[nodiscard]] iterator begin() {
      PagedRange& range = own_ ? *own_ : *borrowed_;
      if (range.pending()) range.load();
      range.trim();
      return iterator{&range};
    }
    /// Fetches nothing.
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

   private:
    friend class PagedRange;
    explicit Pages(PagedRange& range) noexcept : borrowed_(&range) {}
    explicit Pages(PagedRange&& range) noexcept : own_(std::move(range)) {}
    PagedRange* borrowed_{nullptr};
    std::optional<PagedRange> own_{};
  };
  /// @{
  /// For a program that commits a page at a time. On a named range it borrows the range, which has to live
  /// longer, and advances its cursor() and finished(); it takes over a temporary one.
  [[nodiscard]] Pages pages() & noexcept { return Pages{*this}; }
  [[nodiscard]] Pages pages() && noexcept { return Pages{std::move(*this)}; }
  /// @}
  /// Where to resume later, in another process if you like: the current page until its last item is passed,
  /// then the next page. Resuming repeats at most one page. Empty on the first page and at the end;
  /// finished() tells which.
  [[nodiscard]] const std::optional<Cursor>& cursor() const noexcept {
    return index_ < page_.items.size() ? here_ : page_.next;
  }
  /// True once the loop has passed the list's last item.
  [[nodiscard]] bool finished() const noexcept {
    return started_ && index_ >= page_.items.size() && !page_.has_next() && !beyond_;
  }

 private:
  friend struct detail::RangeFactory;
  /// Returns the page at a cursor; without one, the first page. Only the last page may be empty. `most` is
  /// how many items the range was to end after before it began, and the same for all pages.
  using Fetch = std::function<Page<T>(const std::optional<Cursor>&, std::size_t most)>;
  PagedRange(Fetch fetch, const std::optional<Cursor>& start) : fetch_(std::move(fetch)) {
    page_.next = start;
  }
  void load() {
    std::optional<Cursor> at = page_.next;
    page_ = fetch_(at, most_);  // if it throws, nothing has changed
    here_ = std::move(at);
    started_ = true;
    index_ = 0;
  }
  void advance() {
    if (left_ != npos) --left_;
    ++index_;
    if (pending()) load();
  }
  void pass_page() {
    const std::size_t passed = page_.items.size() - index_;
    if (left_ != npos) left_ -= std::min(left_, passed);
    index_ = page_.items.size();
    if (pending()) load();
    trim();
  }
  /// Cuts the page in hand to what a loop over pages delivers: without the items passed and those beyond
  /// at_most(), which restore() puts back.
  void trim() {
    if (done()) return;
    const auto at = [this](std::size_t i) { return page_.items.begin() + static_cast<std::ptrdiff_t>(i); };
    page_.items.erase(at(0), at(std::exchange(index_, 0)));
    if (left_ >= page_.items.size()) return;
    beyond_.emplace();
    beyond_->items.assign(std::move_iterator{at(left_)}, std::move_iterator{page_.items.end()});
    page_.items.erase(at(left_), page_.items.end());
    beyond_->next = std::exchange(page_.next, here_);
  }
  void restore() {
    if (!beyond_) return;
    for (T& item : beyond_->items) page_.items.push_back(std::move(item));
    page_.next = std::move(beyond_->next);
    beyond_.reset();
  }
  [[nodiscard]] bool pending() const noexcept {
    return left_ != 0 && index_ >= page_.items.size() && (!started_ || page_.has_next());
  }
  [[nodiscard]] bool done() const noexcept { return left_ == 0 || index_ >= page_.items.size(); }
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  Fetch fetch_;
  Page<T> page_{};
  std::optional<Cursor> here_{};
  std::optional<Page<T>> beyond_{};  // what at_most() cut off the page in hand
  std::size_t index_{0};
  std::size_t left_{npos};
  std::size_t most_{npos};
  bool started_{false};
};

}  // namespace ticket0::inline v1
