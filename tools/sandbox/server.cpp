#include "sandbox/server.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/control.hpp"
#include "sandbox/http_server.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/relay.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/seed.hpp"
#include "sandbox/service.hpp"
#include "sandbox/webhooks.hpp"

namespace sandbox {
namespace {

Options checked(Options options) {
  if (!is_loopback(options.host)) {
    throw std::runtime_error("the sandbox serves loopback addresses only, and " + options.host +
                             " is not one");
  }
  if (options.keys.empty()) throw std::runtime_error("the sandbox needs a key");
  if (options.host == "localhost") options.host = "127.0.0.1";
  options.relay = options.relay || !options.faults.empty();
  return options;
}

std::string log_line(const Request& request, const Service::Outcome& outcome,
                     std::chrono::steady_clock::duration took) {
  std::string path = request.target.substr(0, std::min<std::size_t>(request.target.find('?'), 200));
  for (char& byte : path) {
    if (byte <= ' ' || byte > '~') byte = '?';
  }
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  const auto status = outcome.response.status;
  auto line = request.method + " " + path + " " + (status == 0 ? "-" : std::to_string(status)) + " " +
              std::to_string(microseconds) + " us";
  if (outcome.wire.ending != Wire::Ending::answer) line += ", " + std::string(text(outcome.wire.ending));
  return line;
}

}  // namespace

struct Server::Impl {
  explicit Impl(Options wanted)
      : options(checked(std::move(wanted))), service(options, store, [this](const Event& event) {
          if (webhooks) webhooks->emit(event);
        }) {
    seed(store, options.tickets);
    if (!options.webhook.url.empty()) webhooks.emplace(options.webhook, Clock(options.now), options.log);
    HttpServer::Place place{.host = options.host,
                            .port = options.relay ? 0 : options.port,
                            .connections = options.connections,
                            .for_relay = options.relay};
    http.emplace(place,
                 HttpHooks{.answer = [this](const Request& request, bool whole,
                                            const std::string& peer) { return answer(request, whole, peer); },
                           .malformed = [this](int status) { return malformed(status); }});
    if (options.relay) relay.emplace(options.host, options.port, http->port());
    port = relay ? relay->port() : http->port();
    if (webhooks && options.webhook.ping) webhooks->ping();
  }

  Webhooks& endpoint() {
    if (!webhooks) throw std::logic_error("webhooks need Options::webhook.url");
    return *webhooks;
  }

  Response answer(const Request& request, bool whole, const std::string& peer) {
    if (auto response = control.answer(request, port)) return *std::move(response);
    const auto start = std::chrono::steady_clock::now();
    Service::Outcome outcome;
    if (whole) {
      outcome = service.answer(request);
    } else {
      outcome.route = request.method + " ?";
      outcome.response = service.refused({413, "PAYLOAD_TOO_LARGE", "the body is longer than 1 MiB"});
    }
    log.record(request, outcome.route, outcome.response.status, peer);
    if (options.log) options.log(log_line(request, outcome, std::chrono::steady_clock::now() - start));
    if (outcome.wire != Wire{}) {
      outcome.response.headers.emplace_back(wire_header, encode_wire(outcome.wire));
    }
    return std::move(outcome.response);
  }

  void reset() {
    service.forget();
    store.clear();
    seed(store, options.tickets);
    log.clear();
  }

  Response malformed(int status) const {
    if (status == 414) return service.refused({414, "URI_TOO_LONG", "the URL is too long"});
    return service.refused({status, "VALIDATION_ERROR", "this is not a request in HTTP/1.1"});
  }

  Options options;
  Store store;
  std::optional<Webhooks> webhooks;
  Service service;
  RequestLog log;
  const Control control{options, service, log, [this] { reset(); }};
  std::atomic<int> port{options.port};  // that clients use; the first requests may come while this is made
  std::optional<HttpServer> http;
  std::optional<Relay> relay;
};

Server::Server(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Server::~Server() = default;

std::string Server::url() const {
  const auto& host = impl_->options.host;
  return "http://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
         std::to_string(port()) + std::string(base_path);
}

int Server::port() const { return impl_->port; }
std::string Server::key() const { return impl_->options.keys.front().key; }
Store& Server::store() { return impl_->service.store(); }

void Server::inject(Fault fault) {
  if (!impl_->relay && is_on_the_wire(fault.kind)) {
    throw std::logic_error("a fault of the kind " + std::string(text(fault.kind)) + " needs Options::relay");
  }
  impl_->service.inject(std::move(fault));
}

void Server::clear_faults() { impl_->service.clear_faults(); }

std::string Server::emit(std::string_view type, const Json& data) {
  return impl_->endpoint().emit({type, data});
}

bool Server::flush_webhooks(std::chrono::milliseconds within) { return impl_->endpoint().flush(within); }

WebhookCounts Server::webhooks() const {
  return impl_->webhooks ? impl_->webhooks->counts() : WebhookCounts{};
}

std::vector<WebhookAttempt> Server::webhook_attempts() const {
  return impl_->webhooks ? impl_->webhooks->attempts() : std::vector<WebhookAttempt>{};
}

std::size_t Server::requests() const { return impl_->log.total(); }
std::size_t Server::requests(std::string_view route) const { return impl_->log.total(route); }
std::size_t Server::connections() const { return impl_->log.connections(); }
std::vector<Request> Server::log() const { return impl_->log.requests(); }

}  // namespace sandbox
