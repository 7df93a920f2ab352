#include "faults/virtual_world.hpp"

namespace faults {

namespace {

using std::chrono::milliseconds;
using ticket0::Outcome;
using ticket0::TransportError;
using Reason = ticket0::TransportError::Reason;

sandbox::Options options_of(std::vector<sandbox::Fault> script,
                            const std::shared_ptr<ticket0::fakes::ManualClock>& clock,
                            std::chrono::seconds ahead) {
  sandbox::Options options;
  options.faults = std::move(script);
  options.now = [clock, ahead] { return clock->wall() + ahead; };
  return options;
}

}  // namespace

ticket0::HttpResponse ServiceTransport::send(const ticket0::HttpRequest& request,
                                             const ticket0::SendContext& context) {
  attempt_ends_ = clock_->now() + context.time_left;
  if (dice_.chance(15)) {
    spend(milliseconds{dice_.from(0, 500)}, Outcome::not_sent);
    throw TransportError{"connection refused", Outcome::not_sent, Reason::connect};
  }
  spend(milliseconds{dice_.from(0, 300)}, Outcome::not_sent);
  const std::size_t path = request.url.find("/api/v1");
  auto [route, response, wire, age] = service_.answer({.method = request.method,
                                                       .target = request.url.substr(path),
                                                       .headers = request.headers,
                                                       .body = request.body});
  ++arrived_[route];
  if (!has_date_) std::erase_if(response.headers, [](const auto& each) { return each.first == "Date"; });
  // A proxy puts its own page in the answer's place.
  if (dice_.chance(3)) response.body = "<html>Please sign in</html>";
  spend(milliseconds{dice_.from(0, dice_.chance(5) ? 40'000 : 300)}, Outcome::unknown);
  using Ending = sandbox::Wire::Ending;
  switch (wire.ending) {
    case Ending::answer: spend(wire.delay, Outcome::unknown); break;
    case Ending::close:
    case Ending::reset: throw TransportError{"closed without an answer", Outcome::unknown, Reason::receive};
    case Ending::truncate:
      if (wire.bytes < response.body.size())
        throw TransportError{"the answer was cut", Outcome::unknown, Reason::receive};
      break;
    case Ending::then_200:
    case Ending::then_408:
    case Ending::then_junk:
    case Ending::then_close: break;  // which is of connections
    case Ending::drip: spend(wire.delay * static_cast<int>(response.body.size()), Outcome::unknown); break;
  }
  return {.status = response.status, .headers = response.headers, .body = response.body};
}

std::size_t ServiceTransport::arrived(std::string_view route) const {
  const auto found = arrived_.find(route);
  return found == arrived_.end() ? 0 : found->second;
}

void ServiceTransport::spend(milliseconds time, Outcome outcome) {
  const auto then = clock_->now() + time;
  clock_->wait_until(std::min(then, attempt_ends_), {});
  if (then >= attempt_ends_) throw ticket0::TimeoutError{"time was up", outcome};
}

VirtualWorld::VirtualWorld(std::vector<sandbox::Fault> script, Dice& dice, ticket0::RetryPolicy retry,
                           std::chrono::seconds ahead, bool has_date)
    : service_(options_of(std::move(script), clock_, ahead), store_),
      wire_(std::make_shared<ServiceTransport>(service_, clock_, dice, has_date)),
      world_{.client = ticket0::Client{{.api_key = ticket0::Secret{"t0_sandbox_admin"},
                                        .retry = retry,
                                        .observer = witness_,
                                        .transport = wire_,
                                        .clock = clock_}},
             .store = [this]() -> sandbox::Store& { return service_.store(); },
             .arrived = [this](std::string_view route) { return wire_->arrived(route); },
             .pass = [this](milliseconds time) { clock_->advance(time); },
             .clock = clock_,
             .witness = witness_} {}

}  // namespace faults
