// Measures the goals of docs/performance.md. scripts/bench.sh starts what it needs and calls it.
// Usage: ticket0_bench COUNTED MARKDOWN CHART [--benchmark_...]: see write_report(). Ends with 3 where a goal
// is missed, and with 4 where something was not measured.
#include <cstdlib>
#include <stdexcept>

#include "bench/goals.hpp"
#include "bench/measure.hpp"

namespace bench {

namespace {
std::string from_environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error{std::string{name} + " is not set: run scripts/bench.sh"};
  return value;
}
}  // namespace

const Servers& servers() {
  static const Servers all{.http = from_environment("BENCH_HTTP"),
                           .https = from_environment("BENCH_HTTPS"),
                           .closing = from_environment("BENCH_CLOSING"),
                           .ca_file = from_environment("BENCH_CA_FILE"),
                           .ca_bundle = from_environment("BENCH_CA_BUNDLE")};
  return all;
}

}  // namespace bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 4) {
    std::fprintf(stderr, "Usage: %s COUNTED MARKDOWN CHART [--benchmark_...]\n", argv[0]);
    return 2;
  }
  bench::Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  const bench::Verdict verdict = bench::write_report(collector, argv[1], argv[2], argv[3]);
  if (collector.failed()) return 1;
  switch (verdict) {
    case bench::Verdict::met: return 0;
    case bench::Verdict::missed: return 3;
    case bench::Verdict::not_measured: return 4;
  }
  return 1;
}
