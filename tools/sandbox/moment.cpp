#include "sandbox/moment.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

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

}  // namespace sandbox
