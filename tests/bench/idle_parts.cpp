// What the parts of a call cost that have nothing to do: goal 14.
#include "bench/measure.hpp"
#include "gates/canned_transport.hpp"
#include "ticket0/client.hpp"

namespace {

class Idle final : public ticket0::Observer {};

ticket0::Client client_with(ticket0::ClientOptions options) {
  options.api_key = ticket0::Secret{"t0_measured"};
  options.transport = std::make_shared<CannedTransport>("{}");
  return ticket0::Client{std::move(options)};
}

void idle_parts(benchmark::State& state) {
  const ticket0::Client bare = client_with({.retry = {.max_attempts = 1}, .rate_limit = {.enabled = false}});
  // Of a size that never makes it wait, and a period after which it forgets.
  const ticket0::Client whole =
      client_with({.rate_limit = {.requests = 1'000'000, .per = std::chrono::milliseconds{1}},
                   .observer = std::make_shared<Idle>()});
  const auto calls = [](const ticket0::Client& client) {
    for (int i = 0; i < 100; ++i) benchmark::DoNotOptimize(client.send("GET", "/tiny"));
  };
  bench::by_turns(state, CLOCK_THREAD_CPUTIME_ID,
                  {{"bare", [&] { calls(bare); }}, {"whole", [&] { calls(whole); }}});
  state.counters["extra"] = (state.counters["whole"].value - state.counters["bare"].value) / 100;
}

BENCHMARK(idle_parts)->Iterations(30)->Repetitions(9);

}  // namespace
