// A customer's id is no ticket's id.
// expect: invalid initialization|no matching function|could not convert
#include "ticket0/types.hpp"

void take(const ticket0::TicketId& id);

void use(const ticket0::TicketId& ticket, const ticket0::CustomerId& customer) {
  take(ticket);
  (void)customer;
#ifdef MUST_NOT_COMPILE
  take(customer);
#endif
}
