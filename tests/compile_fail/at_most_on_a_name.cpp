// at_most() takes the list over, and says so at the call.
// expect: discards qualifiers|is an lvalue|cannot bind|as 'this' argument
#include "ticket0/client.hpp"

void use(ticket0::PagedRange<ticket0::Ticket> list) {
#ifdef MUST_NOT_COMPILE
  (void)list.at_most(5);
#else
  (void)std::move(list).at_most(5);
#endif
}
