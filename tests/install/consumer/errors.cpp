// Each class of error, thrown by the library and caught here by its type, in a program that hides all its own
// symbols. And the other way: errors of a transport that is made here are recognised by the library.
#include "ticket0/error.hpp"

#include <iostream>
#include <typeinfo>

#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

namespace {

using namespace ticket0;

int failures = 0;

/// `call` has to throw an E and nothing below it.
template <class E, class Call>
void expect(const char* name, const Call& call) {
  static_assert(std::is_base_of_v<Error, E>);
  try {
    call();
    std::cerr << name << ": nothing was thrown\n";
  } catch (const E& e) {
    if (typeid(e) == typeid(E)) return;
    std::cerr << name << ": " << typeid(e).name() << " was thrown\n";
  } catch (const std::exception& e) {
    std::cerr << name << ": not caught by its type: " << e.what() << '\n';
  }
  ++failures;
}

/// Throws what it was made with.
template <class E>
class Broken final : public Transport {
 public:
  HttpResponse send(const HttpRequest&, const SendContext&) override { throw E{"broken", Outcome::not_sent}; }
};

Client client_with(std::shared_ptr<Transport> transport) {
  return Client{{.api_key = Secret{"t0_test"},
                 .retry = {.max_attempts = 1},
                 .rate_limit = {.requests = 1'000, .wait = false},
                 .transport = std::move(transport),
                 .clock = std::make_shared<fakes::ManualClock>()}};
}

template <class E>
void expect_of_status(const char* name, int status) {
  expect<E>(name, [status] {
    auto wire = std::make_shared<fakes::FakeTransport>();
    wire->respond(status, "{}");
    static_cast<void>(client_with(wire).tickets().get(TicketId{"tkt_1"}));
  });
}

void get_by(std::shared_ptr<Transport> transport) {
  static_cast<void>(client_with(std::move(transport)).tickets().get(TicketId{"tkt_1"}));
}

}  // namespace

int main() {
  expect<ConfigError>("ConfigError", [] { static_cast<void>(Client{{.api_key = Secret{"none"}}}); });
  expect<InvalidArgument>("InvalidArgument", [] { static_cast<void>(json_string("\xff")); });
  expect_of_status<ApiError>("ApiError", 302);
  expect_of_status<ValidationError>("ValidationError", 400);
  expect_of_status<AuthenticationError>("AuthenticationError", 401);
  expect_of_status<PermissionError>("PermissionError", 403);
  expect_of_status<NotFoundError>("NotFoundError", 404);
  expect_of_status<RateLimitError>("RateLimitError", 429);
  expect_of_status<ServerError>("ServerError", 503);
  expect_of_status<DecodeError>("DecodeError", 200);
  expect<TransportError>("TransportError", [] { get_by(std::make_shared<Broken<TransportError>>()); });
  expect<TimeoutError>("TimeoutError", [] { get_by(std::make_shared<Broken<TimeoutError>>()); });
  expect<DecodeError>("DecodeError", [] {
    auto wire = std::make_shared<fakes::FakeTransport>();
    for (int i = 0; i < 3; ++i) wire->respond(200, R"({"tickets":[],"nextCursor":"same"})");
    for (const Ticket& each : client_with(wire).tickets().list()) static_cast<void>(each);
  });
  expect<CancelledError>("CancelledError", [] {
    CancelSource stop;
    stop.cancel();
    const Client client = client_with(std::make_shared<fakes::FakeTransport>());
    static_cast<void>(client.tickets().get(TicketId{"tkt_1"}, {.cancel = stop.token()}));
  });
  expect<ReplyOutcomeUnknown>("ReplyOutcomeUnknown", [] {
    auto wire = std::make_shared<fakes::FakeTransport>();
    wire->fail(Outcome::unknown).respond(403, "{}");
    const Client client = client_with(wire);
    static_cast<void>(
        client.messages().reply(TicketId{"tkt_1"}, {.from_address = "a@example.com", .body_text = "Hello"}));
  });
  return failures;
}
