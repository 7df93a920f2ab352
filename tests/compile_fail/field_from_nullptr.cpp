// Clearing is spelled ticket0::null.
// expect: no matching function|no matching conversion
#include "ticket0/types.hpp"

ticket0::Field<std::string> use() {
  ticket0::Field<std::string> cleared = ticket0::null;
#ifdef MUST_NOT_COMPILE
  cleared = ticket0::Field<std::string>(nullptr);
#endif
  return cleared;
}
