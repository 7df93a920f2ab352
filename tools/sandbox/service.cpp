#include "sandbox/service.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/refusal.hpp"
#include "sandbox/request.hpp"
#include "sandbox/router.hpp"
#include "sandbox/views.hpp"
#include "sandbox/work.hpp"

namespace sandbox {
namespace {

Response json_response(int status, const Json& body, Request::Headers headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return {status, std::move(headers), body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

/// Takes the base path off; false if the path is not below it.
bool strip_base(std::vector<std::string>& path) {
  const auto base = segments(base_path);
  if (path.size() < base.size()) return false;
  for (std::size_t at = 0; at < base.size(); ++at) {
    if (path[at] != base[at]) return false;
  }
  path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(base.size()));
  return true;
}

/// What the web server says of a path that is not the API's: the code and the headers of the API are missing.
Response no_such_page() {
  return {404, {{"Content-Type", "text/html"}}, "<html><body><h1>404 Not Found</h1></body></html>\n"};
}

const Route& permitted(const Match& match, const Request& request, const ApiKey& key) {
  if (match.path.empty()) throw not_found("the API has no such path");
  if (match.route == nullptr) {
    throw Refusal(405, "METHOD_NOT_ALLOWED", request.method + " is not one of " + match.allowed,
                  {{"Allow", match.allowed}});
  }
  if (!key.allows(match.route->scope)) {
    throw forbidden("API key lacks the required scope " + std::string(text(match.route->scope)));
  }
  return *match.route;
}

}  // namespace

Service::Service(const Options& options, Store& store, std::function<void(const Event&)> tell)
    : keys_(options.keys),
      generation_(options.generation),
      clock_(options.now),
      fresh_window_(options.requests_per_minute, options.window),
      store_(store),
      tell_(std::move(tell)) {
  store_.use(clock_);
  for (const auto& fault : options.faults) inject(fault);
}

Service::Outcome Service::answer(const Request& request) {
  late_.make_due(clock_.now());
  Outcome outcome{.route = request.method + " ?"};
  auto standing = fresh_window_.standing(clock_.now());
  try {
    Work work{.request = request, .target = parse_target(request.target)};
    if (!strip_base(work.target.path)) {
      outcome.response = no_such_page();
      outcome.response.headers.emplace_back("Date", http_date(clock_.instant()));
      return outcome;
    }
    work.match = match(request.method, work.target.path);
    if (!work.match.path.empty()) outcome.route = request.method + " " + work.match.path;
    work.key = &admit(request, standing);
    const FaultScript::Shot shot{.route = outcome.route,
                                 .is_paged = is_paged(outcome.route, generation_),
                                 .has_cursor = work.target.query.has("cursor")};
    work.storing = faults_.strike_storing(shot);
    const auto fault = faults_.strike(shot);
    if (fault) {
      play(*fault, work, outcome);
    } else {
      outcome.response = carry_out(work, Paging::straight);
    }
  } catch (const Refusal& refusal) {
    outcome.response = error(refusal);
  }
  outcome.response = finished(std::move(outcome.response), standing, outcome.age);
  return outcome;
}

Response Service::refused(const Refusal& refusal) const {
  return finished(error(refusal), fresh_window_.standing(clock_.now()));
}

Json Service::budgets() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto now = clock_.now();
  if (windows_.empty()) windows_.try_emplace(std::string{}, fresh_window_);
  Json list = Json::array();
  for (const auto& [key, window] : windows_) {
    const auto standing = window.standing(now);
    if (standing.limit == 0) continue;
    list.push_back({{"limit", standing.limit},
                    {"remaining", standing.remaining},
                    {"resetAt", iso8601({std::chrono::floor<std::chrono::milliseconds>(standing.reset)})}});
  }
  return list;
}

void Service::forget() {
  late_.clear();
  const std::lock_guard<std::mutex> lock(mutex_);
  windows_.clear();
}

Store& Service::store() {
  late_.make_due(clock_.now());
  return store_;
}

/// A key that is not known belongs to no workspace, so only a known one uses up the budget.
const ApiKey& Service::admit(const Request& request, RateWindow::Standing& standing) {
  const bool older = generation_ == Generation::older;
  const auto* key = find_key(keys_, request.header("Authorization"));
  if (key == nullptr) throw unauthorized(older ? "Invalid or missing API key" : "Valid API key required");
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto& window = windows_.try_emplace(older ? key->key : std::string{}, fresh_window_).first->second;
    const auto now = clock_.now();
    const auto wait = window.admit(now);
    standing = window.standing(now);
    if (wait && older) throw Refusal(429, "RATE_LIMITED", "Rate limit exceeded.", {}, standing.reset);
    if (wait) {
      throw Refusal(429, "RATE_LIMITED", "Too many requests. Please slow down.",
                    {{"Retry-After", std::to_string(wait->count())}});
    }
  }
  if (key->expired) throw unauthorized("API key has expired");
  return *key;
}

Response Service::carry_out(const Work& work, Paging paging) const {
  try {
    const auto& route = permitted(work.match, work.request, *work.key);
    const auto answer = route.handle(store_, {work.request, work.target.query, work.match.id, generation_,
                                              paging, work.storing, work.as_of});
    if (tell_) {
      for (const auto& event : answer.events) tell_(event);
    }
    return json_response(answer.status, answer.body);
  } catch (const Refusal& refusal) {
    return error(refusal);
  } catch (const std::exception&) {
    return error({500, "INTERNAL", "Something went wrong"});
  }
}

Response Service::error(const Refusal& refusal) const {
  const auto code = views_of(generation_).error_code(refusal.code());
  return json_response(refusal.status(), error_json(code, refusal.message(), refusal.retry_at()),
                       refusal.headers());
}

Response Service::finished(Response response, const RateWindow::Standing& standing,
                           std::chrono::seconds age) const {
  response.headers.emplace_back("Date", http_date(clock_.instant() - age));
  if (age.count() > 0) response.headers.emplace_back("Age", std::to_string(age.count()));
  if (generation_ == Generation::older && standing.limit > 0) {
    response.headers.emplace_back("X-RateLimit-Limit", std::to_string(standing.limit));
    response.headers.emplace_back("X-RateLimit-Remaining", std::to_string(standing.remaining));
    response.headers.emplace_back("X-RateLimit-Reset",
                                  std::to_string(standing.reset.time_since_epoch().count()));
  }
  return response;
}

}  // namespace sandbox
