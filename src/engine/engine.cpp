#include "engine/engine.hpp"

#include <algorithm>

#include "base/secret.hpp"
#include "base/thread_end.hpp"
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
          .text = "the call's time was up while the answer was being read"};
}
}  // namespace

Engine::Engine(ClientOptions options, BaseUrl base, std::string user_agent, std::optional<BudgetKey> budget,
               ServiceKey service)
    : Engine(
          [&] {
            auto core = std::make_shared<Core>(std::move(options.api_key), std::move(service));
            if (options.rate_limit.enabled)
              core->limiter.emplace(std::move(budget), options.rate_limit, options.clock);
            core->options = std::move(options);
            core->base = std::move(base);
            core->user_agent = std::move(user_agent);
            return core;
          }(),
          {}) {}
Engine::Engine(std::shared_ptr<const Core> core, MergedOptions defaults) noexcept
    : core_(std::move(core)), options_(core_->options), defaults_(std::move(defaults)) {}

Engine Engine::with(CallOptions defaults) const {
  validate(defaults);
  if (defaults.capture != nullptr)
    throw InvalidArgument{"CallOptions.capture is for a single call; Client::with() is for many"};
  return Engine{core_, merge(defaults_, std::move(defaults))};
}

CallScope Engine::begin(const CallOptions& options) const {
  validate(options);
  MergedOptions merged = merge(defaults_, options);
  const TimePoint deadline = options_.clock->now() + merged.options.timeout.value_or(options_.timeout);
  return {.merged = std::move(merged), .deadline = deadline};
}

CallScope Engine::begin(const CallOptions& options, ObservedCall& call) const {
  CallScope scope = begin(options);
  scope.call = &call;
  return scope;
}

CallScope Engine::begin(const CallScope& step, ObservedCall& call) const {
  CallScope scope = step;
  scope.call = &call;
  return scope;
}

void Engine::set_api_key(Secret key) const {
  if (core_->limiter) core_->limiter->also_for(key.reveal());
  core_->keys.replace(std::move(key));
}

std::optional<CallFailure> Engine::try_run(const Call& call, HttpResponse& taken, CallLog& log) const {
  return try_run(
      call, BodyHandler{[&taken](HttpResponse& response, std::vector<json::DriftNote>&, const json::Stop&) {
        taken = std::move(response);
        return DecodeProblem{};
      }},
      log);
}

std::optional<CallFailure> Engine::try_run(const Call& call, const BodyHandler& handler, CallLog& log) const {
  const CancelToken& cancel = call.scope.options().cancel;
  const RetryRules retry_rules = rules(call.scope.options());
  if (ResponseInfo* const info = call.scope.options().capture) *info = {};
  HttpRequest request = make_request(call);
  AttemptCounts counts{.attempts = log.counted_attempts(), .refusals = log.refusals()};
  AttemptWindow window{call.scope.deadline, call.begin_by};
  std::optional<FailedAttempt> failed;  // the last attempt
  const auto give_up = [&](std::string_view why) { return log.failed(*std::move(failed), why); };
  const auto out_of_time = [&] { return failed ? give_up(no_time_to_wait) : log.out_of_time(); };

  for (;;) {
    // A place in the budget: none is spent by a call whose time is up.
    if (window.time_left(clock().now()) <= milliseconds::zero()) return out_of_time();
    Limiter::Admission admission = admit(call, window.begin_by(), log);
    if (admission.result == Limiter::Result::cancelled) return log.cancelled();
    const TimePoint started = clock().now();
    if (admission.result == Limiter::Result::too_late) {
      const bool is_too_old = window.is_narrow() && started + admission.predicted >= window.begin_by();
      return failed && is_too_old ? give_up(too_old) : log.over_own_limit(admission);
    }
    if (call.began != nullptr) *call.began = started;
    if (failed && window.is_narrow() && started > window.begin_by()) return give_up(too_old);

    // One attempt.
    const milliseconds time_left = window.time_left(clock().now());
    if (time_left <= milliseconds::zero()) return out_of_time();
    Attempt attempt = this->attempt(call, request, admission.slot, log.next_attempt(), time_left, handler);
    const auto took = attempt.took;
    if (attempt.has_lost_slot) continue;  // nothing was sent; another slot is taken
    if (!attempt.failed) return std::nullopt;
    if (attempt.had_old_key) {  // nothing has happened: the next attempt is what this one was to be
      log.attempt_with_old_key(*attempt.failed, took);
      continue;
    }

    // What comes next.
    failed = std::move(attempt.failed);
    if (!failed->response && (attempt.is_stopped || cancel.cancelled())) {
      const std::string_view why =
          attempt.is_stopped ? std::string_view{failed->transport.text} : "cancelled";
      log.attempt_cancelled(failed->outcome, took, why);
      return log.cancelled(why);
    }
    log.attempt_failed(*failed, took);
    counts.count(call.operation.call_class, failed->failure_class);
    slow_down(*failed, counts);
    const RetryDecision decision = decide(call.operation, failed->failure_class, counts, retry_rules);
    if (!decision.again) return give_up(decision.why);
    if (decision.only_soon) window.narrow(started + max_age_of_unsure_change);

    // The wait before the next attempt.
    const RetryDelay wait = next_wait(*failed, counts, call.scope.options());
    if (!wait.why_not.empty()) return give_up(wait.why_not);
    if (const auto why = window.why_not(clock().now() + wait.time); !why.empty()) return give_up(why);
    if (!this->wait(call, wait.time, wait.reason, log)) return log.cancelled();
  }
}

Limiter::Admission Engine::admit(const Call& call, TimePoint latest, CallLog& log) const {
  if (!core_->limiter)
    return {.result = call.scope.options().cancel.cancelled() ? Limiter::Result::cancelled
                                                              : Limiter::Result::granted};
  constexpr WaitReason reason = WaitReason::rate_limit;
  const CallOptions& options = call.scope.options();
  const Lane lane = options.background ? (*options.background ? Lane::bulk : Lane::direct) : call.lane;
  const bool may_wait = options.wait_for_limit.value_or(options_.rate_limit.wait);
  std::optional<TimePoint> since;
  const auto tell = [&](SlidingWindow::Duration time) {
    since = clock().now();
    tell_wait(call, log.next_attempt(), std::chrono::ceil<milliseconds>(time), reason);
  };
  const milliseconds lease = std::min<milliseconds>(
      options.attempt_timeout.value_or(options_.attempt_timeout), Limiter::longest_lease);
  Limiter::Admission admission = core_->limiter->get().take(lane, latest, may_wait, options.cancel,
                                                            std::ref(tell),  // a copy would be an allocation
                                                            lease);
  if (since) log.waited(duration_cast<milliseconds>(clock().now() - *since), reason);
  return admission;
}

Engine::Attempt Engine::attempt(const Call& call, HttpRequest& request, Limiter::Slot& slot, int number,
                                milliseconds time_left, const BodyHandler& handler) const {
  const KeyRing::Use use = core_->keys.use();
  const std::string_view key = use.reveal();
  std::string& authorization = request.headers.front().second;
  const WipeOnExit key_wiped{authorization};
  authorization.reserve(key.size() + 7);  // no copy of the key is left behind by growing
  authorization.append("Bearer ").append(key);
  Exchange exchange = this->exchange(call, request, slot, number, time_left, key);
  slot.end();
  Attempt attempt{.took = exchange.took,
                  .is_stopped = exchange.stopped == BeforeBytes::Stopped::by_caller,
                  .has_lost_slot = exchange.stopped == BeforeBytes::Stopped::slot_lost && !exchange.response};
  if (attempt.has_lost_slot) return attempt;
  if (call.scope.call != nullptr) call.scope.call->count(call.operation);
  attempt.failed = classify(std::move(exchange), key, call.scope, handler);
  attempt.had_old_key = attempt.failed && attempt.failed->response &&
                        attempt.failed->kind == FailureKind::authentication && use.is_replaced();
  return attempt;
}

/// Sends, tells the observer, and keeps the response for whoever wants to see it.
Engine::Exchange Engine::exchange(const Call& call, const HttpRequest& request, const Limiter::Slot& slot,
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
                           options.cancel};
  Exchange exchange = send(request, key,
                           {.time_left = allowed,
                            .cancel = options.cancel,
                            .attempt = number,
                            .at_most_once = call.operation.call_class == CallClass::unsafe},
                           before_bytes);
  exchange.took = duration_cast<microseconds>(clock().now() - started);
  if (!exchange.response) {
    if (options_.observer) options_.observer->on_failure(seen, exchange.failure.text, exchange.took);
    return exchange;
  }
  const HttpResponse& response = *exchange.response;
  if (options_.observer) options_.observer->on_response(seen, response.status, exchange.took);
  if (options.capture != nullptr)
    *options.capture = {
        .status = response.status, .attempts = number, .headers = response.headers, .body = response.body};
  return exchange;
}

std::optional<FailedAttempt> Engine::classify(Exchange exchange, std::string_view key, const CallScope& scope,
                                              const BodyHandler& handler) const {
  if (!exchange.response) return failed_exchange(std::move(exchange.failure));
  const auto is_over = [&] { return scope.options().cancel.cancelled() || clock().now() >= scope.deadline; };
  const json::Stop stop{is_over};
  HttpResponse& response = *exchange.response;
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

/// A refusal that this client's own limit did not foresee: others spend the budget too.
void Engine::slow_down(const FailedAttempt& failed, const AttemptCounts& counts) const {
  if (failed.failure_class != FailureClass::refused || !core_->limiter) return;
  core_->limiter->get().pause(clock().now() +
                              pause_after_refusal(failed.retry_after, counts.refusals_in_row));
}

RetryDelay Engine::next_wait(const FailedAttempt& failed, const AttemptCounts& counts,
                             const CallOptions& options) const {
  const bool may_wait = options.wait_for_limit.value_or(options_.rate_limit.wait);
  return wait_before_next(failed.failure_class, counts, failed.retry_after, options_.retry, may_wait,
                          options_.random());
}

RetryRules Engine::rules(const CallOptions& options) const noexcept {
  return {.max_attempts = options.max_attempts.value_or(options_.retry.max_attempts),
          .writes = options.retry_writes.value_or(options_.retry.retry_writes)};
}

bool Engine::wait(const Call& call, milliseconds time, WaitReason reason, CallLog& log) const {
  const TimePoint since = clock().now();
  tell_wait(call, log.next_attempt(), time, reason);
  const bool is_over = clock().wait_until(clock().now() + time, call.scope.options().cancel);
  log.waited(duration_cast<milliseconds>(clock().now() - since), reason);
  return is_over;
}

void Engine::tell_wait(const Call& call, int attempt, milliseconds time, WaitReason reason) const {
  if (options_.observer) options_.observer->on_wait(seen_as(call, attempt), time, reason);
}

Observer::Attempt Engine::seen_as(const Call& call, int number) const noexcept {
  return {.method = call.operation.method,
          .route = call.operation.route,
          .number = number,
          .call = call.scope.call != nullptr ? call.scope.call->number() : 0};
}

std::optional<RateUsage> Engine::rate_usage() const {
  return core_->limiter ? std::optional{core_->limiter->get().usage()} : std::nullopt;
}

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

Engine::Exchange Engine::send(const HttpRequest& request, std::string_view key, SendContext context,
                              BeforeBytes& before_bytes) const {
  if (before_bytes.empty()) return send(request, key, context);
  const TimePoint begun = clock().now();
  Exchange exchange;
  if (options_.transport->calls_before_bytes()) {
    context.before_bytes = [&before_bytes] { return before_bytes.ask(); };
    if (before_bytes.renews(context.time_left))
      context.each_second = [&before_bytes] { before_bytes.renew(); };
    exchange = send(request, key, context);
  } else if (before_bytes.ask()) {
    context.time_left -= duration_cast<milliseconds>(clock().now() - begun);
    exchange = send(request, key, context);
  }
  exchange.stopped = before_bytes.stopped();
  if (exchange.stopped != BeforeBytes::Stopped::no && !exchange.response)
    exchange.failure = why_stopped(before_bytes, key);
  return exchange;
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

Engine::Exchange Engine::send(const HttpRequest& request, std::string_view key,
                              const SendContext& context) const {
  const auto failed = [&](Outcome outcome, TransportError::Reason reason, bool timed_out,
                          std::string_view text, bool permanent = false) {
    return Exchange{.failure = {.outcome = outcome,
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

void Engine::tell_drift(const std::vector<json::DriftNote>& drift, std::string_view key) const {
  if (!options_.observer) return;
  constexpr std::size_t longest_name = 60;
  for (const json::DriftNote& each : drift)
    options_.observer->on_drift(each.type, sanitize(each.member, key, longest_name), each.what);
}

}  // namespace ticket0::inline v1::detail
