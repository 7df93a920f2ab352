#pragma once

#include "ticket0/http.hpp"

namespace ticket0::inline v1 {

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
  std::chrono::milliseconds timeout{120'000};             // a whole call, 1 ms to 24 h, as the next two
  std::chrono::milliseconds attempt_timeout{30'000};      // one HTTP request, connecting included
  std::chrono::milliseconds connect_timeout{10'000};      // name look-up, connection and TLS handshake
  /// Unset: libcurl's environment rules, for https; empty: none. A loopback host is never asked by way of
  /// one.
  std::optional<Secret> proxy{};
  TlsOptions tls{};
  std::string app_info{};                // added to User-Agent, e.g. "acme-sync/2.1"
  std::shared_ptr<Observer> observer{};  // default: nobody is told
  /// Default: libcurl. One of your own gets no `proxy`, `tls` and `connect_timeout`.
  std::shared_ptr<Transport> transport{};
  std::shared_ptr<Clock> clock{};  // default: the system's clocks

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

/// For one call, or with Client::with() for many; unset: as in ClientOptions.
struct CallOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::chrono::milliseconds> attempt_timeout{};
  CancelToken cancel{};  // combined with that of Client::with()
  Headers headers{};     // sent too; a name that the library sets itself is a ConfigError
  /// Filled when the server answered, error or not. Of one call: never of list() or with().
  ResponseInfo* capture{nullptr};
};

}  // namespace ticket0::inline v1
