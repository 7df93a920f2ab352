#include "sandbox/clock.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sandbox {
namespace {

using namespace std::chrono;

std::string digits(long long value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string clock_time(const hh_mm_ss<milliseconds>& time) {
  return digits(time.hours().count(), 2) + ":" + digits(time.minutes().count(), 2) + ":" +
         digits(time.seconds().count(), 2);
}

}  // namespace

std::string iso8601(const Moment& moment) {
  const auto local = moment.at + moment.offset;
  const auto day = floor<days>(local);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> time{local - day};

  std::string text = digits(static_cast<int>(date.year()), 4) + "-" +
                     digits(static_cast<unsigned>(date.month()), 2) + "-" +
                     digits(static_cast<unsigned>(date.day()), 2) + "T" + clock_time(time);
  if (time.subseconds().count() != 0) text += "." + digits(time.subseconds().count(), 3);
  if (moment.offset.count() == 0) return text + "Z";

  const hh_mm_ss<minutes> offset{moment.offset};
  return text + (offset.is_negative() ? "-" : "+") + digits(offset.hours().count(), 2) + ":" +
         digits(offset.minutes().count(), 2);
}

std::string http_date(Instant at) {
  constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  std::string text{weekdays[weekday{day}.c_encoding()]};
  text += ", " + digits(static_cast<unsigned>(date.day()), 2) + " ";
  text += months[static_cast<unsigned>(date.month()) - 1];
  text += " " + digits(static_cast<int>(date.year()), 4) + " " + clock_time(hh_mm_ss<milliseconds>{at - day});
  return text + " GMT";
}

namespace {

thread_local std::optional<Clock::Time> pretended;

}  // namespace

Clock::Clock(std::function<Time()> now) : now_(std::move(now)) {
  if (!now_) now_ = std::chrono::system_clock::now;
}

Clock::Time Clock::now() const { return pretended ? *pretended : now_(); }
Instant Clock::instant() const { return std::chrono::floor<std::chrono::milliseconds>(now()); }

void Clock::as_of(Time at, const std::function<void()>& act) {
  struct Restore {
    std::optional<Time> before{pretended};
    ~Restore() { pretended = before; }
  } const restore;
  pretended = at;
  act();
}

void LateChanges::add(Clock::Time due, std::function<void()> change) {
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_.emplace(due, std::move(change));
}

void LateChanges::clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_.clear();
}

void LateChanges::make_due(Clock::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    const auto change = waiting_.extract(waiting_.begin());
    Clock::as_of(change.key(), change.mapped());
  }
}

}  // namespace sandbox
