#pragma once

#include "engine/before_bytes.hpp"
#include "engine/call_log.hpp"
#include "engine/call_options.hpp"
#include "engine/key_ring.hpp"
#include "engine/observed_call.hpp"
#include "engine/reply_memory.hpp"
#include "http/url.hpp"
#include "json/decode.hpp"
#include "limiter/shared_limiter.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

using TimePoint = std::chrono::steady_clock::time_point;

/// A call from the moment it was made: its options as they apply, and when its time is up.
struct CallScope {
  MergedOptions merged;
  TimePoint deadline;
  ObservedCall* call{nullptr};  // the one that it is for
  [[nodiscard]] const CallOptions& options() const noexcept { return merged.options; }
};

/// One call of the library, ready to be sent.
struct Call {
  const Operation& operation;
  std::string target;  // path and query, encoded; it follows the base URL
  std::string body{};
  CallScope scope;
  Lane lane{Lane::direct};
  std::optional<TimePoint> begin_by{};  // no attempt begins later; unset: the deadline
  TimePoint* began{nullptr};            // gets the time when the last attempt began
};

/// Why a 2xx response cannot be read; an empty text if it was.
struct DecodeProblem {
  std::string problem{};
  bool over_limit{false};
  bool of_another{false};  // it answers something else
  bool given_up{false};
};
/// Takes the value out of a 2xx response.
using BodyHandler = std::function<DecodeProblem(HttpResponse& response, std::vector<json::DriftNote>& drift,
                                                const json::Stop& stop)>;

/// Makes calls: the key, time, cancellation, observation and failures of each. Cheap to copy: copies share
/// what belongs to the client. Its const members may be called from any thread.
class Engine {
 public:
  /// `options` are valid, and have a transport and a clock.
  Engine(ClientOptions options, BaseUrl base, std::string user_agent, std::optional<BudgetKey> budget,
         ServiceKey service, RandomSource random);
  /// The same engine with other defaults for its calls. Throws as Client::with() does.
  [[nodiscard]] Engine with(CallOptions defaults) const;
  /// The same engine for a job that this thread starts: the first of its calls, and of those of engines made
  /// of it, has so much less time as defaults().queued says, and all need defaults().permits to send.
  [[nodiscard]] Engine for_a_job() const;
  [[nodiscard]] const MergedOptions& defaults() const noexcept { return defaults_; }
  [[nodiscard]] const ClientOptions& options() const noexcept { return options_; }

  /// A call that begins now. Checks its options (InvalidArgument).
  [[nodiscard]] CallScope begin(const CallOptions& options) const;
  [[nodiscard]] CallScope begin(const CallOptions& options, ObservedCall& call) const;
  /// A call with the options and the deadline of `step`, like each page that one step of a loop fetches.
  [[nodiscard]] CallScope begin(const CallScope& step, ObservedCall& call) const;

  /// Runs `job`, which gets the ObservedCall for begin() and is one whole call of the public interface, so
  /// that the observer is told how it ends. Returns what `job` returns.
  template <class Job>
  [[nodiscard]] auto observe(const Operation& operation, const Job& job) const {
    ObservedCall call = observed(operation.method, &operation);
    return call.run([&] { return job(call); });
  }
  [[nodiscard]] ObservedCall observed(std::string_view method, const Operation* operation) const {
    return ObservedCall{options_.observer.get(), clock(), method, operation};
  }

  /// An empty log for calls of `operation`.
  [[nodiscard]] CallLog log_of(const Operation& operation) const noexcept { return CallLog{operation}; }

  /// `key` is valid. All engines of the client use it from their next attempt.
  void set_api_key(Secret key) const;

  /// Sends `call`, again if the rules of retry.hpp say so, and gives a 2xx response to `handler`. Otherwise
  /// returns why not. `log` may have earlier sendings of the same call.
  [[nodiscard]] std::optional<CallFailure> try_run(const Call& call, const BodyHandler& handler,
                                                   CallLog& log) const;
  /// The same, but `value` gets what `decode` makes of the response or of its body: it returns a
  /// json::Decoded, and gives up if its json::Stop says so.
  template <class Decode, class T>
  [[nodiscard]] std::optional<CallFailure> try_run(const Call& call, const Decode& decode, T& value,
                                                   CallLog& log) const {
    return try_run(call,
                   BodyHandler{[&decode, &value](HttpResponse& response, std::vector<json::DriftNote>& drift,
                                                 const json::Stop& stop) {
                     auto decoded = decode_with(decode, response, stop);
                     value = std::move(decoded.value);
                     drift = std::move(decoded.drift);
                     return DecodeProblem{.problem = std::move(decoded.problem),
                                          .over_limit = decoded.over_limit,
                                          .of_another = decoded.of_another,
                                          .given_up = decoded.given_up};
                   }},
                   log);
  }
  /// The same, with the 2xx response as it came.
  [[nodiscard]] std::optional<CallFailure> try_run(const Call& call, HttpResponse& taken, CallLog& log) const;
  /// As try_run(), but returns the value, and throws the Error of a failure.
  template <class Decode>
  [[nodiscard]] auto run(const Call& call, const Decode& decode) const {
    decltype(decode_with(decode, HttpResponse{}, json::Stop{}).value) value{};
    CallLog log = log_of(call.operation);
    if (auto failure = try_run(call, decode, value, log)) log.raise(*std::move(failure));
    return value;
  }

  /// Waits before something that follows an attempt: tells the observer, and logs the wait. False if it was
  /// cancelled.
  [[nodiscard]] bool wait(const Call& call, std::chrono::milliseconds time, WaitReason reason,
                          CallLog& log) const;
  [[nodiscard]] Clock& clock() const noexcept { return *options_.clock; }
  [[nodiscard]] RetryRules rules(const CallOptions& options) const noexcept;
  [[nodiscard]] std::optional<RateUsage> rate_usage() const;
  [[nodiscard]] const std::shared_ptr<ReplyMemory>& replies() const { return core_->replies.get(); }

 private:
  /// One HTTP request: a response, or why there is none.
  struct SendResult {
    std::optional<HttpResponse> response{};
    TransportFailure failure{};
    BeforeBytes::Stopped stopped{BeforeBytes::Stopped::no};
    std::chrono::microseconds took{0};
  };
  struct Attempt {
    std::optional<FailedAttempt> failed{};  // empty: it gave a result
    std::chrono::microseconds took{0};
    bool key_replaced{false};   // while it ran
    bool is_stopped{false};     // before its bytes left
    bool has_lost_slot{false};  // before anything was sent
  };
  /// What all engines of a client share.
  struct Core {
    Core(Secret key, ServiceKey service) : keys(std::move(key)), replies(std::move(service)) {}
    ClientOptions options{};  // without the key
    mutable KeyRing keys;
    BaseUrl base{};
    std::string user_agent{};
    RandomSource random{};
    std::optional<SharedLimiter> limiter{};
    SharedReplies replies;
  };

  Engine(std::shared_ptr<const Core> core, MergedOptions defaults) noexcept;
  template <class Decode>
  [[nodiscard]] static auto decode_with(const Decode& decode, const HttpResponse& response,
                                        const json::Stop& stop) {
    if constexpr (std::is_invocable_v<Decode, const HttpResponse&, const json::Stop&>)
      return decode(response, stop);
    else
      return decode(std::string_view{response.body}, stop);
  }
  [[nodiscard]] HttpRequest make_request(const Call& call) const;
  [[nodiscard]] Observer::Attempt seen_as(const Call& call, int number) const noexcept;
  [[nodiscard]] Limiter::Admission admit(const Call& call, TimePoint latest, CallLog& log) const;
  /// Puts the key into `request` and takes it out again; ends `slot` once the exchange is over.
  [[nodiscard]] Attempt attempt(const Call& call, HttpRequest& request, Limiter::Slot& slot, int number,
                                std::chrono::milliseconds time_left, const BodyHandler& handler) const;
  [[nodiscard]] SendResult exchange(const Call& call, const HttpRequest& request, const Limiter::Slot& slot,
                                    int number, std::chrono::milliseconds time_left,
                                    std::string_view key) const;
  /// Asks `before_bytes` if the transport does not.
  [[nodiscard]] SendResult send(const HttpRequest& request, std::string_view key, SendContext context,
                                BeforeBytes& before_bytes) const;
  [[nodiscard]] SendResult send(const HttpRequest& request, std::string_view key,
                                const SendContext& context) const;
  /// Why an attempt was stopped before anything was sent.
  [[nodiscard]] TransportFailure why_stopped(const BeforeBytes& before_bytes, std::string_view key) const;
  /// How an attempt failed; empty if it gave a result. The call's deadline and token apply while a
  /// response is read, too.
  [[nodiscard]] std::optional<FailedAttempt> classify(SendResult result, std::string_view key,
                                                      const CallScope& scope,
                                                      const BodyHandler& handler) const;
  void slow_down(const FailedAttempt& failed, const AttemptCounts& counts) const;
  [[nodiscard]] RetryDelay next_wait(const FailedAttempt& failed, const AttemptCounts& counts,
                                     const CallOptions& options) const;
  void tell_wait(const Call& call, int attempt, std::chrono::milliseconds time, WaitReason reason) const;
  void tell_drift(const std::vector<json::DriftNote>& drift, std::string_view key) const;

  std::shared_ptr<const Core> core_;
  const ClientOptions& options_;  // of the core
  MergedOptions defaults_{};
};

}  // namespace ticket0::inline v1::detail
