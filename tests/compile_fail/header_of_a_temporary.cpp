// The view would outlive what it looks into.
// expect: deleted
#include "ticket0/http.hpp"

ticket0::HttpResponse answer();

bool has_etag() {
  const ticket0::HttpResponse kept = answer();
  bool has = kept.header("ETag").has_value();
#ifdef MUST_NOT_COMPILE
  has = answer().header("ETag").has_value();
#endif
  return has;
}
