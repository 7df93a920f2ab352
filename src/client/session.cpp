#include "client/session.hpp"

#include "client/options.hpp"
#include "transport/curl_transport.hpp"

namespace ticket0::inline v1 {

namespace {

std::shared_ptr<Transport> make_curl_transport(const ClientOptions& options) {
  return detail::make_curl_transport({.connect_timeout = options.connect_timeout,
                                      .proxy = options.proxy,
                                      .tls = options.tls,
                                      .max_body = options.max_response_bytes});
}

}  // namespace

std::shared_ptr<Transport> make_default_transport(const ClientOptions& options) {
  static_cast<void>(detail::validate(options));
  return make_curl_transport(options);
}

namespace detail {

std::shared_ptr<const Session> Session::open(ClientOptions options, RandomSource random) {
  BaseUrl base = validate(options);
  if (const RateLimit& rate = options.rate_limit; rate.enabled && rate.store) {
    if (rate.scope.find(options.api_key.reveal()) != std::string::npos)
      throw ConfigError{
          "RateLimit.scope must not contain the API key: a store, and whoever can read it, would see the "
          "key"};
    rate.store->open({.scope = rate.scope, .requests = rate.requests, .per = rate.per});
  }
  std::optional<BudgetKey> budget = budget_key(options, base.canonical());
  ServiceKey service = service_key(options, base.canonical());
  std::string transport_name;
  if (!options.transport) {
    options.transport = v1::make_curl_transport(options);
    transport_name = curl_version_text();
  }
  const bool has_system_clock = !options.clock;
  if (has_system_clock) options.clock = std::make_shared<SystemClock>();
  std::string user_agent = detail::user_agent(transport_name, options.app_info);
  const auto workers = std::make_shared<Workers>(options.async, has_system_clock);
  const auto owner = std::make_shared<const WorkersOwner>(workers, options.async.wait_at_end);
  return std::make_shared<const Session>(Engine{std::move(options), std::move(base), std::move(user_agent),
                                                std::move(budget), std::move(service), std::move(random)},
                                         workers, owner);
}

Session::Session(Engine engine, std::shared_ptr<Workers> workers,
                 std::shared_ptr<const WorkersOwner> owner) noexcept
    : engine_(std::move(engine)), workers_(std::move(workers)), owner_(std::move(owner)) {}

std::shared_ptr<const Session> Session::with(CallOptions defaults) const {
  return std::make_shared<const Session>(engine_.with(std::move(defaults)), workers_, owner_);
}

std::shared_ptr<const Session> Session::for_a_job() const {
  return std::make_shared<const Session>(engine_.for_a_job(), workers_, nullptr);
}

Client ClientAccess::open(ClientOptions options, RandomSource random) {
  return Client{Session::open(std::move(options), std::move(random))};
}

TaskHandle TaskHandle::start(const Client& client, std::unique_ptr<Work> work) {
  const Session& session = *client.session_;
  const std::shared_ptr<const Session> own = session.for_a_job();
  const std::shared_ptr<const Engine> engine_of_own = own->engine();
  const Engine& engine = *engine_of_own;
  auto state = std::make_shared<TaskState>(
      session.workers().pool(), std::move(work), Client{own},
      JobTerms{.clock = engine.options().clock,
               .timeout = engine.defaults().options.timeout.value_or(engine.options().timeout),
               .cancel = engine.defaults().options.cancel,
               .queued = engine.defaults().queued,
               .permits = engine.defaults().permits});
  state->start();
  return TaskHandle{std::move(state)};
}

}  // namespace detail
}  // namespace ticket0::inline v1
