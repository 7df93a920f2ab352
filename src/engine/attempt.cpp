// One attempt of a call, from its request to what became of it. engine.cpp has the call.
#include <algorithm>

#include "base/secret.hpp"
#include "base/thread_end.hpp"
#include "engine/before_bytes.hpp"
#include "engine/engine.hpp"
#include "engine/redact.hpp"

namespace ticket0::inline v1::detail {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {
/// The failure of a 2xx response that was still being read when the call's time was up.
TransportFailure unread() {
  return {.outcome = Outcome::applied,
          .reason = TransportError::Reason::timeout,
          .timed_out = true,
          .text = "the call's time was up while the response was being read"};
}
}  // namespace

HttpRequest Engine::make_request(const Call& call) const {
  HttpRequest request{
      .method = std::string{call.operation.method}, .url = core_->base.text + call.target, .body = call.body};
  const Headers& extra = call.scope.options().headers;
  request.headers.reserve(4 + extra.size());
  request.headers.emplace_back("Authorization", std::string{});
  request.headers.emplace_back("Accept", "application/json");
  request.headers.emplace_back("User-Agent", core_->user_agent);
  if (!call.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.headers.insert(request.headers.end(), extra.begin(), extra.end());
  return request;
}

Engine::Attempt Engine::attempt(const Call& call, HttpRequest& request, Limiter::Slot& slot, int number,
                                milliseconds time_left, const BodyHandler& handler) const {
  const KeyRing::Use use = core_->keys.use();
  const std::string_view key = use.reveal();
  std::string& authorization = request.headers.front().second;
  const WipeOnExit key_wiped{authorization};
  authorization.reserve(key.size() + 7);  // no copy of the key is left behind by growing
  authorization.append("Bearer ").append(key);
  SendResult result = this->exchange(call, request, slot, number, time_left, key);
  slot.end();
  Attempt attempt{.took = result.took,
                  .is_stopped = result.stopped == BeforeBytes::Stopped::by_caller ||
                                result.stopped == BeforeBytes::Stopped::cancelled,
                  .has_lost_slot = result.stopped == BeforeBytes::Stopped::slot_lost && !result.response};
  if (attempt.has_lost_slot) return attempt;
  if (call.scope.call != nullptr) call.scope.call->count(call.operation);
  attempt.failed = classify(std::move(result), key, call.scope, handler);
  attempt.key_replaced = use.is_replaced();
  return attempt;
}

/// Sends, tells the observer, and keeps the response for whoever wants to see it.
Engine::SendResult Engine::exchange(const Call& call, const HttpRequest& request, const Limiter::Slot& slot,
                                    int number, milliseconds time_left, std::string_view key) const {
  const CallOptions& options = call.scope.options();
  const Observer::Attempt seen = seen_as(call, number);
  if (options_.observer) options_.observer->on_send(seen);
  const TimePoint started = clock().now();
  const milliseconds allowed =
      std::min(time_left, options.attempt_timeout.value_or(options_.attempt_timeout));
  BeforeBytes before_bytes{slot,
                           options_.transport->calls_before_bytes(),
                           options.before_bytes,
                           clock(),
                           started + allowed,
                           options.cancel,
                           call.scope.merged.permits.get()};
  SendResult result = send(request, key,
                           {.time_left = allowed,
                            .cancel = options.cancel,
                            .attempt = number,
                            .at_most_once = call.operation.call_class == CallClass::unsafe},
                           before_bytes);
  result.took = duration_cast<microseconds>(clock().now() - started);
  if (!result.response) {
    if (options_.observer) options_.observer->on_failure(seen, result.failure.text, result.took);
    return result;
  }
  const HttpResponse& response = *result.response;
  if (options_.observer) options_.observer->on_response(seen, response.status, result.took);
  if (options.capture != nullptr)
    *options.capture = {
        .status = response.status, .attempts = number, .headers = response.headers, .body = response.body};
  return result;
}

Engine::SendResult Engine::send(const HttpRequest& request, std::string_view key, SendContext context,
                                BeforeBytes& before_bytes) const {
  if (before_bytes.empty()) return send(request, key, context);
  const TimePoint begun = clock().now();
  SendResult result;
  if (options_.transport->calls_before_bytes()) {
    context.before_bytes = [&before_bytes] { return before_bytes.ask(); };
    if (before_bytes.renews(context.time_left))
      context.each_second = [&before_bytes] { before_bytes.renew(); };
    result = send(request, key, context);
  } else if (before_bytes.ask()) {
    context.time_left -= duration_cast<milliseconds>(clock().now() - begun);
    result = send(request, key, context);
  }
  result.stopped = before_bytes.stopped();
  if (result.stopped != BeforeBytes::Stopped::no && !result.response)
    result.failure = why_stopped(before_bytes, key);
  return result;
}

TransportFailure Engine::why_stopped(const BeforeBytes& before_bytes, std::string_view key) const {
  TransportFailure why{.outcome = Outcome::not_sent, .text = "cancelled"};
  switch (before_bytes.stopped()) {
    case BeforeBytes::Stopped::no:
    case BeforeBytes::Stopped::cancelled: break;
    case BeforeBytes::Stopped::slot_lost:
      why.text = "the slot in the shared budget was lost, so nothing was sent";
      break;
    case BeforeBytes::Stopped::by_caller:
      why.text = "stopped by CallOptions.before_bytes";
      if (!before_bytes.error().empty()) why.text += ", which threw: " + sanitize(before_bytes.error(), key);
      break;
    case BeforeBytes::Stopped::late:
      why.reason = TransportError::Reason::timeout;
      why.timed_out = true;
      why.text = "time was up just before the request could be sent";
      break;
  }
  return why;
}

Engine::SendResult Engine::send(const HttpRequest& request, std::string_view key,
                                const SendContext& context) const {
  const auto failed = [&](Outcome outcome, TransportError::Reason reason, bool timed_out,
                          std::string_view text, bool permanent = false) {
    return SendResult{.failure = {.outcome = outcome,
                                  .reason = reason,
                                  .timed_out = timed_out,
                                  .permanent = permanent,
                                  .text = sanitize(without_query(text, request.url), key)}};
  };
  try {
    return {.response = options_.transport->send(request, context)};
  } catch (const TimeoutError& e) {
    return failed(e.outcome(), e.reason(), true, e.what());
  } catch (const TransportError& e) {
    return failed(e.outcome(), e.reason(), false, e.what(), ErrorFactory::details(e).permanent);
  } catch (const std::exception& e) {  // of a transport that is not ours
    return failed(Outcome::unknown, TransportError::Reason::other, false, e.what());
  } catch (...) {
    if (thread_is_ending()) throw;
    return failed(Outcome::unknown, TransportError::Reason::other, false,
                  "the transport threw something that is not a std::exception");
  }
}

std::optional<FailedAttempt> Engine::classify(SendResult result, std::string_view key, const CallScope& scope,
                                              const BodyHandler& handler) const {
  if (!result.response) return failed_exchange(std::move(result.failure));
  const auto is_over = [&] { return scope.options().cancel.cancelled() || clock().now() >= scope.deadline; };
  const json::Stop stop{is_over};
  HttpResponse& response = *result.response;
  if (response.status < 200 || response.status > 299)
    return failed_response(std::move(response), key, clock().wall(), stop);
  std::vector<json::DriftNote> drift;
  DecodeProblem unreadable = handler(response, drift, stop);
  if (unreadable.given_up) return failed_exchange(unread());
  if (!unreadable.problem.empty()) {
    if (unreadable.of_another) options_.transport->close_idle_connections();  // the next answers may be, too
    return failed_decode(std::move(response), std::move(unreadable.problem), unreadable.over_limit);
  }
  tell_drift(drift, key);
  return std::nullopt;
}

void Engine::tell_drift(const std::vector<json::DriftNote>& drift, std::string_view key) const {
  if (!options_.observer) return;
  constexpr std::size_t longest_name = 60;
  for (const json::DriftNote& each : drift)
    options_.observer->on_drift(each.type, sanitize(each.member, key, longest_name), each.what);
}

}  // namespace ticket0::inline v1::detail
