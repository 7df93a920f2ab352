// A list is walked once, by one owner.
// expect: use of deleted function|call to deleted constructor
#include "ticket0/client.hpp"

void use(ticket0::PagedRange<ticket0::Ticket> list) {
  ticket0::PagedRange<ticket0::Ticket> moved = std::move(list);
#ifdef MUST_NOT_COMPILE
  ticket0::PagedRange<ticket0::Ticket> copied = moved;
#endif
}
