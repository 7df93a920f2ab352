#pragma once

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

/// May a write that is not idempotent (a new ticket, a reply) be sent again? No setting repeats one after a
/// time-out, a broken connection or any other end that leaves its fate unknown.
enum class RetryWrites : std::uint8_t {
  never,         // one attempt
  when_refused,  // if nothing left this machine, and after 429
  when_safe,     // also after 500 INTERNAL, which the service declares safe to retry
};

/// Attempts that the service refused with 429 are counted apart, five at most in a call.
struct RetryPolicy {
  int max_attempts{3};  // 1 to 100
  /// The wait before retry n = 0, 1, ... is drawn from the upper half of base_delay * 2^n, max_delay at most.
  std::chrono::milliseconds base_delay{500};
  std::chrono::milliseconds max_delay{8'000};
  std::chrono::milliseconds max_retry_after{120'000};  // where the service asks for more: its error at once
  RetryWrites writes{RetryWrites::when_safe};
};

/// The service allows a workspace 60 requests a minute, all its keys together. Clients of one process with
/// the same base_url and scope share a budget: of their sizes the fewer requests and the longer period hold.
struct RateLimit {
  int requests{60};  // 1 to 1'000'000, in any `per`, wherever it begins
  std::chrono::milliseconds per{60'000};
  /// False: where it would have to wait, for this limit or after a 429, a call throws RateLimitError at once.
  bool wait{true};
  /// One budget for the keys of one workspace, by a name of yours; empty: one per key. A client with its own
  /// transport or clock and no scope shares with nobody.
  std::string scope{};
};

/// A look at the budget that a client spends.
struct RateUsage {
  int used{0};  // requests that count at this moment
  int free{0};
  int waiting{0};                        // calls in the queue
  std::chrono::milliseconds next_in{0};  // not before then could one that comes now be sent
};

struct TlsOptions {
  std::string ca_file{};           // PEM; the only authorities trusted. Empty: the system's
  std::string client_cert_file{};  // PEM, for mutual TLS
  std::string client_key_file{};   // PEM; empty: the key is in client_cert_file
};

/// Logs, metrics, spans. Called from the thread that makes the call; never with a key, a body, a query or
/// customer text. An observer of several clients or threads is called from several threads at once.
class TICKET0_EXPORT Observer {
 public:
  struct Attempt {
    std::string_view method;
    std::string_view route;  // a template, e.g. "/tickets/:id"
    int number;              // from 1
  };
  virtual ~Observer();
  virtual void on_send(const Attempt&) noexcept {}
  virtual void on_response(const Attempt&, int /*status*/, std::chrono::microseconds /*took*/) noexcept {}
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

/// Checked as a whole by Client's constructor: the first mistake is a ConfigError that names its member.
struct ClientOptions {
  Secret api_key{};                                       // required; the service's keys start with "t0_"
  std::string base_url{"https://app.ticket0.ai/api/v1"};  // https; http for loopback hosts alone
  std::chrono::milliseconds timeout{120'000};             // a whole call with its waits, 1 ms to 24 h
  std::chrono::milliseconds attempt_timeout{30'000};      // one HTTP request, connecting included; same range
  std::chrono::milliseconds connect_timeout{10'000};  // name look-up, connection, TLS handshake; same range
  RetryPolicy retry{};
  std::optional<RateLimit> rate_limit{RateLimit{}};  // empty: as fast as the caller calls
  /// Unset: libcurl's environment rules, for https; empty: none. A loopback host is never asked by way of
  /// one.
  std::optional<Secret> proxy{};
  TlsOptions tls{};
  /// Of an answer's body, decompressed; a larger one is a TransportError with Reason::limit. 1 KiB to 1 GiB.
  std::size_t max_response_bytes{16'777'216};
  std::string app_info{};                // added to User-Agent, e.g. "acme-sync/2.1"
  std::shared_ptr<Observer> observer{};  // default: nobody is told
  /// Default: libcurl. One of your own gets no `proxy`, `tls`, `connect_timeout` and
  /// `max_response_bytes`.
  std::shared_ptr<Transport> transport{};
  std::shared_ptr<Clock> clock{};  // default: the system's clocks
  /// A number in [0, 1) for each wait that is spread at random, from any thread. Default: one of the
  /// library's.
  std::function<double()> random{};

  /// Takes api_key from TICKET0_API_KEY and base_url from TICKET0_BASE_URL where they are set and not empty;
  /// a value that cannot be used is a ConfigError that names the variable. Nothing else in this library reads
  /// the environment.
  [[nodiscard]] TICKET0_EXPORT static ClientOptions from_env();
};

struct ResponseInfo {
  int status{0};
  int attempts{0};
  Headers headers{};
  std::string body{};  // may hold a customer's text
};

/// For one call, or with Client::with() for many; unset: as Client::with() says, else as in ClientOptions.
struct CallOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::chrono::milliseconds> attempt_timeout{};
  std::optional<int> max_attempts{};
  std::optional<RetryWrites> retry_writes{};
  CancelToken cancel{};  // combined with that of Client::with()
  Headers headers{};     // sent too; a name that the library sets itself is a ConfigError
  /// Filled when the server answered, error or not. Of one call: never of list() or with().
  ResponseInfo* capture{nullptr};
};

}  // namespace ticket0::inline v1
