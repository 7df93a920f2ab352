// A secret does not print.
// expect: no match for|invalid operands
#include <ostream>

#include "ticket0/types.hpp"

void use(std::ostream& out, const ticket0::Secret& secret) {
  out << secret.empty();
#ifdef MUST_NOT_COMPILE
  out << secret;
#endif
}
