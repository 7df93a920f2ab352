#include "engine/failure.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "error/error.hpp"
#include "http/headers.hpp"

namespace ticket0::inline v1::detail {

namespace {

Ending ending_of(int status, ErrorCode code, Outcome outcome) noexcept {
  if (outcome == Outcome::refused) return Ending::refused;
  if (outcome == Outcome::rejected) return Ending::rejected;
  return status == 500 && code == ErrorCode::internal ? Ending::internal : Ending::server_error;
}

Ending ending_of(const NoAnswer& failure) noexcept {
  using Reason = TransportError::Reason;
  if (failure.reason == Reason::limit) return Ending::over_limit;
  switch (failure.outcome) {  // of a transport that is not ours, which may know more
    case Outcome::not_sent: break;
    case Outcome::refused: return Ending::refused;
    case Outcome::rejected: return Ending::rejected;
    case Outcome::applied: return Ending::unreadable;
    case Outcome::unknown: return Ending::lost;
  }
  return failure.hopeless || failure.reason == Reason::tls ? Ending::hopeless : Ending::not_sent;
}

using std::chrono::seconds;
using std::chrono::sys_seconds;
using std::chrono::system_clock;

/// Beyond any deadline, and within the range of arithmetic on times.
constexpr seconds longest{1'000'000'000};

/// No window of a limit is longer: an X-RateLimit-Reset that names a time farther away is nonsense.
constexpr std::chrono::days longest_window{1};

/// From here on a point in time is in milliseconds: as seconds it would be in the year 5138.
constexpr seconds first_milliseconds{100'000'000'000};

/// Digits, perhaps with a fraction, which counts as one more.
std::optional<seconds> seconds_in(std::string_view text) noexcept {
  constexpr std::string_view digits = "0123456789";
  const std::string_view whole = text.substr(0, text.find('.'));
  const std::string_view fraction = text.substr(std::min(text.size(), whole.size() + 1));
  const bool has_fraction = whole.size() != text.size();
  if (whole.empty() || whole.find_first_not_of(digits) != std::string_view::npos) return std::nullopt;
  if (has_fraction && (fraction.empty() || fraction.find_first_not_of(digits) != std::string_view::npos))
    return std::nullopt;
  std::int64_t value = 0;
  const auto error = std::from_chars(whole.data(), whole.data() + whole.size(), value).ec;
  if (error != std::errc{} || value == INT64_MAX) return seconds::max();
  return seconds{value + (fraction.find_first_not_of('0') == std::string_view::npos ? 0 : 1)};
}

/// In microseconds, whose range has every date that a text can name; the system clock's nanoseconds end in
/// 2262.
seconds until(Timestamp when, Timestamp now) noexcept {
  return std::clamp(std::chrono::ceil<seconds>(when - now), seconds{0}, longest);
}

/// By the service's clock where the answer has a date: its times are of that one.
Timestamp now_of(const HttpResponse& response, sys_seconds wall, Timestamp exact_wall) noexcept {
  if (const auto header = response.header("Date"))
    if (const auto date = parse_http_date(*header, wall)) return *date;
  return exact_wall;
}

bool is_name_of_day(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return std::find(days.begin(), days.end(), text.substr(0, 3)) != days.end();
}

/// Where a comma with a blank behind it is, which stands between values: "1,5" is somebody's fraction.
std::size_t find_separator(std::string_view line, std::size_t from) noexcept {
  auto at = line.find(',', from);
  while (at != std::string_view::npos && line.find_first_of(" \t", at) != at + 1) at = line.find(',', at + 1);
  return at;
}

/// The first of the values in `line`, which loses it. Somebody on the way may have joined several lines; a
/// date may have a comma of its own, behind the day's name.
std::string_view take_value(std::string_view& line) noexcept {
  auto end = find_separator(line, 0);
  if (end != std::string_view::npos && is_name_of_day(trimmed(line.substr(0, end))))
    end = find_separator(line, end + 1);
  const std::string_view value = trimmed(line.substr(0, end));
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return value;
}

/// The longest wait that `read` finds in the headers of this name.
template <class Read>
std::optional<seconds> longest_of(const Headers& headers, std::string_view name, const Read& read) noexcept {
  std::optional<seconds> found;
  for (const auto& [each, value] : headers) {
    if (!equal_ignoring_case(each, name)) continue;
    for (std::string_view line = value; !line.empty();)
      if (const std::optional<seconds> wait = read(take_value(line))) found = std::max(found, wait);
  }
  return found;
}

/// Seconds from now, or a point in time in seconds or milliseconds: told by its size.
std::optional<seconds> until_reset(std::string_view text, Timestamp now) noexcept {
  const auto value = seconds_in(text);
  if (!value) return std::nullopt;
  if (*value <= longest_window) return value;
  const bool is_in_ms = *value >= first_milliseconds;
  const auto moment =
      is_in_ms ? std::chrono::milliseconds{value->count()} : std::chrono::milliseconds{*value};
  const auto distance = moment - std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch());
  if (distance > longest_window || distance < -longest_window) return std::nullopt;
  return until(Timestamp{moment}, now);
}

}  // namespace

ApiErrorKind kind_of(int status, ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::validation_error: return ApiErrorKind::validation;
    case ErrorCode::unauthorized: return ApiErrorKind::authentication;
    case ErrorCode::forbidden: return ApiErrorKind::permission;
    case ErrorCode::not_found: return ApiErrorKind::not_found;
    case ErrorCode::rate_limited: return ApiErrorKind::rate_limit;
    case ErrorCode::internal: return ApiErrorKind::server;
    case ErrorCode::unknown: break;
  }
  switch (status) {
    case 400: return ApiErrorKind::validation;
    case 401: return ApiErrorKind::authentication;
    case 403: return ApiErrorKind::permission;
    case 404: return ApiErrorKind::not_found;
    case 429: return ApiErrorKind::rate_limit;
    default: return status >= 500 && status <= 599 ? ApiErrorKind::server : ApiErrorKind::other;
  }
}

Outcome outcome_of(int status, ApiErrorKind kind) noexcept {
  const Outcome by_status = outcome_of_status(status);
  return by_status == Outcome::rejected && kind == ApiErrorKind::rate_limit ? Outcome::refused : by_status;
}

Failed failed_answer(HttpResponse response, std::chrono::system_clock::time_point now,
                     const json::Stop& stop) {
  Failed failed;
  failed.body = json::decode_error(response.body, stop);
  const ErrorCode code = parse_as(failed.body.code, ErrorCode::unknown);
  failed.outcome = outcome_of(response.status, kind_of(response.status, code));
  failed.ending = ending_of(response.status, code, failed.outcome);
  failed.asked = retry_after(response, failed.body, failed.ending == Ending::refused, now);
  failed.response = std::move(response);
  return failed;
}

Failed failed_exchange(NoAnswer failure) {
  Failed failed;
  if (failure.text.empty()) failure.text = "the transport failed, and did not say why";
  failed.outcome = failure.outcome;
  failed.ending = ending_of(failure);
  failed.no_answer = std::move(failure);
  return failed;
}

Failed failed_decode(HttpResponse response, std::string problem, bool over_limit) {
  Failed failed;
  failed.ending = over_limit ? Ending::over_limit : Ending::unreadable;
  failed.outcome = Outcome::applied;
  failed.response = std::move(response);
  failed.problem = std::move(problem);
  return failed;
}

std::optional<seconds> retry_after(const HttpResponse& response, const json::ErrorBody& body, bool is_refusal,
                                   system_clock::time_point wall) noexcept {
  const sys_seconds today = std::chrono::floor<seconds>(wall);
  const Timestamp now = now_of(response, today, std::chrono::floor<Timestamp::duration>(wall));
  const auto asked = longest_of(response.headers, "Retry-After", [&](std::string_view text) {
    if (const auto wait = seconds_in(text)) return std::optional{std::min(*wait, longest)};
    const auto date = parse_http_date(text, today);
    return date ? std::optional{until(*date, now)} : std::nullopt;
  });
  if (asked || !is_refusal) return asked;
  if (const auto time = parse_timestamp(body.retry_after)) return until(*time, now);
  return longest_of(response.headers, "X-RateLimit-Reset",
                    [&](std::string_view text) { return until_reset(text, now); });
}

}  // namespace ticket0::inline v1::detail
