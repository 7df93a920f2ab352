// A string does not become an id by itself.
// expect: invalid initialization|no matching function|could not convert
#include "ticket0/types.hpp"

void take(const ticket0::TicketId& id);

void use(const std::string& text) {
  take(ticket0::TicketId{text});
#ifdef MUST_NOT_COMPILE
  take(text);
#endif
}
