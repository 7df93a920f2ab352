#pragma once

#include <string>

#include "ticket0/client.hpp"

namespace bench {

/// A client without a limit, for a server of these measurements.
[[nodiscard]] inline ticket0::Client client_of(const std::string& base_url, const std::string& ca_file = {}) {
  return ticket0::Client{{.api_key = ticket0::Secret{"t0_measured"},
                          .base_url = base_url,
                          .rate_limit = {.enabled = false},
                          .tls = {.ca_file = ca_file}}};
}

}  // namespace bench
