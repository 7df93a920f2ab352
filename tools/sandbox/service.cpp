#include "sandbox/service.hpp"

#include <cstddef>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/refusal.hpp"
#include "sandbox/route.hpp"
#include "sandbox/router.hpp"
#include "sandbox/target.hpp"
#include "sandbox/views.hpp"

namespace sandbox {
namespace {

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Response response(int status, const Json& body, Request::Headers headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return {status, std::move(headers), dumped(body)};
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

Answer dispatch(Store& store, const ApiKey& key, const Request& request, const Target& target,
                const Match& match) {
  if (match.path.empty()) throw not_found("the API has no such path; its paths start with /api/v1/");
  if (match.route == nullptr) {
    throw Refusal(405, "METHOD_NOT_ALLOWED", request.method + " is not one of " + match.allowed,
                  {{"Allow", match.allowed}});
  }
  if (!key.allows(match.route->scope)) {
    throw forbidden("API key lacks the required scope " + std::string(text(match.route->scope)));
  }
  return match.route->handle(store, {request, target.query, match.id});
}

}  // namespace

Response refused(const Refusal& refusal) {
  return response(refusal.status(), error_json(refusal.code(), refusal.message()), refusal.headers());
}

Service::Service(const Options& options, Store& store)
    : keys_(options.keys), store_(store), window_(options.requests_per_minute, options.window) {}

/// A key that is not known belongs to no workspace, so only a known one uses up the budget.
const ApiKey& Service::admit(const Request& request) {
  const auto* key = find_key(keys_, request.header("Authorization"));
  if (key == nullptr) throw unauthorized("Valid API key required");
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto wait = window_.admit(RateWindow::Clock::now())) {
      throw Refusal(429, "RATE_LIMITED", "Too many requests. Please slow down.",
                    {{"Retry-After", std::to_string(wait->count())}});
    }
  }
  if (key->expired) throw unauthorized("API key has expired");
  return *key;
}

Service::Outcome Service::answer(const Request& request) {
  Outcome outcome{.route = request.method + " ?"};
  try {
    auto target = parse_target(request.target);
    Match found;
    if (strip_base(target.path)) found = match(request.method, target.path);
    if (!found.path.empty()) outcome.route = request.method + " " + found.path;
    const auto& key = admit(request);
    const auto answer = dispatch(store_, key, request, target, found);
    outcome.response = response(answer.status, answer.body);
  } catch (const Refusal& refusal) {
    outcome.response = refused(refusal);
  } catch (const std::exception&) {
    outcome.response = refused({500, "INTERNAL", "Something went wrong"});
  }
  return outcome;
}

}  // namespace sandbox
