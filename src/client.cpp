#include "ticket0/client.hpp"

#include "engine/engine.hpp"
#include "engine/user_agent.hpp"
#include "engine/validate.hpp"
#include "http/system_clock.hpp"
#include "transport/curl_transport.hpp"

namespace ticket0::inline v1 {

namespace {

std::shared_ptr<Transport> make_curl_transport(const ClientOptions& options) {
  return detail::make_curl_transport(
      {.connect_timeout = options.connect_timeout, .proxy = options.proxy, .tls = options.tls});
}

std::shared_ptr<const detail::Engine> make_engine(ClientOptions options) {
  detail::BaseUrl base = detail::validate(options);
  std::string transport_name;
  if (!options.transport) {
    options.transport = make_curl_transport(options);
    transport_name = detail::curl_version_text();
  }
  if (!options.clock) options.clock = std::make_shared<detail::SystemClock>();
  std::string user_agent = detail::user_agent(transport_name, options.app_info);
  return std::make_shared<const detail::Engine>(std::move(options), std::move(base), std::move(user_agent));
}

}  // namespace

std::shared_ptr<Transport> make_default_transport(const ClientOptions& options) {
  static_cast<void>(detail::validate(options));
  return make_curl_transport(options);
}

Client::Client(ClientOptions options) : engine_(make_engine(std::move(options))) {}
Tickets Client::tickets() const noexcept { return Tickets{engine_}; }

}  // namespace ticket0::inline v1
