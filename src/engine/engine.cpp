#include "engine/engine.hpp"

#include <algorithm>

#include "base/call_wait.hpp"

namespace ticket0::inline v1::detail {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

Engine::Engine(ClientOptions options, BaseUrl base, std::string user_agent, std::optional<BudgetKey> budget,
               ServiceKey service, RandomSource random)
    : Engine(
          [&] {
            auto core = std::make_shared<Core>(std::move(options.api_key), std::move(service));
            if (options.rate_limit.enabled)
              core->limiter.emplace(std::move(budget), options.rate_limit, options.clock);
            core->options = std::move(options);
            core->base = std::move(base);
            core->user_agent = std::move(user_agent);
            core->random = std::move(random);
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

Engine Engine::for_a_job() const {
  Engine engine = *this;
  engine.defaults_.queued = std::make_shared<std::atomic<std::chrono::steady_clock::duration>>();
  engine.defaults_.permits = std::make_shared<const SendPermits>(defaults_.permits.get());
  return engine;
}

CallScope Engine::begin(const CallOptions& options) const {
  validate(options);
  MergedOptions merged = merge(defaults_, options);
  TimePoint deadline = options_.clock->now() + merged.options.timeout.value_or(options_.timeout);
  if (merged.queued) deadline -= merged.queued->exchange({});
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
  AttemptCounts counts{
      .attempts = log.counted_attempts(), .refusals = log.refusals(), .old_keys = log.old_keys()};
  AttemptWindow window{call.scope.deadline, call.begin_by};
  std::optional<FailedAttempt> failed;  // the last attempt
  const auto give_up = [&](std::string_view why) { return log.failed(*std::move(failed), why); };
  const auto out_of_time = [&] { return failed ? give_up(no_time_to_wait) : log.out_of_time(); };

  for (;;) {
    // A place in the budget: none is spent by a call whose time is up.
    if (window.time_left(clock().now()) <= milliseconds::zero()) return out_of_time();
    // A millisecond is left for the attempt then.
    const TimePoint last = call.scope.deadline - milliseconds{1} + TimePoint::duration{1};
    Limiter::Admission admission = admit(call, std::min(window.begin_by(), last), log);
    if (admission.result == Limiter::Result::cancelled) return log.cancelled();
    const TimePoint started = clock().now();
    if (admission.result == Limiter::Result::too_late) {
      const bool is_too_old = window.is_narrow() && started + admission.predicted >= window.begin_by();
      return failed && is_too_old ? give_up(too_old) : log.over_own_limit(admission);
    }
    if (window.is_narrow() && started > window.begin_by())
      return failed ? give_up(too_old) : log.out_of_time(too_old);

    // One attempt.
    const milliseconds time_left = window.time_left(clock().now());
    if (time_left <= milliseconds::zero()) return out_of_time();
    if (call.began != nullptr) *call.began = started;
    Attempt attempt = this->attempt(call, request, admission.slot, log.next_attempt(), time_left, handler);
    const auto took = attempt.took;
    if (attempt.has_lost_slot) continue;  // nothing was sent; another slot is taken
    if (!attempt.failed) return std::nullopt;
    if (attempt.key_replaced &&
        repeat_with_new_key(attempt.failed->kind, attempt.failed->failure_class, counts)) {
      log.attempt_with_old_key(*attempt.failed, took);
      ++counts.old_keys;
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
                          core_->random());
}

RetryRules Engine::rules(const CallOptions& options) const noexcept {
  return {.max_attempts = options.max_attempts.value_or(options_.retry.max_attempts),
          .writes = options.retry_writes.value_or(options_.retry.retry_writes)};
}

bool Engine::wait(const Call& call, milliseconds time, WaitReason reason, CallLog& log) const {
  const TimePoint since = clock().now();
  tell_wait(call, log.next_attempt(), time, reason);
  const bool is_over = [&] {
    const CallWait waiting;
    return clock().wait_until(clock().now() + time, call.scope.options().cancel);
  }();
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

}  // namespace ticket0::inline v1::detail
