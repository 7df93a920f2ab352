#include "bench/goals.hpp"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace bench {

namespace {

/// A line of the report, whatever it comes from.
struct Row {
  std::string number;
  std::string what;
  std::optional<double> value{};  // empty: not measured
  double bound{0};
  std::string unit{"x"};
  std::string spread{"-"};
};

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  const double at = part * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

std::string shown(double value, const std::string& unit = "x") {
  std::ostringstream text;
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : unit == "x" ? 3 : 2;
  text << std::fixed << std::setprecision(decimals) << value;
  return unit == "x" ? text.str() : text.str() + ' ' + unit;
}

std::vector<Row> counted_rows(const std::string& file) {
  const std::regex form{R"(^goal (\d+): (.*): ([0-9.]+) \(bound ([0-9.]+)\).*$)"};
  std::vector<Row> rows;
  for (const Counted& goal : counted_goals()) rows.push_back({.number = goal.number, .what = goal.what});
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, form)) continue;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& each) {
      return each.number == match[1] && each.what == match[2];
    });
    if (row == rows.end()) throw std::runtime_error{"no row of the tables: " + line};
    row->value = std::stod(match[3]);
    row->bound = std::stod(match[4]);
  }
  return rows;
}

std::string spread_of(const std::vector<double>& values) {
  return shown(quantile(values, 0.25)) + " to " + shown(quantile(values, 0.75));
}

std::vector<Row> measured_rows(const Collector& measured) {
  std::vector<Row> rows;
  for (const Goal& goal : goals()) {
    Row& row = rows.emplace_back(
        Row{.number = goal.number, .what = goal.what, .bound = goal.bound, .unit = goal.unit});
    const auto values = measured.values(goal.benchmark, goal.counter, goal.over);
    if (values.empty()) continue;
    row.value = quantile(values, 0.5);
    row.spread = spread_of(values);
  }
  return rows;
}

}  // namespace

void Collector::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    failed_ = failed_ || run.error_occurred;
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    auto& counters = runs_[run.run_name.function_name].emplace_back();
    for (const auto& [name, counter] : run.counters) counters[name] = counter.value;
  }
}

std::vector<double> Collector::values(const std::string& benchmark, const std::string& counter,
                                      const std::string& over) const {
  std::vector<double> values;
  const auto found = runs_.find(benchmark);
  if (found == runs_.end()) return values;
  for (const auto& counters : found->second)
    if (counters.contains(counter))
      values.push_back(counters.at(counter) / (over.empty() ? 1.0 : counters.at(over)));
  return values;
}

Verdict write_report(const Collector& measured, const std::string& counted, const std::string& markdown,
                     const std::string& chart) {
  std::vector<Row> rows = measured_rows(measured);
  for (Row& row : counted_rows(counted)) rows.push_back(std::move(row));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return std::stoi(a.number) < std::stoi(b.number); });

  std::ofstream table{markdown};
  Verdict verdict = Verdict::met;
  table << "| Goal | | At most | Measured | Quartiles | |\n|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    table << "| " << row.number << " | " << row.what << " | ";
    if (!row.value) {
      verdict = Verdict::not_measured;
      table << "- | - | - | **not measured** |\n";
      continue;
    }
    const bool met = *row.value <= row.bound;
    if (!met) verdict = std::max(verdict, Verdict::missed);
    table << shown(row.bound, row.unit) << " | " << shown(*row.value, row.unit) << " | " << row.spread
          << " | " << (met ? "met" : "**missed**") << " |\n";
  }
  table << "\n| Beside the goals | Measured | Quartiles |\n|---|---|---|\n";
  for (const Fact& fact : facts()) {
    const auto values = measured.values(fact.benchmark, fact.counter, fact.over);
    table << "| " << fact.what << " | ";
    if (values.empty()) {
      verdict = Verdict::not_measured;
      table << "**not measured** | - |\n";
      continue;
    }
    table << shown(quantile(values, 0.5), fact.unit) << " | " << spread_of(values) << " |\n";
  }
  std::ofstream plot{chart};
  for (const Bar& bar : bars())
    if (const auto values = measured.values("page_http", bar.counter, ""); !values.empty())
      plot << '"' << bar.name << "\"\t" << quantile(values, 0.5) << '\n';
    else
      verdict = Verdict::not_measured;
  return verdict;
}

}  // namespace bench
