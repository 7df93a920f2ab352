// Nor is a list read and dropped.
// expect: nodiscard
#include "ticket0/client.hpp"

void use(const ticket0::Client& client) {
  (void)client.tickets().list().to_vector();
#ifdef MUST_NOT_COMPILE
  client.tickets().list().to_vector();
#endif
}
