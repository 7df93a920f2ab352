// How long a call takes to end once it is cancelled, for everything that it may wait for.
// Usage: cancel_latency [ROUNDS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "concurrency/phases.hpp"

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 100;
  if (rounds < 1) {
    std::fprintf(stderr, "Usage: %s [ROUNDS]\n", argv[0]);
    return 2;
  }
  std::printf("Milliseconds from cancel() to the error, %d rounds\n", rounds);
  std::printf("%-14s %8s %8s %8s %8s\n", "phase", "least", "median", "99 %", "most");
  for (const Phase& phase : all_phases()) {
    if (!phase.missing.empty()) {
      std::printf("%-14s %s\n", phase.name.c_str(), phase.missing.c_str());
      continue;
    }
    try {
      std::vector<double> times;
      for (int i = 0; i < rounds; ++i)
        times.push_back(static_cast<double>(cancel_in(phase).took.count()) / 1'000);
      std::sort(times.begin(), times.end());
      std::printf("%-14s %8.2f %8.2f %8.2f %8.2f\n", phase.name.c_str(), times.front(),
                  times[times.size() / 2], times[times.size() * 99 / 100], times.back());
    } catch (const std::exception& error) {
      std::printf("%-14s failed: %s\n", phase.name.c_str(), error.what());
    }
  }
}
