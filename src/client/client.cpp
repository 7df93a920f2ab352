#include "ticket0/client.hpp"

#include "async/workers.hpp"
#include "client/defaults.hpp"
#include "client/options.hpp"
#include "client/raw_call.hpp"
#include "engine/engine.hpp"
#include "resources/reply_guard.hpp"
#include "transport/curl_transport.hpp"

namespace ticket0::inline v1 {

namespace {

std::shared_ptr<Transport> make_curl_transport(const ClientOptions& options) {
  return detail::make_curl_transport({.connect_timeout = options.connect_timeout,
                                      .proxy = options.proxy,
                                      .tls = options.tls,
                                      .max_body = options.max_response_bytes});
}

std::shared_ptr<const detail::Engine> make_engine(ClientOptions options) {
  detail::BaseUrl base = detail::validate(options);
  std::optional<detail::BudgetKey> budget = detail::budget_key(options, base.canonical());
  detail::ServiceKey service = detail::service_key(options, base.canonical());
  std::string transport_name;
  if (!options.transport) {
    options.transport = make_curl_transport(options);
    transport_name = detail::curl_version_text();
  }
  if (!options.clock) options.clock = std::make_shared<detail::SystemClock>();
  if (!options.random) options.random = [] { return detail::random_fraction(); };
  std::string user_agent = detail::user_agent(transport_name, options.app_info);
  const auto workers = std::make_shared<detail::Workers>();
  return std::make_shared<const detail::Engine>(std::move(options), std::move(base), std::move(user_agent),
                                                std::move(budget), std::move(service), workers,
                                                std::make_shared<detail::WorkersOwner>(workers));
}

}  // namespace

std::shared_ptr<Transport> make_default_transport(const ClientOptions& options) {
  static_cast<void>(detail::validate(options));
  return make_curl_transport(options);
}

Client::Client(ClientOptions options) : engine_(make_engine(std::move(options))) {}
Client::Client(std::shared_ptr<const detail::Engine> engine) noexcept : engine_(std::move(engine)) {}

Tickets Client::tickets() const noexcept { return Tickets{engine_}; }
Messages Client::messages() const noexcept { return Messages{engine_}; }
Customers Client::customers() const noexcept { return Customers{engine_}; }
KnowledgeBase Client::knowledge_base() const noexcept { return KnowledgeBase{engine_}; }

Client Client::with(CallOptions defaults) const { return Client{engine_->with(std::move(defaults))}; }

std::optional<RateUsage> Client::rate_usage() const { return engine_->rate_usage(); }

HttpResponse Client::send(std::string_view method, std::string_view path, std::string body,
                          const CallOptions& call) const {
  const detail::RawCall raw{method, path, body};
  const detail::Call whole{.operation = raw.operation(),
                           .target = raw.target(),
                           .body = std::move(body),
                           .scope = engine_->begin(call)};
  if (raw.reply_to()) return detail::send_raw_reply(*engine_, whole, *raw.reply_to());
  HttpResponse response;
  detail::CallLog log = engine_->log_of(whole.operation);
  if (auto failure = engine_->try_run(whole, response, log)) log.raise(*std::move(failure));
  return response;
}

}  // namespace ticket0::inline v1
