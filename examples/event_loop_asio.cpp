// Makes fifty calls from the one thread of an Asio event loop, beside a timer that ticks every 5 ms, and
// prints for how long the timer was held up at most.
//   TICKET0_API_KEY=t0_... event_loop_asio
// The key needs the scope tickets:read. This uses 50 of the 60 requests a minute.
#include <asio.hpp>

#include "fetching.hpp"
#include "run.hpp"

namespace {

using namespace std::chrono_literals;

/// Ticks every 5 ms until the loop stops.
void tick(asio::steady_timer& timer, LongestGap& gap) {
  timer.expires_after(5ms);
  timer.async_wait([&](const asio::error_code& error) {
    if (error) return;
    gap.tick();
    tick(timer, gap);
  });
}

void fetch() {
  asio::io_context loop;  // before the client: its completions are posted here
  const ticket0::Client client{ticket0::ClientOptions::from_env()};

  LongestGap gap;
  asio::steady_timer timer{loop};
  tick(timer, gap);  // as long as it waits, the loop runs

  // [snippet event_loops_asio]
  const ticket0::Executor on_loop = [&loop](std::function<void()> f) { asio::post(loop, std::move(f)); };
  // [end]
  const Fetching fetching{client, on_loop, [&loop] { loop.stop(); }};
  loop.run();
  fetching.print();
  gap.print();
}

}  // namespace

int main() { return run(fetch); }
