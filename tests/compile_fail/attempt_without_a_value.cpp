// There is nothing to keep.
// expect: a Result keeps a value
#include "ticket0/result.hpp"

bool done() {
  bool all = static_cast<bool>(ticket0::attempt([] { return 1; }));
#ifdef MUST_NOT_COMPILE
  all = all && ticket0::attempt([] {});
#endif
  return all;
}
