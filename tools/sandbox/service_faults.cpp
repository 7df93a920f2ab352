#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include "sandbox/refusal.hpp"
#include "sandbox/service.hpp"
#include "sandbox/views.hpp"
#include "sandbox/work.hpp"

namespace sandbox {
namespace {

using Kind = Fault::Kind;

/// Empty: no code is documented for the status.
std::string documented_code(int status) {
  switch (status) {
    case 400: return "VALIDATION_ERROR";
    case 401: return "UNAUTHORIZED";
    case 403: return "FORBIDDEN";
    case 404: return "NOT_FOUND";
    case 429: return "RATE_LIMITED";
    case 500: return "INTERNAL";
    default: return {};
  }
}

std::string gateway_page(int status) {
  const auto title = "Error " + std::to_string(status);
  return "<html>\n<head><title>" + title + "</title></head>\n<body><h1>" + title +
         "</h1>\n<p>The gateway has no answer from the service.</p></body>\n</html>\n";
}

}  // namespace

void Service::inject(Fault fault) {
  if (const auto mistake = mistake_in(fault, generation_)) {
    throw std::invalid_argument("Fault::" + mistake->member + " " + mistake->text);
  }
  faults_.add(std::move(fault));
}

void Service::clear_faults() { faults_.clear(); }

void Service::play(const Fault& fault, const Work& work, Outcome& outcome) {
  using Ending = Wire::Ending;
  switch (fault.kind) {
    case Kind::status_before:
    case Kind::status_after:
    case Kind::commit_late:
      if (fault.kind == Kind::status_after) carry_out(work, Paging::straight);
      if (fault.kind == Kind::commit_late) {
        late_.add(clock_.now() + fault.delay, [this, work] { carry_out(work, Paging::straight); });
      }
      outcome.response = failure(fault);
      return;
    case Kind::lose_request:
    case Kind::reset_before:
      outcome.response.status = 0;
      outcome.wire.ending = fault.kind == Kind::lose_request ? Ending::close : Ending::reset;
      return;
    case Kind::lose_answer: outcome.wire.ending = Ending::close; break;
    case Kind::reset_after: outcome.wire.ending = Ending::reset; break;
    case Kind::truncate: outcome.wire = {.ending = Ending::truncate, .bytes = fault.bytes}; break;
    case Kind::drip: outcome.wire = {.ending = Ending::drip, .delay = fault.delay}; break;
    case Kind::delay: outcome.wire.delay = fault.delay; break;
    case Kind::idle_bytes:
      outcome.wire = {.ending = fault.mode == "200"   ? Ending::then_200
                                : fault.mode == "408" ? Ending::then_408
                                                      : Ending::then_junk,
                      .delay = fault.delay};
      break;
    case Kind::idle_close: outcome.wire = {.ending = Ending::then_close, .delay = fault.delay}; break;
    case Kind::cursor_loop: outcome.response = carry_out(work, Paging::loop); return;
    case Kind::overlap: outcome.response = carry_out(work, Paging::overlap); return;
    case Kind::stale: {
      outcome.age = fault.seconds;
      Work then = work;
      then.as_of = clock_.instant() - fault.seconds;
      outcome.response = carry_out(then, Paging::straight);
      return;
    }
    case Kind::skew:
    case Kind::rewrite: break;  // of the work already
  }
  outcome.response = carry_out(work, Paging::straight);
}

Response Service::failure(const Fault& fault) const {
  Response response{.status = fault.status};
  const auto code =
      fault.code.empty() ? views_of(generation_).error_code(documented_code(fault.status)) : fault.code;
  if (code.empty() || code == "-") {
    response.headers = {{"Content-Type", "text/html"}};
    response.body = gateway_page(fault.status);
  } else {
    std::optional<Instant> retry_at;
    if (fault.retry_after && fault.status == 429 && generation_ == Generation::older) {
      retry_at =
          std::chrono::ceil<std::chrono::seconds>(clock_.now()) + std::chrono::seconds{*fault.retry_after};
    }
    response.headers = {{"Content-Type", "application/json"}};
    response.body = error_json(code, "Something went wrong", retry_at).dump();
  }
  if (fault.retry_after) response.headers.emplace_back("Retry-After", std::to_string(*fault.retry_after));
  return response;
}

}  // namespace sandbox
