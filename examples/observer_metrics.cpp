// Counts what a client does, as text for Prometheus:
//   TICKET0_API_KEY=t0_... observer_metrics
// It reads a few tickets, then prints the metrics. A server program would keep one Metrics object for all its
// clients and answer a scrape with write().
#include <array>
#include <chrono>
#include <initializer_list>
#include <iostream>
#include <map>
#include <mutex>

#include "run.hpp"
#include "ticket0/client.hpp"
#include "ticket0/result.hpp"

namespace {

/// Routes are templates and the other labels have few values, so there are few series. The members are called
/// from several threads simultaneously.
class Metrics final : public ticket0::Observer {
 public:
  void on_response(const Attempt& attempt, int status, std::chrono::microseconds took) noexcept override {
    add("ticket0_answers_total", 1,
        {{"method", attempt.method}, {"route", attempt.route}, {"status", std::to_string(status)}});
    took_time(attempt, took);
  }
  void on_failure(const Attempt& attempt, std::string_view,
                  std::chrono::microseconds took) noexcept override {
    add("ticket0_failures_total", 1, {{"method", attempt.method}, {"route", attempt.route}});
    took_time(attempt, took);
  }
  /// Calls are what a program makes and what it alerts on; requests, above, show what that took.
  void on_end(const CallEnd& end) noexcept override {
    add("ticket0_calls_total", 1,
        {{"method", end.method},
         {"route", end.route},
         {"result", end.error == nullptr ? "ok" : to_string(end.error->outcome())}});
  }
  void on_wait(const Attempt&, std::chrono::milliseconds time, ticket0::WaitReason reason) noexcept override {
    add("ticket0_wait_seconds_total", std::chrono::duration<double>{time}.count(),
        {{"reason", to_string(reason)}});
  }
  void on_drift(std::string_view type, std::string_view member, ticket0::Drift what) noexcept override {
    add("ticket0_unexpected_total", 1, {{"type", type}, {"member", member}, {"what", to_string(what)}});
  }

  void write(std::ostream& out) const {
    struct Family {
      std::string_view name, type, help;
    };
    constexpr std::array families{
        Family{"ticket0_calls_total", "counter", "Calls that ended, by what is known of their effect."},
        Family{"ticket0_answers_total", "counter", "Requests that were answered."},
        Family{"ticket0_failures_total", "counter", "Requests without a complete answer."},
        Family{"ticket0_request_seconds", "summary", "How long requests took."},
        Family{"ticket0_wait_seconds_total", "counter", "How long calls waited before a request."},
        Family{"ticket0_unexpected_total", "counter",
               "Members of answers that this version does not expect."},
    };
    out.precision(15);  // counters grow
    const std::lock_guard lock{mutex_};
    for (const auto& [name, type, help] : families) {
      out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
      for (const auto& [series, value] : values_)
        if (series.starts_with(name)) out << series << ' ' << value << '\n';
    }
  }

 private:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  void took_time(const Attempt& attempt, std::chrono::microseconds took) {
    const Labels labels{{"method", attempt.method}, {"route", attempt.route}};
    add("ticket0_request_seconds_sum", std::chrono::duration<double>{took}.count(), labels);
    add("ticket0_request_seconds_count", 1, labels);
  }
  void add(std::string name, double value, Labels labels) {
    for (char before = '{'; const auto& [label, text] : labels) {
      name.append(1, before).append(label).append("=\"");
      for (const char c : text)
        name.append(c == '\\' || c == '"' ? "\\" : "").append(c == '\n' ? "\\n" : std::string(1, c));
      name += '"';
      before = ',';
    }
    const std::lock_guard lock{mutex_};
    values_[name + '}'] += value;
  }

  mutable std::mutex mutex_{};
  std::map<std::string, double> values_{};  // by name and labels
};

}  // namespace

int main() {
  return run([] {
    const auto metrics = std::make_shared<Metrics>();
    auto options = ticket0::ClientOptions::from_env();
    options.observer = metrics;
    const ticket0::Client client{std::move(options)};

    for (const auto& ticket : client.tickets().list().at_most(3)) (void)client.tickets().get(ticket.id);
    // A failure shows up in the metrics too.
    (void)ticket0::attempt([&] { return client.tickets().get(ticket0::TicketId{"tkt_none"}); });

    metrics->write(std::cout);
    if (const auto budget = client.rate_usage())
      std::cout << "# HELP ticket0_budget_free Requests that may be sent at this moment.\n"
                << "# TYPE ticket0_budget_free gauge\n"
                << "ticket0_budget_free " << budget->free << '\n';
  });
}
