#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/fault.hpp"
#include "sandbox/json.hpp"
#include "sandbox/options.hpp"
#include "sandbox/request.hpp"
#include "sandbox/store.hpp"
#include "sandbox/webhook_delivery.hpp"

namespace sandbox {

/// The sandbox on a loopback port. It serves from the constructor's return to the destructor's start; open
/// connections do not delay the destructor.
class Server {
 public:
  /// Throws std::runtime_error whose text says why it cannot serve there: a taken port, a host that is not
  /// loopback, no key; std::invalid_argument for a fault or webhook options that cannot be.
  explicit Server(Options options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const;  // with the base path, e.g. "http://127.0.0.1:40123/api/v1"
  int port() const;
  std::string key() const;  // the first of the options

  /// With everything done that is due. A reference that was kept from before may not have it.
  Store& store();

  /// After the faults that are already there. Throws std::logic_error for one that breaks or delays
  /// connections if the options have no relay, std::invalid_argument for one that cannot be.
  void inject(Fault fault);
  void clear_faults();

  /// Tells the webhook endpoint, as if it had happened, what no request can make happen, such as
  /// ticket.csat_received; returns the event's id. This and the next one throw std::logic_error if
  /// Options::webhook has no URL.
  std::string emit(std::string_view type, const Json& data);

  /// Waits until every event and the ping is delivered or abandoned, which Options::webhook.retry_scale can
  /// make short; false if that takes longer than `within`. An event that is held back for the one after it
  /// leaves now.
  bool flush_webhooks(std::chrono::milliseconds within = std::chrono::seconds{30});

  WebhookCounts webhooks() const;                        // all 0 without a URL
  std::vector<WebhookAttempt> webhook_attempts() const;  // the last 1000, in the order in which they ended

  std::size_t requests() const;
  std::size_t requests(std::string_view route) const;  // e.g. "GET /tickets/:id"
  std::size_t connections() const;   // that sent a request, told apart by the peer's address and port
  std::vector<Request> log() const;  // the last 1000 requests, oldest first

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sandbox
