// Writes one line of JSON for each call, with the trace that it belongs to:
//   TICKET0_API_KEY=t0_... trace_calls
// The fields have the names of OpenTelemetry's conventions for HTTP clients, so that a collector can take the
// lines; this needs nothing of OpenTelemetry. The service gets the same ids in the header `traceparent`.
#include <iostream>
#include <mutex>
#include <random>

#include "run.hpp"
#include "ticket0/client.hpp"
#include "ticket0/result.hpp"

namespace {

std::string random_hex(std::size_t digits) {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  std::string text;
  for (; text.size() < digits; text += "0123456789abcdef"[random() % 16]) {}
  return text;
}

/// A piece of the program's work. While it lives, the calls of its thread are a part of it.
class Span {
 public:
  Span() : outer_(std::exchange(current, this)) {}
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;
  ~Span() { current = outer_; }
  /// For a call that is a part of this span.
  [[nodiscard]] ticket0::CallOptions call() const {
    return {.headers = {{"traceparent", "00-" + trace_id + "-" + span_id + "-01"}}};
  }
  const std::string trace_id{random_hex(32)};
  const std::string span_id{random_hex(16)};
  static inline thread_local const Span* current = nullptr;

 private:
  const Span* outer_;
};

/// An observer runs on the thread of the call, where the current span is.
class TraceLog final : public ticket0::Observer {
 public:
  explicit TraceLog(std::ostream& out) : out_(out) {}
  void on_end(const CallEnd& end) noexcept override {
    const std::string name = std::string{end.method} + " " + std::string{end.route};
    std::string line = "{\"name\":" + ticket0::json_string(name);
    if (const Span* span = Span::current)
      line += ",\"trace_id\":\"" + span->trace_id + "\",\"parent_span_id\":\"" + span->span_id + '"';
    line += ",\"duration_us\":" + std::to_string(end.time.count()) + ",\"attributes\":{";
    line += "\"http.request.method\":" + ticket0::json_string(end.method);
    line += ",\"url.template\":" + ticket0::json_string(end.route);
    line += ",\"ticket0.call\":" + std::to_string(end.call);
    line += ",\"ticket0.attempts\":" + std::to_string(end.attempts);
    if (const auto* refused = dynamic_cast<const ticket0::ApiError*>(end.error))
      line += ",\"http.response.status_code\":" + std::to_string(refused->status());
    if (end.error != nullptr)
      line += ",\"ticket0.outcome\":" + std::to_string(static_cast<int>(end.error->outcome()));
    line += std::string{"},\"status\":"} + (end.error == nullptr ? "\"OK\"" : "\"ERROR\"") + "}\n";
    const std::lock_guard lock{mutex_};
    out_ << line << std::flush;
  }

 private:
  std::mutex mutex_{};
  std::ostream& out_;
};

}  // namespace

int main() {
  return run([] {
    auto options = ticket0::ClientOptions::from_env();
    options.observer = std::make_shared<TraceLog>(std::cout);
    const ticket0::Client client{std::move(options)};

    const Span nightly_check;
    for (const auto& ticket : client.tickets().list({}, nightly_check.call()).at_most(2))
      (void)client.messages().page(ticket.id, {}, nightly_check.call());
    // A call that fails has its line, too.
    (void)ticket0::attempt(
        [&] { return client.tickets().get(ticket0::TicketId{"tkt_none"}, nightly_check.call()); });
  });
}
