#include "ticket0/client.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "client/options.hpp"
#include "client/raw_call.hpp"
#include "client/session.hpp"
#include "resources/reply_guard.hpp"

namespace ticket0::inline v1 {

Client::Client(ClientOptions options) : session_(detail::Session::open(std::move(options))) {}
Client::Client(std::shared_ptr<const detail::Session> session) noexcept : session_(std::move(session)) {}

Tickets Client::tickets() const noexcept { return Tickets{session_->engine()}; }
Messages Client::messages() const noexcept { return Messages{session_->engine()}; }
Customers Client::customers() const noexcept { return Customers{session_->engine()}; }
KnowledgeBase Client::knowledge_base() const noexcept { return KnowledgeBase{session_->engine()}; }

Client Client::with(CallOptions defaults) const { return Client{session_->with(std::move(defaults))}; }

void Client::set_api_key(Secret key) const {
  if (const std::string problem = detail::problem_of_key(key.reveal()); !problem.empty())
    detail::refuse<ConfigError>("the key given to Client::set_api_key", problem);
  session_->engine()->set_api_key(std::move(key));
}

bool Client::close(std::chrono::milliseconds limit) const {
  constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365};  // what a clock can add
  return session_->workers().close(std::clamp(limit, std::chrono::milliseconds{0}, longest));
}

std::optional<RateUsage> Client::rate_usage() const { return session_->engine()->rate_usage(); }

HttpResponse Client::send(std::string_view method, std::string_view path, std::string body,
                          const CallOptions& options) const {
  const std::shared_ptr<const detail::Engine> engine = session_->engine();
  std::optional<detail::RawCall> raw;  // has the route, which the observer is told at the very end
  detail::ObservedCall call = engine->observed(detail::method_or_empty(method), nullptr);
  return call.run([&] {
    raw.emplace(method, path, body);
    call.is(raw->operation());
    const detail::Call whole{.operation = raw->operation(),
                             .target = raw->target(),
                             .body = std::move(body),
                             .scope = engine->begin(options, call)};
    if (raw->reply_to()) return detail::send_raw_reply(*engine, whole, *raw->reply_to());
    HttpResponse response;
    detail::CallLog log = engine->log_of(whole.operation);
    if (auto failure = engine->try_run(whole, response, log)) log.raise(*std::move(failure));
    return response;
  });
}

}  // namespace ticket0::inline v1
