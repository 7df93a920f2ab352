// What a refusal says of the time to wait: three lines, Retry-After, X-RateLimit-Reset and the body's
// retryAfter.
#include <string>

#include "engine/failure.hpp"
#include "engine/retry.hpp"
#include "fuzz.hpp"

using namespace ticket0::detail;
using namespace std::chrono_literals;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  ticket0::HttpResponse response{.status = 429};
  response.headers.emplace_back("Retry-After", fuzz::take_line(rest));
  response.headers.emplace_back("X-RateLimit-Reset", fuzz::take_line(rest));
  const json::ErrorBody body{.code = {}, .message = {}, .retry_after = std::string{rest}};
  const auto now = std::chrono::system_clock::time_point{1'767'225'600s};
  for (const bool is_refusal : {true, false}) {
    const auto asked = retry_after(response, body, is_refusal, now);
    if (asked) fuzz::require(*asked >= 0s && *asked <= 1'000'000'000s, "0 to 10^9 seconds are asked for");
    const auto least = asked ? std::chrono::milliseconds{*asked} : 0ms;
    for (const int k : {1, 5})
      fuzz::require(wait_after_refusal(asked, k, 0.5) >= least, "no wait is shorter than was asked for");
    const auto pause = pause_after_refusal(asked, 5);
    fuzz::require(pause >= 0ms && pause <= 1h, "a pause of all calls lasts an hour at most");
    const RetryDelay wait =
        wait_before_next(FailureClass::refused, {.refusals = 1, .refusals_in_row = 1}, asked, {}, true, 0.5);
    fuzz::require(!wait.why_not.empty() || (wait.time >= least && wait.time <= 121s),
                  "nothing waits beyond max_retry_after and its jitter");
  }
  return 0;
}
