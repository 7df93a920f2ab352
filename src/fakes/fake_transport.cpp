#include <algorithm>
#include <deque>
#include <mutex>
#include <variant>

#include "ticket0/fakes.hpp"

namespace ticket0::inline v1::fakes {

namespace {

using std::chrono::milliseconds;

struct Fault {
  Outcome outcome;
  std::string what;
};
struct TimeOut {};
using Action = std::variant<HttpResponse, Fault, TimeOut>;

struct Step {
  Action action;
  milliseconds latency{0};
};

/// The method and the segments of a rule's pattern.
struct Pattern {
  std::string method;
  std::string path;
};

[[noreturn]] void refuse(std::string_view pattern) {
  throw InvalidArgument{"FakeTransport::on: the pattern \"" + std::string{pattern} +
                        "\" is not a method and a path, such as \"GET /tickets/:id\""};
}

Pattern parse_pattern(std::string_view text) {
  const auto space = text.find(" /");
  if (space == 0 || space == std::string_view::npos) refuse(text);
  Pattern pattern{.method = std::string{text.substr(0, space)}, .path = std::string{text.substr(space + 1)}};
  const bool is_method =
      std::all_of(pattern.method.begin(), pattern.method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_method || pattern.path.find_first_of(" ?#") != std::string::npos) refuse(text);
  return pattern;
}

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);  // its slash
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const auto expected = take_segment(pattern);
    const auto segment = take_segment(path);
    const bool is_any = expected.starts_with(':') && !segment.empty();
    if (!is_any && segment != expected) return false;
  }
  return pattern.empty() && path.empty();
}

SentRequest recorded(const HttpRequest& request, const SendContext& context) {
  constexpr std::string_view base_end = "/api/v1";
  SentRequest sent{request, {}, {}, context};
  std::string_view rest = request.url;
  const auto host = rest.find("://");
  rest.remove_prefix(host == std::string_view::npos ? 0 : host + 3);
  rest.remove_prefix(std::min(rest.find('/'), rest.size()));
  const auto path = rest.substr(0, rest.find('?'));
  if (path.size() < rest.size()) sent.query = rest.substr(path.size() + 1);
  const auto base = path.find(std::string{base_end} + "/");
  sent.path = base == std::string_view::npos ? path : path.substr(base + base_end.size());
  return sent;
}

std::string name_of(const SentRequest& request) {
  return request.method + " " + request.url.substr(0, request.url.find('?'));
}

}  // namespace

struct FakeTransport::Rule::State {
  static constexpr int any_number = -1;
  explicit State(Pattern which) : pattern(std::move(which)) {}
  void set(Action next) {
    const std::lock_guard lock{mutex};
    action = std::move(next);
  }
  /// Uses up one request of the rule, if it serves this one.
  [[nodiscard]] std::optional<Step> serve(const SentRequest& request) {
    const std::lock_guard lock{mutex};
    if (!action || left == 0 || request.method != pattern.method || !matches(pattern.path, request.path))
      return std::nullopt;
    if (left != any_number) --left;
    return Step{.action = *action, .latency = latency};
  }

  const Pattern pattern;
  std::mutex mutex{};
  std::optional<Action> action{};
  milliseconds latency{0};
  int left{1};
};

FakeTransport::Rule::Rule(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

FakeTransport::Rule& FakeTransport::Rule::respond(int status, std::string body, Headers headers) {
  state_->set(HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)});
  return *this;
}

FakeTransport::Rule& FakeTransport::Rule::fail(Outcome outcome, std::string what) {
  state_->set(Fault{.outcome = outcome, .what = std::move(what)});
  return *this;
}

FakeTransport::Rule& FakeTransport::Rule::time_out() {
  state_->set(TimeOut{});
  return *this;
}

FakeTransport::Rule& FakeTransport::Rule::after(milliseconds latency) {
  if (latency < milliseconds{0}) throw InvalidArgument{"FakeTransport::Rule::after: the latency is negative"};
  const std::lock_guard lock{state_->mutex};
  state_->latency = latency;
  return *this;
}

FakeTransport::Rule& FakeTransport::Rule::times(int n) {
  if (n < 0) throw InvalidArgument{"FakeTransport::Rule::times: the number is negative"};
  const std::lock_guard lock{state_->mutex};
  state_->left = n;
  return *this;
}

FakeTransport::Rule& FakeTransport::Rule::always() {
  const std::lock_guard lock{state_->mutex};
  state_->left = State::any_number;
  return *this;
}

struct FakeTransport::Service {
  explicit Service(std::shared_ptr<Clock> its_clock) : clock(std::move(its_clock)) {}
  FakeTransport& add(FakeTransport& transport, Action action) {
    const std::lock_guard lock{mutex};
    script.push_back(std::move(action));
    return transport;
  }
  [[nodiscard]] Step next(const HttpRequest& request, const SendContext& context) {
    const std::lock_guard lock{mutex};
    const SentRequest& now = sent.emplace_back(recorded(request, context));
    for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule)
      if (auto step = (*rule)->serve(now)) return *std::move(step);
    if (script.empty())
      return {.action = Fault{.outcome = Outcome::rejected,  // which nothing repeats or looks into
                              .what = "FakeTransport has no response left for request " +
                                      std::to_string(sent.size()) + ", " + name_of(now)}};
    Step step{.action = std::move(script.front())};
    script.pop_front();
    return step;
  }
  void wait(milliseconds time, const CancelToken& cancel) const {
    if (clock && time > milliseconds{0} && !clock->wait_until(clock->now() + time, cancel))
      throw TransportError{"cancelled"};
  }

  const std::shared_ptr<Clock> clock;
  mutable std::mutex mutex{};
  std::vector<std::shared_ptr<Rule::State>> rules{};
  std::deque<Action> script{};
  std::vector<SentRequest> sent{};
};

FakeTransport::FakeTransport(std::shared_ptr<Clock> clock)
    : Transport(Budget::own), service_(std::make_unique<Service>(std::move(clock))) {}
FakeTransport::~FakeTransport() = default;

FakeTransport::Rule FakeTransport::on(std::string_view pattern) {
  auto state = std::make_shared<Rule::State>(parse_pattern(pattern));
  const std::lock_guard lock{service_->mutex};
  service_->rules.push_back(state);
  return Rule{std::move(state)};
}

FakeTransport& FakeTransport::respond(int status, std::string body, Headers headers) {
  return service_->add(
      *this, HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)});
}

FakeTransport& FakeTransport::fail(Outcome outcome, std::string what) {
  return service_->add(*this, Fault{.outcome = outcome, .what = std::move(what)});
}

FakeTransport& FakeTransport::time_out() { return service_->add(*this, TimeOut{}); }

std::vector<SentRequest> FakeTransport::sent() const {
  const std::lock_guard lock{service_->mutex};
  return service_->sent;
}

HttpResponse FakeTransport::send(const HttpRequest& request, const SendContext& context) {
  Step step = service_->next(request, context);
  const bool is_late = std::holds_alternative<TimeOut>(step.action) || step.latency > context.time_left;
  service_->wait(is_late ? context.time_left : step.latency, context.cancel);
  if (is_late)
    throw TimeoutError{"no response arrived within " + std::to_string(context.time_left.count()) + " ms"};
  if (const auto* fault = std::get_if<Fault>(&step.action)) throw TransportError{fault->what, fault->outcome};
  return std::get<HttpResponse>(std::move(step.action));
}

}  // namespace ticket0::inline v1::fakes
