#include "engine/engine.hpp"

#include <algorithm>
#ifdef __GLIBCXX__
#include <cxxabi.h>
#endif

#include "engine/redact.hpp"
#include "engine/report.hpp"
#include "engine/validate.hpp"
#include "types/wipe.hpp"

namespace ticket0::inline v1::detail {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

Engine::Engine(ClientOptions options, BaseUrl base, std::string user_agent)
    : Engine(
          std::make_shared<const Core>(Core{
              .options = std::move(options), .base = std::move(base), .user_agent = std::move(user_agent)}),
          {}) {}
Engine::Engine(std::shared_ptr<const Core> core, MergedOptions defaults) noexcept
    : core_(std::move(core)), options_(core_->options), defaults_(std::move(defaults)) {}

std::shared_ptr<const Engine> Engine::with(CallOptions defaults) const {
  validate(defaults);
  if (defaults.capture != nullptr)
    throw ConfigError{"CallOptions.capture is for a single call; Client::with() is for many"};
  return std::shared_ptr<const Engine>{new Engine{core_, merge(defaults_, std::move(defaults))}};
}

Begun Engine::begin(const CallOptions& options) const {
  validate(options);
  MergedOptions merged = merge(defaults_, options);
  const TimePoint deadline = options_.clock->now() + merged.options.timeout.value_or(options_.timeout);
  return {.merged = std::move(merged), .deadline = deadline};
}

HttpResponse Engine::run(const Call& call) const {
  HttpResponse taken;
  run(call, [&taken](HttpResponse& response, std::vector<json::Drift>&) {
    taken = std::move(response);
    return std::string{};
  });
  return taken;
}

void Engine::run(const Call& call, const Accept& accept) const {
  const CallOptions& options = call.begun.options();
  Report report{call.operation, options_.api_key};
  HttpRequest request = make_request(call);
  const WipeOnExit key_wiped{request.headers.front().second};

  if (options.cancel.cancelled()) report.throw_cancelled(Outcome::not_sent);
  const auto started = options_.clock->now();
  const auto time_left = duration_cast<milliseconds>(call.begun.deadline - started);
  if (time_left <= milliseconds::zero()) report.throw_no_time();

  const Observer::Attempt seen{.method = call.operation.method, .route = call.operation.route, .number = 1};
  if (options_.observer) options_.observer->on_send(seen);
  Attempt attempt =
      send(request,
           {
               .time_left = std::min(time_left, options.attempt_timeout.value_or(options_.attempt_timeout)),
               .cancel = options.cancel,
               .attempt = seen.number,
               .at_most_once = call.operation.call_class == CallClass::unsafe,
           });
  const auto took = duration_cast<microseconds>(options_.clock->now() - started);

  if (!attempt.response) {
    report.failed(took);
    if (options_.observer) options_.observer->on_failure(seen, attempt.failure.text, took);
    if (options.cancel.cancelled()) report.throw_cancelled(attempt.failure.outcome);
    report.throw_no_answer(attempt.failure);
  }

  HttpResponse& response = *attempt.response;
  report.answered(response.status, took);
  if (options_.observer) options_.observer->on_response(seen, response.status, took);
  if (options.capture != nullptr)
    *options.capture = {.status = response.status,
                        .attempts = report.attempts(),
                        .headers = response.headers,
                        .body = response.body};
  if (response.status < 200 || response.status > 299)
    report.throw_api_error(std::move(response), options_.clock->wall());

  std::vector<json::Drift> drift;
  if (const std::string problem = accept(response, drift); !problem.empty())
    report.throw_decode_error(problem);
  tell_drift(drift);
}

HttpRequest Engine::make_request(const Call& call) const {
  HttpRequest request{
      .method = std::string{call.operation.method}, .url = core_->base.text + call.target, .body = call.body};
  std::string authorization;
  const WipeOnExit copy_wiped{authorization};                   // a short one is copied by the move
  authorization.reserve(options_.api_key.reveal().size() + 7);  // so that no half of it is left behind
  authorization.append("Bearer ").append(options_.api_key.reveal());
  const Headers& extra = call.begun.options().headers;
  request.headers.reserve(4 + extra.size());
  request.headers.emplace_back("Authorization", std::move(authorization));
  request.headers.emplace_back("Accept", "application/json");
  request.headers.emplace_back("User-Agent", core_->user_agent);
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.headers.insert(request.headers.end(), extra.begin(), extra.end());
  return request;
}

Engine::Attempt Engine::send(const HttpRequest& request, const SendContext& context) const {
  const auto failed = [this](Outcome outcome, TransportError::Reason reason, bool timed_out,
                             std::string_view text) {
    return Attempt{.failure = {.outcome = outcome,
                               .reason = reason,
                               .timed_out = timed_out,
                               .text = presentable(text, options_.api_key.reveal())}};
  };
  try {
    return {.response = options_.transport->send(request, context)};
  } catch (const TimeoutError& e) {
    return failed(e.outcome(), TransportError::Reason::timeout, true, e.what());
  } catch (const TransportError& e) {
    return failed(e.outcome(), e.reason(), false, e.what());
  } catch (const std::exception& e) {  // of a transport that is not ours
    return failed(Outcome::unknown, TransportError::Reason::other, false, e.what());
#ifdef __GLIBCXX__
  } catch (const abi::__forced_unwind&) {  // pthread_cancel(): not an exception, and not to be held up
    throw;
#endif
  } catch (...) {
    return failed(Outcome::unknown, TransportError::Reason::other, false,
                  "the transport threw what is no std::exception");
  }
}

void Engine::tell_drift(const std::vector<json::Drift>& drift) const {
  if (!options_.observer) return;
  for (const json::Drift& each : drift) options_.observer->on_drift(each.type, each.member, each.what);
}

}  // namespace ticket0::inline v1::detail
