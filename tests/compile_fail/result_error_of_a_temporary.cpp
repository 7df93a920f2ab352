// The error lives in the Result, which would be gone by then.
// expect: deleted
#include "ticket0/result.hpp"

std::string_view why() {
  static const auto failed = ticket0::attempt([] { throw ticket0::ConfigError{"bad id"}; });
  std::string_view text = failed.error().what();
#ifdef MUST_NOT_COMPILE
  text = ticket0::attempt([] { throw ticket0::ConfigError{"bad id"}; }).error().what();
#endif
  return text;
}
