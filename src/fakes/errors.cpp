#include "ticket0/client.hpp"
#include "ticket0/fakes.hpp"

namespace ticket0::inline v1::fakes {

namespace {

/// A client whose calls take no time: it makes one attempt and has no limit.
Client client_over(std::shared_ptr<FakeTransport> wire) {
  return Client{{.api_key = Secret{"t0_fake"},
                 .retry = {.max_attempts = 1},
                 .rate_limit = {.wait = false},
                 .transport = std::move(wire),
                 .clock = std::make_shared<ManualClock>()}};
}

template <class Call>
std::exception_ptr error_of(const Call& call) {
  try {
    call();
  } catch (const InvalidArgument&) {  // an argument of this function's caller
    throw;
  } catch (const Error&) {
    return std::current_exception();
  }
  return nullptr;
}

std::string error_body(std::string_view code, std::string_view message) {
  if (code.empty() && message.empty()) return {};
  return "{\"error\":{\"code\":" + json_string(code) + ",\"message\":" + json_string(message) + "}}";
}

}  // namespace

std::exception_ptr api_error(int status, std::string_view code, std::string_view message, Headers headers) {
  if (status >= 200 && status < 300)
    throw InvalidArgument{"fakes::api_error: the status " + std::to_string(status) + " is no error"};
  const auto wire = std::make_shared<FakeTransport>();
  wire->respond(status, error_body(code, message), std::move(headers));
  const Client client = client_over(wire);
  return error_of([&client] { static_cast<void>(client.tickets().get(TicketId{"tkt_1"})); });
}

std::exception_ptr reply_unknown(const TicketId& ticket) {
  const auto wire = std::make_shared<FakeTransport>();
  wire->on("POST /tickets/:id/messages").fail(Outcome::unknown);
  wire->on("GET /tickets/:id/messages").respond(200, json(Page<Message>{})).always();
  const Client client = client_over(wire);
  return error_of([&] {
    client.messages().reply(ticket, {.from_address = "support@example.com", .body_text = "Hello"});
  });
}

}  // namespace ticket0::inline v1::fakes
