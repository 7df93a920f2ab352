// Times of the service and of HTTP headers.
#include "fuzz.hpp"
#include "http/headers.hpp"
#include "ticket0/types.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto time = ticket0::parse_timestamp(text)) {
    using std::chrono::sys_days;
    using std::chrono::year;
    fuzz::require(*time >= sys_days{year{-1} / 12 / 31} && *time < sys_days{year{10'000} / 1 / 2},
                  "a time is in the years 0 to 9999, give or take its offset");
    const bool has_words = *time >= sys_days{year{0} / 1 / 1} && *time < sys_days{year{10'000} / 1 / 1};
    if (has_words)
      fuzz::require(ticket0::parse_timestamp(ticket0::to_string(*time)) == time, "a time survives its text");
  }
  if (const auto time = ticket0::parse_timestamp(text);
      time && text.size() == 20 && text.substr(17, 2) != "60") {
    std::string plain{text};
    plain[10] = 'T';
    plain[19] = 'Z';
    fuzz::require(ticket0::to_string(*time) == plain, "a time in UTC without a fraction is what it says");
  }
  const std::chrono::sys_seconds now{std::chrono::seconds{1'767'225'600}};
  if (const auto date = ticket0::detail::parse_http_date(text, now)) {
    fuzz::require(text.size() >= 24 && text.size() <= 33, "an HTTP date has one of three forms");
    fuzz::require(ticket0::parse_timestamp(ticket0::to_string(*date)) == *date, "an HTTP date is a time");
  }
  return 0;
}
