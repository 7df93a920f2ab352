#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "ticket0/types.hpp"

namespace ticket0::inline v1 {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// Reads a text from left to right; once something does not fit, it stays failed.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) noexcept : rest_(text) {}

  int digits(std::size_t count) noexcept {
    int value = 0;
    if (rest_.size() < count) return fail();
    for (std::size_t i = 0; i < count; ++i) {
      if (!detail::is_digit(rest_[i])) return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  /// Reads one of `any` and returns it, or 0.
  template <class... Chars>
  char one_of(Chars... any) noexcept {
    const char next = rest_.empty() ? '\0' : rest_.front();
    if (((next != any) && ...)) return static_cast<char>(fail());
    rest_.remove_prefix(1);
    return next;
  }
  /// ".125" and the like; zero if there is none.
  microseconds fraction() noexcept {
    if (rest_.empty() || rest_.front() != '.') return microseconds{0};
    rest_.remove_prefix(1);
    if (rest_.empty() || !detail::is_digit(rest_.front())) return microseconds{fail()};
    int value = 0;
    for (int place = 100'000; !rest_.empty() && detail::is_digit(rest_.front());
         place /= 10, rest_.remove_prefix(1))
      value += (rest_.front() - '0') * place;
    return microseconds{value};
  }
  [[nodiscard]] bool complete() const noexcept { return good_ && rest_.empty(); }

 private:
  int fail() noexcept {
    good_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool good_{true};
};

void append(std::string& text, int value, std::size_t width) {
  std::array<char, 16> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  const auto length = static_cast<std::size_t>(end - buffer.data());
  if (length < width) text.append(width - length, '0');
  text.append(buffer.data(), length);
}

}  // namespace

std::string to_string(Timestamp time) {
  using std::chrono::sys_days;
  using std::chrono::year;
  time =
      std::clamp(time, Timestamp{sys_days{year::min() / 1 / 1}}, Timestamp{sys_days{year::max() / 12 / 31}});
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::string text;
  const int year = static_cast<int>(date.year());
  if (year < 0) text += '-';
  append(text, year < 0 ? -year : year, 4);
  text += '-';
  append(text, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  text += '-';
  append(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  text += 'T';
  append(text, static_cast<int>(clock.hours().count()), 2);
  text += ':';
  append(text, static_cast<int>(clock.minutes().count()), 2);
  text += ':';
  append(text, static_cast<int>(clock.seconds().count()), 2);
  if (const auto fraction = clock.subseconds().count(); fraction != 0) {
    text += '.';
    append(text, static_cast<int>(fraction), 6);
    while (text.back() == '0') text.pop_back();
  }
  text += 'Z';
  return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) noexcept {
  TimeReader reader{text};
  const int year = reader.digits(4);
  reader.one_of('-');
  const int month = reader.digits(2);
  reader.one_of('-');
  const int day = reader.digits(2);
  reader.one_of('T', 't', ' ');
  const int hour = reader.digits(2);
  reader.one_of(':');
  const int minute = reader.digits(2);
  reader.one_of(':');
  const int second = reader.digits(2);
  const microseconds fraction = reader.fraction();
  minutes offset{0};
  if (const char sign = reader.one_of('Z', 'z', '+', '-'); sign == '+' || sign == '-') {
    const int offset_hours = reader.digits(2);
    reader.one_of(':');
    const int offset_minutes = reader.digits(2);
    if (offset_hours > 23 || offset_minutes > 59) return std::nullopt;
    offset = hours{offset_hours} + minutes{offset_minutes};
    if (sign == '-') offset = -offset;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // 60 is a leap second; it is the same instant as the second after it.
  if (!reader.complete() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return Timestamp{std::chrono::sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + fraction -
         offset;
}

}  // namespace ticket0::inline v1
