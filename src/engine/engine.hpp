#pragma once

#include "engine/call_log.hpp"
#include "engine/call_options.hpp"
#include "engine/reply_memory.hpp"
#include "http/url.hpp"
#include "json/decode.hpp"
#include "limiter/shared_limiter.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// Of a layer above, which has work done for a client. Engines only carry it.
class Workers;
class WorkersOwner;

using TimePoint = std::chrono::steady_clock::time_point;

/// A call from the moment it was made: its options as they hold, and when its time is up.
struct Begun {
  MergedOptions merged;
  TimePoint deadline;
  [[nodiscard]] const CallOptions& options() const noexcept { return merged.options; }
};

/// One call of the library, ready to be sent.
struct Call {
  const Operation& operation;
  std::string target;  // path and query, encoded; it follows the base URL
  std::string body{};
  Begun begun;
  Lane lane{Lane::direct};
  Earlier before{};
  std::optional<TimePoint> begin_by{};  // no attempt begins later; unset: the deadline
  TimePoint* began{nullptr};            // gets the time when the last attempt began
};

/// Makes calls: the key, time, cancellation, observation and errors of each. Its const members may be called
/// from any thread.
class Engine {
 public:
  /// `options` are valid, and have a transport, a clock and a random source.
  Engine(ClientOptions options, BaseUrl base, std::string user_agent, std::optional<BudgetKey> budget,
         ServiceKey service, std::shared_ptr<Workers> workers, std::shared_ptr<const WorkersOwner> owner);
  /// Of the same client, with other defaults for its calls. Throws as Client::with() does.
  [[nodiscard]] std::shared_ptr<const Engine> with(CallOptions defaults) const;
  /// The same, but neither it nor what comes from it keeps the workers from ending.
  [[nodiscard]] std::shared_ptr<const Engine> for_a_job() const;
  [[nodiscard]] Workers& workers() const noexcept { return *workers_; }

  /// A call that begins now. Checks its options (ConfigError).
  [[nodiscard]] Begun begin(const CallOptions& options) const;

  /// Sends `call` and gives the value that `decode` makes of a 2xx answer or of its body: it gives a
  /// json::Decoded, and gives up where its json::Stop says so. Throws as error.hpp describes for all else.
  template <class Decode>
  [[nodiscard]] auto run(const Call& call, const Decode& decode) const {
    const auto decode_answer = [&decode](const HttpResponse& response, const json::Stop& stop) {
      if constexpr (std::is_invocable_v<Decode, const HttpResponse&, const json::Stop&>)
        return decode(response, stop);
      else
        return decode(std::string_view{response.body}, stop);
    };
    decltype(decode_answer(HttpResponse{}, json::Stop{}).value) value{};
    run(call,
        Accept{[&](const HttpResponse& response, std::vector<json::Drift>& drift, const json::Stop& stop) {
          auto decoded = decode_answer(response, stop);
          value = std::move(decoded.value);
          drift = std::move(decoded.drift);
          return Unreadable{.problem = std::move(decoded.problem),
                            .over_limit = decoded.over_limit,
                            .of_another = decoded.of_another,
                            .given_up = decoded.given_up};
        }});
    return value;
  }
  /// The same, with the 2xx answer as it came.
  [[nodiscard]] HttpResponse run(const Call& call) const;

  /// Before something that follows a call: tells the observer and waits. False where it was cancelled.
  [[nodiscard]] bool wait(const Call& call, int attempt, std::chrono::milliseconds time,
                          std::string_view reason) const;
  [[nodiscard]] Clock& clock() const noexcept { return *options_.clock; }
  [[nodiscard]] RetryRules rules(const CallOptions& options) const noexcept;
  [[nodiscard]] std::optional<RateUsage> rate_usage() const;
  [[nodiscard]] const std::shared_ptr<ReplyMemory>& replies() const { return core_->replies.get(); }

 private:
  /// Why a 2xx answer cannot be read; an empty text where it was.
  struct Unreadable {
    std::string problem{};
    bool over_limit{false};
    bool of_another{false};  // it answers something else
    bool given_up{false};
  };
  using Accept = std::function<Unreadable(HttpResponse& response, std::vector<json::Drift>& drift,
                                          const json::Stop& stop)>;
  /// One HTTP request: an answer, or why there is none.
  struct Attempt {
    std::optional<HttpResponse> response{};
    NoAnswer failure{};
    std::chrono::microseconds took{0};
  };
  /// What all engines of a client share.
  struct Core {
    explicit Core(ServiceKey service) : replies(std::move(service)) {}
    ClientOptions options{};
    BaseUrl base{};
    std::string user_agent{};
    std::optional<SharedLimiter> limiter{};
    SharedReplies replies;
  };

  Engine(std::shared_ptr<const Core> core, MergedOptions defaults, std::shared_ptr<Workers> workers,
         std::shared_ptr<const WorkersOwner> owner) noexcept;
  void run(const Call& call, const Accept& accept) const;
  [[nodiscard]] HttpRequest make_request(const Call& call) const;
  [[nodiscard]] Limiter::Turn take_turn(const Call& call, TimePoint latest, Report& report) const;
  [[nodiscard]] Attempt attempt(const Call& call, const HttpRequest& request, int number,
                                std::chrono::milliseconds time_left) const;
  [[nodiscard]] Attempt send(const HttpRequest& request, const SendContext& context) const;
  /// The call's deadline and token hold while an answer is read, too.
  [[nodiscard]] std::optional<Failed> judge(Attempt attempt, const Begun& begun, const Accept& accept) const;
  void slow_down(const Failed& failed, const Tries& tries) const;
  [[nodiscard]] Wait next_wait(const Failed& failed, const Tries& tries) const;
  void tell_wait(const Call& call, int attempt, std::chrono::milliseconds time,
                 std::string_view reason) const;
  void tell_drift(const std::vector<json::Drift>& drift) const;

  std::shared_ptr<const Core> core_;
  const ClientOptions& options_;  // of the core
  MergedOptions defaults_{};
  std::shared_ptr<Workers> workers_;
  std::shared_ptr<const WorkersOwner> owner_;  // last, so that it ends first: its work uses the core
};

}  // namespace ticket0::inline v1::detail
