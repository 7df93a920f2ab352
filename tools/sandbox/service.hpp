#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/clock.hpp"
#include "sandbox/fault.hpp"
#include "sandbox/fault_script.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/options.hpp"
#include "sandbox/rate_window.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/request.hpp"
#include "sandbox/store.hpp"
#include "sandbox/webhook_delivery.hpp"
#include "sandbox/wire.hpp"

namespace sandbox {

enum class Paging;

inline constexpr std::string_view base_path = "/api/v1";

/// The API without its sockets: a request in, the response out, whatever happens in between. It never sleeps
/// and is thread-safe.
class Service {
 public:
  /// From here on the store's times are those of `options.now`. `tell` gets what requests make happen, as it
  /// happens. Throws std::invalid_argument for a fault among the options that cannot be.
  Service(const Options& options, Store& store, std::function<void(const Event&)> tell = {});

  struct Outcome {
    std::string route{};          // "GET /tickets/:id", or "GET ?" for a path that the API does not have
    Response response{};          // status 0: nothing was done and nothing is to be sent
    Wire wire{};                  // what becomes of the response on its way
    std::chrono::seconds age{0};  // how long a cache has had it
  };
  Outcome answer(const Request& request);

  /// The response to what is no request to the API.
  Response refused(const Refusal& refusal) const;

  /// After the faults that are already there. Throws std::invalid_argument for one that cannot be.
  void inject(Fault fault);

  /// Changes that are to come late still come.
  void clear_faults();

  /// What is left of each workspace's budget, or of each key's in the older generation; none without a limit.
  Json budgets();

  /// Forgets what was spent, and the changes that are to come late.
  void forget();

  /// The store with everything that is due done. A reference that was kept from before may not have it.
  Store& store();

 private:
  struct Work;

  const ApiKey& admit(const Request& request, RateWindow::Standing& standing);
  Response carry_out(const Work& work, Paging paging) const;
  void play(const Fault& fault, const Work& work, Outcome& outcome);
  Response failure(const Fault& fault) const;
  Response error(const Refusal& refusal) const;
  Response finished(Response response, const RateWindow::Standing& standing,
                    std::chrono::seconds age = {}) const;

  const std::vector<ApiKey> keys_;
  const Generation generation_;
  const Clock clock_;
  const RateWindow fresh_window_;
  Store& store_;
  const std::function<void(const Event&)> tell_;
  FaultScript faults_;
  LateChanges late_;
  std::mutex mutex_;
  std::map<std::string, RateWindow> windows_;  // by key in the older generation, else one for all
};

}  // namespace sandbox
