// What `->` refers to would be gone by then.
// expect: deleted
#include <vector>

#include "ticket0/result.hpp"

std::size_t count() {
  auto found = ticket0::attempt([] { return std::vector<int>{1, 2}; });
  std::size_t items = found->size();
#ifdef MUST_NOT_COMPILE
  items += ticket0::attempt([] { return std::vector<int>{1, 2}; })->size();
#endif
  return items;
}
