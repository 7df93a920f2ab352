#include "resources/list.hpp"

#include "support.hpp"

namespace {

using namespace ticket0;
using std::chrono::steady_clock;
using testing::ElementsAre;
using At = std::optional<Cursor>;

struct Item {
  TicketId id{};
};

/// Pages by the cursor that leads to them ("" is the first), and what was asked for.
class Service {
 public:
  Service& page(const std::string& at, const std::vector<std::string>& ids, const std::string& next = "") {
    Page<Item> page;
    for (const std::string& id : ids) page.items.push_back({TicketId{id}});
    if (!next.empty()) page.next = Cursor{next};
    pages_[at] = std::move(page);
    return *this;
  }
  Service& fail_once(const std::string& at) {
    failing_.insert(at);
    return *this;
  }
  PagedRange<Item> list(const At& start = {}) {
    const auto begin = [this] { return steady_clock::time_point{std::chrono::seconds{++steps}}; };
    const auto fetch = [this](const At& at, steady_clock::time_point deadline, std::size_t) {
      const std::string name = at ? at->str() : "";
      asked.push_back(name);
      deadlines.push_back(deadline);
      if (failing_.erase(name) != 0) throw TransportError{"cut"};
      return pages_.at(name);
    };
    return detail::RangeFactory::make<Item>(
        detail::Pager<Item, decltype(begin), decltype(fetch)>{"/tickets", begin, fetch}, start);
  }
  std::vector<std::string> asked{};
  std::vector<steady_clock::time_point> deadlines{};
  int steps{0};

 private:
  std::map<std::string, Page<Item>> pages_{};
  std::set<std::string> failing_{};
};

/// Loops to the end or to the first exception, which it passes on.
void loop(PagedRange<Item>& range, std::vector<std::string>& seen) {
  for (const Item& item : range) seen.push_back(item.id.str());
}
std::vector<std::string> all_of(Service& service) {
  std::vector<std::string> seen;
  PagedRange<Item> range = service.list();
  loop(range, seen);
  return seen;
}

TEST(Pager, DropsWhatAnEarlierPageOrThisOneHadAlready) {
  Service service;
  service.page("", {"a", "b"}, "1").page("1", {"b", "c", "c"}, "2").page("2", {"a", "d"});
  EXPECT_THAT(all_of(service), ElementsAre("a", "b", "c", "d"));
}

TEST(Pager, GoesOnOverAPageOfNothingNew) {
  Service service;
  service.page("", {"a"}, "1")
      .page("1", {"a"}, "2")
      .page("2", {}, "3")
      .page("3", {"b"}, "4")
      .page("4", {"a"});
  EXPECT_THAT(all_of(service), ElementsAre("a", "b"));
  EXPECT_THAT(service.asked, ElementsAre("", "1", "2", "3", "4"));
}

TEST(Pager, RemembersTheLastThousandIds) {
  Service service;
  std::vector<std::string> first;
  for (int i = 0; i < 1'001; ++i) first.push_back(std::to_string(i));
  service.page("", first, "1").page("1", {"1", "1000", "0", "new"});
  std::vector<std::string> expected = first;
  expected.insert(expected.end(), {"0", "new"});  // "0" is the one that is 1,001 items ago
  EXPECT_EQ(all_of(service), expected);
}

TEST(Pager, GivesAllPagesOfAStepOneDeadline) {
  Service service;
  service.page("", {"a"}, "1")
      .page("1", {}, "2")
      .page("2", {"a"}, "3")
      .page("3", {"b"}, "4")
      .page("4", {"c"});
  EXPECT_THAT(all_of(service), ElementsAre("a", "b", "c"));
  const auto of = [](int step) { return steady_clock::time_point{std::chrono::seconds{step}}; };
  EXPECT_THAT(service.deadlines, ElementsAre(of(1), of(2), of(2), of(2), of(3)));
}

TEST(Pager, GoesOnAfterAnErrorAnywhereWithEveryItemOnce) {
  for (const std::string failing : {"", "1", "2", "3", "4"}) {
    Service service;
    service.page("", {"a", "b"}, "1")
        .page("1", {"b"}, "2")
        .page("2", {}, "3")
        .page("3", {"c", "a"}, "4")
        .page("4", {"d"});
    service.fail_once(failing);
    PagedRange<Item> range = service.list();
    std::vector<std::string> seen;
    EXPECT_THROW(loop(range, seen), TransportError) << failing;
    loop(range, seen);
    EXPECT_THAT(seen, ElementsAre("a", "b", "c", "d")) << "failed at '" << failing << "'";
    EXPECT_TRUE(range.finished());
  }
}

TEST(Pager, RefusesACircleAfterAllItemsWereDelivered) {
  struct Case {
    std::string_view why;
    std::string last_next;
  };
  const Case cases[] = {{"to itself", "2"}, {"to an earlier page", "1"}};
  for (const auto& [why, next] : cases) {
    Service service;
    service.page("", {"a"}, "1").page("1", {"b"}, "2").page("2", {"c"}, next);
    PagedRange<Item> range = service.list();
    std::vector<std::string> seen;
    EXPECT_THROW(loop(range, seen), DecodeError) << why;
    EXPECT_THAT(seen, ElementsAre("a", "b", "c")) << why;
    EXPECT_THAT(service.asked, ElementsAre("", "1", "2")) << why << ": the page was not asked for again";
    EXPECT_THROW(loop(range, seen), DecodeError) << why << ": it does not go away";
    EXPECT_FALSE(range.finished());
  }
}

TEST(Pager, RefusesACircleOfEmptyPages) {
  Service service;
  service.page("", {"a"}, "1").page("1", {}, "2").page("2", {"a"}, "1");
  PagedRange<Item> range = service.list();
  std::vector<std::string> seen;
  EXPECT_THROW(loop(range, seen), DecodeError);
  EXPECT_THAT(seen, ElementsAre("a"));
  EXPECT_THAT(service.asked, ElementsAre("", "1", "2"));
}

TEST(Pager, RefusesACircleBackToTheCursorItStartedFrom) {
  Service service;
  service.page("7", {"a"}, "8").page("8", {"b"}, "7");
  PagedRange<Item> range = service.list(Cursor{"7"});
  std::vector<std::string> seen;
  EXPECT_THROW(loop(range, seen), DecodeError);
  EXPECT_THAT(seen, ElementsAre("a", "b"));
}

TEST(Pager, ACircleIsTheServicesFaultAndSaysWhichList) {
  Service service;
  service.page("", {}, "t0_secret-cursor").page("t0_secret-cursor", {}, "t0_secret-cursor");
  PagedRange<Item> range = service.list();
  try {
    std::vector<std::string> seen;
    loop(range, seen);
    FAIL() << "a circle";
  } catch (const DecodeError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("GET /tickets"));
    EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("secret"))) << "a cursor is part of a query";
  }
}

TEST(Pager, ResumesFromACursor) {
  Service service;
  service.page("", {"a"}, "1").page("1", {"b"}, "2").page("2", {"c"});
  PagedRange<Item> range = service.list(Cursor{"1"});
  EXPECT_EQ(range.cursor(), Cursor{"1"});
  std::vector<std::string> seen;
  loop(range, seen);
  EXPECT_THAT(seen, ElementsAre("b", "c"));
  EXPECT_THAT(service.asked, ElementsAre("1", "2"));
}

TEST(Pager, RangesAreApart) {
  Service service;
  service.page("", {"a"}, "1").page("1", {"b"});
  EXPECT_THAT(all_of(service), ElementsAre("a", "b"));
  EXPECT_THAT(all_of(service), ElementsAre("a", "b")) << "a new loop over the list is a new range";
}

/// A mistake of the service and not of the caller, who never saw it.
TEST(Pager, ACursorThatCannotBeSentEndsTheListAfterTheItemsOfItsPage) {
  for (const std::size_t size : {65'537U, 70'000U, 1'000'000U}) {
    Service service;
    service.page("", {"a"}, "1").page("1", {"b", "c"}, std::string(size, 'x'));
    std::vector<std::string> seen;
    PagedRange<Item> range = service.list();
    for (int i = 0; i < 2; ++i) {
      const std::string text = unit::refusal<DecodeError>([&] { loop(range, seen); });
      EXPECT_THAT(text, testing::StartsWith("GET /tickets: the service's cursor")) << text;
      EXPECT_LT(text.size(), 300U);
    }
    EXPECT_THAT(seen, ElementsAre("a", "b", "c"));
    EXPECT_FALSE(range.finished());
  }
  Service service;
  service.page("", {"a"}, std::string(65'536, 'x')).page(std::string(65'536, 'x'), {"b"});
  EXPECT_THAT(all_of(service), ElementsAre("a", "b")) << "as long as the caller's may be";
}

}  // namespace
