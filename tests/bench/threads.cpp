// Many calls at once: goals 11 and 13.
#include <algorithm>
#include <barrier>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "bench/clients.hpp"
#include "bench/measure.hpp"
#include "peers/raw_curl.hpp"
#include "peers/server_process.hpp"
#include "ticket0/async.hpp"

namespace {

using bench::client_of;

void serve_slowly(RawServer::Connection& connection) {
  while (!connection.read_request().empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    connection.respond(200, "{}");
  }
}

using Call = std::function<void()>;

/// Of as many callers, each with what it calls by: a handle of libcurl, a client, or one client for all.
std::vector<Call> by_handle_each(const std::string& url, int callers) {
  std::vector<Call> calls;
  for (int i = 0; i < callers; ++i)
    calls.emplace_back([url, curl = std::make_shared<peers::RawCurl>()] { (void)curl->get(url + "/tiny"); });
  return calls;
}
Call by(const ticket0::Client& client) {
  return [client] { (void)client.send("GET", "/tiny"); };
}
std::vector<Call> by_client_each(const std::string& url, int callers) {
  std::vector<Call> calls;
  for (int i = 0; i < callers; ++i) calls.push_back(by(client_of(url)));
  return calls;
}
std::vector<Call> by_one_client(const std::string& url, int callers) {
  return std::vector<Call>(static_cast<std::size_t>(callers), by(client_of(url)));
}

/// Every caller is a thread that makes `calls`; gives how long each of them took, in seconds.
std::vector<double> run(const std::vector<Call>& callers, int calls) {
  std::vector<double> times;
  std::mutex mutex;
  std::barrier together{static_cast<std::ptrdiff_t>(callers.size())};
  std::vector<std::thread> workers;
  for (const Call& call : callers)
    workers.emplace_back([&] {
      std::vector<double> own;
      together.arrive_and_wait();
      for (int i = 0; i < calls; ++i) own.push_back(bench::timed(CLOCK_MONOTONIC, call));
      const std::lock_guard lock{mutex};
      times.insert(times.end(), own.begin(), own.end());
    });
  for (auto& worker : workers) worker.join();
  return times;
}

double percentile(std::vector<double>& times, double part) {
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

void threads_8(benchmark::State& state) {
  const std::string& url = bench::servers().http;
  const auto shared = by_one_client(url, 8);
  const auto clients = by_client_each(url, 8);
  const auto handles = by_handle_each(url, 8);
  bench::by_turns(state, CLOCK_PROCESS_CPUTIME_ID,
                  {{"shared", [&] { run(shared, 50); }},
                   {"clients", [&] { run(clients, 50); }},
                   {"handles", [&] { run(handles, 50); }}});
}

void threads_64(benchmark::State& state) {
  const peers::ServerProcess server{&serve_slowly};
  const auto shared = by_one_client(server.url(), 64);
  const auto clients = by_client_each(server.url(), 64);
  const auto handles = by_handle_each(server.url(), 64);
  std::vector<double> times;
  bench::by_turns(state, CLOCK_MONOTONIC,
                  {{"shared", [&] { times = run(shared, 10); }},
                   {"clients", [&] { run(clients, 10); }},
                   {"handles", [&] { run(handles, 10); }}});
  state.counters["p50"] = percentile(times, 0.50) * 1e6;
  state.counters["p99"] = percentile(times, 0.99) * 1e6;
}

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

BENCHMARK(threads_8)->Iterations(5)->Repetitions(9);
BENCHMARK(threads_64)->Iterations(1)->Repetitions(7);
BENCHMARK(async_16)->Iterations(1)->Repetitions(7);

}  // namespace
