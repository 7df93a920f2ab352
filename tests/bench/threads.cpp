// Many calls at once: goals 11 and 13.
#include <algorithm>
#include <barrier>
#include <mutex>
#include <optional>
#include <thread>

#include "bench/clients.hpp"
#include "bench/measure.hpp"
#include "peers/server_process.hpp"
#if __has_include("ticket0/async.hpp")
#include "ticket0/async.hpp"
#endif

namespace {

using bench::client_of;

void serve_slowly(RawServer::Connection& connection) {
  while (!connection.read_request().empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    connection.respond(200, "{}");
  }
}

/// Threads that call by a client each, or all by the first.
class Callers {
 public:
  Callers(const std::string& url, int threads, bool shared) {
    for (int i = 0; i < threads; ++i) clients_.push_back(shared && i > 0 ? clients_.front() : client_of(url));
  }
  /// Every thread makes `calls`; gives how long each of them took, in seconds.
  std::vector<double> run(int calls) {
    std::vector<double> times;
    std::mutex mutex;
    std::barrier together{static_cast<std::ptrdiff_t>(clients_.size())};
    std::vector<std::thread> workers;
    for (const ticket0::Client& client : clients_)
      workers.emplace_back([&, client] {
        std::vector<double> own;
        together.arrive_and_wait();
        for (int i = 0; i < calls; ++i)
          own.push_back(bench::timed(CLOCK_MONOTONIC, [&] { (void)client.send("GET", "/tiny"); }));
        const std::lock_guard lock{mutex};
        times.insert(times.end(), own.begin(), own.end());
      });
    for (auto& worker : workers) worker.join();
    return times;
  }

 private:
  std::vector<ticket0::Client> clients_;
};

double percentile(std::vector<double>& times, double part) {
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

void threads_8(benchmark::State& state) {
  Callers shared{bench::servers().http, 8, true};
  Callers own{bench::servers().http, 8, false};
  bench::by_turns(state, CLOCK_PROCESS_CPUTIME_ID,
                  {{"shared", [&] { shared.run(50); }}, {"own", [&] { own.run(50); }}});
}

void threads_64(benchmark::State& state) {
  const peers::ServerProcess server{&serve_slowly};
  Callers shared{server.url(), 64, true};
  Callers own{server.url(), 64, false};
  std::vector<double> times;
  bench::by_turns(state, CLOCK_MONOTONIC,
                  {{"shared", [&] { times = shared.run(10); }}, {"own", [&] { own.run(10); }}});
  state.counters["p50"] = percentile(times, 0.50) * 1e6;
  state.counters["p99"] = percentile(times, 0.99) * 1e6;
}

BENCHMARK(threads_8)->Iterations(5)->Repetitions(9);
BENCHMARK(threads_64)->Iterations(1)->Repetitions(7);

#if __has_include("ticket0/async.hpp")
void async_16(benchmark::State& state) {
  const peers::ServerProcess server{&serve_slowly};
  const ticket0::Client client = client_of(server.url());
  const auto call = [](const ticket0::Client& same) { return same.send("GET", "/tiny"); };
  const auto in_turn = [&] {
    for (int i = 0; i < 16; ++i) (void)call(client);
  };
  const auto at_once = [&] {
    std::vector<ticket0::Task<ticket0::HttpResponse>> tasks;
    for (int i = 0; i < 16; ++i) tasks.push_back(ticket0::async(client, call));
    for (auto& task : tasks) (void)std::move(task).get();
  };
  bench::by_turns(state, CLOCK_MONOTONIC, {{"in_turn", in_turn}, {"async", at_once}});
}
BENCHMARK(async_16)->Iterations(1)->Repetitions(7);
#endif

}  // namespace
