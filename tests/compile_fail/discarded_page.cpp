// A page that nobody looks at is a request for nothing.
// expect: nodiscard
#include "ticket0/client.hpp"

void use(const ticket0::Client& client) {
  (void)client.tickets().page();
#ifdef MUST_NOT_COMPILE
  client.tickets().page();
#endif
}
