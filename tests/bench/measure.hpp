#pragma once

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Where the servers are that scripts/bench.sh started, from its environment.
struct Servers {
  std::string http;       // answers /tickets with a page of 100 tickets, and /tiny
  std::string https;      // the same
  std::string closing;    // https, and closes each connection after its answer
  std::string ca_file;    // of the one authority that vouches for them
  std::string ca_bundle;  // the system's authorities and that one
};
[[nodiscard]] const Servers& servers();

[[nodiscard]] inline double seconds_of(clockid_t clock) noexcept {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// What `work` takes of `clock`, in seconds.
template <class Work>
[[nodiscard]] double timed(clockid_t clock, const Work& work) {
  const double before = seconds_of(clock);
  work();
  return seconds_of(clock) - before;
}

using Variant = std::pair<std::string, std::function<void()>>;

/// Runs the variants by turns, `calls` of one before the next has its turn, so that what else the machine
/// does touches all alike; a counter of its name has the mean time of each call in microseconds.
inline void by_turns(benchmark::State& state, clockid_t clock, const std::vector<Variant>& variants,
                     int calls = 1) {
  for (const auto& [name, run] : variants) run();  // connections
  std::vector<double> sums(variants.size());
  std::size_t first = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < variants.size(); ++i) {
      const std::size_t turn = (first + i) % variants.size();
      variants[turn].second();  // caches are its own again
      sums[turn] += timed(clock, [&] {
        for (int call = 0; call < calls; ++call) variants[turn].second();
      });
    }
    ++first;  // nobody always comes after the same one
  }
  for (std::size_t i = 0; i < variants.size(); ++i)
    state.counters[variants[i].first] = sums[i] / (static_cast<double>(state.iterations()) * calls) * 1e6;
}

}  // namespace bench
