#pragma once

#include <string>
#include <string_view>

#include "http/url.hpp"
#include "ticket0/options.hpp"

namespace ticket0::inline v1::detail {

/// Why `key` cannot be one of the service's keys; empty if it can. The reason does not repeat it.
[[nodiscard]] std::string problem_of_key(std::string_view key);

/// A mistake is a ConfigError that names the member and says what it should look like.
[[nodiscard]] BaseUrl validate(const ClientOptions& options);

}  // namespace ticket0::inline v1::detail
