// What a connection costs: goals 7 and 8, and compressed answers.
#include "bench/clients.hpp"
#include "bench/measure.hpp"
#include "peers/raw_curl.hpp"

namespace {

using bench::by_turns;
using bench::client_of;
using bench::servers;
using benchmark::DoNotOptimize;

constexpr clockid_t this_thread = CLOCK_THREAD_CPUTIME_ID;

/// Each call takes a new connection, for the server closes it. libcurl's default is its bundle and a
/// directory.
void reconnect(benchmark::State& state) {
  const ticket0::Client one = client_of(servers().closing, servers().ca_file);
  const ticket0::Client bundle = client_of(servers().closing, servers().ca_bundle);
  peers::RawCurl by_default{servers().ca_bundle, peers::RawCurl::Directory::of_the_system};
  by_turns(state, this_thread,
           {{"one_authority", [&] { DoNotOptimize(one.send("GET", "/tiny")); }},
            {"bundle", [&] { DoNotOptimize(bundle.send("GET", "/tiny")); }},
            {"raw_default", [&] { DoNotOptimize(by_default.get(servers().closing + "/tiny")); }}});
}

void clients(benchmark::State& state) {
  const ticket0::Client kept = client_of(servers().https, servers().ca_bundle);
  by_turns(state, this_thread,
           {{"kept", [&] { DoNotOptimize(kept.send("GET", "/tiny")); }},
            {"new",
             [&] { DoNotOptimize(client_of(servers().https, servers().ca_bundle).send("GET", "/tiny")); }}});
}

void construct(benchmark::State& state) {
  by_turns(state, CLOCK_MONOTONIC,
           {{"ticket0", [] { DoNotOptimize(client_of("https://service.example/v1")); }}});
}

void gzip(benchmark::State& state) {
  const ticket0::Client client = client_of(servers().http);
  by_turns(state, this_thread,
           {{"without", [&] { DoNotOptimize(client.tickets().page({.limit = 100})); }},
            {"with_gzip", [&] { DoNotOptimize(client.tickets().page({.tag = "gzip", .limit = 100})); }}});
  const auto body_bytes = [&](const std::string& path) {
    ticket0::ResponseInfo info;
    (void)client.send("GET", path, {}, {.capture = &info});
    for (const auto& [name, value] : info.headers)
      if (name == "Content-Length") return std::stod(value);
    return 0.0;
  };
  state.counters["plain"] = body_bytes("/tickets");
  state.counters["compressed"] = body_bytes("/tickets?tag=gzip");
}

BENCHMARK(reconnect)->Iterations(8)->Repetitions(9);
BENCHMARK(clients)->Iterations(8)->Repetitions(5);
BENCHMARK(construct)->Iterations(200)->Repetitions(9);
BENCHMARK(gzip)->Iterations(40)->Repetitions(5);

}  // namespace
