#include "engine/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "engine/failure.hpp"
#include "http/headers.hpp"

namespace ticket0::inline v1::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr RetryDecision again{.again = true};

RetryDecision stop(std::string_view why) noexcept { return {.why = why}; }

/// Up to a second, so that clients given the same time do not return at the same moment.
milliseconds jitter(double random) noexcept {
  return milliseconds{static_cast<milliseconds::rep>(1'000.0 * random)};
}

RetryDecision after_refusal(const Operation& operation, const AttemptCounts& counts,
                            const RetryRules& rules) noexcept {
  if (operation.call_class == CallClass::unsafe && rules.writes == RetryWrites::never)
    return stop("RetryWrites::never allows one attempt");
  return counts.refusals < max_refusals ? again : stop("the service throttled it five times");
}

/// After something that may have taken effect.
RetryDecision when_unsure(const Operation& operation, const AttemptCounts& counts) noexcept {
  if (operation.call_class == CallClass::read) return again;
  if (counts.unsure_changes > 1) return stop("a change that may have been made is repeated once");
  return {.again = true, .only_soon = true};
}

using std::chrono::sys_seconds;
using std::chrono::system_clock;

/// Beyond any deadline, and within the range of arithmetic on times.
constexpr seconds longest_wait_read{1'000'000'000};

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
  return std::clamp(std::chrono::ceil<seconds>(when - now), seconds{0}, longest_wait_read);
}

/// By the service's clock if the answer has a date: its times are by that clock.
Timestamp now_of(const HttpResponse& response, sys_seconds wall, Timestamp exact_wall) noexcept {
  if (const auto header = response.header("Date"))
    if (const auto date = parse_http_date(*header, wall)) return *date;
  return exact_wall;
}

bool is_name_of_day(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return std::find(days.begin(), days.end(), text.substr(0, 3)) != days.end();
}

/// The position of a comma with a blank after it, which separates values: "1,5" is somebody's fraction.
std::size_t find_separator(std::string_view line, std::size_t from) noexcept {
  auto at = line.find(',', from);
  while (at != std::string_view::npos && line.find_first_of(" \t", at) != at + 1) at = line.find(',', at + 1);
  return at;
}

/// Takes the first of the values off `line`. A server on the way may have joined several lines; a
/// date may have a comma of its own, after the day's name.
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

/// Seconds from now, or a point in time in seconds or milliseconds: distinguished by its size.
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

void AttemptCounts::count(CallClass call_class, FailureClass failure_class) noexcept {
  if (failure_class == FailureClass::refused) {
    ++refusals;
    ++refusals_in_row;
    return;
  }
  ++attempts;
  refusals_in_row = 0;
  const bool is_unsure = failure_class == FailureClass::lost || failure_class == FailureClass::server_error;
  if (is_unsure && call_class != CallClass::read) ++unsure_changes;
}

RetryDecision decide(const Operation& operation, FailureClass failure_class, const AttemptCounts& counts,
                     const RetryRules& rules) noexcept {
  const bool is_unsafe = operation.call_class == CallClass::unsafe;
  switch (failure_class) {
    case FailureClass::refused: return after_refusal(operation, counts, rules);
    case FailureClass::permanent: return stop("the next attempt would end the same way");
    case FailureClass::over_limit: return stop("the next response would be as large");
    case FailureClass::rejected: return stop({});
    case FailureClass::unreadable:
      if (operation.call_class != CallClass::read) return stop("the response was a success");
      break;
    case FailureClass::not_sent: break;
    case FailureClass::internal:
      if (is_unsafe && rules.writes == RetryWrites::when_throttled)
        return stop("RetryWrites::when_throttled repeats only what was throttled or never sent");
      if (operation.check_before_repeat) return stop("it has to be checked first whether it was done");
      break;
    case FailureClass::server_error:
    case FailureClass::lost:
      if (is_unsafe) return stop(operation.risk);
      break;
  }
  if (is_unsafe && rules.writes == RetryWrites::never) return stop("RetryWrites::never allows one attempt");
  if (counts.attempts >= rules.max_attempts) return stop("max_attempts was reached");
  const bool is_sure = failure_class == FailureClass::not_sent || failure_class == FailureClass::internal ||
                       failure_class == FailureClass::unreadable;
  return is_sure ? again : when_unsure(operation, counts);
}

bool repeat_with_new_key(FailureKind kind, FailureClass failure_class, const AttemptCounts& counts) noexcept {
  return kind == FailureKind::authentication && failure_class == FailureClass::rejected &&
         counts.old_keys < max_old_keys;
}

milliseconds backoff(const RetryPolicy& policy, int retry, double random) noexcept {
  milliseconds longest = policy.base_delay;
  for (int i = 0; i < retry && longest < policy.max_delay; ++i) longest *= 2;
  longest = std::min(longest, policy.max_delay);
  const auto half = longest / 2;
  const auto spread = static_cast<double>((longest - half).count());
  return half + milliseconds{static_cast<milliseconds::rep>(spread * random)};
}

milliseconds wait_after_refusal(std::optional<seconds> asked, int k, double random) noexcept {
  const int doublings = std::clamp(k - 1, 0, max_refusals);
  const seconds wait = asked ? *asked * (std::int64_t{1} << doublings)
                             : std::min(seconds{60}, seconds{std::int64_t{2} << doublings});
  return wait + jitter(random);
}

milliseconds pause_after_refusal(std::optional<seconds> asked, int k) noexcept {
  constexpr std::chrono::hours longest{1};
  return std::min<milliseconds>(asked ? milliseconds{*asked} : wait_after_refusal(std::nullopt, k, 0),
                                longest);
}

RetryDelay wait_before_next(FailureClass failure_class, const AttemptCounts& counts,
                            std::optional<seconds> asked, const RetryPolicy& policy, bool may_wait_for_limits,
                            double random) noexcept {
  if (asked) asked = std::min<seconds>(*asked, std::chrono::hours{24});  // keeps the arithmetic in range
  if (failure_class == FailureClass::refused) {
    const milliseconds least = wait_after_refusal(asked, counts.refusals_in_row, 0);
    if (!may_wait_for_limits)
      return {.why_not = "waiting is turned off (RateLimit::wait, CallOptions::wait_for_limit)"};
    if (least > policy.max_retry_after) return {.why_not = "the wait would be longer than max_retry_after"};
    return {.time = wait_after_refusal(asked, counts.refusals_in_row, random),
            .reason = WaitReason::service_busy};
  }
  const milliseconds time = backoff(policy, counts.attempts - 1, random);
  if (!asked || *asked <= time) return {.time = time, .reason = WaitReason::backoff};
  if (*asked > policy.max_retry_after) return {.why_not = "the wait would be longer than max_retry_after"};
  return {.time = *asked + jitter(random), .reason = WaitReason::service_busy};
}

std::optional<seconds> retry_after(const HttpResponse& response, const json::ErrorBody& body, bool is_refusal,
                                   system_clock::time_point wall) noexcept {
  const sys_seconds today = std::chrono::floor<seconds>(wall);
  const Timestamp now = now_of(response, today, std::chrono::floor<Timestamp::duration>(wall));
  const auto asked = longest_of(response.headers, "Retry-After", [&](std::string_view text) {
    if (const auto wait = seconds_in(text)) return std::optional{std::min(*wait, longest_wait_read)};
    const auto date = parse_http_date(text, today);
    return date ? std::optional{until(*date, now)} : std::nullopt;
  });
  if (asked || !is_refusal) return asked;
  if (const auto time = parse_timestamp(body.retry_after)) return until(*time, now);
  return longest_of(response.headers, "X-RateLimit-Reset",
                    [&](std::string_view text) { return until_reset(text, now); });
}

std::string_view AttemptWindow::why_not(TimePoint when) const noexcept {
  if (when >= deadline_) return no_time_to_wait;
  return when > begin_by_ ? too_old : std::string_view{};
}

Outcome combined(Outcome before, Outcome last) noexcept {
  if (before == Outcome::applied) return before;
  if (last == Outcome::applied || before == Outcome::not_sent) return last;
  if (before == Outcome::unknown) return Outcome::unknown;
  return last == Outcome::not_sent ? before : last;
}

}  // namespace ticket0::inline v1::detail
