// A delivery: the first line is its Ticket0-Signature, the rest its body.
#include "ticket0/webhook.hpp"
#include "fuzz.hpp"
#include "json/envelope.hpp"
#include "json/json_writer.hpp"
#include "webhook/signature.hpp"

using namespace ticket0;

namespace {

const Secret secret{"whsec_canary"};

void check_event(const webhook::Event& event, std::string_view body) {
  fuzz::require(event.raw == body, "an event has the whole body");
  fuzz::require(event.id.empty() == event.type.text().empty(),
                "an envelope has both an id and a type, or is none");
  fuzz::require(!event.id.empty() || (event.data.empty() && event.workspace_id.empty() && !event.created_at),
                "what is no envelope has its raw text alone");
  if (!event.data.empty())
    fuzz::require(detail::json::minify(event.data) == event.data, "data is JSON without blanks");
  fuzz::require(!(event.as<Ticket>() && event.as<Customer>()), "an event is about one kind of thing");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view body = fuzz::text_of(data, size);
  const std::string_view header = fuzz::take_line(body);

  fuzz::require(detail::signatures_in(header).size() <= header.size() / 71, "a signature has 71 characters");
  const webhook::Checks checks{.now = parse_timestamp(detail::json::decode_envelope(body).created_at)};
  try {
    check_event(webhook::parse(body, header, secret, checks), body);
  } catch (const webhook::SignatureError& e) {
    fuzz::require(std::string_view{e.what()}.find("canary") == std::string_view::npos,
                  "no text has the secret");
  }
  // Nobody guesses a signature: what comes after one is reached by signing.
  const std::string signature = webhook::sign(body, secret);
  check_event(webhook::parse(body, signature, secret, checks), body);
  check_event(webhook::parse(body, std::string{header} + "," + signature, secret, checks), body);
  return 0;
}
