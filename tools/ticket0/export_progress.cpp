#include "export_progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

namespace tool {
namespace {

using Seconds = std::chrono::duration<double>;

/// Less, and a burst at the start would be taken for the pace.
constexpr std::chrono::seconds least_time_of_a_rate{5};

std::string time_in_words(std::chrono::seconds time) {
  const auto hours = std::chrono::floor<std::chrono::hours>(time);
  if (hours.count() == 0) return in_words(time);
  return std::to_string(hours.count()) + " h " +
         std::to_string(std::chrono::ceil<std::chrono::minutes>(time - hours).count()) + " min";
}

}  // namespace

std::chrono::seconds time_for(std::size_t requests, Seconds pace, const ticket0::RateUsage& usage) {
  const int limit = usage.used + usage.free;
  const int kept = std::min(10, limit / 6);
  const auto now = static_cast<std::size_t>(std::max(0, usage.free - kept));
  const auto in_a_minute = static_cast<std::size_t>(std::max(1, limit - kept));
  const auto minutes = requests <= now ? 0 : (requests - now + in_a_minute - 1) / in_a_minute;
  return std::chrono::minutes{minutes} +
         std::chrono::ceil<std::chrono::seconds>(static_cast<double>(requests) * pace);
}

ExportProgress::ExportProgress(bool is_terminal, std::function<Time()> now,
                               std::shared_ptr<ticket0::Observer> next)
    : now_(std::move(now)),
      next_(std::move(next)),
      line_(is_terminal),
      is_terminal_(is_terminal),
      told_(now_()) {}

void ExportProgress::begin(std::string what, std::size_t done, std::optional<std::size_t> all) {
  line_.finish();
  what_ = std::move(what);
  before_ = done;
  all_ = all;
  begun_ = now_();
  waited_ = {};
  requests_ = 0;
}

void ExportProgress::show(std::size_t done, const std::optional<ticket0::RateUsage>& usage) {
  const Seconds took = now_() - begun_;
  text_ = what_ + ": " + std::to_string(done) + (all_ ? " of " + std::to_string(*all_) : std::string{});
  if (took >= least_time_of_a_rate) {
    const auto rate = std::lround(60 * static_cast<double>(done - before_) / took.count());
    text_ += ", " + std::to_string(rate) + " a minute";
  }
  if (usage) {
    text_ += ", " + std::to_string(usage->free) + " of " + std::to_string(usage->used + usage->free) +
             " requests left";
    if (all_ && *all_ > done && requests_ > 0)
      text_ += ", up to " +
               time_in_words(time_for(*all_ - done, (took - Seconds{waited_}) / requests_, *usage)) +
               " to go";
  }
  tell(text_);
}

void ExportProgress::on_response(const Attempt& attempt, int status,
                                 std::chrono::microseconds took) noexcept {
  ++requests_;
  if (next_) next_->on_response(attempt, status, took);
}

void ExportProgress::on_failure(const Attempt& attempt, std::string_view reason,
                                std::chrono::microseconds took) noexcept {
  if (next_) next_->on_failure(attempt, reason, took);
}

void ExportProgress::on_wait(const Attempt& attempt, std::chrono::milliseconds time,
                             ticket0::WaitReason reason) noexcept {
  if (next_) next_->on_wait(attempt, time, reason);
  waited_ += time;
  tell(text_ + (text_.empty() ? "" : ", ") + "waits " +
       in_words(std::chrono::ceil<std::chrono::seconds>(time)) + " (" + std::string{to_string(reason)} + ')');
}

void ExportProgress::tell(const std::string& text) {
  if (is_terminal_) return line_.show(text);
  if (now_() - told_ < std::chrono::minutes{1}) return;
  told_ = now_();
  std::cerr << text + '\n';
}

}  // namespace tool
