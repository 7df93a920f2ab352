#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bench {

/// A row of the table: a counter of a benchmark, over another one of it where `over` is not empty, and what
/// it may be at most.
struct Goal {
  std::string number;
  std::string what;
  std::string benchmark;
  std::string counter;
  std::string over;
  double bound;
  std::string unit{"x"};
};

/// A row of the table that the gates print with its value and its bound: see write_report().
struct Counted {
  std::string number;
  std::string what;
};

/// Something measured beside the goals, that a page tells.
struct Fact {
  std::string what;
  std::string benchmark;
  std::string counter;
  std::string over;
  std::string unit{"x"};
};

/// A bar of the chart: who reads the page, and its counter in the benchmark page_http.
struct Bar {
  std::string name;
  std::string counter;
};

[[nodiscard]] const std::vector<Goal>& goals();
[[nodiscard]] const std::vector<Counted>& counted_goals();
[[nodiscard]] const std::vector<Fact>& facts();
[[nodiscard]] const std::vector<Bar>& bars();

/// Collects the counters of all repetitions, and shows each benchmark's as it ends.
class Collector final : public benchmark::ConsoleReporter {
 public:
  Collector() : ConsoleReporter(OO_None) {}
  void ReportRuns(const std::vector<Run>& runs) override;
  /// Of each repetition, one over the other; empty where it did not run.
  [[nodiscard]] std::vector<double> values(const std::string& benchmark, const std::string& counter,
                                           const std::string& over) const;
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  std::map<std::string, std::vector<std::map<std::string, double>>> runs_{};
  bool failed_{false};
};

enum class Verdict : std::uint8_t {
  met,
  missed,        // a goal is
  not_measured,  // something that has a row in the tables was not
};

/// Writes the tables as Markdown to `markdown`, and to `chart`, for gnuplot, the CPU of a page call in
/// microseconds by each of bars(). `counted` is a file of lines "goal N: WHAT: VALUE (bound B)", which the
/// gates print.
[[nodiscard]] Verdict write_report(const Collector& measured, const std::string& counted,
                                   const std::string& markdown, const std::string& chart);

}  // namespace bench
