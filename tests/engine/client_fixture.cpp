#include "engine/client_fixture.hpp"

#include "client/session.hpp"

ticket0::Client client_with(ticket0::ClientOptions options, double random) {
  return ticket0::detail::ClientAccess::open(std::move(options), [random] { return random; });
}
