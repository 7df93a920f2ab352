// No event is about an article: that shows before anything is linked.
// expect: use of deleted function|call to deleted member function
#include "ticket0/webhook.hpp"

void use(const ticket0::webhook::Event& event) {
  (void)event.as<ticket0::Ticket>();
#ifdef MUST_NOT_COMPILE
  (void)event.as<ticket0::Article>();
#endif
}
