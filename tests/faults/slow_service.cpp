#include "faults/slow_service.hpp"

#include "ticket0/error.hpp"

namespace faults {

using std::chrono::milliseconds;

ticket0::HttpResponse SlowService::send(const ticket0::HttpRequest& request,
                                        const ticket0::SendContext& context) {
  const auto [there, back, is_refused] = journey();
  const auto gives_up = clock_->now() + context.time_left;
  Arrival arrival{.at = clock_->now() + there,
                  .is_list = request.url.find("limit=100") != std::string::npos,  // list()'s own
                  .is_given_up = false};
  const auto wait_until = [&](SimulatedClock::TimePoint when) {
    return clock_->wait_until(std::min(when, gives_up), context.cancel) && when <= gives_up;
  };
  arrival.is_given_up = !wait_until(arrival.at);
  {
    const std::lock_guard lock{mutex_};
    arrivals_.push_back(arrival);
  }
  if (arrival.is_given_up || !wait_until(arrival.at + back)) throw ticket0::TransportError{"given up"};
  if (is_refused) return {.status = 429, .headers = {{"Retry-After", "3"}}, .body = "{}"};
  return {.status = 200, .headers = {}, .body = R"({"id":"tkt_1","tickets":[]})"};
}

std::vector<SlowService::Arrival> SlowService::arrivals() {
  const std::lock_guard lock{mutex_};
  std::stable_sort(arrivals_.begin(), arrivals_.end(),
                   [](const auto& left, const auto& right) { return left.at < right.at; });
  return arrivals_;
}

SlowService::Journey SlowService::journey() {
  const std::lock_guard lock{mutex_};
  return {milliseconds{dice_.from(0, longest_ms_)}, milliseconds{dice_.from(0, longest_ms_)},
          dice_.chance(refused_in_hundred)};
}

}  // namespace faults
