#include "engine/call_options.hpp"
#include "support.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ticket0;
using detail::merge;
using detail::MergedOptions;

MergedOptions defaults(CallOptions options) { return merge({}, std::move(options)); }

TEST(MergeOptions, TakesTheCallsTimesWhereItHasThem) {
  const MergedOptions with = defaults({.timeout = 1s, .attempt_timeout = 2s});
  EXPECT_EQ(merge(with, {}).options.timeout, 1s);
  EXPECT_EQ(merge(with, {}).options.attempt_timeout, 2s);
  EXPECT_EQ(merge(with, {.timeout = 9s}).options.timeout, 9s);
  EXPECT_EQ(merge(with, {.timeout = 9s}).options.attempt_timeout, 2s) << "each for itself";
  EXPECT_EQ(merge(with, {.attempt_timeout = 8s}).options.attempt_timeout, 8s);
  EXPECT_EQ(merge(with, {.attempt_timeout = 8s}).options.timeout, 1s);
  EXPECT_EQ(merge({}, {}).options.timeout, std::nullopt);
  EXPECT_EQ(merge({}, {}).options.attempt_timeout, std::nullopt);
}

TEST(MergeOptions, TakesTheCallsWordOnAttemptsWhereItHasOne) {
  const MergedOptions with = defaults({.max_attempts = 5, .retry_writes = RetryWrites::never});
  EXPECT_EQ(merge(with, {}).options.max_attempts, 5);
  EXPECT_EQ(merge(with, {}).options.retry_writes, RetryWrites::never);
  EXPECT_EQ(merge(with, {.max_attempts = 1}).options.max_attempts, 1);
  EXPECT_EQ(merge(with, {.max_attempts = 1}).options.retry_writes, RetryWrites::never);
  EXPECT_EQ(merge(with, {.retry_writes = RetryWrites::when_safe}).options.retry_writes,
            RetryWrites::when_safe);
  EXPECT_EQ(merge({}, {}).options.max_attempts, std::nullopt);
  EXPECT_EQ(merge({}, {}).options.retry_writes, std::nullopt);
}

TEST(MergeOptions, AddsHeadersAndOfOneNameTheCallsWin) {
  struct Case {
    Headers defaults;
    Headers call;
    Headers merged;
  };
  const Case cases[] = {
      {{}, {}, {}},
      {{{"A", "1"}}, {}, {{"A", "1"}}},
      {{}, {{"A", "1"}}, {{"A", "1"}}},
      {{{"A", "1"}}, {{"B", "2"}}, {{"B", "2"}, {"A", "1"}}},
      {{{"X-Trace", "1"}}, {{"x-tRACE", "2"}}, {{"x-tRACE", "2"}}},
      {{{"A", "1"}, {"B", "2"}, {"a", "3"}}, {{"A", "9"}}, {{"A", "9"}, {"B", "2"}}},
      {{{"A", "1"}, {"A", "2"}}, {}, {{"A", "1"}, {"A", "2"}}},
      {{{"A", "1"}, {"a", "2"}}, {{"B", "3"}}, {{"B", "3"}, {"A", "1"}, {"a", "2"}}},
      {{{"A", "1"}}, {{"A", "2"}, {"a", "3"}}, {{"A", "2"}, {"a", "3"}}},
      {{{"A", "1"}}, {{"A", ""}}, {{"A", ""}}},
      {{{"A-B", "1"}, {"A", "2"}}, {{"A", "3"}}, {{"A", "3"}, {"A-B", "1"}}},
  };
  for (const auto& [outer, call, merged] : cases)
    EXPECT_EQ(merge(defaults({.headers = outer}), {.headers = call}).options.headers, merged);
}

TEST(MergeOptions, KeepsTheCallsCapture) {
  ResponseInfo info;
  EXPECT_EQ(merge(defaults({}), {.capture = &info}).options.capture, &info);
  EXPECT_EQ(merge(defaults({}), {}).options.capture, nullptr);
}

TEST(MergeOptions, EitherTokenCancels) {
  for (const bool by_default : {true, false}) {
    CancelSource outer;
    CancelSource own;
    const MergedOptions merged = merge(defaults({.cancel = outer.token()}), {.cancel = own.token()});
    int woken = 0;
    const auto wake = merged.options.cancel.on_cancel([&] { ++woken; });
    EXPECT_FALSE(merged.options.cancel.cancelled());
    (by_default ? outer : own).cancel();
    EXPECT_TRUE(merged.options.cancel.cancelled()) << by_default;
    EXPECT_EQ(woken, 1) << "who waits on it is told";
    EXPECT_NE(outer.token().cancelled(), own.token().cancelled()) << "and the other token is left alone";
    (by_default ? own : outer).cancel();
    EXPECT_EQ(woken, 1);
  }
}

TEST(MergeOptions, OneTokenIsEnough) {
  for (const bool by_default : {true, false}) {
    CancelSource source;
    const CancelToken token = source.token();
    const MergedOptions merged = merge(defaults({.cancel = by_default ? token : CancelToken{}}),
                                       {.cancel = by_default ? CancelToken{} : token});
    EXPECT_FALSE(merged.options.cancel.cancelled());
    source.cancel();
    EXPECT_TRUE(merged.options.cancel.cancelled()) << by_default;
  }
  EXPECT_FALSE(merge(defaults({}), {}).options.cancel.cancelled());
}

TEST(MergeOptions, ATokenThatWasCancelledBeforeCountsToo) {
  CancelSource outer;
  CancelSource own;
  outer.cancel();
  EXPECT_TRUE(merge(defaults({.cancel = outer.token()}), {.cancel = own.token()}).options.cancel.cancelled());
  EXPECT_TRUE(merge(defaults({.cancel = own.token()}), {.cancel = outer.token()}).options.cancel.cancelled());
  EXPECT_TRUE(merge(defaults({.cancel = outer.token()}), {}).options.cancel.cancelled());
}

TEST(MergeOptions, TheSameTokenTwiceIsOne) {
  CancelSource source;
  const MergedOptions merged = merge(defaults({.cancel = source.token()}), {.cancel = source.token()});
  source.cancel();
  EXPECT_TRUE(merged.options.cancel.cancelled());
}

TEST(MergeOptions, OfManyLevelsTheInnermostWinsAndEveryTokenCancels) {
  for (std::size_t cancelled = 0; cancelled < 3; ++cancelled) {
    std::vector<CancelSource> sources(3);
    MergedOptions merged = merge({}, {.timeout = 1s,
                                      .attempt_timeout = 2s,
                                      .cancel = sources[0].token(),
                                      .headers = {{"A", "1"}, {"B", "1"}, {"C", "1"}}});
    // What is merged into is gone afterwards: nothing of it may be needed.
    merged =
        merge(merged, {.timeout = 3s, .cancel = sources[1].token(), .headers = {{"b", "2"}, {"c", "2"}}});
    merged = merge(merged, {.cancel = sources[2].token(), .headers = {{"C", "3"}}});
    EXPECT_EQ(merged.options.timeout, 3s);
    EXPECT_EQ(merged.options.attempt_timeout, 2s);
    EXPECT_EQ(merged.options.headers, (Headers{{"C", "3"}, {"b", "2"}, {"A", "1"}}));
    EXPECT_FALSE(merged.options.cancel.cancelled());
    sources[cancelled].cancel();
    EXPECT_TRUE(merged.options.cancel.cancelled()) << cancelled;
  }
}

/// Nothing is left behind at a token that lives as long as the process.
TEST(MergeOptions, ThatAreGoneAreNoLongerToldOfACancel) {
  CancelSource outer;
  CancelSource own;
  CancelToken left_over;
  {
    const MergedOptions merged = merge(defaults({.cancel = outer.token()}), {.cancel = own.token()});
    left_over = merged.options.cancel;
  }
  outer.cancel();
  own.cancel();
  EXPECT_FALSE(left_over.cancelled());
}

TEST(MergeOptions, ThatAreCopiedStayConnected) {
  CancelSource outer;
  CancelSource own;
  auto merged =
      std::make_unique<MergedOptions>(merge(defaults({.cancel = outer.token()}), {.cancel = own.token()}));
  const MergedOptions copy = *merged;
  merged.reset();
  outer.cancel();
  EXPECT_TRUE(copy.options.cancel.cancelled());
}

}  // namespace
