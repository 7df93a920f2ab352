#pragma once

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

/// May a write that is not idempotent (a new ticket, a reply) be sent again? No setting repeats one after a
/// time-out, a broken connection or any other end that leaves its fate unknown.
enum class RetryWrites : std::uint8_t {
  never,         ///< One attempt.
  when_refused,  ///< If nothing left this machine, and after 429.
  when_safe,     ///< Also after 500 INTERNAL, which the service declares safe to retry. The default.
};

/// How often, and after what wait, a call that failed is tried again. Attempts that the service refused with
/// 429 are counted apart, five at most in a call.
struct RetryPolicy {
  int max_attempts{3};  ///< 1 to 100, the first one included.
  /// The wait before retry n = 0, 1, ... is drawn from the upper half of base_delay * 2^n, max_delay at most.
  std::chrono::milliseconds base_delay{500};
  std::chrono::milliseconds max_delay{8'000};  ///< Of a wait between two attempts.
  /// Where the service asks to wait longer: its error at once.
  std::chrono::milliseconds max_retry_after{120'000};
  RetryWrites writes{RetryWrites::when_safe};  ///< Of what is not idempotent.
};

/// The service allows a workspace 60 requests a minute, all its keys together. Clients of one process with
/// the same base_url and scope share a budget: of their sizes the fewer requests and the longer period hold.
/// What list() sends leaves min(10, requests / 6) of them to all else, and lets calls that wait pass; once as
/// many as `requests` have passed, its turn comes.
struct RateLimit {
  /// 1 to 1'000'000, in any `per`, wherever it begins: of those whose answer came. One that was given up, by
  /// a time-out or a cancelled call, may still arrive later.
  int requests{60};
  std::chrono::milliseconds per{60'000};  ///< A request counts until this long after its answer came.
  /// False: where it would have to wait, for this limit or after a 429, a call throws RateLimitError at once.
  bool wait{true};
  /// One budget for the keys of one workspace, by a name of yours; empty: one per key. A client with its own
  /// transport or clock and no scope shares with nobody.
  std::string scope{};
};

/// A look at the budget that a client spends.
struct RateUsage {
  int used{0};                           ///< Requests that count at this moment.
  int free{0};                           ///< Requests that could go at once, were there no pause after a 429.
  int waiting{0};                        ///< Calls in the queue.
  std::chrono::milliseconds next_in{0};  ///< Not before then could one that comes now be sent.
};

/// Whom to trust, and who to be. The certificate and the host name are always verified, by TLS 1.2 or newer.
struct TlsOptions {
  std::string ca_file{};           ///< PEM; the only authorities trusted. Empty: the system's.
  std::string client_cert_file{};  ///< PEM, for mutual TLS. Empty: none.
  std::string client_key_file{};   ///< PEM; empty: the key is in client_cert_file.
};

/// Logs, metrics, spans. Called from the thread that makes the call; never with a key, a body, a query or
/// customer text. An observer of several clients or threads is called from several threads at once.
class TICKET0_EXPORT Observer {
 public:
  /// Which request of which call. Its texts are valid during the call of the observer.
  struct Attempt {
    std::string_view method;  ///< As on the wire, e.g. "GET".
    std::string_view route;   ///< A template, e.g. "/tickets/:id".
    int number;               ///< From 1; those refused with 429 count.
  };
  virtual ~Observer();
  /// Just before a request is handed to the transport.
  virtual void on_send(const Attempt&) noexcept {}
  /// An answer came, of any status; `took` is the time of this attempt alone, without waits.
  virtual void on_response(const Attempt&, int /*status*/, std::chrono::microseconds /*took*/) noexcept {}
  /// No answer came; `reason` is as in the error's what().
  virtual void on_failure(const Attempt&, std::string_view /*reason*/,
                          std::chrono::microseconds /*took*/) noexcept {}
  /// Before a wait, which `reason` names in words: "rate limit", "backoff", "the service is busy", "reply
  /// guard".
  virtual void on_wait(const Attempt& /*next*/, std::chrono::milliseconds /*time*/,
                       std::string_view /*reason*/) noexcept {}
  /// An answer had something this version does not expect: `what` is "new member", "new word", "wrong type",
  /// "wrong element" or "not a time". Once for each such member of an answer (the first 64), whatever the
  /// number of its items.
  virtual void on_drift(std::string_view /*type*/, std::string_view /*member*/,
                        std::string_view /*what*/) noexcept {}

 protected:
  Observer() = default;
  Observer(const Observer&) = default;
  Observer& operator=(const Observer&) = default;
};

/// All that a Client is made of. Checked as a whole by Client's constructor: the first mistake is a
/// ConfigError that names its member.
struct ClientOptions {
  Secret api_key{};                                       ///< Required; the service's keys start with "t0_".
  std::string base_url{"https://app.ticket0.ai/api/v1"};  ///< https; http for loopback hosts alone.
  std::chrono::milliseconds timeout{120'000};             ///< A whole call with its waits, 1 ms to 24 h.
  std::chrono::milliseconds attempt_timeout{30'000};  ///< One HTTP request, connecting included; same range.
  std::chrono::milliseconds connect_timeout{10'000};  ///< Name look-up, TCP and TLS handshake; same range.
  RetryPolicy retry{};                                ///< What is tried again, and when.
  std::optional<RateLimit> rate_limit{RateLimit{}};   ///< Empty: as fast as the caller calls.
  /// Unset: libcurl's environment rules, for https; empty: none. A loopback host is never asked by way of
  /// one.
  std::optional<Secret> proxy{};
  TlsOptions tls{};  ///< Default: the system's authorities, no certificate of your own.
  /// Of an answer's body, decompressed; a larger one is a TransportError with Reason::limit. 1 KiB to 1 GiB.
  std::size_t max_response_bytes{16'777'216};
  std::string app_info{};                ///< Added to User-Agent, e.g. "acme-sync/2.1".
  std::shared_ptr<Observer> observer{};  ///< Default: nobody is told.
  /// Default: libcurl. One of your own gets no `proxy`, `tls`, `connect_timeout` and `max_response_bytes`.
  std::shared_ptr<Transport> transport{};
  std::shared_ptr<Clock> clock{};  ///< Default: the system's clocks.
  /// A number in [0, 1) for each wait that is spread at random, from any thread. Default: one of the
  /// library's.
  std::function<double()> random{};

  /// Takes api_key from TICKET0_API_KEY and base_url from TICKET0_BASE_URL where they are set and not empty;
  /// a value that cannot be used is a ConfigError that names the variable. Nothing else in this library reads
  /// the environment.
  [[nodiscard]] TICKET0_EXPORT static ClientOptions from_env();
};

/// An answer as it came, for CallOptions::capture. Of several answers in a call it is the last.
struct ResponseInfo {
  int status{0};       ///< 0: no answer came.
  int attempts{0};     ///< Of the call, up to this answer.
  Headers headers{};   ///< In the order of the wire.
  std::string body{};  ///< May hold a customer's text.
};

/// For one call, or with Client::with() for many; unset: as Client::with() says, else as in ClientOptions.
struct CallOptions {
  /// As ClientOptions::timeout; of list(), for each step of the loop.
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::chrono::milliseconds> attempt_timeout{};  ///< As ClientOptions::attempt_timeout.
  std::optional<int> max_attempts{};                           ///< As RetryPolicy::max_attempts.
  std::optional<RetryWrites> retry_writes{};                   ///< As RetryPolicy::writes.
  CancelToken cancel{};  ///< Ends the call. Combined with that of Client::with().
  Headers headers{};     ///< Sent too; a name that the library sets itself is a ConfigError.
  /// Filled when the server answered, error or not. Of one call: never of list() or with().
  ResponseInfo* capture{nullptr};
};

}  // namespace ticket0::inline v1
