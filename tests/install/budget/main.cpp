// A budget in a file, and a Redis that is not there, by the installed library.
#include "ticket0/budget.hpp"

#include <cstdio>

#include "ticket0/client.hpp"
#ifdef WITH_REDIS
#include "ticket0/redis_budget.hpp"
#endif

int main() {
  const ticket0::Client client{{.api_key = ticket0::Secret{"t0_test"},
                                .rate_limit = {.store = ticket0::file_budget("./budget-of-the-consumer")}}};
  const auto usage = client.rate_usage();
  if (!usage || usage->used + usage->free != 60) return 1;
#ifdef WITH_REDIS
  const auto redis = ticket0::redis_budget({.unix_socket = "./no-such-socket"});
  if (!redis->take({.scope = "acme"}, {.lease = std::chrono::seconds{1}}).away) return 1;
#endif
  std::remove("./budget-of-the-consumer");
  return 0;
}
