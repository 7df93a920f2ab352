// A key is named as one where it is given.
// expect: could not convert|conversion from|no viable conversion
#include "ticket0/options.hpp"

ticket0::ClientOptions use(const std::string& key) {
#ifdef MUST_NOT_COMPILE
  return {.api_key = key};
#else
  return {.api_key = ticket0::Secret{key}};
#endif
}
