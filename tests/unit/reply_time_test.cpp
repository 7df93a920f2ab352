// When a call was made, by the service's clock.
#include "resources/reply_time.hpp"

#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0::detail;
using std::chrono::seconds;
using std::chrono::steady_clock;
using ticket0::HttpResponse;
using ticket0::Timestamp;

const steady_clock::time_point began{100s};
/// When the first attempt began, by this machine and by the service.
const Timestamp noon = *ticket0::parse_timestamp("2026-01-01T12:00:00Z");
const FirstAttempt first{.began = began, .wall = noon};

/// One that was asked for and came so long after the call began.
ResponseTime answer(seconds asked, seconds received, std::optional<seconds> date,
                    std::optional<seconds> age = 0s) {
  return {.asked = began + asked,
          .received = began + received,
          .date = date ? std::optional{noon + *date} : std::nullopt,
          .age = age};
}

TEST(TimeOfAnAnswer, IsWhatItsHeadersSay) {
  const auto time = [](ticket0::Headers headers) {
    return time_of(HttpResponse{.headers = std::move(headers)}, began, began + 1s, noon);
  };
  const std::pair<std::string, std::string> date{"date", "Thu, 01 Jan 2026 12:00:00 GMT"};
  EXPECT_EQ(time({date}).date, noon);
  EXPECT_EQ(time({date}).age, 0s);
  EXPECT_EQ(time({}).date, std::nullopt);
  EXPECT_EQ(time({{"Date", "yesterday"}}).date, std::nullopt);
  EXPECT_EQ(time({date, date}).date, std::nullopt) << "which of them it is, nobody knows";
  EXPECT_EQ(time({date, {"age", " 60 "}}).age, 60s);
  for (const char* unreadable : {"-1", "1.5", "a minute", "", "1, 2", "99999999999"})
    EXPECT_EQ(time({date, {"Age", unreadable}}).age, std::nullopt) << unreadable;
  EXPECT_EQ(time({date, {"Age", "1"}, {"Age", "2"}}).age, std::nullopt);
}

struct Case {
  const char* what;
  std::vector<ResponseTime> answers;
  bool clocks_agree;
  seconds looked;
  // Since the call began by the service's clock.
  seconds from;
  seconds to;
  std::optional<seconds> older_until;
};

TEST(WindowOfACall, IsByTheServicesClock) {
  constexpr seconds day_and_two = 26h;
  const Case cases[] = {
      {"a look", {answer(2s, 2s, 2s)}, false, 2s, -2s, 4s, -day_and_two},
      {"clocks that agree", {answer(2s, 2s, 2s)}, true, 2s, -2s, 4s, -300s},
      {"a clock seven hours ahead",
       {answer(2s, 2s, 25'202s)},
       false,
       2s,
       25'198s,
       25'204s,
       25'200s - day_and_two},
      {"a clock an hour behind",
       {answer(2s, 2s, -3'598s)},
       false,
       2s,
       -3'602s,
       -3'596s,
       -3'600s - day_and_two},
      {"a cache that says so", {answer(2s, 2s, -58s, 60s)}, false, 2s, -2s, 4s, -day_and_two},
      {"no date", {answer(2s, 2s, {})}, true, 2s, -2s, 4s, {}},
      {"no answer", {}, true, 5s, -2s, 7s, {}},
      {"an age that cannot be read", {answer(2s, 2s, -58s, std::nullopt)}, true, 2s, -2s, 4s, {}},
      // The call began between the 0th and the 20th second: what was created in between may be older.
      {"a slow look", {answer(2s, 25s, 25s)}, false, 25s, 19s, 27s, -day_and_two},
      {"a slow look, and the doubt's answer",
       {answer(2s, 25s, 25s), answer(0s, 1s, 1s)},
       false,
       25s,
       -2s,
       27s,
       -day_and_two},
      {"a slow reply", {answer(32s, 32s, 32s), answer(0s, 30s, 30s)}, false, 32s, -2s, 34s, -day_and_two},
      // The look's date is a minute older than the answer's that left the doubt: either may be right.
      {"a cache that says nothing",
       {answer(2s, 2s, -58s), answer(0s, 0s, 0s)},
       false,
       2s,
       -2s,
       -56s,
       -60s - day_and_two},
  };
  for (const Case& each : cases) {
    const CallWindow window = window_of(first, each.answers, each.clocks_agree, began + each.looked);
    EXPECT_EQ(window.from, noon + each.from) << each.what;
    EXPECT_EQ(window.to, noon + each.to) << each.what;
    const auto then = each.older_until ? std::optional{noon + *each.older_until} : std::nullopt;
    EXPECT_EQ(window.older_until, then) << each.what;
  }
}

TEST(DatesOfALook, AreThoseOfAllItsAnswers) {
  const auto doubt = began + 1s;
  const ResponseTime early = answer(3s, 3s, 3s);
  const ResponseTime late = answer(4s, 5s, 5s);
  const std::vector both{late, early};
  EXPECT_EQ(dates_of(both, doubt).first, noon + 3s);
  EXPECT_EQ(dates_of(both, doubt).last, noon + 5s);
  EXPECT_EQ(dates_of(both, doubt).after_doubt, 2s) << "the oldest tells";
  EXPECT_EQ(dates_of(std::vector{early, answer(4s, 4s, {})}, doubt).first, std::nullopt);
  EXPECT_EQ(dates_of({}, doubt).after_doubt, 0s);
  const std::pair<std::optional<seconds>, seconds> ages[]{{0s, 2s}, {1s, 1s}, {2s, 0s}, {60s, 0s}, {{}, 0s}};
  for (const auto& [age, after] : ages)
    EXPECT_EQ(dates_of(std::vector{late, answer(3s, 3s, 3s, age)}, doubt).after_doubt, after)
        << testing::PrintToString(age);
}

}  // namespace
