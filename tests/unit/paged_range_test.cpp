#include "ticket0/page.hpp"

#include <algorithm>
#include <ranges>

#include "resources/list.hpp"
#include "support.hpp"

namespace {

using namespace ticket0;
using detail::RangeFactory;
using testing::ElementsAre;
using testing::IsEmpty;
using Range = PagedRange<int>;
using At = std::optional<Cursor>;

static_assert(std::ranges::input_range<Range> && !std::ranges::forward_range<Range>);
static_assert(!std::is_copy_constructible_v<Range> && std::is_nothrow_move_constructible_v<Range>);
static_assert(std::ranges::viewable_range<Range> && std::ranges::viewable_range<Range&>);

/// Pages {1, 2} and {3}, then the end. Notes each cursor it is asked for; fails where `failing` says.
struct Pages {
  std::vector<std::string> asked{};
  std::string failing{};
  Page<int> operator()(const At& at) {
    const std::string name = at ? at->str() : "first";
    asked.push_back(name);
    if (name == failing) throw TransportError{"cut"};
    if (name == "first") return {.items = {1, 2}, .next = Cursor{"last"}};
    return {.items = {3}};
  }
};
Range over(Pages& pages, const At& start = {}) {
  return RangeFactory::make<int>([&pages](const At& at, std::size_t) { return pages(at); }, start);
}
std::vector<int> loop(Range& range) {
  std::vector<int> seen;
  for (const int item : range) seen.push_back(item);
  return seen;
}

TEST(PagedRange, FetchesNothingBeforeBegin) {
  Pages pages;
  Range range = over(pages);
  Range moved = std::move(range).at_most(5);
  static_cast<void>(moved.end());
  EXPECT_FALSE(moved.finished());
  EXPECT_EQ(moved.cursor(), std::nullopt);
  EXPECT_THAT(pages.asked, IsEmpty());
}

TEST(PagedRange, WalksAllPages) {
  Pages pages;
  Range range = over(pages);
  EXPECT_THAT(loop(range), ElementsAre(1, 2, 3));
  EXPECT_THAT(pages.asked, ElementsAre("first", "last"));
}

TEST(PagedRange, FetchesNoPageForAnItemNobodyAskedFor) {
  Pages pages;
  Range range = over(pages);
  auto it = range.begin();
  EXPECT_THAT(pages.asked, ElementsAre("first"));
  ++it;
  EXPECT_EQ(*it, 2);
  EXPECT_THAT(pages.asked, ElementsAre("first")) << "its last item is in hand";
  ++it;
  EXPECT_EQ(*it, 3);
  EXPECT_EQ(pages.asked.size(), 2U);
  ++it;
  EXPECT_TRUE(it == range.end());
  EXPECT_EQ(pages.asked.size(), 2U) << "the last page said that it was";
}

TEST(PagedRange, OfAnEmptyListIsEmpty) {
  int fetched = 0;
  Range range = RangeFactory::make<int>([&](const At&, std::size_t) {
    ++fetched;
    return Page<int>{};
  });
  EXPECT_THAT(loop(range), IsEmpty());
  EXPECT_THAT(loop(range), IsEmpty());
  EXPECT_EQ(fetched, 1) << "a list that has ended is not asked again";
  EXPECT_TRUE(range.finished());
}

TEST(PagedRange, AtMostEndsWithoutThePageBehind) {
  struct Case {
    std::size_t most;
    std::vector<int> items;
    std::size_t fetched;
  };
  const Case cases[] = {{0, {}, 0},        {1, {1}, 1},       {2, {1, 2}, 1},
                        {3, {1, 2, 3}, 2}, {4, {1, 2, 3}, 2}, {static_cast<std::size_t>(-1), {1, 2, 3}, 2}};
  for (const auto& [most, items, fetched] : cases) {
    Pages pages;
    Range range = over(pages).at_most(most);
    EXPECT_EQ(loop(range), items) << most;
    EXPECT_EQ(pages.asked.size(), fetched) << most;

    Pages again;
    EXPECT_EQ(over(again).at_most(most).to_vector(), items) << most;
    EXPECT_EQ(again.asked.size(), fetched) << most;
  }
}

TEST(PagedRange, AtMostCountsItemsThatAreStillToCome) {
  Pages pages;
  Range range = over(pages);
  auto it = range.begin();
  ++it;
  Range rest = std::move(range).at_most(2);
  EXPECT_THAT(loop(rest), ElementsAre(2, 3));
}

TEST(PagedRange, AtMostHoldsOverAllLoops) {
  Pages pages;
  Range range = over(pages).at_most(2);
  EXPECT_THAT(loop(range), ElementsAre(1, 2));
  EXPECT_THAT(loop(range), IsEmpty());
  EXPECT_FALSE(range.finished()) << "the list goes on";
}

TEST(PagedRange, ToVectorGivesAllThatIsLeft) {
  Pages pages;
  EXPECT_THAT(over(pages).to_vector(), ElementsAre(1, 2, 3));
  Pages again;
  Range range = over(again);
  auto it = range.begin();
  ++it;
  EXPECT_THAT(std::move(range).to_vector(), ElementsAre(2, 3));
}

TEST(PagedRange, WorksWithItemsThatOnlyMove) {
  auto range = RangeFactory::make<std::unique_ptr<int>>([](const At&, std::size_t) {
    Page<std::unique_ptr<int>> page;
    page.items.push_back(std::make_unique<int>(7));
    return page;
  });
  const auto all = std::move(range).to_vector();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(*all.front(), 7);
}

TEST(PagedRange, GoesOnAfterAnErrorWithEveryItemOnce) {
  for (const std::string failing : {"first", "last"}) {
    Pages pages{.failing = failing};
    Range range = over(pages);
    std::vector<int> seen;
    const auto go_on = [&] {
      for (const int item : range) seen.push_back(item);
    };
    EXPECT_THROW(go_on(), TransportError) << failing;
    EXPECT_THROW(go_on(), TransportError) << failing;
    EXPECT_FALSE(range.finished());
    pages.failing.clear();
    go_on();
    EXPECT_THAT(seen, ElementsAre(1, 2, 3)) << failing;
    EXPECT_TRUE(range.finished());
  }
}

TEST(PagedRange, AnErrorCostsNothingOfAtMost) {
  Pages pages{.failing = "last"};
  Range range = over(pages).at_most(3);
  EXPECT_THROW(loop(range), TransportError);
  pages.failing.clear();
  EXPECT_THAT(loop(range), ElementsAre(3));
  EXPECT_THAT(loop(range), IsEmpty());
}

TEST(PagedRange, StaysWhereALoopBroke) {
  Pages pages;
  Range range = over(pages);
  for (const int item : range)
    if (item == 2) break;
  EXPECT_THAT(loop(range), ElementsAre(2, 3)) << "the item in hand was not passed";
}

TEST(PagedRange, CursorNamesThePageInHandUntilItsLastItemIsPassed) {
  Pages pages;
  Range range = over(pages, Cursor{"first"});
  EXPECT_EQ(range.cursor(), Cursor{"first"}) << "nothing was read";
  auto it = range.begin();
  EXPECT_EQ(range.cursor(), Cursor{"first"});
  ++it;
  EXPECT_EQ(range.cursor(), Cursor{"first"}) << "its last item is in hand and not passed";
  ++it;
  EXPECT_EQ(range.cursor(), Cursor{"last"});
  EXPECT_FALSE(range.finished());
  ++it;
  EXPECT_EQ(range.cursor(), std::nullopt);
  EXPECT_TRUE(range.finished());
}

TEST(PagedRange, CursorIsThePageToComeWhereFetchingItFailed) {
  Pages pages{.failing = "last"};
  Range range = over(pages);
  EXPECT_THROW(loop(range), TransportError);
  EXPECT_EQ(range.cursor(), Cursor{"last"});
  EXPECT_FALSE(range.finished());
}

TEST(PagedRange, FinishedTellsTheEndFromTheBeginning) {
  Pages pages;
  Range range = over(pages);
  EXPECT_EQ(range.cursor(), std::nullopt);
  EXPECT_FALSE(range.finished());
  loop(range);
  EXPECT_EQ(range.cursor(), std::nullopt);
  EXPECT_TRUE(range.finished());
}

/// Whoever stops anywhere and resumes from cursor() in a new range loses nothing, and sees at most a page
/// twice.
TEST(PagedRange, ResumingFromItsCursorLosesNothing) {
  for (std::size_t taken = 0; taken <= 3; ++taken) {
    Pages pages;
    Range range = over(pages).at_most(taken);
    std::vector<int> seen = loop(range);
    ASSERT_EQ(seen.size(), taken);
    if (!range.finished())
      for (const int item : over(pages, range.cursor()).to_vector()) seen.push_back(item);
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_THAT(seen, ElementsAre(1, 2, 3)) << taken;
  }
}

TEST(PagedRange, GoesOnWhereItWasMovedTo) {
  Pages pages;
  Range range = over(pages);
  auto it = range.begin();
  ++it;
  Range moved = std::move(range);
  EXPECT_THAT(loop(moved), ElementsAre(2, 3));
  Pages others;
  moved = over(others);
  EXPECT_THAT(loop(moved), ElementsAre(1, 2, 3));
}

TEST(PagedRange, IsARangeOfTheStandardLibrary) {
  Pages pages;
  Range range = over(pages);
  std::vector<int> doubled;
  std::ranges::transform(range, std::back_inserter(doubled), [](int item) { return 2 * item; });
  EXPECT_THAT(doubled, ElementsAre(2, 4, 6));
}

static_assert(std::ranges::input_range<Range::Pages> && std::ranges::viewable_range<Range::Pages>);

/// The items of each page.
std::vector<std::vector<int>> loop_pages(Range& range) {
  std::vector<std::vector<int>> seen;
  for (const Page<int>& page : range.pages()) seen.push_back(page.items);
  return seen;
}
using Lists = std::vector<std::vector<int>>;

TEST(PagesOfARange, AreThoseOfTheList) {
  Pages pages;
  Range range = over(pages);
  EXPECT_EQ(loop_pages(range), (Lists{{1, 2}, {3}}));
  EXPECT_TRUE(range.finished());
  EXPECT_EQ(loop_pages(range), Lists{});
  EXPECT_THAT(pages.asked, ElementsAre("first", "last"));
}

TEST(PagesOfARange, ThatIsTemporaryAreTheirOwn) {
  Pages pages;
  Lists seen;
  for (const auto& page : over(pages).at_most(3).pages()) seen.push_back(page.items);
  EXPECT_EQ(seen, (Lists{{1, 2}, {3}}));
  auto moved = [&] { return over(pages).pages(); }();
  EXPECT_THAT(moved.begin()->items, ElementsAre(1, 2));
}

TEST(PagesOfARange, FetchNoneBeforeTheLoopAndNoneBehindTheOneInHand) {
  Pages pages;
  Range range = over(pages);
  auto all = range.pages();
  EXPECT_THAT(pages.asked, IsEmpty());
  auto it = all.begin();
  EXPECT_EQ(it->next, Cursor{"last"});
  EXPECT_THAT(pages.asked, ElementsAre("first"));
}

TEST(PagesOfARange, BeginWithTheOneInHandWhereALoopBroke) {
  Pages pages;
  Range range = over(pages);
  for (const Page<int>& page : range.pages()) {
    EXPECT_EQ(range.cursor(), std::nullopt) << "of this page";
    if (page.items.size() == 2) break;
  }
  EXPECT_EQ(loop_pages(range), (Lists{{1, 2}, {3}}));
}

TEST(PagesOfARange, BeginWithWhatIsLeftOfAPage) {
  Pages pages;
  Range range = over(pages);
  for (const int item : range)
    if (item == 2) break;
  EXPECT_EQ(loop_pages(range), (Lists{{2}, {3}}));
  EXPECT_THAT(pages.asked, ElementsAre("first", "last"));
}

TEST(PagesOfARange, AreCutByAtMost) {
  const std::pair<std::size_t, Lists> cases[] = {
      {0, {}}, {1, {{1}}}, {2, {{1, 2}}}, {3, {{1, 2}, {3}}}, {4, {{1, 2}, {3}}}};
  for (const auto& [most, lists] : cases) {
    Pages pages;
    Range range = over(pages).at_most(most);
    EXPECT_EQ(loop_pages(range), lists) << most;
    EXPECT_EQ(range.finished(), most >= 3) << most;
    EXPECT_EQ(pages.asked.size(), most == 0 ? 0U : most <= 2 ? 1U : 2U) << most;
  }
}

TEST(PagesOfARange, AtMostCountsItemsWhicheverLoopGaveThem) {
  Pages pages;
  Range range = over(pages).at_most(2);
  auto it = range.begin();
  ++it;
  EXPECT_EQ(loop_pages(range), Lists{{2}});
  EXPECT_THAT(loop(range), IsEmpty());
}

/// Who stores a page's items together with its `next`, or with the range's cursor, loses nothing.
TEST(PagesOfARange, ACutPageLeadsBackToItself) {
  Pages pages;
  Range range = over(pages, Cursor{"first"}).at_most(1);
  auto all = range.pages();
  auto it = all.begin();
  EXPECT_THAT(it->items, ElementsAre(1));
  EXPECT_EQ(it->next, Cursor{"first"});
  EXPECT_EQ(range.cursor(), Cursor{"first"});
  ++it;
  EXPECT_TRUE(it == all.end());
  EXPECT_EQ(range.cursor(), Cursor{"first"});
  EXPECT_FALSE(range.finished());
}

TEST(PagesOfARange, AnotherAtMostGivesTheRestOfACutPage) {
  Pages pages;
  Range range = over(pages).at_most(1);
  EXPECT_EQ(loop_pages(range), Lists{{1}});
  range = std::move(range).at_most(5);
  EXPECT_EQ(loop_pages(range), (Lists{{2}, {3}}));
  EXPECT_THAT(pages.asked, ElementsAre("first", "last"));
}

TEST(PagesOfARange, GoOnAfterAnErrorWithEveryItemOnce) {
  for (const std::string failing : {"first", "last"}) {
    Pages pages{.failing = failing};
    Range range = over(pages).at_most(3);
    Lists seen;
    const auto go_on = [&] {
      for (const auto& page : range.pages()) seen.push_back(page.items);
    };
    EXPECT_THROW(go_on(), TransportError) << failing;
    EXPECT_THROW(go_on(), TransportError) << failing;
    pages.failing.clear();
    go_on();
    EXPECT_EQ(seen, (Lists{{1, 2}, {3}})) << failing;
  }
}

/// Any mixture of loops delivers each item once, and resuming from the cursor loses none.
TEST(PagesOfARange, AndItsItemsAreOneList) {
  for (unsigned choices = 0; choices < 64; ++choices) {
    Pages pages;
    Range range = over(pages);
    std::vector<int> seen;
    for (unsigned left = choices | 64U; left > 1; left >>= 1U) {
      range = std::move(range).at_most(1);
      if ((left & 1U) != 0) {
        for (const auto& page : range.pages()) seen.insert(seen.end(), page.items.begin(), page.items.end());
      } else {
        for (const int item : range) seen.push_back(item);
      }
      if (range.finished()) break;
      std::vector<int> all = seen;
      for (const int item : over(pages, range.cursor()).to_vector()) all.push_back(item);
      std::sort(all.begin(), all.end());
      all.erase(std::unique(all.begin(), all.end()), all.end());
      ASSERT_THAT(all, ElementsAre(1, 2, 3)) << choices;
    }
    EXPECT_THAT(seen, ElementsAre(1, 2, 3)) << choices;
    EXPECT_TRUE(range.finished()) << choices;
  }
}

}  // namespace
