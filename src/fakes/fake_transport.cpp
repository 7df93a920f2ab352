#include <deque>
#include <mutex>
#include <variant>

#include "ticket0/fakes.hpp"

namespace ticket0::inline v1::fakes {

struct FakeTransport::Script {
  struct Fault {
    Outcome outcome;
    std::string what;
  };
  mutable std::mutex mutex;
  std::deque<std::variant<HttpResponse, Fault>> steps;
  std::vector<HttpRequest> sent;
};

FakeTransport::FakeTransport() : script_(std::make_unique<Script>()) {}
FakeTransport::~FakeTransport() = default;

FakeTransport& FakeTransport::reply(int status, std::string body, Headers headers) {
  const std::lock_guard lock{script_->mutex};
  script_->steps.emplace_back(
      HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)});
  return *this;
}

FakeTransport& FakeTransport::fail(Outcome outcome, std::string what) {
  const std::lock_guard lock{script_->mutex};
  script_->steps.emplace_back(Script::Fault{.outcome = outcome, .what = std::move(what)});
  return *this;
}

const std::vector<HttpRequest>& FakeTransport::sent() const noexcept { return script_->sent; }

HttpResponse FakeTransport::send(const HttpRequest& request, const SendContext& /*context*/) {
  const std::lock_guard lock{script_->mutex};
  script_->sent.push_back(request);
  if (script_->steps.empty())
    throw TransportError{"FakeTransport has no answer left for request " +
                             std::to_string(script_->sent.size()) + ", " + request.method + " " +
                             request.url.substr(0, request.url.find('?')),
                         Outcome::rejected};  // which nothing repeats or looks into
  const auto step = std::move(script_->steps.front());
  script_->steps.pop_front();
  if (const auto* fault = std::get_if<Script::Fault>(&step))
    throw TransportError{fault->what, fault->outcome};
  return std::get<HttpResponse>(step);
}

}  // namespace ticket0::inline v1::fakes
