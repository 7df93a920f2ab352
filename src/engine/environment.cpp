#include <cstdlib>

#include "engine/validate.hpp"
#include "ticket0/error.hpp"

namespace ticket0::inline v1 {

ClientOptions ClientOptions::from_env() {
  ClientOptions options;
  if (const char* key = std::getenv("TICKET0_API_KEY"); key != nullptr && *key != '\0') {
    if (const std::string problem = detail::problem_of_key(key); !problem.empty())
      throw ConfigError{"the environment variable TICKET0_API_KEY " + problem};
    options.api_key = Secret{key};
  }
  if (const char* url = std::getenv("TICKET0_BASE_URL"); url != nullptr && *url != '\0') {
    if (const auto parsed = detail::parse_base_url(url); !parsed.url)
      throw ConfigError{"the environment variable TICKET0_BASE_URL " + parsed.problem};
    options.base_url = url;
  }
  return options;
}

}  // namespace ticket0::inline v1
