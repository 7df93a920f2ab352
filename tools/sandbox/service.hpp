#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/keys.hpp"
#include "sandbox/options.hpp"
#include "sandbox/rate_window.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/request.hpp"
#include "sandbox/store.hpp"

namespace sandbox {

inline constexpr std::string_view base_path = "/api/v1";

/// The response that says so: its error body, and its headers.
Response refused(const Refusal& refusal);

/// The API without its sockets: a request in, the response out, whatever happens in between. Thread-safe.
class Service {
 public:
  Service(const Options& options, Store& store);

  struct Outcome {
    std::string route{};  // "GET /tickets/:id", or "GET ?" for a path that the API does not have
    Response response{};
  };
  Outcome answer(const Request& request);

 private:
  const ApiKey& admit(const Request& request);

  std::vector<ApiKey> keys_;
  Store& store_;
  std::mutex mutex_;
  RateWindow window_;
};

}  // namespace sandbox
