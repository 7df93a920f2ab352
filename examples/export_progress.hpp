#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "progress.hpp"
#include "ticket0/options.hpp"

/// An upper bound for the time of this many more requests of a list(): `pace` each, plus a minute each time
/// the budget is used up. A list() leaves 10 requests of the budget, or a sixth if that is less, to other
/// calls.
inline std::chrono::seconds at_most(int requests, std::chrono::duration<double> pace, int free,
                                    int per_minute) {
  const int kept = std::min(10, per_minute / 6);
  const int now = std::max(0, free - kept);
  const int in_a_minute = per_minute - kept;
  const int minutes = requests <= now ? 0 : (requests - now + in_a_minute - 1) / in_a_minute;
  return std::chrono::minutes{minutes} + std::chrono::ceil<std::chrono::seconds>(requests * pace);
}

/// The progress of an export. As the client's observer it also shows waits.
///
/// The service does not say how many tickets there are. If the user does not either (`expected` is 0), there
/// is no bar and no remaining time.
class ExportProgress final : public ticket0::Observer {
 public:
  ExportProgress(int expected, bool forced) : line_(forced), expected_(static_cast<std::size_t>(expected)) {}

  /// `done` is the number of tickets that an earlier run has written.
  void begin(std::size_t done) {
    before_ = done;
    begun_ = std::chrono::steady_clock::now();
  }

  void show(std::size_t done, const ticket0::RateUsage& usage) {
    using Seconds = std::chrono::duration<double>;
    const Seconds took = std::chrono::steady_clock::now() - begun_;
    const auto rate = std::lround(static_cast<double>(done - before_) / std::max(took.count(), 0.001));

    text_ = std::to_string(done);
    if (expected_ != 0) text_ = bar(done, expected_) + ' ' + text_ + " of " + std::to_string(expected_);
    const int per_minute = usage.used + usage.free;
    text_ += " tickets, " + std::to_string(rate) + "/s, " + std::to_string(usage.free) + " of " +
             std::to_string(per_minute) + " requests left";
    if (done >= expected_ || requests_ == 0) return line_.show(text_);
    const auto pages = static_cast<int>((expected_ - done - 1) / 100);  // that list() has yet to fetch
    const auto pace = (took - Seconds{waited_}) / requests_;
    line_.show(text_ + ", up to " + in_words(at_most(pages, pace, usage.free, per_minute)));
  }

  void finish() { line_.finish(); }

  void on_response(const Attempt&, int, std::chrono::microseconds) noexcept override { ++requests_; }
  void on_wait(const Attempt&, std::chrono::milliseconds time, ticket0::WaitReason reason) noexcept override {
    waited_ += time;
    line_.show(text_ + (text_.empty() ? "waits " : ", waits ") +
               in_words(std::chrono::ceil<std::chrono::seconds>(time)) + " (" +
               std::string{to_string(reason)} + ")");
  }

 private:
  Progress line_;
  std::string text_{};
  std::size_t before_{0};
  std::size_t expected_;  // 0: unknown
  std::chrono::steady_clock::time_point begun_{};
  std::chrono::milliseconds waited_{0};
  int requests_{0};
};
