#pragma once

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

class BudgetStore;

/// When a write that is not idempotent (a new ticket, a reply) may be sent again. No setting repeats one
/// after a time-out, a broken connection or another failure that leaves its outcome unknown.
enum class RetryWrites : std::uint8_t {
  never,           ///< One attempt.
  when_throttled,  ///< If nothing left this machine, or after 429.
  when_safe,       ///< Also after 500 INTERNAL, which the service declares safe to retry. The default.
};

/// How often a failed call is retried, and how long it waits in between. Attempts that the service throttled
/// (429) are counted separately, at most five per call. Each time must be 1 ms to 24 h: 0 is a ConfigError.
struct RetryPolicy {
  int max_attempts{3};  ///< 1 to 100, including the first.
  /// The wait before retry n = 0, 1, ... is a random time between half and all of base_delay * 2^n, capped at
  /// max_delay.
  std::chrono::milliseconds base_delay{500};
  std::chrono::milliseconds max_delay{8'000};  ///< Longest backoff between two attempts.
  /// If the service asks for a longer wait, its error is thrown immediately.
  std::chrono::milliseconds max_retry_after{120'000};
  RetryWrites retry_writes{RetryWrites::when_safe};  ///< For writes that are not idempotent.
};

/// The client's own limit. The service allows a workspace 60 requests a minute, all its keys together.
///
/// Clients in one process share a budget if they have the same base_url, the same key (or the same `scope`)
/// and the same ClientOptions::clock object, whatever their transports. If their sizes differ, the smaller
/// count and the longer period apply until the last one is gone; with a `store`, periods must be equal. A
/// client whose transport is a stand-in (Budget::own), and that names no `scope`, has a budget of its own.
///
/// list() leaves min(10, requests / 6) slots to other calls and lets waiting calls go first. Once requests -
/// max(1, that reserve) of them (50 of 60) have passed a list page that waits, the page gets the next slot,
/// even a reserved one.
struct RateLimit {
  /// 1 to 1'000'000. No window of length `per`, wherever it starts, contains more requests, except that a
  /// request given up by a time-out or a cancelled call may still arrive late.
  int requests{60};
  std::chrono::milliseconds per{
      60'000};  ///< A request counts until this long after its response. 1 ms to 24 h.
  /// False: no limit. Requests are sent as fast as you make them; only a 429 slows the call that got it.
  bool enabled{true};
  /// False: a call that would have to wait, for this limit or after a 429, throws RateLimitError immediately.
  bool wait{true};
  /// A name of your choice, shared by the clients of one workspace when they use different keys. Empty: one
  /// budget per key.
  std::string scope{};
  /// Shares the budget with other processes: file_budget(), redis_budget() or your own. Clients of one
  /// process that spend the same budget should use the same object. Null: this process's memory.
  std::shared_ptr<BudgetStore> store{};
};

/// A snapshot of a client's budget.
struct RateUsage {
  int used{0};     ///< Requests that count against the limit now.
  int free{0};     ///< Requests that could start now, if no pause after a 429 were in force.
  int waiting{0};  ///< Calls in the queue.
  /// If no other call comes and no waiting call gives up, a request made now could start after this time. It
  /// can start sooner if one ahead of it gives up.
  std::chrono::milliseconds next_in{0};
};

/// The threads of async(), which the client and its copies share. They start when there is work.
struct AsyncOptions {
  int threads{16};  ///< Jobs that run at the same time, waiting ones not counted. 1 to 1'000.
  /// Jobs that may wait in addition to those that run, for the limit, a retry or a look of the reply guard: a
  /// waiting job makes room for another. Beyond this number, a waiting job keeps its room. 0 to 10'000.
  int max_waiting{256};
  /// The destructor of the last handle cancels running jobs. True: it waits until they have ended. False: it
  /// returns at once. Pending on_done() functions get CancelledError, and no executor is
  /// called afterwards, in either case.
  bool wait_at_end{true};
};

/// Trusted authorities and the client's own certificate. TLS 1.2 or newer; the server's certificate and host
/// name are always verified.
struct TlsOptions {
  std::string ca_file{};  ///< PEM; the only authorities trusted for the service. Empty: the system's.
  std::string client_cert_file{};  ///< PEM, for mutual TLS. Empty: none.
  std::string client_key_file{};   ///< PEM, without a password. Empty: the key is in client_cert_file.
};

/// Why a call waits before its next attempt.
enum class WaitReason : std::uint8_t {
  rate_limit,    ///< For the client's own limit, or for the pause that follows a 429.
  backoff,       ///< RetryPolicy's wait before a retry.
  service_busy,  ///< The service throttled the call (429), or asked for the wait with `Retry-After`.
  reply_guard    ///< Before a look for a reply whose outcome is unknown: see Messages::reply().
};
/// The same in words, e.g. "rate limit".
[[nodiscard]] TICKET0_EXPORT std::string_view to_string(WaitReason value) noexcept;

/// For logs, metrics and spans. Runs on the thread that makes the call, and never gets a key, a body, a query
/// or a customer's text. An observer that several clients or threads share is called from several threads
/// concurrently.
class TICKET0_EXPORT Observer {
 public:
  /// Identifies a request of a call. Its strings are valid only until the observer returns.
  struct Attempt {
    std::string_view method;  ///< As on the wire, e.g. "GET".
    std::string_view route;   ///< A template, e.g. "/tickets/:id".
    int number;               ///< From 1; attempts throttled (429) count too.
    /// The same for all attempts and waits of a call, and for the reads that look for a reply in doubt. No
    /// other call of the process has it. Each page of a list is a call.
    std::uint64_t call;
  };
  /// How a call ended. Valid only until the observer returns.
  struct CallEnd {
    std::uint64_t call;              ///< As Attempt::call.
    std::string_view method;         ///< As Attempt::method; empty if Client::send() refused it.
    std::string_view route;          ///< As Attempt::route; empty if Client::send() refused its arguments.
    int attempts;                    ///< As Error::attempts(); 0 if no attempt began.
    std::chrono::microseconds time;  ///< From the call to its end, waits included.
    const Error* error;              ///< The error about to be thrown; null: the call succeeded.
  };
  virtual ~Observer();
  /// A request is about to be passed to the transport. If its slot in a shared budget is lost before its
  /// bytes leave, on_failure() follows and the attempt does not count: the next one has its number.
  virtual void on_send(const Attempt&) noexcept {}
  /// A response arrived, with any status; `took` is the time of this attempt alone, without waits.
  virtual void on_response(const Attempt&, int /*status*/, std::chrono::microseconds /*took*/) noexcept {}
  /// No response arrived; `reason` is as in the error's what().
  virtual void on_failure(const Attempt&, std::string_view /*reason*/,
                          std::chrono::microseconds /*took*/) noexcept {}
  /// The call is about to wait. For the limit, reported before the call joins the queue; `time` is then a
  /// prediction.
  virtual void on_wait(const Attempt& /*next*/, std::chrono::milliseconds /*time*/,
                       WaitReason /*reason*/) noexcept {}
  /// A response had something that this version does not expect: `what`, in the member `member` of a `type`,
  /// e.g. "Ticket". Reported once for each such member of a response (the first 64), however many items have
  /// it.
  virtual void on_drift(std::string_view /*type*/, std::string_view /*member*/, Drift /*what*/) noexcept {}
  /// A call ends: reported once for each, even for one that was held back by the limit, cancelled, or refused
  /// for its arguments.
  virtual void on_end(const CallEnd&) noexcept {}

 protected:
  Observer() = default;
  Observer(const Observer&) = default;
  Observer& operator=(const Observer&) = default;
};

/// Everything that configures a Client. Client's constructor checks all members and throws a ConfigError that
/// names the first one that is not valid.
struct ClientOptions {
  /// Required; the service's keys start with "t0_". A string does not convert: write
  /// `.api_key = ticket0::Secret{text}`. Client::set_api_key() replaces it.
  Secret api_key{};
  std::string base_url{"https://app.ticket0.ai/api/v1"};  ///< https; http only for loopback hosts.
  std::chrono::milliseconds timeout{120'000};             ///< The whole call, waits included. 1 ms to 24 h.
  std::chrono::milliseconds attempt_timeout{30'000};      ///< One attempt, connecting included. 1 ms to 24 h.
  std::chrono::milliseconds connect_timeout{10'000};      ///< DNS, TCP and TLS handshake. 1 ms to 24 h.
  RetryPolicy retry{};                                    ///< What is retried, and when.
  RateLimit rate_limit{};                                 ///< `{.enabled = false}`: no limit.
  AsyncOptions async{};  ///< The threads of async(), and whether the destructor waits for them.
  /// Unset: libcurl's proxy environment variables apply (https only). Empty: no proxy. Calls to loopback
  /// hosts never use a proxy.
  std::optional<Secret> proxy{};
  TlsOptions tls{};  ///< Default: the system's authorities, no client certificate.
  /// Largest response body, decompressed; a larger one is a TransportError with Reason::limit. 1 KiB to 1
  /// GiB.
  std::size_t max_response_bytes{16'777'216};
  std::string app_info{};                ///< Added to User-Agent, e.g. "acme-sync/2.1". ASCII.
  std::shared_ptr<Observer> observer{};  ///< Default: none.
  /// Default: libcurl. Your own transport does not get `proxy`, `tls`, `connect_timeout` and
  /// `max_response_bytes`.
  std::shared_ptr<Transport> transport{};
  std::shared_ptr<Clock> clock{};  ///< Default: the system's clocks.

  /// Takes api_key from TICKET0_API_KEY and base_url from TICKET0_BASE_URL if they are set and not empty.
  /// Throws a ConfigError that names the variable if its value is not valid. Nothing else in this library
  /// reads the environment.
  [[nodiscard]] TICKET0_EXPORT static ClientOptions from_env();
};

/// A response as received, for CallOptions::capture; the last one of the call.
struct ResponseInfo {
  int status{0};       ///< 0: no response arrived.
  int attempts{0};     ///< Attempts of the call, up to this response.
  Headers headers{};   ///< In wire order.
  std::string body{};  ///< May hold a customer's text.
};

/// Options of one call, or of many with Client::with(). An unset member falls back to Client::with(), then to
/// ClientOptions.
struct CallOptions {
  /// As ClientOptions::timeout; for list(), it limits each step of the loop.
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::chrono::milliseconds> attempt_timeout{};  ///< As ClientOptions::attempt_timeout.
  std::optional<int> max_attempts{};                           ///< As RetryPolicy::max_attempts.
  std::optional<RetryWrites> retry_writes{};                   ///< As RetryPolicy::retry_writes.
  /// Whether the call yields to others when the limit is reached, as list() does; see RateLimit. Unset: only
  /// list() does.
  std::optional<bool> background{};
  std::optional<bool> wait_for_limit{};  ///< As RateLimit::wait.
  CancelToken cancel{};                  ///< Ends the call. Client::with()'s token does so too.
  Headers headers{};  ///< Sent too. InvalidArgument for a name that the library sets itself.
  /// Filled if the server responded, error or not. Only for a single call: InvalidArgument in list() or
  /// with().
  ResponseInfo* capture{nullptr};
  /// Runs in each attempt, on the thread that makes the call, when the connection is open and the request's
  /// bytes are next (with a Transport whose calls_before_bytes() is false: just before its send()). If it
  /// returns false or throws, nothing of this attempt is sent and the call ends with a CancelledError; its
  /// outcome() is not_sent unless an earlier attempt may have taken effect. The time it takes is part of the
  /// attempt's. It does not run when a reply in doubt is looked for. It must not end its thread. Calls that
  /// share it through Client::with() run it concurrently.
  std::function<bool()> before_bytes{};
};

}  // namespace ticket0::inline v1
