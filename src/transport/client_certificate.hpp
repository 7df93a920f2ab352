#pragma once

#include <string>

#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// Why the files of this client's own certificate and key cannot be used, as far as their text shows; empty
/// if it shows nothing. Read after a failure: each version of libcurl has its own code and words for it.
[[nodiscard]] std::string problem_of_client_certificate(const TlsOptions& tls);

}  // namespace ticket0::inline v1::detail
