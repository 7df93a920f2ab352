#include "types/ascii.hpp"
#include "webhook/digest.hpp"
#include "webhook/validate.hpp"

namespace ticket0::inline v1::webhook {

struct Receiver::State {
  ReceiverOptions options;
  Handler handler;

  /// Tells the application of the exception that is being handled.
  void tell(const Event& event) const noexcept {
    if (!options.on_failure) return;
    try {
      options.on_failure(event, std::current_exception());
    } catch (...) {  // nobody is left to be told
    }
  }
  [[nodiscard]] Answer handle_once(const Event& event, const std::string& id) const;
};

namespace {

ReceiverOptions checked(ReceiverOptions options) {
  detail::check_secrets("ReceiverOptions.secrets", options.secrets);
  detail::check(options.checks);
  detail::check_time("ReceiverOptions.lease", options.lease);
  if (!options.seen) options.seen = std::make_shared<MemorySeenStore>();
  return options;
}

/// Of several headers with the name, as of one with all their values.
std::string signature_in(const Headers& headers) {
  std::string all;
  for (const auto& [name, value] : headers)
    if (detail::equal_ignoring_case(name, signature_header)) all.append(all.empty() ? "" : ",").append(value);
  return all;
}

/// What a redelivery of the event has too.
std::string identity(const Event& event) {
  return event.id.empty() ? "sha256:" + detail::to_hex(detail::sha256(event.raw)) : event.id;
}

int status_for(Refusal refusal) noexcept {
  return refusal == Refusal::missing || refusal == Refusal::mismatch ? 401 : 400;
}

}  // namespace

Receiver::Receiver(ReceiverOptions options, Handler handler) {
  if (!handler) throw ConfigError{"a webhook::Receiver needs a handler: a function that takes an Event"};
  state_ = std::make_shared<const State>(
      State{.options = checked(std::move(options)), .handler = std::move(handler)});
}

Answer Receiver::receive(std::string_view method, const Headers& headers, std::string_view body) const {
  if (method != "POST") return {.status = 405, .text = "webhooks come by POST"};
  Event event;
  std::string id;
  try {
    event = parse(body, signature_in(headers), state_->options.secrets, state_->options.checks);
    id = identity(event);
  } catch (const SignatureError& error) {
    return {.status = status_for(error.refusal()), .text = error.what()};
  } catch (const Error& error) {
    state_->tell(event);
    return {.status = 500, .text = error.what()};
  }
  return state_->handle_once(event, id);
}

Answer Receiver::State::handle_once(const Event& event, const std::string& id) const {
  SeenStore::Claim claim{};
  try {
    claim = options.seen->claim(id, options.lease);
  } catch (...) {
    tell(event);
    return {.status = 500, .text = "the event cannot be claimed: send it again"};
  }
  if (claim == SeenStore::Claim::handled) return {.status = 200, .text = "handled before"};
  if (claim == SeenStore::Claim::in_progress)
    return {.status = 503, .text = "the same event is in progress: send it again"};
  try {
    handler(event);
  } catch (...) {
    options.seen->release(id);
    tell(event);
    return {.status = 500, .text = "the event was not handled: send it again"};
  }
  try {
    options.seen->done(id);
  } catch (...) {  // it was handled: were it sent again, it would be handled twice
    tell(event);
  }
  return {.status = 200, .text = "handled"};
}

}  // namespace ticket0::inline v1::webhook
